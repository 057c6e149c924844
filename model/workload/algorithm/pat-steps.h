/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PAT_STEPS_H
#define PAT_STEPS_H

#include "ns3/collective-builder.h"

namespace ns3
{
namespace aifabric
{

/**
 * Parallel aggregated trees, as NCCL has them from 2.23 on (S. Jeaugey, "PAT: a new algorithm for
 * all-gather and reduce-scatter operations at scale", arXiv:2506.20252): every chunk has a binomial
 * tree of its own, rooted at its rank, and messages of all trees that go the same way in the same
 * round are one. Rounds of an all-gather go from the largest distance, with one chunk, to the
 * smallest, with half of them; those of a reduce-scatter the other way.
 *
 * Where NCCL's buffers hold less than all chunks of a message it does the near rounds several
 * times; Chunk is the like here.
 * @param builder where messages go
 * @param action COPY for an all-gather, REDUCE for a reduce-scatter
 */
void AddPatSteps(CollectiveBuilder& builder, ChunkAction action);

} // namespace aifabric
} // namespace ns3

#endif // PAT_STEPS_H
