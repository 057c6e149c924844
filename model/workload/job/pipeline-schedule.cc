/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "pipeline-schedule.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

std::vector<PipelineSlot>
SchedulePipeline(uint32_t stages, uint32_t stage, uint32_t chunks, uint32_t microbatches)
{
    const uint64_t total = uint64_t{microbatches} * chunks;
    const uint64_t after = stages - 1 - stage; // stages behind this one
    const uint64_t warmup =
        std::min(total, chunks == 1 ? after : 2 * after + uint64_t{chunks - 1} * stages);
    const auto slot = [=](uint64_t number, bool backward) {
        const uint64_t round = number / (uint64_t{stages} * chunks);
        const auto chunk = static_cast<uint32_t>(number / stages % chunks);
        const uint64_t microbatch = chunks == 1 ? number : round * stages + number % stages;
        return PipelineSlot{backward,
                            static_cast<uint32_t>(microbatch),
                            backward ? chunks - 1 - chunk : chunk};
    };
    std::vector<PipelineSlot> slots;
    for (uint64_t i = 0; i < total + warmup; i++)
    {
        if (i < total)
        {
            slots.push_back(slot(i, false));
        }
        if (i >= warmup)
        {
            slots.push_back(slot(i - warmup, true));
        }
    }
    return slots;
}

} // namespace aifabric
} // namespace ns3
