/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "informed-loss-recovery.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(InformedLossRecovery);

TypeId
InformedLossRecovery::GetTypeId()
{
    static TypeId tid = TypeId("ns3::aifabric::InformedLossRecovery")
                            .SetParent<LossRecovery>()
                            .SetGroupName("AiFabric");
    return tid;
}

InformedLossRecovery::InformedLossRecovery() = default;
InformedLossRecovery::~InformedLossRecovery() = default;

bool
InformedLossRecovery::KnowsLosses() const
{
    return true;
}

void
InformedLossRecovery::DoStart(const RecoveryPlace& place)
{
    m_engine = &FabricEngine::Get();
    m_delay = place.baseRtt;
    m_event.Bind<&InformedLossRecovery::TellLosses>(this, place.node, place.part, EventKind::OTHER);
}

void
InformedLossRecovery::DoDropped(uint64_t sequence)
{
    m_pending.push_back({m_engine->Now() + m_delay, sequence});
    if (!m_event.IsPending())
    {
        m_engine->Schedule(m_event, m_pending.front().time);
    }
}

void
InformedLossRecovery::TellLosses()
{
    while (!m_pending.empty() && m_pending.front().time <= m_engine->Now())
    {
        const uint64_t sequence = m_pending.front().sequence;
        m_pending.pop_front();
        DoLossKnown(sequence);
    }
    if (!m_pending.empty())
    {
        m_engine->Schedule(m_event, m_pending.front().time);
    }
    GetListener()->RecoveryStateChanged();
}

} // namespace aifabric
} // namespace ns3
