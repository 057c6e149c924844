/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "training-workload.h"

#include "training-builder.h"

#include "ns3/config-error.h"

namespace ns3
{
namespace aifabric
{

TrainingWorkload::TrainingWorkload() = default;

TrainingWorkload::~TrainingWorkload() = default;

CollectiveLibrary
TrainingWorkload::MakeLibrary() const
{
    CollectiveLibrary library;
    const std::string chunk = std::to_string(m_chunk);
    library.Set("all-reduce", {{"algorithm", m_allReduce}, {"chunk", chunk}});
    library.Set("all-gather", {{"algorithm", m_allGather}, {"chunk", chunk}});
    library.Set("reduce-scatter", {{"algorithm", m_reduceScatter}, {"chunk", chunk}});
    library.Set("all-to-all", {{"algorithm", m_allToAll}, {"chunk", chunk}});
    return library;
}

std::string
TrainingWorkload::CheckConfig(uint32_t hosts) const
{
    try
    {
        const TrainingConfig config = Resolve(hosts);
        // A computation of the slowest straggler is at most one of 30 days.
        constexpr double LONGEST = 86400e12;
        const double iteration =
            config.GetModelTime() / config.efficiency +
            static_cast<double>(config.updateTime + config.forwardTime + config.backwardTime);
        if (iteration > LONGEST)
        {
            return "Peak, Efficiency and Scale make iterations of more than a day";
        }
        CollectiveLibrary library = MakeLibrary();
        return TrainingBuilder(config, library).Check();
    }
    catch (const ConfigError& error)
    {
        return error.what();
    }
}

uint32_t
TrainingWorkload::CountRanks(uint32_t hosts) const
{
    try
    {
        return RankLayout(Resolve(hosts).sizes).GetRanks();
    }
    catch (const ConfigError&)
    {
        return hosts; // it is refused anyway
    }
}

uint64_t
TrainingWorkload::CountTasks(uint32_t hosts) const
{
    try
    {
        const TrainingConfig config = Resolve(hosts);
        CollectiveLibrary library = MakeLibrary();
        return TrainingBuilder(config, library).CountTasks();
    }
    catch (const ConfigError&)
    {
        return 0;
    }
}

uint64_t
TrainingWorkload::CountPairs(uint32_t hosts) const
{
    try
    {
        const TrainingConfig config = Resolve(hosts);
        CollectiveLibrary library = MakeLibrary();
        return TrainingBuilder(config, library).CountPairs();
    }
    catch (const ConfigError&)
    {
        return 0;
    }
}

void
TrainingWorkload::DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom& random) const
{
    const TrainingConfig config = Resolve(hosts);
    CollectiveLibrary library = MakeLibrary();
    TrainingBuilder(config, library).Build(graph, random);
    JobFacts facts;
    facts.ranks = RankLayout(config.sizes).GetRanks();
    facts.modelTime = config.GetModelTime();
    facts.factor = config.GetFactor();
    facts.scaling = config.DescribeScaling();
    graph.SetFacts(facts);
}

} // namespace aifabric
} // namespace ns3
