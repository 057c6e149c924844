/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-test-scenario.h"

#include "ns3/default-simulator-impl.h"
#include "ns3/fabric-engine.h"
#include "ns3/fabric-random.h"
#include "ns3/result-digest.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <numeric>

using namespace ns3;
using namespace ns3::aifabric;

FabricTestScenario::FabricTestScenario() = default;

void
FabricTestScenario::Reset(uint64_t run, bool pump)
{
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(run);
    FabricEngine::Prepare();
    if (pump)
    {
        ObjectFactory scheduler;
        scheduler.SetTypeId("ns3::MapScheduler");
        Simulator::SetImplementation(CreateObject<DefaultSimulatorImpl>());
        Simulator::SetScheduler(scheduler);
    }
}

void
FabricTestScenario::UseOneSwitch(uint32_t hosts)
{
    m_helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                       "Leaves",
                       UintegerValue(1),
                       "Spines",
                       UintegerValue(1),
                       "Hosts",
                       UintegerValue(hosts));
}

void
FabricTestScenario::UseLeafSpine(uint32_t leaves, uint32_t spines, uint32_t hosts)
{
    m_helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                       "Leaves",
                       UintegerValue(leaves),
                       "Spines",
                       UintegerValue(spines),
                       "Hosts",
                       UintegerValue(hosts));
}

void
FabricTestScenario::UseTheory()
{
    m_helper.SetAdmission("ns3::aifabric::PerPortAdmission",
                          "BufferPerPort",
                          UintegerValue(uint64_t{1} << 40));
    m_helper.SetLossRecovery("ns3::aifabric::OracleLossRecovery",
                             "TimeoutExponent",
                             UintegerValue(0));
    m_helper.SetNicAttribute("AckInterval", UintegerValue(65536));
}

FabricContainer&
FabricTestScenario::Build()
{
    if (!m_built)
    {
        m_fabric = m_helper.Install();
        m_built = true;
    }
    return m_fabric;
}

std::vector<FabricTestScenario::Message>
FabricTestScenario::Permutation(uint32_t hosts,
                                uint32_t packets,
                                double packetTime,
                                uint32_t separate)
{
    FabricRandom random;
    random.Seed(FabricRandom::WORKLOAD, 0);
    std::vector<uint32_t> to(hosts);
    std::iota(to.begin(), to.end(), 0);
    const uint32_t block = separate ? separate : 1;
    const auto bad = [&to, block](uint32_t i, uint32_t j) { return i / block == to[j] / block; };
    random.Shuffle(to);
    // Swap offenders with random others until there are none.
    for (bool clean = false; !clean;)
    {
        clean = true;
        for (uint32_t i = 0; i < hosts; i++)
        {
            while (bad(i, i))
            {
                clean = false;
                std::swap(to[i], to[random.Below(hosts)]);
            }
        }
    }
    std::vector<Message> messages;
    for (uint32_t i = 0; i < hosts; i++)
    {
        messages.push_back({i, to[i], uint64_t{packets} * 4096, random.Uniform() * packetTime});
    }
    return messages;
}

FabricTestScenario::Outcome
FabricTestScenario::Run(const std::vector<Message>& messages)
{
    Build();
    for (uint32_t host = 0; host < m_fabric.GetHosts().GetN(); host++)
    {
        m_fabric.GetNic(host)->SetListener(this);
    }
    m_messages = messages;
    uint64_t tag = 0;
    for (const Message& message : messages)
    {
        auto nic = m_fabric.GetNic(message.src);
        Simulator::ScheduleWithContext(
            message.src,
            TimeStep(static_cast<uint64_t>(message.start * 1000)),
            MakeEvent([nic, message, tag]() { nic->PostWrite(message.dst, message.bytes, tag); }));
        tag++;
    }
    Simulator::Run();
    m_outcome.hops = m_fabric.CountPacketHops();
    const FramePool::Ledger& ledger = FramePool::GetLedger();
    m_outcome.drops = ledger.GetDropped();
    m_outcome.conserved = m_fabric.CheckAccounts().empty();
    for (uint32_t host = 0; host < m_fabric.GetHosts().GetN(); host++)
    {
        auto nic = m_fabric.GetNic(host);
        m_outcome.reorder = std::max(m_outcome.reorder, nic->GetMaxReorder());
        m_outcome.retransmitted += nic->GetCounters().retransmitted;
    }
    CollectQueues(m_outcome);
    return m_outcome;
}

void
FabricTestScenario::CollectQueues(Outcome& outcome) const
{
    ResultDigest digest;
    const auto topology = m_fabric.GetTopology();
    const uint32_t hosts = topology->GetHostCount();
    uint32_t tiers = 0;
    for (uint32_t s = 0; s < topology->GetSwitchCount(); s++)
    {
        tiers = std::max(tiers, topology->GetSwitch(hosts + s).tier);
    }
    for (uint32_t s = 0; s < topology->GetSwitchCount(); s++)
    {
        const uint32_t tier = topology->GetSwitch(hosts + s).tier;
        const auto& adjacencies = topology->GetAdjacencies(hosts + s);
        for (uint32_t port = 0; port < adjacencies.size(); port++)
        {
            const auto& counters = m_fabric.GetDevice(hosts + s, port)->GetCounters();
            const uint64_t backlog = counters.maxBacklog;
            digest.Add(counters.frames);
            digest.Add(counters.bytes);
            digest.Add(backlog);
            digest.Add(counters.drops);
            if (adjacencies[port].peer < hosts)
            {
                outcome.hostQueue = std::max(outcome.hostQueue, backlog);
                continue;
            }
            outcome.fabricQueue = std::max(outcome.fabricQueue, backlog);
            const bool up = topology->GetSwitch(adjacencies[port].peer).tier > tier;
            uint64_t& queue = up ? (tier == 1 ? outcome.edgeUplinkQueue : outcome.middleUplinkQueue)
                                 : (tier == tiers ? outcome.coreQueue : outcome.aggregationQueue);
            queue = std::max(queue, backlog);
        }
    }
    outcome.uplinkQueue = std::max(outcome.edgeUplinkQueue, outcome.middleUplinkQueue);
    for (const uint64_t time : m_completions)
    {
        digest.Add(time);
    }
    outcome.digest = digest.Hex();
}

void
FabricTestScenario::Destroy()
{
    m_fabric = FabricContainer();
    Simulator::Destroy();
}

void
FabricTestScenario::MessageSent(const MessageInfo& message)
{
    m_outcome.sent++;
    const uint64_t now = FabricEngine::Get().Now();
    m_completions.push_back(message.tag);
    m_completions.push_back(now);
    m_outcome.completion = static_cast<double>(now) / 1000;
}

void
FabricTestScenario::MessageReceived(const MessageInfo& message)
{
    m_outcome.received++;
    m_outcome.lastArrival = static_cast<double>(FabricEngine::Get().Now()) / 1000;
    m_outcome.longestArrival =
        std::max(m_outcome.longestArrival, m_outcome.lastArrival - m_messages[message.tag].start);
}

void
FabricTestScenario::MessageFailed(const MessageInfo&)
{
    m_outcome.failed++;
}
