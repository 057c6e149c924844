/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ITERATION_TIMES_H
#define ITERATION_TIMES_H

#include "host-spans.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * One iteration of a job. Times are in ps; those of hosts are means over all hosts of the job, of
 * which some may begin the next iteration before the last has ended this one: what they do then is
 * counted in this one, so that nothing of the time remains.
 */
struct IterationTimes
{
    uint32_t iteration{0};             ///< its number, from 1
    uint64_t start{0};                 ///< first start of a task
    std::optional<uint64_t> end;       ///< last end; unset if it did not complete
    std::optional<uint64_t> time;      ///< since the end of the one before, or since its start
    double compute{0};                 ///< a host computes in that time
    double exposed{0};                 ///< it does not, and a message of its own is under way
    std::optional<double> utilisation; ///< time of the operations of the model over all time
    uint32_t slowestHost{0};           ///< the host that computed longest
    uint64_t slowestCompute{0};        ///< for how long it did

    /** @return the time in which a host neither computes nor has messages, on average, ps. */
    std::optional<double> GetIdle() const
    {
        if (!time)
        {
            return std::nullopt;
        }
        const double rest = static_cast<double>(*time) - compute - exposed;
        return rest > 0 ? rest : 0;
    }
};

/**
 * Measure the iterations of a job.
 * @param run its execution
 * @return the iterations that have begun; none if no activity says to which it belongs
 */
std::vector<IterationTimes> MeasureIterations(const TaskGraphRun& run);

} // namespace aifabric
} // namespace ns3

#endif // ITERATION_TIMES_H
