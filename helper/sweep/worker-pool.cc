/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "worker-pool.h"

#include "ns3/memory-estimate.h"

#include <algorithm>
#include <iterator>
#include <poll.h>
#include <stdexcept>
#include <thread>

namespace ns3
{
namespace aifabric
{

namespace
{

/// How long to wait for news of the workers, ms: limits and displays are as fine as that.
constexpr int POLL_MS = 100;

} // namespace

WorkerPool::WorkerPool(unsigned jobs)
    : m_jobs(jobs ? jobs : std::max(1U, std::thread::hardware_concurrency()))
{
}

bool
WorkerPool::Start(const WorkerTask& task)
{
    if (!HasRoom())
    {
        return false;
    }
    if (m_workers.empty())
    {
        m_memory = MemoryEstimate::GetAvailable();
    }
    double need = task.bytes;
    for (const auto& worker : m_workers)
    {
        need += worker->GetTask().bytes;
    }
    if (!m_workers.empty() && need > m_memory)
    {
        return false;
    }
    try
    {
        m_workers.push_back(std::make_unique<WorkerProcess>(task));
    }
    catch (const std::runtime_error&)
    {
        if (m_workers.empty())
        {
            throw;
        }
        return false; // fewer processes at a time will have to do
    }
    return true;
}

WorkerPool::Workers
WorkerPool::Wait()
{
    std::vector<pollfd> descriptors;
    for (const auto& worker : m_workers)
    {
        const auto [output, report] = worker->GetDescriptors();
        for (const int descriptor : {output, report}) // poll() passes over negative ones
        {
            descriptors.push_back({descriptor, POLLIN, 0});
        }
    }
    // An error here is a signal, which the caller looks for if it wants to.
    poll(descriptors.data(), descriptors.size(), POLL_MS);
    const auto ended = std::stable_partition(m_workers.begin(), m_workers.end(), [](auto& worker) {
        return !worker->Advance();
    });
    Workers result(std::make_move_iterator(ended), std::make_move_iterator(m_workers.end()));
    m_workers.erase(ended, m_workers.end());
    return result;
}

} // namespace aifabric
} // namespace ns3
