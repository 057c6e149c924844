/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-domain.h"

#include "fabric-engine.h"

#include "ns3/simulator.h"

namespace ns3
{
namespace aifabric
{

FabricDomain::FabricDomain(FabricEngine& engine, bool native, uint64_t buckets)
    : m_engine(engine),
      m_now(ForeignNow()),
      m_native(native),
      m_calendar(buckets)
{
}

uint64_t
FabricDomain::ForeignNow()
{
    return static_cast<uint64_t>(Simulator::Now().GetTimeStep());
}

void
FabricDomain::ArmPump()
{
    m_engine.ArmPump();
}

void
FabricDomain::OpenMailbox()
{
    for (const Letter& letter : m_mailbox)
    {
        m_calendar.Post(letter.time, letter.key, letter.object, letter.hint);
    }
    m_mailbox.clear();
}

void
FabricDomain::Renewed()
{
    m_engine.Renewed(Now());
}

} // namespace aifabric
} // namespace ns3
