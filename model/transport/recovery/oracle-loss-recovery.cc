/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "oracle-loss-recovery.h"

#include "sack-loss-recovery.h"

#include "ns3/component-description.h"
#include "ns3/log.h"

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("OracleLossRecovery");

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
    // Losses are known without ACKs: holes of reordering cost none.
    return std::make_unique<BitmapTracker>(false);
}

bool
OracleLossRecovery::DoHasWork() const
{
    return !m_open.empty() || m_next < GetLimit();
}

LossRecovery::NextPacket
OracleLossRecovery::DoNext()
{
    while (!m_lost.empty())
    {
        const uint64_t sequence = m_lost.front();
        m_lost.pop_front();
        if (m_open.erase(sequence) > 0)
        {
            return {sequence, true};
        }
    }
    return {m_next++, false};
}

uint64_t
OracleLossRecovery::DoAnswered(const Frame& frame)
{
    const uint64_t expected = ToSequence(frame.psn, m_acknowledged.GetBase());
    if (expected > m_next)
    {
        return 0; // acknowledges what was never sent
    }
    uint64_t newly = m_acknowledged.Advance(expected);
    if (frame.Has(FRAME_SACK))
    {
        const uint64_t cause = ToSequence(frame.sackPsn, m_acknowledged.GetBase());
        newly += cause < m_next && m_acknowledged.Add(cause) ? 1 : 0;
        m_open.erase(cause);
    }
    m_open.erase(m_open.begin(), m_open.lower_bound(m_acknowledged.GetBase()));
    return newly;
}

void
OracleLossRecovery::DoLossKnown(uint64_t sequence, LossCause cause)
{
    // A copy may have been lost of a packet that arrived after all.
    if (!m_acknowledged.Contains(sequence))
    {
        Lose(sequence, cause);
    }
}

void
OracleLossRecovery::DoTimedOut()
{
    // Only acknowledgements can be lost without a trace; the lowest packet asks for a new one.
    if (m_open.empty() && m_acknowledged.GetBase() < m_next)
    {
        Lose(m_acknowledged.GetBase(), LossCause::TIMEOUT);
    }
}

void
OracleLossRecovery::Lose(uint64_t sequence, LossCause cause)
{
    if (m_open.insert(sequence).second)
    {
        m_lost.push_back(sequence);
        NS_LOG_LOGIC("packet " << sequence << " will be sent again, by " << LossCauseName(cause));
        FoundLoss(sequence, cause);
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
    const uint64_t known = m_acknowledged.GetBase() + m_acknowledged.GetCount() + m_open.size();
    return m_next > known ? m_next - known : 0;
}

bool
OracleLossRecovery::DoIsPlain() const
{
    return IsUnaware() && m_acknowledged.GetBase() == GetLimit() && m_next == GetLimit() &&
           m_open.empty();
}

void
OracleLossRecovery::DoResume(uint64_t packets, uint64_t)
{
    m_acknowledged.Restart(packets);
    m_next = packets;
    m_lost.clear();
}

} // namespace aifabric
} // namespace ns3
