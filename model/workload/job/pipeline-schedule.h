/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PIPELINE_SCHEDULE_H
#define PIPELINE_SCHEDULE_H

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** What a pipeline stage does at one time: one micro-batch through one of its parts of the model.
 */
struct PipelineSlot
{
    bool backward;       ///< back, with gradients
    uint32_t microbatch; ///< number of the micro-batch, from 0
    uint32_t chunk;      ///< number of the part of the stage, from 0
};

/**
 * @ingroup ai-fabric
 *
 * The order in which a pipeline stage works: one forward, one backward (1F1B). A stage with several
 * parts of the model has the interleaved order, in which micro-batches go through each part in
 * rounds of as many as there are stages. Both are those of D. Narayanan et al., "Efficient
 * large-scale language model training on GPU clusters using Megatron-LM" (SC'21, arXiv:2104.04473),
 * section 2.2: with m micro-batches, p stages and v parts of each, a stage is idle for
 * (p-1)/(v m) of the time for which it works.
 *
 * @param stages number of stages
 * @param stage number of this one
 * @param chunks parts of the model that a stage has; if they are more than 1, the stages divide the
 * number of micro-batches
 * @param microbatches number of micro-batches
 * @return what the stage does in an iteration, in order
 */
std::vector<PipelineSlot> SchedulePipeline(uint32_t stages,
                                           uint32_t stage,
                                           uint32_t chunks,
                                           uint32_t microbatches);

} // namespace aifabric
} // namespace ns3

#endif // PIPELINE_SCHEDULE_H
