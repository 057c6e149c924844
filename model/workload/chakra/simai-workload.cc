/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "simai-workload.h"

#include "simai-program.h"

#include "ns3/component-description.h"
#include "ns3/config-error.h"
#include "ns3/file-lines.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(SimaiWorkload);

TypeId
SimaiWorkload::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::SimaiWorkload")
            .SetParent<CollectiveTraceWorkload>()
            .SetGroupName("AiFabric")
            .AddConstructor<SimaiWorkload>()
            .AddAttribute("Iterations",
                          "How often the layers are carried out, one iteration after the other",
                          UintegerValue(1),
                          MakeUintegerAccessor(&SimaiWorkload::m_iterations),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("Ranks",
                          "Number of ranks for a policy that has no all_gpus; 0 for all_gpus of "
                          "the file",
                          UintegerValue(0),
                          MakeUintegerAccessor(&SimaiWorkload::m_ranks),
                          MakeUintegerChecker<uint32_t>()),
        "workload text of SimAI and ASTRA-sim 1.0: layers, what they compute and exchange");
    return tid;
}

SimaiWorkload::SimaiWorkload() = default;
SimaiWorkload::~SimaiWorkload() = default;

bool
SimaiWorkload::Recognises(const std::string& beginning) const
{
    // The policy, and rows that begin with a name and -1.
    const std::vector<std::string> words = SplitWords(beginning.substr(0, beginning.find('\n')));
    return !words.empty() && IsSimaiPolicy(words[0]);
}

std::string
SimaiWorkload::CheckFabric(uint32_t hosts) const
{
    return CheckRanks(ReadFile().ranks, hosts);
}

SimaiFile
SimaiWorkload::ReadFile() const
{
    SimaiFile file = ReadSimaiFile(GetPath(), IsLenient());
    if (!file.policy->hasSizes)
    {
        if (m_ranks < 2)
        {
            throw ConfigError(GetPath() + ", line 1: policy " + file.policy->name +
                              " does not say for how many GPUs it is: Ranks must be at least 2");
        }
        file.ranks = m_ranks;
        file.sizes.tensor = file.policy->isOneTensorGroup ? m_ranks : 1;
        file.sizes.data = file.policy->isOneTensorGroup ? 1 : m_ranks;
    }
    else if (m_ranks != 0 && m_ranks != file.ranks)
    {
        throw ConfigError(GetPath() + ", line 1: all_gpus is " + std::to_string(file.ranks) +
                          ", and Ranks is " + std::to_string(m_ranks) + " (0: as the file says)");
    }
    return file;
}

void
SimaiWorkload::ReadTasks(FileTasks& tasks) const
{
    const SimaiFile file = ReadFile();
    // Each row computes three times and waits for three collectives.
    constexpr uint64_t TASKS_PER_ROW = 6;
    const uint64_t tasksOfRank = file.rows.size() * TASKS_PER_ROW;
    if (file.ranks > MAX_TASKS / tasksOfRank / m_iterations)
    {
        throw ConfigError(GetPath() + ": " + std::to_string(file.rows.size()) + " rows on " +
                          std::to_string(file.ranks) + " ranks in " + std::to_string(m_iterations) +
                          " iterations are more tasks than fit in memory, " +
                          std::to_string(MAX_TASKS));
    }
    tasks.SetRanks(file.ranks);
    TracedCollectives collectives(tasks, MakeLibrary());
    SimaiProgram(tasks, collectives, file).Add(m_iterations);
    collectives.Finish();
}

} // namespace aifabric
} // namespace ns3
