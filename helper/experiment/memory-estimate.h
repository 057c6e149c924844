/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MEMORY_ESTIMATE_H
#define MEMORY_ESTIMATE_H

#include "experiment-plan.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * How much memory an experiment takes at its peak, told from its options before anything is
 * built, to about a quarter: links, hosts, tasks, and the queue pairs that the workload and the
 * host strategy open. Frames under way come on top, a few MB on most fabrics.
 */
struct MemoryEstimate
{
    uint64_t hosts{0};      ///< hosts of the fabric
    uint64_t queuePairs{0}; ///< queue pairs of all hosts
    double bytes{0};        ///< all of it

    /**
     * Estimate.
     * @param plan an experiment
     * @return the estimate
     */
    static MemoryEstimate Of(const ExperimentPlan& plan);

    /**
     * Memory that can still be had: of the machine, and of the control group of this process. The
     * environment variable AIFABRIC_MEMORY ("16GiB") stands for less.
     * @return bytes
     * @throws ConfigError if the variable is no byte count
     */
    static double GetAvailable();

    /**
     * @param bytes an amount
     * @return for example "31.2 GiB"
     */
    static std::string Write(double bytes);

  private:
    void AddWorkload(const ExperimentPlan& plan, const OptionComponent& component);
};

} // namespace aifabric
} // namespace ns3

#endif // MEMORY_ESTIMATE_H
