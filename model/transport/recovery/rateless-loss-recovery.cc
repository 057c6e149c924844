/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "rateless-loss-recovery.h"

#include "sequence-bitmap.h"

#include "ns3/boolean.h"
#include "ns3/component-description.h"
#include "ns3/log.h"

#include <algorithm>
#include <map>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("RatelessLossRecovery");

NS_OBJECT_ENSURE_REGISTERED(RatelessLossRecovery);

namespace
{

/// Packet numbers by which one may be overtaken; what is later by more counts for nothing.
constexpr uint64_t WINDOW = 1U << 16;

/// Counts the packets of each message; which ones they are does not matter, but a copy of one that
/// is here tells nothing new.
class CountTracker : public PacketTracker
{
  public:
    explicit CountTracker(uint32_t mtu)
        : m_mtu(mtu)
    {
    }

    PacketVerdict Receive(const Frame& frame, uint64_t sequence) override
    {
        PacketVerdict verdict;
        verdict.sendAck = true;
        m_seen.Advance(std::max(sequence, WINDOW) - WINDOW);
        const bool isCopy = !m_seen.Add(sequence);
        const uint64_t needed = std::max<uint64_t>(1, (frame.dmaLength + m_mtu - 1ULL) / m_mtu);
        if (isCopy || frame.msn < m_message || m_counts[frame.msn] == needed)
        {
            verdict.duplicate = true;
            verdict.urgent = true;
            return verdict;
        }
        verdict.accepted = true;
        m_counts[frame.msn]++;
        m_needed[frame.msn] = needed;
        for (auto first = m_counts.begin(); first != m_counts.end() && first->first == m_message &&
                                            first->second == m_needed[m_message];
             first = m_counts.erase(first))
        {
            m_placed += first->second;
            m_needed.erase(m_message++);
        }
        return verdict;
    }

    uint64_t GetExpected() const override
    {
        const auto current = m_counts.find(m_message);
        return m_placed + (current == m_counts.end() ? 0 : current->second);
    }

    uint64_t CountMessages() const override
    {
        return m_message;
    }

    bool IsPlain() const override
    {
        return m_counts.empty();
    }

    void Resume(uint64_t expected, uint64_t messages) override
    {
        m_placed = expected;
        m_message = messages;
        m_seen.Advance(uint64_t{1} << 63); // none is left above
        m_seen.Restart(expected);
    }

  private:
    uint32_t m_mtu;
    SequenceBitmap m_seen;                 ///< packets that have come, but for those long ago
    uint64_t m_message{0};                 ///< the first message that is not complete
    uint64_t m_placed{0};                  ///< packets of all messages before it
    std::map<uint64_t, uint64_t> m_counts; ///< packets that are here, by message from it on
    std::map<uint64_t, uint64_t> m_needed; ///< packets that complete them
};

} // namespace

TypeId
RatelessLossRecovery::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::RatelessLossRecovery")
            .SetParent<InformedLossRecovery>()
            .SetGroupName("AiFabric")
            .AddConstructor<RatelessLossRecovery>()
            .AddAttribute("Surplus",
                          "Whether the sender knows of no loss and goes on until it hears that a "
                          "message is complete",
                          BooleanValue(false),
                          MakeBooleanAccessor(&RatelessLossRecovery::m_surplus),
                          MakeBooleanChecker()),
        "ideal erasure coding without overhead: any m packets complete a message of m");
    return tid;
}

RatelessLossRecovery::RatelessLossRecovery() = default;
RatelessLossRecovery::~RatelessLossRecovery() = default;

bool
RatelessLossRecovery::ToleratesReordering() const
{
    return true;
}

bool
RatelessLossRecovery::IsRateless() const
{
    return true;
}

std::unique_ptr<PacketTracker>
RatelessLossRecovery::MakeTracker(uint32_t mtu) const
{
    return std::make_unique<CountTracker>(mtu);
}

bool
RatelessLossRecovery::KnowsLosses() const
{
    return !m_surplus;
}

void
RatelessLossRecovery::DoExtend(uint64_t packets)
{
    m_ready.insert(m_first + m_messages.size());
    m_messages.push_back({packets, packets});
}

void
RatelessLossRecovery::DoLossKnown(uint64_t sequence, LossCause cause)
{
    if (sequence >= m_answered)
    {
        m_gone.insert(sequence);
    }
    const auto after =
        std::upper_bound(m_runs.begin(), m_runs.end(), sequence, [](uint64_t s, const Run& run) {
            return s < run.sequence;
        });
    if (after == m_runs.begin() || (after - 1)->message < m_first)
    {
        return; // of a message that is complete
    }
    const uint64_t message = (after - 1)->message;
    m_messages[message - m_first].budget++;
    NS_LOG_LOGIC("message " << message << " gets one more packet, by " << LossCauseName(cause));
    m_ready.insert(message);
    FoundLoss(sequence, cause);
}

bool
RatelessLossRecovery::DoHasWork() const
{
    return m_surplus ? m_acknowledged < GetLimit() : !m_ready.empty();
}

LossRecovery::NextPacket
RatelessLossRecovery::DoNext()
{
    if (m_surplus)
    {
        return {m_next++, false, m_first};
    }
    const uint64_t message = *m_ready.begin();
    if (--m_messages[message - m_first].budget == 0)
    {
        m_ready.erase(m_ready.begin());
    }
    if (m_runs.empty() || m_runs.back().message != message)
    {
        m_runs.push_back({m_next, message});
    }
    return {m_next++, false, message};
}

uint64_t
RatelessLossRecovery::DoAnswered(const Frame& frame)
{
    const uint64_t named = ToSequence(frame.sackPsn, m_answered);
    m_answered = named < m_next ? std::max(m_answered, named + 1) : m_answered;
    m_gone.erase(m_gone.begin(), m_gone.lower_bound(m_answered));
    const uint64_t placed = ToSequence(frame.psn, m_acknowledged);
    if (placed <= m_acknowledged || placed > GetLimit())
    {
        return 0;
    }
    const uint64_t newly = placed - m_acknowledged;
    m_acknowledged = placed;
    while (!m_messages.empty() && m_acknowledged >= m_complete + m_messages.front().packets)
    {
        m_complete += m_messages.front().packets;
        m_messages.pop_front();
        m_ready.erase(m_first++);
    }
    while (!m_runs.empty() && m_runs.front().message < m_first)
    {
        m_runs.pop_front();
    }
    return newly;
}

void
RatelessLossRecovery::DoTimedOut()
{
    // Only acknowledgements can be lost without a trace; one more packet asks for a new one. The
    // window opens, whatever is on its way.
    NS_LOG_LOGIC("timeout: the window opens at packet " << m_next);
    m_answered = m_next;
    m_gone.clear();
    if (m_ready.empty() && !m_messages.empty())
    {
        m_messages.front().budget++;
        m_ready.insert(m_first);
    }
    FoundLoss(m_next - 1, LossCause::TIMEOUT);
}

uint64_t
RatelessLossRecovery::DoGetUnacknowledged() const
{
    return m_acknowledged;
}

uint64_t
RatelessLossRecovery::DoGetInFlight() const
{
    // What answered the packet sent last may have overtaken an answer that never came.
    const uint64_t inFlight = m_next - m_answered - m_gone.size();
    const bool waits = inFlight == 0 && m_ready.empty() && !m_messages.empty();
    return waits ? 1 : inFlight;
}

bool
RatelessLossRecovery::DoIsPlain() const
{
    return IsUnaware() && m_messages.empty() && m_ready.empty() && m_gone.empty() &&
           m_next == GetLimit() && m_acknowledged == GetLimit() && m_answered == GetLimit();
}

void
RatelessLossRecovery::DoResume(uint64_t packets, uint64_t messages)
{
    m_runs.clear();
    m_first = messages;
    m_complete = packets;
    m_next = packets;
    m_acknowledged = packets;
    m_answered = packets;
}

} // namespace aifabric
} // namespace ns3
