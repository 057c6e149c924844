/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-record.h"

#include <algorithm>
#include <cstddef>

namespace ns3
{
namespace aifabric
{

void
RunRecord::FindSlowestJob()
{
    slowestJob.reset();
    slowestCctNs.reset();
    boundNs.reset();
    double largest = -1;
    bool complete = true;
    for (size_t i = 0; i < jobs.size(); i++)
    {
        const JobRecord& job = jobs[i];
        complete = complete && job.cctNs;
        if (job.GetSlowdown().value_or(-1) > largest)
        {
            largest = *job.GetSlowdown();
            slowestJob = i;
        }
    }
    if (complete && slowestJob)
    {
        slowestCctNs = jobs[*slowestJob].cctNs;
        boundNs = jobs[*slowestJob].boundNs;
        return;
    }
    slowestJob.reset();
    for (const JobRecord& job : jobs)
    {
        boundNs = job.boundNs ? std::max(*job.boundNs, boundNs.value_or(0)) : boundNs;
    }
}

} // namespace aifabric
} // namespace ns3
