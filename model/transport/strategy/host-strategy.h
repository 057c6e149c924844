/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HOST_STRATEGY_H
#define HOST_STRATEGY_H

#include "host-events.h"
#include "host-place.h"

#include "ns3/fabric-trace.h"
#include "ns3/strategy-base.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What a NIC asks and tells the strategy of its host. Authors of strategies read HostLoadBalancer.
 */
class HostStrategy : public StrategyBase<HostEvents, HostPlace, FabricRandom::HOST_BALANCER>
{
  public:
    /**
     * Choose the path of a frame.
     * @param frame the frame; its route is set
     */
    void Select(Frame& frame)
    {
        CountDecision();
        DoSelect(frame);
        if (m_selectedTrace.IsConnected())
        {
            m_selectedTrace(frame);
        }
    }

    /**
     * An acknowledgement came in.
     * @param ack the frame
     */
    void Acknowledged(const Frame& ack)
    {
        DoAcknowledged(ack);
    }

    /**
     * A packet is taken for lost.
     * @param packet which one, and why
     */
    void Lost(const LostPacket& packet)
    {
        DoLost(packet);
    }

    /**
     * The answer to a probe came in.
     * @param reply the frame
     */
    void ProbeAnswered(const Frame& reply)
    {
        DoProbeAnswered(reply);
    }

    /**
     * A probe of another host came in.
     * @param probe the frame
     */
    void Probed(const Frame& probe)
    {
        DoProbed(probe);
    }

    /**
     * Cut a message into pieces.
     * @param dst fabric host number of the receiver
     * @param bytes payload bytes
     * @param pieces where to put the pieces; none if the message remains whole
     * @param client number of the client that posts it
     */
    void Split(uint32_t dst, uint64_t bytes, std::vector<MessagePiece>& pieces, uint16_t client = 0)
    {
        m_client = client;
        DoSplit(dst, bytes, pieces);
    }

    /**
     * Tell what the workload will send.
     * @param messages all messages of all hosts, in the order of their tasks
     */
    void Plan(const std::vector<PlannedMessage>& messages)
    {
        DoPlan(messages);
    }

    /**
     * Signature of sinks of choices.
     * @param frame the frame with its path
     */
    using SelectedTracedCallback = void (*)(const Frame& frame);

  protected:
    uint16_t m_client{0};                      ///< number of the client that posts the message
    FabricTrace<const Frame&> m_selectedTrace; ///< a frame got a path

  protected:
    /** @return within DoSplit(), number of the client that posts the message. */
    uint16_t GetClient() const
    {
        return m_client;
    }

  private:
    virtual void DoSelect(Frame& frame) = 0;
};

} // namespace aifabric
} // namespace ns3

#endif // HOST_STRATEGY_H
