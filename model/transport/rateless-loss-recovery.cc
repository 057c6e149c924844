/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "rateless-loss-recovery.h"

#include "ns3/component-description.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(RatelessLossRecovery);

namespace
{

/// Counts packets; which ones they are does not matter.
class CountTracker : public PacketTracker
{
  public:
    PacketVerdict Receive(const Frame& frame, uint64_t) override
    {
        PacketVerdict verdict;
        verdict.sendAck = true;
        if (frame.msn == m_message)
        {
            m_counted++;
            m_total++;
            verdict.accepted = true;
        }
        else
        {
            verdict.duplicate = true;
            verdict.urgent = true;
        }
        return verdict;
    }

    uint64_t GetExpected() const override
    {
        return m_total;
    }

    uint64_t GetCounted() const override
    {
        return m_counted;
    }

    void NextMessage() override
    {
        m_message++;
        m_counted = 0;
    }

  private:
    uint32_t m_message{0};
    uint64_t m_counted{0};
    uint64_t m_total{0};
};

} // namespace

TypeId
RatelessLossRecovery::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::RatelessLossRecovery")
            .SetParent<LossRecovery>()
            .SetGroupName("AiFabric")
            .AddConstructor<RatelessLossRecovery>(),
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
RatelessLossRecovery::MakeTracker() const
{
    return std::make_unique<CountTracker>();
}

bool
RatelessLossRecovery::DoHasWork() const
{
    return m_acknowledged < GetLimit();
}

LossRecovery::NextPacket
RatelessLossRecovery::DoNext()
{
    return {m_next++, false};
}

uint64_t
RatelessLossRecovery::DoAcknowledged(const Frame& frame)
{
    m_answered = std::max(m_answered, ToSequence(frame.sackPsn, m_answered) + 1);
    const uint64_t placed = ToSequence(frame.psn, m_acknowledged);
    if (placed <= m_acknowledged || placed > GetLimit())
    {
        return 0;
    }
    const uint64_t newly = placed - m_acknowledged;
    m_acknowledged = placed;
    return newly;
}

void
RatelessLossRecovery::DoTimedOut()
{
    // Packets keep flowing as long as a message is incomplete: only the window needs to open.
    m_answered = m_next;
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
    return m_next - m_answered;
}

} // namespace aifabric
} // namespace ns3
