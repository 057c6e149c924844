/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "workload-helper.h"

#include "fabric-helper.h"
#include "given-checks.h"

#include "ns3/config-error.h"
#include "ns3/fabric-random.h"
#include "ns3/ideal-bound.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4.h"
#include "ns3/loss-recovery.h"
#include "ns3/placement-policy.h"
#include "ns3/task-graph-application.h"
#include "ns3/tcp-task-graph-application.h"
#include "ns3/uinteger.h"
#include "ns3/workload.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace ns3
{
namespace aifabric
{

WorkloadHelper::WorkloadHelper(const ObjectFactory& workload)
    : m_workload(workload)
{
    CheckFactory(workload, Workload::GetTypeId());
}

void
WorkloadHelper::SetSpread(Time spread)
{
    if (spread.IsStrictlyNegative())
    {
        throw ConfigError("hosts start within a time that is not negative: SetSpread()");
    }
    m_spread = spread;
}

void
WorkloadHelper::SetStart(Time start)
{
    if (start.IsStrictlyNegative())
    {
        throw ConfigError("hosts start at a time that is not negative: SetStart()");
    }
    m_start = start;
}

int64_t
WorkloadHelper::AssignStreams(int64_t stream)
{
    m_stream = static_cast<uint64_t>(stream);
    return 2;
}

namespace
{

/// The lowest number from 1 on that no client of any NIC has or had.
uint16_t
FindClient(const FabricContainer& fabric)
{
    std::vector<bool> taken(1, true);
    for (uint32_t host = 0; host < fabric.GetHosts().GetN(); host++)
    {
        for (const auto& [number, client] : fabric.GetNic(host)->GetClients())
        {
            taken.resize(std::max<size_t>(taken.size(), number + 1U), false);
            taken[number] = taken[number] || client.taken;
        }
    }
    const auto free =
        static_cast<size_t>(std::find(taken.begin(), taken.end(), false) - taken.begin());
    if (free > UINT16_MAX)
    {
        throw ConfigError("a NIC has 65535 clients at most, those that have left included");
    }
    return static_cast<uint16_t>(free);
}

/// @return whether a strategy of hosts asks for what all workloads will send
bool
NeedsPlan(const FabricContainer& fabric)
{
    for (uint32_t plane = 0; plane < fabric.GetTopology()->GetPlaneCount(); plane++)
    {
        for (uint32_t host = 0; host < fabric.GetHosts().GetN(); host++)
        {
            const auto balancer = fabric.GetNic(host)->GetLoadBalancer(plane);
            if (balancer && balancer->GetNeeds().Has(NEED_PLAN))
            {
                return true;
            }
        }
    }
    return false;
}

/// Tell strategies what all workloads will send.
void
Plan(const FabricContainer& fabric)
{
    const uint32_t planes = fabric.GetTopology()->GetPlaneCount();
    std::vector<std::vector<PlannedMessage>> plans(planes);
    std::vector<PlaneShare> shares;
    for (const InstalledWorkload& workload : fabric.GetWorkloads())
    {
        if (workload.isForeign)
        {
            continue;
        }
        if (workload.graph->GetRule() && !NeedsPlan(fabric))
        {
            continue;
        }
        if (workload.graph->GetRule())
        {
            throw ConfigError("a strategy of hosts needs a plan of all messages, and a rule tells "
                              "them: Tasks=List makes a list");
        }
        for (TaskGraph::Id id = 0; id < workload.graph->GetCount(); id++)
        {
            const TaskGraph::Task& task = workload.graph->Get(id);
            if (!task.IsMessage())
            {
                continue;
            }
            fabric.GetNic(task.host)->GetShares(task.peer, task.bytes, shares);
            for (const PlaneShare& share : shares)
            {
                plans[share.first].push_back({task.host, task.peer, share.bytes, workload.client});
            }
        }
    }
    for (uint32_t host = 0; host < fabric.GetHosts().GetN(); host++)
    {
        for (uint32_t plane = 0; plane < planes; plane++)
        {
            if (const auto balancer = fabric.GetNic(host)->GetLoadBalancer(plane))
            {
                balancer->Plan(plans[plane]);
            }
        }
    }
}

} // namespace

namespace
{

/// Let a run go by TCP: hosts that lack a protocol stack get one.
Ptr<TcpExchange>
MakeExchange(const FabricContainer& fabric, TaskGraphRun& run)
{
    if (fabric.GetTopology()->GetPlaneCount() > 1)
    {
        throw ConfigError("Transport=Tcp is for fabrics of one plane: a connection has one address "
                          "at each end, and hosts have one in each plane");
    }
    run.SetForeign();
    const NodeContainer& hosts = fabric.GetHosts();
    if (!hosts.Get(0)->GetObject<Ipv4>())
    {
        InternetStackHelper stack;
        stack.SetIpv6StackInstall(false);
        stack.Install(hosts);
        FabricHelper::AssignIpv4Addresses(fabric);
    }
    return Create<TcpExchange>();
}

/// @return what executes a host's part of a run
Ptr<TaskGraphApplication>
MakeApplication(Ptr<TcpExchange> exchange)
{
    if (!exchange)
    {
        return CreateObject<TaskGraphApplication>();
    }
    const auto application = CreateObject<TcpTaskGraphApplication>();
    application->SetExchange(exchange);
    return application;
}

} // namespace

Time
WorkloadHelper::GetStart() const
{
    return m_start + m_workload.Create<Workload>()->GetStart();
}

std::vector<WorkloadHelper>
WorkloadHelper::ListJobs() const
{
    const Ptr<Workload> workload = m_workload.Create<Workload>();
    FabricRandom random;
    random.Seed(FabricRandom::ARRIVALS, m_stream);
    std::vector<WorkloadHelper> jobs;
    for (const Time& arrival : workload->DrawArrivals(random))
    {
        WorkloadHelper job = *this;
        job.m_start = m_start + arrival;
        job.m_stream = m_stream + 2 * jobs.size();
        jobs.push_back(job);
    }
    return jobs;
}

Ptr<TaskGraph>
WorkloadHelper::Place(const FabricContainer& fabric,
                      const Workload& workload,
                      FabricRandom& random,
                      std::vector<uint32_t>& held) const
{
    const uint32_t hosts = fabric.GetHosts().GetN();
    const std::vector<uint32_t> numbers = workload.ListHosts(hosts);
    // Who takes all hosts has nothing to choose, and is beside everybody.
    const bool isEverywhere = numbers.size() == hosts;
    std::vector<bool> isHeld(hosts);
    for (const InstalledWorkload& other : fabric.GetWorkloads())
    {
        for (const uint32_t host : other.held)
        {
            isHeld[host] = !isEverywhere && !workload.IsSharing();
        }
    }
    const std::string& own = workload.GetPlacement();
    const std::string& policy = own.empty() ? m_placement : own;
    std::vector<uint32_t> places;
    try
    {
        places =
            PlacementPolicy::Make(policy)->Place({*fabric.GetTopology(), numbers, isHeld}, random);
    }
    catch (const ConfigError& error)
    {
        throw ConfigError("placement " + policy + ": " + error.what());
    }
    Ptr<TaskGraph> graph;
    try
    {
        graph = workload.Build(hosts, random);
    }
    catch (const ConfigError& error)
    {
        // Of several workloads, the one that it is about.
        const std::string text = error.what();
        const std::string name = workload.GetInstanceTypeId().GetName();
        throw ConfigError(text.find(name) == std::string::npos ? name + ": " + text : text);
    }
    if (!isEverywhere)
    {
        held = places;
    }
    if (places != numbers)
    {
        std::vector<uint32_t> moves(hosts);
        for (size_t rank = 0; rank < numbers.size(); rank++)
        {
            moves[numbers[rank]] = places[rank];
        }
        graph->Relocate(moves);
    }
    return graph;
}

ApplicationContainer
WorkloadHelper::InstallApplications(const FabricContainer& fabric) const
{
    CheckThere(fabric);
    const uint32_t hosts = fabric.GetHosts().GetN();
    const Ptr<Workload> workload = m_workload.Create<Workload>();
    workload->SetHostRate(static_cast<uint64_t>(fabric.GetNic(0)->GetLineRate()));
    const std::string problem = workload->Check(hosts);
    if (!problem.empty())
    {
        throw ConfigError(problem);
    }
    FabricRandom random;
    random.Seed(FabricRandom::WORKLOAD, m_stream);
    InstalledWorkload installed;
    const Ptr<TaskGraph> graph = Place(fabric, *workload, random, installed.held);
    const Ptr<TaskGraphRun> run = Create<TaskGraphRun>(graph);
    run->SetClient(FindClient(fabric));
    run->SetService(workload->GetService());
    const Ptr<TcpExchange> exchange = workload->IsTcp() ? MakeExchange(fabric, *run) : nullptr;
    installed.client = run->GetClient();
    installed.graph = graph;
    installed.isForeign = workload->IsTcp();
    fabric.GetWorkloads().push_back(std::move(installed));

    std::vector<std::vector<TaskGraph::Id>> tasks(hosts);
    if (graph->GetRule())
    {
        for (const TaskGraph::Id id : graph->ListFirst())
        {
            tasks[graph->Get(id).host].push_back(id);
        }
    }
    for (TaskGraph::Id id = 0; !graph->GetRule() && id < graph->GetCount(); id++)
    {
        tasks[graph->Get(id).host].push_back(id);
    }
    FabricRandom phase;
    phase.Seed(FabricRandom::WORKLOAD, m_stream + 1);
    const Time start = m_start + workload->GetStart();
    ApplicationContainer applications;
    for (uint32_t host = 0; host < hosts; host++)
    {
        const Ptr<TaskGraphApplication> application = MakeApplication(exchange);
        application->SetTasks(run, std::move(tasks[host]));
        application->Attach(fabric.GetNic(host));
        const double spread = static_cast<double>(m_spread.GetTimeStep());
        application->SetStartTime(start +
                                  TimeStep(static_cast<uint64_t>(phase.Uniform() * spread)));
        fabric.GetHosts().Get(host)->AddApplication(application);
        applications.Add(application);
    }
    return applications;
}

ApplicationContainer
WorkloadHelper::Install(const FabricContainer& fabric) const
{
    return InstallAll(fabric, {*this}).front();
}

std::vector<ApplicationContainer>
WorkloadHelper::InstallAll(const FabricContainer& fabric,
                           const std::vector<WorkloadHelper>& workloads)
{
    std::vector<ApplicationContainer> all;
    for (const WorkloadHelper& workload : workloads)
    {
        all.push_back(workload.InstallApplications(fabric));
    }
    Plan(fabric);
    return all;
}

Ptr<TaskGraphRun>
WorkloadHelper::GetRun(const ApplicationContainer& applications)
{
    const auto first = applications.GetN() > 0
                           ? DynamicCast<TaskGraphApplication>(applications.Get(0))
                           : Ptr<TaskGraphApplication>();
    if (!first)
    {
        throw ConfigError("these applications are not what WorkloadHelper::Install() returned");
    }
    return first->GetRun();
}

IdealBound
WorkloadHelper::MakeBound(const FabricContainer& fabric, Time lag, double fraction, Time spread)
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
    config.spread = spread == Time::Max() ? INFINITY : static_cast<double>(spread.GetTimeStep());
    return {fabric.GetRoutes(), config};
}

double
WorkloadHelper::GetIdealTime(const FabricContainer& fabric,
                             const TaskGraph& graph,
                             Time lag,
                             double fraction,
                             Time spread)
{
    return MakeBound(fabric, lag, fraction, spread).Compute(graph);
}

} // namespace aifabric
} // namespace ns3
