/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef REQUEST_TRACK_H
#define REQUEST_TRACK_H

#include "critical-path.h"
#include "frame-flight.h"
#include "send-log.h"

#include "ns3/fabric-frame.h"

#include <cstdint>
#include <map>
#include <utility>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The requests of a READ of the critical path, to tell when the host that has the payload heard of
 * it, and what it took until then. A request that was lost is sent again by a timer, or because
 * later ones came in before it.
 */
class RequestTrack
{
  public:
    /**
     * @param step the READ
     */
    explicit RequestTrack(const PathStep& step);

    /** @return what happened at the host that asks, to be added to. */
    SendLog& GetLog()
    {
        return m_log;
    }

    /**
     * @param frame a frame
     * @return whether it may be a request of the READ
     */
    bool IsRequest(const Frame& frame) const;

    /**
     * The first bit of a request (IsRequest()) is on a link.
     * @param frame the request
     * @param port where
     * @param now when, ps
     * @param serialisation until its last bit is, ps
     */
    void Sent(const Frame& frame, const PathPort& port, uint64_t now, uint64_t serialisation);

    /**
     * A request (IsRequest()) came in.
     * @param frame the request
     * @param vertex where
     * @param now when, ps
     * @return true if it was sent by a timer, and is there
     */
    bool Received(const Frame& frame, uint32_t vertex, uint64_t now);

    /** Something has come from the peer: what is asked next, no timer asks. */
    void Answered()
    {
        m_isByTimer = false;
    }

    /**
     * A timer of the host that asks ran out.
     * @param now when, ps
     */
    void TimedOut(uint64_t now)
    {
        m_isByTimer = true;
        m_lastTimeout = now;
    }

    /**
     * Note the number of the first packet of the answer, which the request names.
     * @param frame that packet
     */
    void Begins(const Frame& frame)
    {
        m_firsts[frame.srcQp] = frame.psn;
    }

    /**
     * Add the time until the host that has the payload heard of the READ.
     * @param pair number of its queue pair there
     * @param pauses tells of pauses of ports
     * @param sum where
     */
    void Add(uint32_t pair, const PartSum::Pauses& pauses, PartSum& sum) const;

  private:
    /// Queue pair at the peer, and PSN.
    using Name = std::pair<uint32_t, uint32_t>;

    /// What is known of all requests of one name.
    struct Asked
    {
        FrameFlight first;   ///< the first one, as it was sent
        FrameFlight reached; ///< the first one that was there; without hops: none was
        uint64_t timeout{0}; ///< before that one was sent, ps; 0: none
    };

    PathStep m_step;
    SendLog m_log;
    std::map<FrameFlight::Key, FrameFlight> m_flights;
    std::map<Name, Asked> m_asked;
    std::map<uint32_t, uint32_t> m_firsts; ///< PSN of the first packet, by queue pair at the peer
    bool m_isByTimer{false};               ///< what is asked next, a timer asks
    uint64_t m_lastTimeout{0};
};

} // namespace aifabric
} // namespace ns3

#endif // REQUEST_TRACK_H
