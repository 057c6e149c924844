/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "job-set.h"

#include <algorithm>
#include <cstddef>
#include <memory>

namespace ns3
{
namespace aifabric
{

JobSet::JobSet(Ptr<TaskGraphRun> run)
{
    Job job;
    job.run = run;
    Add(job);
}

void
JobSet::Add(const Job& job)
{
    m_jobs.push_back(job);
}

uint64_t
JobSet::GetCount() const
{
    uint64_t sum = 0;
    for (const Job& job : m_jobs)
    {
        sum += job.run->GetGraph().GetCount();
    }
    return sum;
}

uint64_t
JobSet::GetEnded() const
{
    uint64_t sum = 0;
    for (const Job& job : m_jobs)
    {
        sum += job.run->GetEnded();
    }
    return sum;
}

uint64_t
JobSet::GetFailed() const
{
    uint64_t sum = 0;
    for (const Job& job : m_jobs)
    {
        sum += job.run->GetFailed();
    }
    return sum;
}

bool
JobSet::IsComplete() const
{
    return std::all_of(m_jobs.begin(), m_jobs.end(), [](const Job& job) {
        return job.run->IsComplete();
    });
}

uint64_t
JobSet::GetFirstStart() const
{
    uint64_t first = TaskGraphRun::NEVER;
    for (const Job& job : m_jobs)
    {
        first = std::min(first, job.run->GetFirstStart());
    }
    return first;
}

uint64_t
JobSet::GetLastEnd() const
{
    uint64_t last = 0;
    for (const Job& job : m_jobs)
    {
        last = std::max(last, job.run->GetLastEnd());
    }
    return last;
}

double
JobSet::GetHorizonNs() const
{
    double last = 0;
    for (const Job& job : m_jobs)
    {
        last = std::max(last, static_cast<double>(job.start) / 1e3 + job.boundNs);
    }
    return last;
}

void
JobSet::SetOverCallback(const std::function<void()>& callback) const
{
    const auto left = std::make_shared<size_t>(m_jobs.size());
    for (const Job& job : m_jobs)
    {
        job.run->SetOverCallback([left, callback]() {
            if (--*left == 0)
            {
                callback();
            }
        });
    }
}

} // namespace aifabric
} // namespace ns3
