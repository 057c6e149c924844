/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CONGESTION_EVENTS_H
#define CONGESTION_EVENTS_H

#include "ns3/fabric-frame.h"
#include "ns3/lost-packet.h"
#include "ns3/object.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What a congestion control may hear of its queue pair (CongestionControl). Override what matters
 * to it; by default nothing happens.
 */
class CongestionEvents : public Object
{
  public:
    /**
     * The fraction of the line rate to which a host keeps with all its queue pairs together.
     * Its argument is the fraction at which all flows can send at once, if that is known, else 1.
     * @return the fraction; 1 by default
     */
    virtual double GetHostFraction(double) const;

  protected:
    /**
     * A packet was put on the link; only if wanted (CongestionState::Want()).
     * @param bytes its size on the wire
     */
    virtual void DoSent(uint32_t bytes);

    /**
     * An acknowledgement came in; only if wanted (CongestionState::Want()).
     * @param ack the frame: FRAME_BECN tells of a mark, echoTime of the round-trip time
     * @param bytes payload bytes that it newly acknowledges
     */
    virtual void DoAcknowledged(const Frame& ack, uint64_t bytes);

    /**
     * A NAK came in that names a packet whose payload a switch has cut off.
     * @param nak the frame: sackPsn names the packet, FRAME_LAST_HOP tells where it was
     */
    virtual void DoTrimmed(const Frame& nak);

    /**
     * A packet was taken for lost, one call for each; DoLost() and DoTimedOut() follow.
     * @param cause why
     */
    virtual void DoPacketLost(LossCause cause);

    /**
     * A credit came in.
     * @param credit the frame, whose extra tells what is granted
     */
    virtual void DoCredited(const Frame& credit);

    /**
     * A data packet is about to leave; only if wanted (CongestionState::WantStamps()).
     * @param data the frame, complete but for what the control writes on it
     */
    virtual void DoStamp(Frame& data);

    /** A congestion notification packet came in. */
    virtual void DoNotified();

    /** Packets were found lost by other means than a timeout. */
    virtual void DoLost();

    /** The retransmission timer ran out. */
    virtual void DoTimedOut();

    /** @return the least time between two CNPs for a queue pair, ps; UINT64_MAX: none is wanted. */
    virtual uint64_t DoGetNotificationInterval() const;
};

} // namespace aifabric
} // namespace ns3

#endif // CONGESTION_EVENTS_H
