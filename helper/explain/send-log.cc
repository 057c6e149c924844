/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "send-log.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace aifabric
{

/// Something begins or ends to hold.
struct SendLog::Change
{
    uint64_t time;           ///< when, ps
    int own{0};              ///< frames of the message on a link
    int resent{0};           ///< of them, those that were sent before
    int others{0};           ///< other frames at the port of the packet
    int8_t state{-1};        ///< SendState from now on; -1: as it was
    bool endsByTimer{false}; ///< whether a retransmission timer ends that
    int16_t mask{-1}; ///< classes paused from now on, 256 while the link is down; -1: as it was
};

/// What holds at a time.
class SendLog::Situation
{
  public:
    /**
     * Something begins or ends to hold.
     * @param change what
     */
    void Take(const Change& change)
    {
        m_own += change.own;
        m_resent += change.resent;
        m_others += change.others;
        if (change.state >= 0)
        {
            m_state = static_cast<SendState>(change.state);
            m_endsByTimer = change.endsByTimer;
        }
        if (change.mask >= 0)
        {
            m_mask = change.mask;
        }
    }

    /**
     * @param priority class of the packet that counts
     * @return what time goes into
     */
    TimePart Judge(uint8_t priority) const
    {
        if (m_own > 0)
        {
            return m_resent == m_own ? TimePart::RETRANSMISSION : TimePart::SERIALISATION;
        }
        constexpr int16_t DOWN = 256;
        switch (m_state)
        {
        case SendState::IDLE:
            return m_endsByTimer ? TimePart::TIMEOUT : TimePart::DETECTION;
        case SendState::WINDOW:
            return m_endsByTimer ? TimePart::TIMEOUT : TimePart::WINDOW;
        case SendState::PACED:
            return TimePart::PACING;
        default:
            break;
        }
        return (m_mask & DOWN) != 0       ? TimePart::LINK_DOWN
               : m_others > 0             ? TimePart::HOST_QUEUE
               : (m_mask >> priority) & 1 ? TimePart::PAUSED
                                          : TimePart::PACING;
    }

  private:
    int m_own{0};
    int m_resent{0};
    int m_others{0};
    bool m_endsByTimer{false};
    SendState m_state{SendState::READY}; ///< who waits for its turn is not asked
    int16_t m_mask{0};
};

void
SendLog::AddStates(uint32_t pair, std::vector<Change>& changes) const
{
    std::vector<State> own; // what lasts is told of more than once
    for (const State& state : m_states)
    {
        if (state.pair == pair && (own.empty() || own.back().state != state.state))
        {
            own.push_back(state);
        }
    }
    for (size_t i = 0; i < own.size(); i++)
    {
        Change change{own[i].time};
        change.state = static_cast<int8_t>(own[i].state);
        change.endsByTimer = i + 1 < own.size() && m_timeouts.count({own[i + 1].time, pair}) > 0;
        changes.push_back(change);
    }
}

std::vector<uint64_t>
SendLog::Split(uint64_t from,
               uint64_t to,
               const Packet& packet,
               const std::vector<Mask>& masks) const
{
    std::vector<Change> changes;
    for (const Frame& frame : m_frames)
    {
        if (!frame.isOwn && frame.port != packet.port)
        {
            continue;
        }
        for (const bool isBegin : {true, false})
        {
            Change change{isBegin ? frame.from : frame.to};
            const int one = isBegin ? 1 : -1;
            change.own = frame.isOwn ? one : 0;
            change.resent = frame.isOwn && frame.isRetransmit ? one : 0;
            change.others = frame.isOwn ? 0 : one;
            changes.push_back(change);
        }
    }
    AddStates(packet.pair, changes);
    for (const Mask& mask : masks)
    {
        Change change{mask.time};
        change.mask = static_cast<int16_t>(mask.isUp ? mask.mask : 256);
        changes.push_back(change);
    }
    std::stable_sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) {
        return a.time < b.time;
    });
    std::vector<uint64_t> parts(TIME_PARTS.size(), 0);
    Situation situation;
    uint64_t now = from;
    size_t next = 0;
    while (now < to)
    {
        for (; next < changes.size() && changes[next].time <= now; next++)
        {
            situation.Take(changes[next]);
        }
        const uint64_t then = next < changes.size() ? std::min(changes[next].time, to) : to;
        const TimePart part = situation.Judge(packet.priority);
        parts[static_cast<size_t>(part)] += then - now;
        now = then;
    }
    return parts;
}

} // namespace aifabric
} // namespace ns3
