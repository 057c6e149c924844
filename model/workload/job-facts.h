/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef JOB_FACTS_H
#define JOB_FACTS_H

#include <cstdint>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What results tell of a job beside its tasks.
 */
struct JobFacts
{
    uint32_t ranks{0};   ///< how many take part; 0: nobody said
    double modelTime{0}; ///< time that the operations of its model take on a rank at the peak of an
                         ///< accelerator, on average, for each iteration, ps; 0: unknown
    double factor{1};    ///< by how much larger the job is than what is simulated of it
    std::string scaling; ///< what was left out, in words; empty: nothing
};

} // namespace aifabric
} // namespace ns3

#endif // JOB_FACTS_H
