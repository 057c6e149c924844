/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RING_STEPS_H
#define RING_STEPS_H

#include "ns3/collective-builder.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * The ranks in the order in which a channel goes round. Rank r is followed by r + 1 where servers
 * have one rank each. Otherwise the ring of channel c enters the first server at its rank c and
 * passes all of them; the next server is passed the other way round, so that a ring leaves a server
 * on the rail on which it enters the next one (but for one crossing where their number is odd).
 * @param shape the group
 * @param channel number of the channel
 * @return ranks in order
 */
std::vector<uint32_t> MakeRing(const CollectiveShape& shape, uint32_t channel);

/**
 * Add n - 1 steps in each of which every rank of a ring sends a chunk to the next. The rank in
 * place p sends in step s the chunk of the rank in place p - s + shift.
 * @param builder where messages go
 * @param ring ranks in order
 * @param shift which chunk comes first
 * @param action what becomes of the chunks
 * @param previous by place, the message that the rank there waits for; empty for none. At the end,
 * the last ones that came
 */
void AddRingSteps(CollectiveBuilder& builder,
                  const std::vector<uint32_t>& ring,
                  int64_t shift,
                  ChunkAction action,
                  std::vector<CollectiveBuilder::Id>& previous);

} // namespace aifabric
} // namespace ns3

#endif // RING_STEPS_H
