/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "switch-events.h"

namespace ns3
{
namespace aifabric
{

void
SwitchEvents::DoLinkChanged(uint16_t, bool)
{
}

void
SwitchEvents::DoRoutesChanged()
{
}

uint32_t
SwitchEvents::DoGetHooks() const
{
    return 0;
}

bool
SwitchEvents::DoReceived(Frame*)
{
    return false;
}

void
SwitchEvents::DoSent(Frame&, uint16_t)
{
}

} // namespace aifabric
} // namespace ns3
