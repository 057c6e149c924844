/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BRUCK_STEPS_H
#define BRUCK_STEPS_H

#include "ns3/collective-builder.h"

namespace ns3
{
namespace aifabric
{

/**
 * Let all ranks know of all chunks in ceil(log2 n) steps (J. Bruck et al., "Efficient algorithms
 * for all-to-all communications in multiport message-passing systems", IEEE TPDS 8(11), 1997): in
 * the step of distance d rank r tells rank r + d the d chunks that it knows, those of the ranks up
 * to its own; in the last step no more than are missing.
 * @param builder where messages go
 */
void AddBruckSteps(CollectiveBuilder& builder);

} // namespace aifabric
} // namespace ns3

#endif // BRUCK_STEPS_H
