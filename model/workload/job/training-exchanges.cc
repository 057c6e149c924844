/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What the ranks of a training job exchange.
 */

#include "training-builder.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

namespace
{

using Kind = TrainingStep::Kind;

constexpr TaskGraph::Id NONE = TaskGraph::NONE;

} // namespace

TrainingBuilder::Ids
TrainingBuilder::Ring(TaskGraph& graph, const CollectiveCall& call)
{
    const auto ranks = static_cast<uint32_t>(call.hosts.size());
    graph.AddActivity(call.activity);
    const uint64_t shard = std::max<uint64_t>(1, call.bytes / ranks);
    Ids before = call.after; // by rank, what its next message waits for
    Ids over;
    for (uint32_t rank = 0; rank < ranks; rank++)
    {
        over.push_back(graph.AddComputation(call.hosts[rank], 0));
        if (call.after[rank] != NONE)
        {
            graph.AddDependency(call.after[rank], over[rank]);
        }
    }
    for (uint32_t step = 0; step < CountRingSteps(ranks); step++)
    {
        Ids arrived(ranks);
        for (uint32_t rank = 0; rank < ranks; rank++)
        {
            const uint32_t next = (rank + 1) % ranks;
            const Id message = graph.AddMessage(call.hosts[rank], call.hosts[next], shard);
            if (before[rank] != NONE)
            {
                graph.AddDependency(before[rank], message);
            }
            if (step > 0 && call.after[rank] != NONE)
            {
                graph.AddDependency(call.after[rank], message);
            }
            graph.AddDependency(message, over[rank]);
            graph.AddDependency(message, over[next]);
            arrived[next] = message;
        }
        before.swap(arrived);
    }
    return over;
}

void
TrainingBuilder::Exchange(TaskGraph& graph,
                          Stage& stage,
                          const TrainingStep& step,
                          FabricRandom& random)
{
    if (std::any_of(stage.waits.begin(), stage.waits.end(), [](const Ids& waits) {
            return !waits.empty();
        }))
    {
        EnterComputing(graph, step);
        Settle(graph, stage);
    }
    const bool isLaunch = step.kind == Kind::LAUNCH;
    Ids& chain = stage.chains[{step.group, step.operation}];
    chain.resize(stage.ranks.size(), NONE);
    Ids over(stage.ranks.size());
    for (const auto& places : m_groups[static_cast<size_t>(step.group)])
    {
        CollectiveCall call;
        call.operation = step.operation;
        call.bytes = step.bytes;
        call.activity = {step.name, TaskGraph::ActivityKind::COLLECTIVE, m_iteration};
        if (isLaunch)
        {
            EnterComputing(graph, step);
        }
        for (const uint32_t place : places)
        {
            const uint32_t rank = stage.ranks[place];
            Id after = stage.last[place];
            if (isLaunch)
            {
                after = Join(graph, rank, after, chain[place]);
                after = Join(graph,
                             rank,
                             after,
                             step.after == UINT32_MAX ? NONE : stage.tokens[step.after][place]);
            }
            call.hosts.push_back(rank);
            call.after.push_back(after);
        }
        const Ids ends = step.isRing ? Ring(graph, call) : m_library.Add(graph, call, random);
        for (size_t i = 0; i < places.size(); i++)
        {
            over[places[i]] = ends[i];
        }
    }
    chain = over;
    if (isLaunch)
    {
        stage.tokens.resize(std::max<size_t>(stage.tokens.size(), step.token + 1));
        stage.tokens[step.token] = std::move(over);
    }
    else
    {
        stage.last = std::move(over);
    }
}

bool
TrainingBuilder::Meet(TaskGraph& graph, uint32_t number, FabricRandom& random)
{
    Stage& other = m_stages[number == 0 ? m_stages.size() - 1 : 0];
    Stage& own = m_stages[number];
    if (m_hasMet) // when the other one came
    {
        return true;
    }
    if (other.next == other.steps.size() || other.steps[other.next].kind != Kind::MEET)
    {
        return false;
    }
    m_hasMet = true;
    const TrainingStep& step = own.steps[own.next];
    EnterComputing(graph, step);
    Settle(graph, own);
    Settle(graph, other);
    for (size_t place = 0; place < own.ranks.size(); place++)
    {
        CollectiveCall call;
        call.operation = step.operation;
        call.bytes = step.bytes;
        call.activity = {step.name, TaskGraph::ActivityKind::COLLECTIVE, m_iteration};
        call.hosts = {own.ranks[place], other.ranks[place]};
        call.after = {own.last[place], other.last[place]};
        const Ids ends = m_library.Add(graph, call, random);
        own.waits[place].push_back(ends[0]);
        other.waits[place].push_back(ends[1]);
    }
    return true;
}

void
TrainingBuilder::Send(TaskGraph& graph, uint32_t number, const TrainingStep& step)
{
    Stage& stage = m_stages[number];
    EnterComputing(graph, step);
    Settle(graph, stage);
    const auto stages = static_cast<uint32_t>(m_stages.size());
    const bool isForward = TrainingSteps::IsForward(step);
    const uint32_t peer = (number + (isForward ? 1 : stages - 1)) % stages;
    graph.AddActivity({step.name, TaskGraph::ActivityKind::COLLECTIVE, m_iteration});
    Ids& messages = m_messages[{isForward, step.token}];
    for (uint32_t place = 0; place < stage.ranks.size(); place++)
    {
        const Id message =
            graph.AddMessage(stage.ranks[place], m_layout.GetRank(peer, place), step.bytes);
        if (stage.last[place] != NONE)
        {
            graph.AddDependency(stage.last[place], message);
        }
        if (!m_config.overlap)
        {
            stage.waits[place].push_back(message);
        }
        messages.push_back(message);
    }
}

} // namespace aifabric
} // namespace ns3
