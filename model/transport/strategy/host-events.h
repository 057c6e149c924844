/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HOST_EVENTS_H
#define HOST_EVENTS_H

#include "lost-packet.h"
#include "message-piece.h"

#include "ns3/fabric-frame.h"
#include "ns3/object.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What a strategy of a host may hear of besides its choices (HostLoadBalancer). Override what
 * matters to it; by default nothing happens.
 */
class HostEvents : public Object
{
  public:
    /**
     * Tell the memory that a run takes, before it is built.
     * @param use how a host sends to another one
     * @return queue pairs, and bytes from some kB on
     */
    virtual PairCost GetPairCost(const PairUse& use) const;

  protected:
    /**
     * An acknowledgement came in.
     * @param ack the frame; echoEntropy, echoTime and FRAME_BECN tell of the path it answers
     */
    virtual void DoAcknowledged(const Frame& ack);

    /**
     * A packet is taken for lost.
     * @param packet which one, and why
     */
    virtual void DoLost(const LostPacket& packet);

    /**
     * The answer to a probe came in (HostServices::SendProbe()).
     * @param reply the frame: its source, echoEntropy, echoTime and FRAME_BECN
     */
    virtual void DoProbeAnswered(const Frame& reply);

    /**
     * A probe of another host came in, which doubts its paths to here.
     * @param probe the frame
     */
    virtual void DoProbed(const Frame& probe);

    /**
     * Cut a message into pieces that go over queue pairs of their own. It is complete when all are.
     * @param dst fabric host number of the receiver
     * @param bytes payload bytes
     * @param pieces empty; left empty, the message remains whole
     */
    virtual void DoSplit(uint32_t dst, uint64_t bytes, std::vector<MessagePiece>& pieces);

    /**
     * Learn before time zero what the workloads will send, as collective libraries do. If another
     * one comes later, a call with the messages of all takes the place of the earlier one.
     * @param messages all messages of all hosts, workload by workload, in the order of their tasks
     */
    virtual void DoPlan(const std::vector<PlannedMessage>& messages);
};

} // namespace aifabric
} // namespace ns3

#endif // HOST_EVENTS_H
