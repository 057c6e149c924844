/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FETCH_QUEUE_H
#define FETCH_QUEUE_H

#include "ns3/fabric-event.h"
#include "ns3/fabric-frame.h"
#include "ns3/failure-cause.h"
#include "ns3/message-listener.h"
#include "ns3/pair-operations.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>

namespace ns3
{
namespace aifabric
{

class RoceNic;

/**
 * @ingroup ai-fabric
 *
 * The READs and atomics that a queue pair asks its peer for, in the order of posting.
 *
 * A request takes the packet numbers of its answer, one for each packet. The answer is a message of
 * the sending half of the queue pair at the peer, and comes in at a Responder here. This class
 * sends the requests, of which some may be open at once, sends them again when nothing comes, and
 * tells when answers are complete.
 */
class FetchQueue
{
  public:
    /// Packets that may be asked for at once: numbers tell half of 2^24 apart.
    static constexpr uint64_t MOST_OPEN = uint64_t{1} << 22;

    /** Who it is. */
    struct Place
    {
        uint32_t number{0};     ///< own queue pair number
        uint32_t peerNumber{0}; ///< queue pair number at the peer
        uint32_t dst{0};        ///< fabric host number of the peer
        uint32_t part{0};       ///< number within the node, for event keys
        uint8_t plane{0};       ///< where requests leave
        uint8_t priority{0};    ///< traffic class
        uint8_t dscp{0};        ///< as in Frame::dscp
        uint64_t timeout{0};    ///< without an answer, ps; 0: none
        uint32_t retries{0};    ///< timeouts in a row after which it gives up
        uint32_t depth{1};      ///< requests open at once
        bool resumes{false};    ///< a gap in the answers is asked for again by a request
    };

    /**
     * @param nic the NIC that it belongs to
     * @param place who it is
     */
    FetchQueue(RoceNic& nic, const Place& place);

    /**
     * Ask for something.
     * @param message payload bytes, tag, client and operation
     * @param request address and operands
     * @throws ConfigError if the answer takes more packets than numbers can tell apart
     */
    void Post(const MessageInfo& message, const FetchRequest& request);

    /**
     * A packet of an answer came in.
     * @param frame the packet
     * @param sequence its number
     * @param isNew whether it was not here before
     * @param isGap whether one before it is missing, which the recovery wants to be told
     * @param expected the lowest number that has not come
     */
    void Received(const Frame& frame, uint64_t sequence, bool isNew, bool isGap, uint64_t expected);

    /** The oldest answer is complete. */
    void Completed();

    /**
     * The peer got requests, but not the one that it expects.
     * @param psn number of the packet that it expects
     */
    void Refused(uint32_t psn);

    /**
     * Count whole messages that have neither ended nor failed.
     * @param open where to add them, by client
     */
    void CountOpen(std::map<uint16_t, uint64_t>& open) const;

  private:
    /// What was asked for.
    struct Fetch
    {
        MessageInfo message;
        FetchRequest request;
        uint64_t first{0}; ///< number of the first packet of the answer
    };

    void SendRequests();
    void SendRequest(const Fetch& fetch, uint64_t from);
    void TimerFired();
    void ArmTimer();
    void Fail(const FailureCause& cause);
    MessageInfo TakeFront();

    RoceNic& m_nic;
    Place m_place;
    uint16_t m_entropy;
    std::deque<Fetch> m_fetches;
    size_t m_asked{0};      ///< of them, those whose requests were sent
    uint64_t m_posted{0};   ///< packets of all answers so far
    uint64_t m_expected{0}; ///< the lowest packet that has not come
    uint64_t m_lastProgress{0};
    uint32_t m_retries{0};
    uint64_t m_repeated{0}; ///< requests sent again since the oldest became that
    FailureCause m_failure; ///< why it gave up; empty: it did not
    FabricEvent m_timer;
};

} // namespace aifabric
} // namespace ns3

#endif // FETCH_QUEUE_H
