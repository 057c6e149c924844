/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "host-events.h"

namespace ns3
{
namespace aifabric
{

PairCost
HostEvents::GetPairCost(const PairUse&) const
{
    return {};
}

void
HostEvents::DoAcknowledged(const Frame&)
{
}

void
HostEvents::DoLost(const LostPacket&)
{
}

void
HostEvents::DoProbeAnswered(const Frame&)
{
}

void
HostEvents::DoProbed(const Frame&)
{
}

void
HostEvents::DoSplit(uint32_t, uint64_t, std::vector<MessagePiece>&)
{
}

void
HostEvents::DoPlan(const std::vector<PlannedMessage>&)
{
}

} // namespace aifabric
} // namespace ns3
