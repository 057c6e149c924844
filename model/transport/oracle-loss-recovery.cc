/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "oracle-loss-recovery.h"

#include "sack-loss-recovery.h"

#include "ns3/component-description.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(OracleLossRecovery);

TypeId
OracleLossRecovery::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::OracleLossRecovery")
            .SetParent<InformedLossRecovery>()
            .SetGroupName("AiFabric")
            .AddConstructor<OracleLossRecovery>(),
        "ideal retransmission: every loss is known one round trip later, and nothing else");
    return tid;
}

OracleLossRecovery::OracleLossRecovery() = default;
OracleLossRecovery::~OracleLossRecovery() = default;

bool
OracleLossRecovery::ToleratesReordering() const
{
    return true;
}

std::unique_ptr<PacketTracker>
OracleLossRecovery::MakeTracker(uint32_t) const
{
    return std::make_unique<BitmapTracker>(false);
}

bool
OracleLossRecovery::DoHasWork() const
{
    return !m_lost.empty() || m_next < GetLimit();
}

LossRecovery::NextPacket
OracleLossRecovery::DoNext()
{
    if (m_lost.empty())
    {
        return {m_next++, false};
    }
    const uint64_t sequence = m_lost.front();
    m_lost.pop_front();
    return {sequence, true};
}

uint64_t
OracleLossRecovery::DoAcknowledged(const Frame& frame)
{
    const uint64_t expected = ToSequence(frame.psn, m_acknowledged.GetBase());
    uint64_t newly = m_acknowledged.Advance(expected);
    if (frame.Has(FRAME_SACK))
    {
        newly += m_acknowledged.Add(ToSequence(frame.sackPsn, m_acknowledged.GetBase())) ? 1 : 0;
    }
    if (newly > 0 && !m_lost.empty())
    {
        m_lost.erase(std::remove_if(m_lost.begin(),
                                    m_lost.end(),
                                    [this](uint64_t s) { return m_acknowledged.Contains(s); }),
                     m_lost.end());
    }
    return newly;
}

void
OracleLossRecovery::DoLossKnown(uint64_t sequence)
{
    // A copy may have been lost of a packet that arrived after all.
    if (!m_acknowledged.Contains(sequence))
    {
        m_lost.push_back(sequence);
        FoundLoss(sequence, LossCause::KNOWN);
    }
}

void
OracleLossRecovery::DoTimedOut()
{
    // Only acknowledgements can be lost without a trace; the lowest packet asks for a new one.
    if (m_lost.empty() && m_acknowledged.GetBase() < m_next)
    {
        m_lost.push_back(m_acknowledged.GetBase());
        FoundLoss(m_lost.back(), LossCause::TIMEOUT);
    }
}

uint64_t
OracleLossRecovery::DoGetUnacknowledged() const
{
    return m_acknowledged.GetBase();
}

uint64_t
OracleLossRecovery::DoGetInFlight() const
{
    const uint64_t known = m_acknowledged.GetBase() + m_acknowledged.GetCount() + m_lost.size();
    return m_next > known ? m_next - known : 0;
}

} // namespace aifabric
} // namespace ns3
