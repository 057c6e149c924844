/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MESSAGE_TRACK_H
#define MESSAGE_TRACK_H

#include "critical-path.h"
#include "send-log.h"
#include "time-slice.h"

#include "ns3/fabric-frame.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** A port on the way of a frame. */
struct PathPort
{
    uint32_t vertex{NOWHERE}; ///< vertex of the topology
    uint32_t port{NOWHERE};   ///< number of the port there
};

/**
 * @ingroup ai-fabric
 *
 * The frames of one message of the critical path, and their ACKs, on their way, to tell where its
 * time went: which packet completed it, and what that one waited for.
 */
class MessageTrack
{
  public:
    /**
     * Tells since when which classes of a port were paused.
     * @param port the port
     * @return the changes, the one before the start of the message included
     */
    using Pauses = std::function<std::vector<SendLog::Mask>(const PathPort& port)>;

    /**
     * @param step the message
     */
    explicit MessageTrack(const PathStep& step);

    /** @return what happened at the sender, to be added to. */
    SendLog& GetLog()
    {
        return m_log;
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

    /** The message is acknowledged, by the ACK that was received last. */
    void Acknowledged()
    {
        m_completingAck = m_lastAck;
    }

    /**
     * Tell where its time went.
     * @param pauses tells of pauses of ports
     * @return the parts, which add up to the time of the step
     */
    std::vector<TimeSlice> Split(const Pauses& pauses) const;

  private:
    /// A link that a frame has passed.
    struct Hop
    {
        PathPort port;
        uint64_t sent;
        uint64_t serialisation;
        uint64_t received; ///< 0: not yet
    };

    /// Queue pair at the sender of the message, when the frame left its host, PSN.
    using Key = std::tuple<uint32_t, uint64_t, uint32_t>;

    /// A frame on its way, each time that it is sent another one.
    struct Flight
    {
        std::vector<Hop> hops;
        uint32_t pair{0};    ///< number of the queue pair at the sender of the message
        uint8_t priority{0}; ///< its class
        Key answers{};       ///< of an ACK: the packet whose arrival caused it
    };

    using Flights = std::map<Key, Flight>;

    /// The parts so far, and up to when.
    struct Sum
    {
        std::vector<TimeSlice> slices;
        uint64_t until;
        void Add(TimePart part, const PathPort& port, uint64_t time);
    };

    bool IsAck(const Frame& frame) const;
    Key KeyOf(const Frame& frame) const;
    void ForgetOld();
    void AddSender(const Flight& flight, const Pauses& pauses, Sum& sum) const;
    /// Packets that are remembered: the ACK that completes the message answers one of the last.
    static constexpr size_t MOST_PACKETS = 100000;

    static void AddWait(const Flight& flight,
                        const PathPort& port,
                        uint64_t to,
                        TimePart part,
                        const Pauses& pauses,
                        Sum& sum);
    static void AddWay(const Flight& flight, const Pauses& pauses, Sum& sum);

    PathStep m_step;
    SendLog m_log;
    Flights m_data;
    Flights m_acks;
    std::map<std::pair<uint32_t, uint32_t>, uint64_t> m_arrived; ///< by queue pair and PSN: when
                                                                 ///< what came last was sent
    std::optional<Flight> m_lastData;
    std::optional<Flight> m_lastAck;
    std::optional<Flight> m_completing;
    std::optional<Flight> m_completingAck;
};

} // namespace aifabric
} // namespace ns3

#endif // MESSAGE_TRACK_H
