/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PAIR_GROUPS_H
#define PAIR_GROUPS_H

#include "ns3/huge-arena.h"

namespace ns3
{
namespace aifabric
{

/** Tag (InArena) of what sends: congestion control, loss recovery, queue pair. */
struct SendingHalf;

/** Tag (InArena) of what receives: tracker, responder. */
struct ReceivingHalf;

} // namespace aifabric
} // namespace ns3

#endif // PAIR_GROUPS_H
