/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "memory-estimate.h"

#include "ns3/boolean.h"
#include "ns3/congestion-control.h"
#include "ns3/fabric-layout.h"
#include "ns3/fabric-units.h"
#include "ns3/file-workload.h"
#include "ns3/host-load-balancer.h"
#include "ns3/loss-recovery.h"
#include "ns3/nic-ports.h"
#include "ns3/roce-nic.h"
#include "ns3/switch-load-balancer.h"
#include "ns3/uinteger.h"
#include "ns3/workload.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <limits>

namespace ns3
{
namespace aifabric
{

namespace
{

// Measured as peak resident memory of all-to-all, all-reduce and permutation, 256 to 1,024 hosts.
constexpr double PROGRAM_BYTES = 20e6;    ///< of any run
constexpr double LINK_BYTES = 3e3;        ///< two ports and a channel
constexpr double HOST_BYTES = 4e3;        ///< a NIC
constexpr double TASK_BYTES = 120;        ///< a task and its record
constexpr double QUEUE_PAIR_BYTES = 1300; ///< a sender, its recovery and control, a responder
constexpr double PARKED_BYTES = 130;      ///< a queue pair and a responder that are parked
constexpr double FLOW_BYTES = 100;        ///< a flow on its way into the database

/// @return whether queue pairs that are idle end: the NIC says so, and nothing is remembered
bool
EndsIdlePairs(const ExperimentPlan& plan)
{
    BooleanValue ends;
    CreateObject<RoceNic>()->GetAttribute("ParkIdle", ends);
    return ends.Get() && plan.Get("cc").GetComponent().Create<CongestionControl>()->IsInitial() &&
           plan.Get("recovery").GetComponent().Create<LossRecovery>()->IsPlain();
}

/// @return what a file says about the memory of the machine, bytes
double
ReadMachine()
{
    std::ifstream info("/proc/meminfo");
    std::string name;
    uint64_t kib = 0;
    while (info >> name >> kib)
    {
        if (name == "MemAvailable:")
        {
            return static_cast<double>(kib) * 1024;
        }
        info.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    }
    return std::numeric_limits<double>::infinity();
}

/// @return what is left of the limit of the control group, bytes; infinite without one
double
ReadGroup()
{
    std::ifstream most("/sys/fs/cgroup/memory.max");
    std::ifstream used("/sys/fs/cgroup/memory.current");
    double limit = 0;
    double current = 0;
    if (!(most >> limit) || !(used >> current)) // "max" is no number
    {
        return std::numeric_limits<double>::infinity();
    }
    return std::max(0.0, limit - current);
}

} // namespace

MemoryEstimate
MemoryEstimate::Of(const ExperimentPlan& plan)
{
    MemoryEstimate estimate;
    estimate.hosts = plan.GetLayout().CountHosts();
    estimate.bytes = PROGRAM_BYTES +
                     LINK_BYTES * static_cast<double>(plan.GetLayout().CountLinks()) +
                     HOST_BYTES * static_cast<double>(estimate.hosts);
    // Workloads that share pairs of hosts share their queue pairs: they need less.
    for (const OptionComponent& workload : plan.GetComponents("workload"))
    {
        estimate.AddWorkload(plan, workload);
    }
    return estimate;
}

void
MemoryEstimate::AddWorkload(const ExperimentPlan& plan, const OptionComponent& component)
{
    const auto workload = component.Create<Workload>();
    const auto most = static_cast<uint32_t>(std::min<uint64_t>(hosts, UINT32_MAX));
    workload->SetHostRate(plan.Get("rate").number);
    const uint32_t known = workload->GetHosts(most);
    const uint64_t tasks = workload->CountJobs() * workload->GetTaskCount(most);
    const uint64_t pairs =
        workload->CountJobs() * std::max<uint64_t>(1, workload->CountPairs(known));
    UintegerValue payload(0);
    workload->GetAttributeFailSafe("Bytes", payload);
    if (const auto ofFile = DynamicCast<FileWorkload>(workload))
    {
        payload.Set(ofFile->GetLargestMessage());
    }
    PairUse use;
    use.packets = payload.Get() / plan.Get("mtu").number + 1;
    use.messages = (tasks + pairs - 1) / pairs;
    PairCost cost;
    bool reorders = false;
    for (const OptionComponent& strategy : plan.GetComponents("lb"))
    {
        const auto object = strategy.Create<Object>();
        if (const auto onHost = DynamicCast<HostLoadBalancer>(object))
        {
            cost = onHost->GetPairCost(use);
            reorders = reorders || onHost->GetNeeds().Has(NEED_REORDERING);
        }
        else
        {
            reorders = reorders ||
                       DynamicCast<SwitchLoadBalancer>(object)->GetNeeds().Has(NEED_REORDERING);
        }
    }
    // Planes have queue pairs of their own where packets keep their order (PlaneChoice).
    const uint64_t services = std::min<uint64_t>(workload->GetService().queuePairs, use.messages);
    const uint64_t own =
        pairs * services * cost.queuePairs * (reorders ? 1 : plan.GetLayout().CountPlanes());
    queuePairs += own;
    const uint64_t atOnce =
        workload->CountJobs() * workload->CountOpenPairs(known) + hosts * NicPorts::Pairs::WARM;
    const uint64_t open =
        EndsIdlePairs(plan) ? std::min(own, own / pairs * std::min(pairs, atOnce)) : own;
    bytes += (workload->IsRuled(most) ? 0 : TASK_BYTES * static_cast<double>(tasks)) +
             QUEUE_PAIR_BYTES * static_cast<double>(open) +
             PARKED_BYTES * static_cast<double>(own - open) +
             static_cast<double>(pairs) * static_cast<double>(cost.bytes) +
             (plan.GetOptions().record == "summary" ? 0 : FLOW_BYTES * static_cast<double>(tasks));
}

double
MemoryEstimate::GetAvailable()
{
    double available = std::min(ReadMachine(), ReadGroup());
    if (const char* pretended = std::getenv("AIFABRIC_MEMORY"))
    {
        try
        {
            available = std::min(available, static_cast<double>(ParseBytes(pretended)));
        }
        catch (const ConfigError& error)
        {
            throw ConfigError(std::string("AIFABRIC_MEMORY: ") + error.what());
        }
    }
    return available;
}

std::string
MemoryEstimate::Write(double bytes)
{
    char text[40];
    std::snprintf(text, sizeof(text), "%.1f GiB", bytes / (1 << 30));
    return text;
}

} // namespace aifabric
} // namespace ns3
