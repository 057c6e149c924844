/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "msccl-workload.h"

#include "msccl-proof.h"

#include "ns3/component-description.h"
#include "ns3/config-error.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <tuple>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Makes tasks of an algorithm.
class Builder
{
  public:
    Builder(FileTasks& tasks, const MscclAlgorithm& algorithm, uint32_t window)
        : m_tasks(tasks),
          m_algorithm(algorithm),
          m_window(window)
    {
        for (const MscclGpu& gpu : algorithm.gpus)
        {
            m_last.emplace_back(gpu.blocks.size());
        }
    }

    /// Carry the algorithm out on a piece of each chunk.
    void AddLoop(uint64_t bytes)
    {
        std::vector<std::vector<std::vector<FileTasks::Id>>> ends;
        for (uint32_t gpu = 0; gpu < m_algorithm.gpus.size(); gpu++)
        {
            ends.emplace_back();
            const auto& blocks = m_algorithm.gpus[gpu].blocks;
            for (uint32_t block = 0; block < blocks.size(); block++)
            {
                ends.back().push_back(AddBlock(gpu, block, bytes));
            }
        }
        for (uint32_t gpu = 0; gpu < m_algorithm.gpus.size(); gpu++)
        {
            const auto& blocks = m_algorithm.gpus[gpu].blocks;
            for (uint32_t block = 0; block < blocks.size(); block++)
            {
                for (uint32_t i = 0; i < blocks[block].steps.size(); i++)
                {
                    const MscclStep& step = blocks[block].steps[i];
                    if (step.block >= 0)
                    {
                        m_tasks.AddDependency(ends[gpu][step.block][step.step],
                                              ends[gpu][block][i]);
                    }
                }
            }
        }
    }

  private:
    /// Add the steps of a thread block; by step, the task that ends with it.
    std::vector<FileTasks::Id> AddBlock(uint32_t gpu, uint32_t number, uint64_t bytes)
    {
        const MscclBlock& block = m_algorithm.gpus[gpu].blocks[number];
        std::vector<FileTasks::Id> ends;
        for (const MscclStep& step : block.steps)
        {
            m_tasks.SetPlace(step.line);
            const FileTasks::Id end =
                step.kind->isReceive ? m_tasks.AddReceive(gpu, block.receivesFrom, 0, block.channel)
                                     : m_tasks.AddComputation(gpu, 0);
            std::vector<FileTasks::Id>& last = m_last[gpu][number];
            if (!last.empty())
            {
                m_tasks.AddDependency(last.back(), end);
            }
            last = {end};
            ends.push_back(end);
            if (step.kind->isSend)
            {
                CheckBytes(step, bytes);
                AddSend(gpu, block, GetWireBytes(m_algorithm.protocol, bytes * step.count), end);
            }
        }
        return ends;
    }

    /// Refuse messages that RDMA does not have.
    void CheckBytes(const MscclStep& step, uint64_t bytes) const
    {
        if (bytes > UINT32_MAX ||
            GetWireBytes(m_algorithm.protocol, bytes * step.count) > UINT32_MAX)
        {
            throw ConfigError(m_tasks.GetPath() + ", line " + std::to_string(step.line) +
                              ": Bytes makes a message of 4 GiB or more; Chunk cuts chunks");
        }
    }

    void AddSend(uint32_t gpu, const MscclBlock& block, uint64_t bytes, FileTasks::Id after)
    {
        const FileTasks::Id send = m_tasks.AddSend(gpu, block.sendsTo, bytes, block.channel);
        m_tasks.AddDependency(after, send);
        auto& sent = m_sent[{gpu, block.sendsTo, block.channel}];
        sent.push_back(send);
        if (m_window > 0 && sent.size() > m_window)
        {
            m_tasks.AddDependency(sent.front(), send);
            sent.pop_front();
        }
    }

    FileTasks& m_tasks;
    const MscclAlgorithm& m_algorithm;
    uint32_t m_window;
    std::vector<std::vector<std::vector<FileTasks::Id>>> m_last; ///< by GPU and block, or none
    std::map<std::tuple<uint32_t, uint32_t, uint32_t>, std::deque<FileTasks::Id>> m_sent;
};

} // namespace

NS_OBJECT_ENSURE_REGISTERED(MscclWorkload);

TypeId
MscclWorkload::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::MscclWorkload")
            .SetParent<FileWorkload>()
            .SetGroupName("AiFabric")
            .AddConstructor<MscclWorkload>()
            .AddAttribute("Bytes",
                          "Bytes of the larger one of input and output of a rank, of which each of "
                          "nchunksperloop chunks has a part, rounded up",
                          UintegerValue(1 << 20),
                          MakeUintegerAccessor(&MscclWorkload::m_bytes),
                          MakeUintegerChecker<uint64_t>(1, uint64_t{1} << 46))
            .AddAttribute("Chunk",
                          "Largest piece of a chunk in bytes: the algorithm is carried out on one "
                          "piece of all chunks after the other, as MSCCL's loops; 0 for whole "
                          "chunks",
                          UintegerValue(0),
                          MakeUintegerAccessor(&MscclWorkload::m_chunk),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("Window",
                          "Messages that may be under way from a rank to another on a channel; 0 "
                          "for all of them",
                          UintegerValue(8),
                          MakeUintegerAccessor(&MscclWorkload::m_window),
                          MakeUintegerChecker<uint32_t>()),
        "a collective by an algorithm of MSCCL (XML)");
    return tid;
}

MscclWorkload::MscclWorkload() = default;
MscclWorkload::~MscclWorkload() = default;

bool
MscclWorkload::Recognises(const std::string& beginning) const
{
    return beginning.find("<algo ") != std::string::npos &&
           beginning.find("nchunksperloop") != std::string::npos;
}

std::string
MscclWorkload::CheckFabric(uint32_t hosts) const
{
    return CheckRanks(static_cast<uint32_t>(ReadMsccl(GetPath()).gpus.size()), hosts);
}

void
MscclWorkload::ReadTasks(FileTasks& tasks) const
{
    const MscclAlgorithm algorithm = ReadMsccl(GetPath());
    if (m_bytes < algorithm.leastBytes || m_bytes > algorithm.mostBytes)
    {
        throw ConfigError(GetPath() + ", line 1: the algorithm is for " +
                          std::to_string(algorithm.leastBytes) + " to " +
                          std::to_string(algorithm.mostBytes) + " bytes, and Bytes is " +
                          std::to_string(m_bytes));
    }
    try
    {
        MscclProof::Check(algorithm);
    }
    catch (const ConfigError& error)
    {
        throw ConfigError(GetPath() + error.what());
    }
    constexpr uint64_t LEAST_CHUNK = 256;
    if (m_chunk > 0 && m_chunk < LEAST_CHUNK)
    {
        throw ConfigError("Chunk must be 0, for whole chunks, or at least " +
                          std::to_string(LEAST_CHUNK) + " bytes, not " + std::to_string(m_chunk));
    }
    const uint64_t chunk = (m_bytes + algorithm.chunks - 1) / algorithm.chunks;
    const uint64_t loops = m_chunk == 0 ? 1 : (chunk + m_chunk - 1) / m_chunk;
    uint64_t steps = 0;
    for (const MscclGpu& gpu : algorithm.gpus)
    {
        for (const MscclBlock& block : gpu.blocks)
        {
            steps += block.steps.size();
        }
    }
    if (steps > MAX_TASKS / 2 / loops)
    {
        throw ConfigError("Chunk makes " + std::to_string(loops) + " loops of " +
                          std::to_string(steps) + " steps, which are more than fit in memory");
    }
    tasks.SetRanks(static_cast<uint32_t>(algorithm.gpus.size()));
    tasks.AddActivity({algorithm.name, TaskGraph::ActivityKind::COLLECTIVE, 0});
    Builder builder(tasks, algorithm, m_window);
    for (uint64_t loop = 0; loop < loops; loop++)
    {
        // Pieces as equal as whole bytes allow.
        builder.AddLoop(chunk / loops + (loop < chunk % loops ? 1 : 0));
    }
}

} // namespace aifabric
} // namespace ns3
