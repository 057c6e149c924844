/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * How a collective becomes tasks: a list of them, or a rule.
 */

#include "collective-workload.h"

#include <algorithm>
#include <string>
#include <utility>

namespace ns3
{
namespace aifabric
{

void
CollectiveWorkload::AddMessages(TaskGraph& graph,
                                const CollectivePlan& plan,
                                const CollectiveBuilder::Job& job) const
{
    CollectiveBuilder builder(graph, job, m_observer);
    for (uint64_t slice = 0; slice < plan.slices; slice++)
    {
        builder.SetSlice(slice);
        plan.algorithm->AddTo(builder);
    }
}

void
CollectiveWorkload::AddGroup(TaskGraph& graph,
                             const CollectivePlan& plan,
                             const CollectiveBuilder::Job& job,
                             FabricRandom&) const
{
    AddMessages(graph, plan, job);
}

void
CollectiveWorkload::DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom& random) const
{
    const auto groups = GetGroups().List(hosts);
    const auto plans = GetPlans(hosts);
    if (HasRule(hosts))
    {
        graph.AddCollective(GetOperation());
        graph.SetRule(plans[0].algorithm->MakeRule(MakeJob(plans[0], 0, groups[0], random)));
        return;
    }
    for (uint32_t i = 0; i < groups.size(); i++)
    {
        const std::string number = groups.size() > 1 ? " " + std::to_string(i) : "";
        graph.AddCollective(GetOperation() + number);
        AddPlanned(graph, plans[i], i, groups[i], random);
    }
}

void
CollectiveWorkload::AddTo(TaskGraph& graph,
                          const std::vector<uint32_t>& hosts,
                          FabricRandom& random) const
{
    AddPlanned(graph, MakePlan(static_cast<uint32_t>(hosts.size())), 0, hosts, random);
}

CollectiveBuilder::Job
CollectiveWorkload::MakeJob(const CollectivePlan& plan,
                            uint32_t group,
                            std::vector<uint32_t> hosts,
                            FabricRandom& random) const
{
    CollectiveBuilder::Job job;
    job.shape = plan.shape;
    job.hosts = std::move(hosts);
    job.sizes = GetSizes(plan, random);
    job.protocol = plan.protocol;
    job.slices = plan.slices;
    // The largest window is that of all slices.
    job.window = std::min<uint64_t>(m_window, plan.slices);
    job.group = group;
    return job;
}

bool
CollectiveWorkload::HasRule(uint32_t hosts) const
{
    const bool isAsked =
        m_telling == RULE || (m_telling == AUTO_TELLING && CountTasks(hosts) > MAX_TASKS);
    if (!isAsked || !IsDoneOnce() || IsTcp() || m_observer)
    {
        return false;
    }
    const auto groups = GetGroups().List(hosts);
    if (groups.size() != 1)
    {
        return false;
    }
    // Whose sizes are drawn has no rule: the draw is not that of DoBuild().
    FabricRandom random;
    const CollectivePlan plan = MakePlan(static_cast<uint32_t>(groups[0].size()));
    return plan.algorithm->MakeRule(MakeJob(plan, 0, groups[0], random)) != nullptr;
}

void
CollectiveWorkload::AddPlanned(TaskGraph& graph,
                               const CollectivePlan& plan,
                               uint32_t group,
                               std::vector<uint32_t> hosts,
                               FabricRandom& random) const
{
    AddGroup(graph, plan, MakeJob(plan, group, std::move(hosts), random), random);
}

} // namespace aifabric
} // namespace ns3
