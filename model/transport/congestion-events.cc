/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "congestion-events.h"

namespace ns3
{
namespace aifabric
{

double
CongestionEvents::GetHostFraction(double) const
{
    return 1;
}

void
CongestionEvents::DoSent(uint32_t)
{
}

void
CongestionEvents::DoAcknowledged(const Frame&, uint64_t)
{
}

void
CongestionEvents::DoTrimmed(const Frame&)
{
}

void
CongestionEvents::DoPacketLost(LossCause)
{
}

void
CongestionEvents::DoCredited(const Frame&)
{
}

void
CongestionEvents::DoStamp(Frame&)
{
}

void
CongestionEvents::DoNotified()
{
}

void
CongestionEvents::DoLost()
{
}

void
CongestionEvents::DoTimedOut()
{
}

uint64_t
CongestionEvents::DoGetNotificationInterval() const
{
    return UINT64_MAX;
}

} // namespace aifabric
} // namespace ns3
