/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sack-loss-recovery.h"

#include "ns3/component-description.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(SackLossRecovery);

PacketVerdict
BitmapTracker::Receive(const Frame&, uint64_t sequence)
{
    PacketVerdict verdict;
    verdict.sendAck = true;
    if (m_received.Add(sequence))
    {
        verdict.accepted = true;
    }
    else
    {
        verdict.duplicate = true;
        verdict.urgent = true;
    }
    return verdict;
}

uint64_t
BitmapTracker::GetExpected() const
{
    return m_received.GetBase();
}

uint64_t
BitmapTracker::GetHeld() const
{
    return m_received.GetCount();
}

TypeId
SackLossRecovery::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::SackLossRecovery")
            .SetParent<LossRecovery>()
            .SetGroupName("AiFabric")
            .AddConstructor<SackLossRecovery>()
            .AddAttribute("Threshold",
                          "A packet is taken for lost when one this many packet numbers above it "
                          "is acknowledged",
                          UintegerValue(32),
                          MakeUintegerAccessor(&SackLossRecovery::m_threshold),
                          MakeUintegerChecker<uint32_t>(1, 1U << 22)),
        "any order by direct data placement; selective acknowledgement with a threshold");
    return tid;
}

SackLossRecovery::SackLossRecovery() = default;
SackLossRecovery::~SackLossRecovery() = default;

bool
SackLossRecovery::ToleratesReordering() const
{
    return true;
}

std::unique_ptr<PacketTracker>
SackLossRecovery::MakeTracker() const
{
    return std::make_unique<BitmapTracker>();
}

bool
SackLossRecovery::DoHasWork() const
{
    return !m_lost.empty() || m_next < GetLimit();
}

LossRecovery::NextPacket
SackLossRecovery::DoNext()
{
    if (m_lost.empty())
    {
        return {m_next++, false};
    }
    const uint64_t sequence = m_lost.front();
    m_lost.pop_front();
    m_resent.push_back({sequence, m_next});
    return {sequence, true};
}

uint64_t
SackLossRecovery::DoAcknowledged(const Frame& frame)
{
    const uint64_t una = m_acknowledged.GetBase();
    const uint64_t expected = ToSequence(frame.psn, una);
    if (expected > m_next)
    {
        return 0; // acknowledges what was never sent
    }
    uint64_t newly = m_acknowledged.Advance(expected);
    m_highest = std::max(m_highest, expected);
    if (frame.Has(FRAME_SACK))
    {
        const uint64_t sequence = ToSequence(frame.sackPsn, m_acknowledged.GetBase());
        if (sequence < m_next && m_acknowledged.Add(sequence))
        {
            newly++;
            m_highest = std::max(m_highest, sequence + 1);
        }
    }
    if (newly > 0 && (!m_lost.empty() || !m_resent.empty()))
    {
        Prune();
    }
    FindLosses();
    return newly;
}

void
SackLossRecovery::Prune()
{
    m_lost.erase(std::remove_if(m_lost.begin(),
                                m_lost.end(),
                                [this](uint64_t s) { return m_acknowledged.Contains(s); }),
                 m_lost.end());
    for (size_t i = 0; i < m_resent.size();)
    {
        const Resent resent = m_resent[i];
        const bool acknowledged = m_acknowledged.Contains(resent.sequence);
        const bool lostAgain = m_highest > resent.next + m_threshold;
        if (!acknowledged && !lostAgain)
        {
            i++;
            continue;
        }
        m_resent[i] = m_resent.back();
        m_resent.pop_back();
        if (!acknowledged)
        {
            m_lost.push_back(resent.sequence);
            FoundLoss(resent.sequence, LossCause::GAP);
        }
    }
}

void
SackLossRecovery::FindLosses()
{
    m_scanned = std::max(m_scanned, m_acknowledged.GetBase());
    while (m_scanned + m_threshold < m_highest)
    {
        if (!m_acknowledged.Contains(m_scanned))
        {
            m_lost.push_back(m_scanned);
            FoundLoss(m_scanned, LossCause::GAP);
        }
        m_scanned++;
    }
}

void
SackLossRecovery::DoTimedOut()
{
    // Packets that wait to be sent again are known to be lost.
    std::vector<uint64_t> known(m_lost.begin(), m_lost.end());
    std::sort(known.begin(), known.end());
    m_lost.clear();
    m_resent.clear();
    for (uint64_t s = m_acknowledged.GetBase(); s < m_next; s++)
    {
        if (!m_acknowledged.Contains(s))
        {
            m_lost.push_back(s);
            if (!std::binary_search(known.begin(), known.end(), s))
            {
                FoundLoss(s, LossCause::TIMEOUT);
            }
        }
    }
    m_scanned = m_next;
}

uint64_t
SackLossRecovery::DoGetUnacknowledged() const
{
    return m_acknowledged.GetBase();
}

uint64_t
SackLossRecovery::DoGetInFlight() const
{
    return m_next - m_acknowledged.GetBase() - m_acknowledged.GetCount() - m_lost.size();
}

} // namespace aifabric
} // namespace ns3
