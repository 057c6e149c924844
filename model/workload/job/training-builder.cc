/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "training-builder.h"

#include "ns3/config-error.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace aifabric
{

namespace
{

using Kind = TrainingStep::Kind;

constexpr TaskGraph::Id NONE = TaskGraph::NONE;

} // namespace

TrainingBuilder::TrainingBuilder(const TrainingConfig& config, CollectiveLibrary& library)
    : m_config(config),
      m_library(library),
      m_layout(config.sizes)
{
    TrainingSteps steps(config);
    for (uint32_t number = 0; number < config.sizes.pipeline; number++)
    {
        Stage stage;
        stage.steps = steps.Make(number);
        m_stages.push_back(std::move(stage));
    }
}

uint32_t
TrainingBuilder::CountRingSteps(uint32_t ranks) const
{
    return std::min(m_config.ringSteps, ranks - 1);
}

void
TrainingBuilder::Draw(FabricRandom& random)
{
    m_factors.assign(m_layout.GetRanks(), 1);
    const double sigma = m_config.straggler;
    if (sigma <= 0)
    {
        return;
    }
    for (double& factor : m_factors)
    {
        // Box and Muller's normal deviate; the mean of the factor is 1.
        const double radius = std::sqrt(-2 * std::log(1 - random.Uniform()));
        const double normal = radius * std::cos(2 * M_PI * random.Uniform());
        factor = std::exp(sigma * normal - sigma * sigma / 2);
    }
}

void
TrainingBuilder::Build(TaskGraph& graph, FabricRandom& random)
{
    for (size_t group = 0; group < GROUPS; group++)
    {
        m_groups[group] = m_layout.ListGroups(static_cast<RankGroup>(group));
    }
    const uint32_t ranks = m_layout.GetStageRanks();
    for (uint32_t number = 0; number < m_stages.size(); number++)
    {
        Stage& stage = m_stages[number];
        stage.ranks.clear();
        for (uint32_t place = 0; place < ranks; place++)
        {
            stage.ranks.push_back(m_layout.GetRank(number, place));
        }
        stage.last.assign(ranks, NONE);
        stage.waits.assign(ranks, {});
    }
    for (m_iteration = 1; m_iteration <= m_config.iterations; m_iteration++)
    {
        Draw(random);
        m_activities.clear();
        m_messages.clear();
        m_hasMet = false;
        for (Stage& stage : m_stages)
        {
            stage.next = 0;
            stage.tokens.clear();
        }
        // A stage goes on until it waits for a message that is not there yet.
        bool goesOn = true;
        while (goesOn)
        {
            goesOn = false;
            for (uint32_t stage = 0; stage < m_stages.size(); stage++)
            {
                while (Advance(graph, stage, random))
                {
                    goesOn = true;
                }
            }
        }
        for (const Stage& stage : m_stages)
        {
            if (stage.next < stage.steps.size())
            {
                throw ConfigError("an error of ai-fabric: the pipeline stages of a training job "
                                  "wait for each other");
            }
        }
    }
}

bool
TrainingBuilder::Advance(TaskGraph& graph, uint32_t number, FabricRandom& random)
{
    Stage& stage = m_stages[number];
    if (stage.next == stage.steps.size())
    {
        return false;
    }
    const TrainingStep& step = stage.steps[stage.next];
    switch (step.kind)
    {
    case Kind::COMPUTE:
        Compute(graph, stage, step);
        break;
    case Kind::COLLECTIVE:
    case Kind::LAUNCH:
        Exchange(graph, stage, step, random);
        break;
    case Kind::WAIT:
        for (size_t place = 0; place < stage.ranks.size(); place++)
        {
            stage.waits[place].push_back(stage.tokens[step.token][place]);
        }
        break;
    case Kind::SEND:
        Send(graph, number, step);
        break;
    case Kind::RECEIVE: {
        const auto message = m_messages.find({TrainingSteps::IsForward(step), step.token});
        if (message == m_messages.end())
        {
            return false;
        }
        for (size_t place = 0; place < stage.ranks.size(); place++)
        {
            stage.waits[place].push_back(message->second[place]);
        }
        m_messages.erase(message);
        break;
    }
    case Kind::MEET:
        if (!Meet(graph, number, random))
        {
            return false;
        }
        break;
    }
    stage.next++;
    return true;
}

TaskGraph::Id
TrainingBuilder::Join(TaskGraph& graph, uint32_t host, Id first, Id second)
{
    if (first == NONE || second == NONE)
    {
        return first == NONE ? second : first;
    }
    const Id both = graph.AddComputation(host, 0);
    graph.AddDependency(first, both);
    graph.AddDependency(second, both);
    return both;
}

void
TrainingBuilder::EnterComputing(TaskGraph& graph, const TrainingStep& step)
{
    const auto found = m_activities.find({step.pass, step.microbatch});
    if (found != m_activities.end())
    {
        graph.SetActivity(found->second);
        return;
    }
    const std::string number = " " + std::to_string(step.microbatch);
    const std::string name = step.pass == TrainingPass::UPDATE     ? "update"
                             : step.pass == TrainingPass::BACKWARD ? "backward" + number
                                                                   : "forward" + number;
    m_activities[{step.pass, step.microbatch}] =
        graph.AddActivity({name, TaskGraph::ActivityKind::COMPUTATION, m_iteration});
}

void
TrainingBuilder::Settle(TaskGraph& graph, Stage& stage)
{
    for (size_t place = 0; place < stage.ranks.size(); place++)
    {
        Ids& waits = stage.waits[place];
        if (waits.empty())
        {
            continue;
        }
        const Id all = graph.AddComputation(stage.ranks[place], 0);
        waits.push_back(stage.last[place]);
        for (const Id task : waits)
        {
            if (task != NONE)
            {
                graph.AddDependency(task, all);
            }
        }
        waits.clear();
        stage.last[place] = all;
    }
}

void
TrainingBuilder::Compute(TaskGraph& graph, Stage& stage, const TrainingStep& step)
{
    EnterComputing(graph, step);
    for (size_t place = 0; place < stage.ranks.size(); place++)
    {
        const uint32_t rank = stage.ranks[place];
        const double duration = std::round(step.duration * m_factors[rank]);
        const Id task = graph.AddComputation(rank, static_cast<uint64_t>(duration));
        graph.SetStream(task, 0, TaskGraph::StreamUse::WHOLE);
        Ids& waits = stage.waits[place];
        waits.push_back(stage.last[place]);
        for (const Id before : waits)
        {
            if (before != NONE)
            {
                graph.AddDependency(before, task);
            }
        }
        waits.clear();
        stage.last[place] = task;
    }
}

} // namespace aifabric
} // namespace ns3
