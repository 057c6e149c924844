/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "workload-helper.h"

#include "ns3/config-error.h"
#include "ns3/fabric-random.h"
#include "ns3/ideal-bound.h"
#include "ns3/loss-recovery.h"
#include "ns3/task-graph-application.h"
#include "ns3/uinteger.h"
#include "ns3/workload.h"

#include <cmath>
#include <vector>

namespace ns3
{
namespace aifabric
{

WorkloadHelper::WorkloadHelper(const ObjectFactory& workload)
    : m_workload(workload)
{
}

void
WorkloadHelper::SetSpread(Time spread)
{
    m_spread = spread;
}

int64_t
WorkloadHelper::AssignStreams(int64_t stream)
{
    m_stream = static_cast<uint64_t>(stream);
    return 2;
}

ApplicationContainer
WorkloadHelper::Install(const FabricContainer& fabric) const
{
    const uint32_t hosts = fabric.GetHosts().GetN();
    const Ptr<Workload> workload = m_workload.Create<Workload>();
    const std::string problem = workload->Check(hosts);
    if (!problem.empty())
    {
        throw ConfigError(problem);
    }
    FabricRandom random;
    random.Seed(FabricRandom::WORKLOAD, m_stream);
    const Ptr<TaskGraph> graph = workload->Build(hosts, random);
    const Ptr<TaskGraphRun> run = Create<TaskGraphRun>(graph);

    std::vector<std::vector<TaskGraph::Id>> tasks(hosts);
    for (TaskGraph::Id id = 0; id < graph->GetCount(); id++)
    {
        tasks[graph->Get(id).host].push_back(id);
    }
    const uint32_t planes = fabric.GetTopology()->GetPlaneCount();
    std::vector<std::vector<PlannedMessage>> plans(planes);
    std::vector<PlaneShare> shares;
    for (TaskGraph::Id id = 0; id < graph->GetCount(); id++)
    {
        const TaskGraph::Task& task = graph->Get(id);
        if (task.IsMessage())
        {
            fabric.GetNic(task.host)->GetShares(task.peer, task.bytes, shares);
            for (const PlaneShare& share : shares)
            {
                plans[share.first].push_back({task.host, task.peer, share.bytes});
            }
        }
    }
    for (uint32_t host = 0; host < hosts; host++)
    {
        for (uint32_t plane = 0; plane < planes; plane++)
        {
            if (const auto balancer = fabric.GetNic(host)->GetLoadBalancer(plane))
            {
                balancer->Plan(plans[plane]);
            }
        }
    }
    FabricRandom phase;
    phase.Seed(FabricRandom::WORKLOAD, m_stream + 1);
    ApplicationContainer applications;
    for (uint32_t host = 0; host < hosts; host++)
    {
        const Ptr<TaskGraphApplication> application = CreateObject<TaskGraphApplication>();
        application->SetTasks(run, std::move(tasks[host]));
        const double spread = static_cast<double>(m_spread.GetTimeStep());
        application->SetStartTime(TimeStep(static_cast<uint64_t>(phase.Uniform() * spread)));
        fabric.GetHosts().Get(host)->AddApplication(application);
        applications.Add(application);
    }
    return applications;
}

Ptr<TaskGraphRun>
WorkloadHelper::GetRun(const ApplicationContainer& applications)
{
    return DynamicCast<TaskGraphApplication>(applications.Get(0))->GetRun();
}

double
WorkloadHelper::GetIdealTime(const FabricContainer& fabric,
                             const TaskGraph& graph,
                             Time lag,
                             double fraction)
{
    UintegerValue interval;
    fabric.GetNic(0)->GetAttribute("AckInterval", interval);
    IdealBound::Config config;
    config.mtu = fabric.GetNic(0)->GetMtu();
    config.ipExtra = fabric.GetNic(0)->GetIpExtra();
    config.ackInterval = static_cast<uint32_t>(interval.Get());
    config.rateless = fabric.GetNic(0)->GetRecoveryPrototype()->IsRateless();
    config.fraction = fraction;
    config.lag = lag == Time::Max() ? INFINITY : static_cast<double>(lag.GetTimeStep());
    return IdealBound(fabric.GetRoutes(), config).Compute(graph);
}

} // namespace aifabric
} // namespace ns3
