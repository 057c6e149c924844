/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ring-all-reduce-algorithm.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(RingAllReduceAlgorithm);

TypeId
RingAllReduceAlgorithm::GetTypeId()
{
    static TypeId tid = TypeId("ns3::aifabric::RingAllReduceAlgorithm")
                            .SetParent<AllReduceAlgorithm>()
                            .SetGroupName("AiFabric")
                            .AddConstructor<RingAllReduceAlgorithm>();
    return tid;
}

std::string
RingAllReduceAlgorithm::Check(uint32_t ranks, uint64_t bytes) const
{
    if (bytes < ranks)
    {
        return "Bytes must be at least one per rank (" + std::to_string(ranks) + "), not " +
               std::to_string(bytes);
    }
    if ((bytes + ranks - 1) / ranks > UINT32_MAX)
    {
        return "Bytes must be below 4 GiB per rank (RDMA messages have 32-bit lengths), not " +
               std::to_string(bytes);
    }
    return "";
}

uint64_t
RingAllReduceAlgorithm::CountTasks(uint32_t ranks) const
{
    return uint64_t{2} * (ranks - 1) * ranks;
}

uint64_t
RingAllReduceAlgorithm::CountPairs(uint32_t ranks) const
{
    return ranks;
}

void
RingAllReduceAlgorithm::AddTo(TaskGraph& graph,
                              const std::vector<uint32_t>& ranks,
                              uint64_t bytes) const
{
    const auto n = static_cast<uint32_t>(ranks.size());
    std::vector<TaskGraph::Id> previous(n); // by receiving rank, the message of the step before
    std::vector<TaskGraph::Id> current(n);
    for (uint32_t step = 0; step < 2 * (n - 1); step++)
    {
        for (uint32_t rank = 0; rank < n; rank++)
        {
            // In step s rank r passes on chunk r - s; the first bytes % n chunks are one larger.
            const uint32_t chunk = (rank + 2 * n - step) % n;
            const uint64_t size = bytes / n + (chunk < bytes % n ? 1 : 0);
            const uint32_t next = (rank + 1) % n;
            current[next] = graph.AddMessage(ranks[rank], ranks[next], size);
            if (step > 0)
            {
                graph.AddDependency(previous[rank], current[next]);
            }
        }
        previous.swap(current);
    }
}

} // namespace aifabric
} // namespace ns3
