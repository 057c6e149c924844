/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-collector.h"

#include "digest-counters.h"
#include "own-results.h"
#include "process-clock.h"

#include "ns3/fabric-engine.h"
#include "ns3/flow-bins.h"
#include "ns3/frame-pool.h"
#include "ns3/summary-numbers.h"

#include <algorithm>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

namespace
{

double
Nanoseconds(uint64_t ps)
{
    return static_cast<double>(ps) / 1e3;
}

/// Fill in quantiles of flow completion times, ns.
template <typename Flows, typename T>
void
FillTimes(Flows& flows, T& record)
{
    std::vector<double>& times = flows.times;
    if (flows.sums.GetCount() > 0)
    {
        record.fctP50Ns = Nanoseconds(flows.sums.GetQuantile(0.5));
        record.fctP99Ns = Nanoseconds(flows.sums.GetQuantile(0.99));
        record.fctMaxNs = Nanoseconds(flows.sums.GetLongest());
    }
    else if (!times.empty())
    {
        std::sort(times.begin(), times.end());
        record.fctP50Ns = GetQuantile(times, 0.5);
        record.fctP99Ns = GetQuantile(times, 0.99);
        record.fctMaxNs = times.back();
    }
}

} // namespace

RunCollector::RunCollector(const FabricContainer& fabric,
                           const JobSet& jobs,
                           Ptr<const FaultInjector> faults)
    : m_fabric(fabric),
      m_jobs(jobs),
      m_faults(faults)
{
}

void
RunCollector::Fill(const RunEnd& end, RunRecord& record) const
{
    record.hosts = m_fabric.GetHosts().GetN();
    record.rateBps = static_cast<uint64_t>(m_fabric.GetNic(0)->GetLineRate());
    Judge(end, record);
    FillJobs(record);
    FillFlows(record);
    FillPorts(record);
    DescribeRecovery(record);
    record.drops = FramePool::GetLedger().GetDropped();
    record.resultDigest = DigestCounters(m_fabric, m_jobs, m_faults).MakeDigest();
    RegisterResults::Fill(m_fabric, record);
    const std::vector<std::string> findings = m_fabric.ListFindings();
    record.notes.insert(record.notes.end(), findings.begin(), findings.end());
    CheckAccounts(record);
    CheckBound(record);
    record.simNs = Nanoseconds(FabricEngine::Get().Now());
    record.cpuS = end.cpu;
    record.wallS = end.wall;
    record.peakRssBytes = GetPeakMemory();
    record.events = FabricEngine::Get().GetExecuted();
}

void
RunCollector::List(Detail detail, RunDetails& details) const
{
    ListCollectives(details);
    ListCounters(details);
    ListFaults(details);
    ListStalls(details);
    if (detail != Detail::SUMMARY)
    {
        ListFlows(details);
        ListSpans(details);
    }
    if (detail == Detail::ALL)
    {
        ListPorts(details);
    }
}

void
RunCollector::FillJobs(RunRecord& record) const
{
    for (const Job& job : m_jobs.GetAll())
    {
        const TaskGraphRun& run = *job.run;
        Flows flows;
        AddFlows(run, flows);
        JobRecord own;
        own.workload = job.workload;
        if (!run.IsForeign()) // the bound is of RDMA
        {
            own.boundNs = job.boundNs;
        }
        own.flows = flows.count;
        own.flowsEnded = flows.ended;
        own.bytes = flows.bytes;
        own.failedMessages = run.GetFailed();
        FillTimes(flows, own);
        if (run.GetFirstStart() != TaskGraphRun::NEVER)
        {
            own.startNs = Nanoseconds(run.GetFirstStart());
        }
        if (run.IsComplete())
        {
            own.endNs = Nanoseconds(run.GetLastEnd());
            own.cctNs = Nanoseconds(run.GetLastEnd() - run.GetFirstStart());
        }
        uint64_t again = 0;
        for (uint32_t host = 0; host < m_fabric.GetHosts().GetN(); host++)
        {
            const auto& clients = m_fabric.GetNic(host)->GetClients();
            const auto client = clients.find(run.GetClient());
            again += client != clients.end() ? client->second.counters.retransmitted : 0;
        }
        own.retransmittedPackets = again;
        FillIterations(run, static_cast<uint32_t>(record.jobs.size()), own);
        if (!own.scaling.empty())
        {
            record.notes.push_back((m_jobs.GetAll().size() > 1
                                        ? "job " + std::to_string(record.jobs.size()) + " "
                                        : "the job ") +
                                   "is scaled: " + own.scaling);
        }
        const auto bins = MeasureFlowBins(m_fabric, run, static_cast<uint32_t>(record.jobs.size()));
        record.flowBins.insert(record.flowBins.end(), bins.begin(), bins.end());
        record.jobs.push_back(own);
    }
    record.FindSlowestJob();
}

void
RunCollector::FillFlows(RunRecord& record) const
{
    Flows flows;
    for (const Job& job : m_jobs.GetAll())
    {
        AddFlows(*job.run, flows);
    }
    JoinTimes(flows);
    record.flows = flows.count;
    record.flowsEnded = flows.ended;
    FillTimes(flows, record);
    if (m_jobs.IsComplete())
    {
        record.cctNs = Nanoseconds(m_jobs.GetLastEnd() - m_jobs.GetFirstStart());
    }
    const RoceNic::Counters sum = SumNics();
    record.retransmittedPackets = sum.retransmitted;
    record.cnps = sum.cnpsSent;
    record.timeouts = sum.timeouts;
    // The network copies nothing: whoever gets a packet again gets one that was sent again. Of an
    // erasure code no packet is sent twice; what it sends too much is surplus.
    const bool isRateless = m_fabric.GetNic(0)->GetRecoveryPrototype()->IsRateless();
    record.spuriousRetransmissions = isRateless ? 0 : sum.duplicates;
    uint64_t reorder = 0;
    uint64_t held = 0;
    for (uint32_t host = 0; host < m_fabric.GetHosts().GetN(); host++)
    {
        reorder = std::max(reorder, m_fabric.GetNic(host)->GetMaxReorder());
        held = std::max(held, m_fabric.GetNic(host)->GetMaxHeld());
    }
    record.maxReorderPackets = reorder;
    record.maxReorderBufferPackets = held;
}

void
RunCollector::DescribeRecovery(RunRecord& record) const
{
    LossRecovery::Tolerance least;
    uint64_t most = 0;
    for (uint32_t host = 0; host < m_fabric.GetHosts().GetN(); host++)
    {
        const NicTimes& times = m_fabric.GetNic(host)->GetTimes();
        const auto& tolerance = times.GetLeastTolerance();
        least = least.first == 0 || (tolerance.first > 0 && tolerance.first < least.first)
                    ? tolerance
                    : least;
        most = std::max(most, times.GetMostTolerance());
    }
    if (!least.automatic || least.first == 0)
    {
        return;
    }
    record.notes.push_back("threshold=auto: a packet is lost when overtaken by " +
                           std::to_string(least.first) +
                           (most > least.first ? " to " + std::to_string(most) : "") +
                           " packets (a round trip, at least 32), or by twice the reordering seen");
}

void
RunCollector::FillPorts(RunRecord& record) const
{
    record.maxFabricQueueBytes = m_fabric.GetMaxQueue(false);
    record.maxHostQueueBytes = m_fabric.GetMaxQueue(true);
    record.packetHops = m_fabric.CountPacketHops();
    uint64_t marks = 0;
    uint64_t trims = 0;
    uint64_t pauses = 0;
    uint64_t lost = 0;
    for (uint32_t i = 0; i < m_fabric.GetSwitches().GetN(); i++)
    {
        marks += m_fabric.GetSwitch(i)->GetMarks();
        trims += m_fabric.GetSwitch(i)->GetTrims();
        pauses += m_fabric.GetSwitch(i)->GetPfc()->GetPauses();
        lost += m_fabric.GetSwitch(i)->GetPfc()->GetLost();
    }
    record.ecnMarks = marks;
    record.trims = trims;
    record.pfcPauses = pauses;
    record.losslessDrops = lost;
}

RoceNic::Counters
RunCollector::SumNics() const
{
    RoceNic::Counters sum;
    for (uint32_t host = 0; host < m_fabric.GetHosts().GetN(); host++)
    {
        const RoceNic::Counters& one = m_fabric.GetNic(host)->GetCounters();
        sum.dataSent += one.dataSent;
        sum.dataReceived += one.dataReceived;
        sum.trimmed += one.trimmed;
        sum.duplicates += one.duplicates;
        sum.outOfOrder += one.outOfOrder;
        sum.retransmitted += one.retransmitted;
        sum.acksSent += one.acksSent;
        sum.naksSent += one.naksSent;
        sum.cnpsSent += one.cnpsSent;
        sum.marksReceived += one.marksReceived;
        sum.bytesReceived += one.bytesReceived;
        sum.timeouts += one.timeouts;
    }
    return sum;
}

bool
RunCollector::HasFaults() const
{
    return m_faults && m_faults->GetTargetCount() > 0;
}

void
RunCollector::ListFaults(RunDetails& details) const
{
    if (!HasFaults())
    {
        return;
    }
    for (const FaultEvent& event : m_faults->ListEvents())
    {
        details.events.push_back(
            {Nanoseconds(event.time), event.kind, event.subject, event.detail});
    }
    details.counters.push_back({"fault.targets", m_faults->GetTargetCount()});
    details.counters.push_back({"fault.recomputations", m_faults->GetRecomputations()});
    details.counters.push_back({"fault.events-not-kept", m_faults->GetForgotten()});
}

void
RunCollector::ListPorts(RunDetails& details) const
{
    const FabricTopology& topology = *m_fabric.GetTopology();
    const uint32_t hosts = topology.GetHostCount();
    for (uint32_t vertex = 0; vertex < hosts + topology.GetSwitchCount(); vertex++)
    {
        const std::string name = m_fabric.GetName(vertex);
        const auto& adjacencies = topology.GetAdjacencies(vertex);
        for (uint32_t i = 0; i < adjacencies.size(); i++)
        {
            const Ptr<FabricNetDevice> device = m_fabric.GetDevice(vertex, i);
            const auto& counters = device->GetCounters();
            PortRecord port;
            port.node = device->GetNode()->GetId();
            port.port = i;
            port.name =
                name + ":" + std::to_string(i) + "->" + m_fabric.GetName(adjacencies[i].peer);
            port.tier = topology.GetTierName(vertex);
            port.direction =
                topology.GetLinks()[adjacencies[i].link].lower == vertex ? "up" : "down";
            port.frames = counters.frames;
            port.bytes = counters.bytes;
            port.maxBacklogBytes = counters.maxBacklog;
            port.drops = counters.drops;
            port.trims = counters.trims;
            if (vertex >= hosts)
            {
                const auto trims = m_fabric.GetSwitch(vertex - hosts)->GetTrimCounters(i);
                port.trimsDropped = trims.dropped;
                port.trimsSent = trims.sent;
            }
            port.pausesSent = counters.pausesSent;
            port.pausesReceived = counters.pausesReceived;
            port.pausedNs = Nanoseconds(counters.pausedPs);
            port.rateBps = topology.GetLinks()[adjacencies[i].link].rate;
            details.ports.push_back(port);
        }
    }
}

void
RunCollector::ListCounters(RunDetails& details) const
{
    const FramePool::Ledger& ledger = FramePool::GetLedger();
    for (size_t i = 0; i < ledger.dropped.size(); i++)
    {
        details.counters.push_back(
            {std::string("drop.") + DropReasonName(static_cast<DropReason>(i)), ledger.dropped[i]});
    }
    const RoceNic::Counters sum = SumNics();
    details.counters.push_back({"frames.made", ledger.made});
    details.counters.push_back({"frames.delivered", ledger.delivered});
    details.counters.push_back({"frames.in-flight", ledger.GetInFlight()});
    details.counters.push_back({"nic.data-sent", sum.dataSent});
    details.counters.push_back({"nic.data-received", sum.dataReceived});
    details.counters.push_back({"nic.trimmed-received", sum.trimmed});
    FabricSwitch::TrimCounters trims;
    for (uint32_t i = 0; i < m_fabric.GetSwitches().GetN(); i++)
    {
        const auto fabricSwitch = m_fabric.GetSwitch(i);
        for (uint32_t port = 0; port < fabricSwitch->GetPorts().size(); port++)
        {
            trims.dropped += fabricSwitch->GetTrimCounters(port).dropped;
            trims.sent += fabricSwitch->GetTrimCounters(port).sent;
        }
    }
    details.counters.push_back({"switch.trimmed-dropped", trims.dropped});
    details.counters.push_back({"switch.trimmed-sent", trims.sent});
    details.counters.push_back({"nic.duplicates", sum.duplicates});
    details.counters.push_back({"nic.out-of-order", sum.outOfOrder});
    details.counters.push_back({"nic.retransmitted", sum.retransmitted});
    details.counters.push_back({"nic.timeouts", sum.timeouts});
    details.counters.push_back({"nic.acks-sent", sum.acksSent});
    details.counters.push_back({"nic.naks-sent", sum.naksSent});
    details.counters.push_back({"nic.cnps-sent", sum.cnpsSent});
    details.counters.push_back({"nic.marks-received", sum.marksReceived});
    details.counters.push_back({"nic.payload-bytes-received", sum.bytesReceived});
    details.counters.push_back({"messages.failed", m_jobs.GetFailed()});
}

} // namespace aifabric
} // namespace ns3
