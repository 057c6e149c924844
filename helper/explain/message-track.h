/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MESSAGE_TRACK_H
#define MESSAGE_TRACK_H

#include "critical-path.h"
#include "frame-flight.h"
#include "request-track.h"
#include "send-log.h"
#include "time-slice.h"

#include "ns3/fabric-frame.h"

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The frames of one message of the critical path, and their ACKs, on their way, to tell where its
 * time went: which packet completed it, and what that one waited for. The payload of a READ comes
 * from the peer, after a request that goes there.
 */
class MessageTrack
{
  public:
    using Pauses = PartSum::Pauses; ///< tells of pauses of ports

    /**
     * @param step the message
     */
    explicit MessageTrack(const PathStep& step);

    /** @return what happened at the sender of the payload, to be added to. */
    SendLog& GetLog()
    {
        return m_log;
    }

    /** @return the requests, if it is a READ. */
    RequestTrack& GetRequests()
    {
        return m_requests;
    }

    /**
     * @param frame a frame
     * @return whether it is a packet of the message
     */
    bool IsOwn(const Frame& frame) const;

    /**
     * The first bit of a frame is on a link.
     * @param frame the frame
     * @param port where
     * @param now when, ps
     * @param serialisation until its last bit is, ps
     */
    void Sent(const Frame& frame, const PathPort& port, uint64_t now, uint64_t serialisation);

    /**
     * A frame came in.
     * @param frame the frame
     * @param vertex where
     * @param now when, ps
     */
    void Received(const Frame& frame, uint32_t vertex, uint64_t now);

    /** The message has arrived, by the packet that was received last. */
    void Arrived()
    {
        m_completing = m_lastData;
    }

    /**
     * The message is over for who has posted it: it is acknowledged, by the ACK that was received
     * last, or what is read is there, by the packet that was.
     */
    void Ended()
    {
        if (m_step.isRead)
        {
            m_completing = m_lastData;
        }
        else
        {
            m_completingAck = m_lastAck;
        }
    }

    /**
     * Tell where its time went.
     * @param pauses tells of pauses of ports
     * @return the parts, which add up to the time of the step
     */
    std::vector<TimeSlice> Split(const Pauses& pauses) const;

  private:
    /// Packets that are remembered: the ACK that completes the message answers one of the last.
    static constexpr size_t MOST_PACKETS = 100000;

    using Flights = std::map<FrameFlight::Key, FrameFlight>;

    bool IsAck(const Frame& frame) const;
    static FrameFlight::Key KeyOf(const Frame& frame);
    void ForgetOld();

    PathStep m_step;
    SendLog m_log;
    RequestTrack m_requests;
    Flights m_data;
    Flights m_acks;
    std::map<std::pair<uint32_t, uint32_t>, uint64_t> m_arrived; ///< by queue pair and PSN: when
                                                                 ///< what came last was sent
    std::optional<FrameFlight> m_lastData;
    std::optional<FrameFlight> m_lastAck;
    std::optional<FrameFlight> m_completing;
    std::optional<FrameFlight> m_completingAck;
};

} // namespace aifabric
} // namespace ns3

#endif // MESSAGE_TRACK_H
