/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "exactly-once-trial.h"

#include "ns3/boolean.h"
#include "ns3/config-error.h"
#include "ns3/object-factory.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <sstream>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::tests;

TrialPlan
TrialPlan::Draw(const std::string& recovery, uint64_t seed)
{
    FabricRandom random;
    random.Seed(FabricRandom::WORKLOAD, seed);
    TrialPlan plan;
    plan.recovery = TrialRecovery::Read(recovery);
    plan.seed = seed;
    plan.mtu = Pick<uint32_t>(random, {256, 1024, 4096});
    plan.ackInterval = Pick<uint32_t>(random, {1, 1, 2, 8, 64});
    plan.window = random.Below(3) == 0 ? plan.mtu * uint64_t{1 + random.Below(20)} : 0;
    plan.retries = Pick<uint32_t>(random, {7, 7, 2});
    plan.parks = random.Below(4) != 0;
    const std::vector<double> losses{0, 0, 0.001, 0.01, 0.05, 0.2};
    plan.faults.dataLoss = Pick(random, losses);
    plan.faults.answerLoss = Pick(random, losses);
    plan.faults.duplication = Pick<double>(random, {0, 0, 0.01, 0.2});
    plan.faults.detour = Pick<double>(random, {0, 0, 0.01, 0.3});
    plan.faults.trimming = Pick<double>(random, {0, 0, 0, 0.02});
    plan.faults.mostDelay = Pick<uint64_t>(random, {500000, 5000000, 100000000});
    const uint32_t count = 1 + random.Below(8);
    uint64_t start = 0;
    for (uint32_t i = 0; i < count; i++)
    {
        const uint64_t packets = 1 + random.Below(random.Below(4) == 0 ? 120 : 12);
        const uint64_t odd = Pick<uint64_t>(random, {0, 0, 1, plan.mtu - 1ULL});
        const uint64_t bytes = random.Below(12) == 0 ? 0 : packets * plan.mtu - odd;
        plan.messages.push_back({random.Below(4) == 0 ? 1U : 0U, bytes, start});
        start += Pick<uint64_t>(random, {0, 0, 1000000, 300000000});
    }
    for (uint64_t time = 1; random.Below(4) == 0;)
    {
        const uint64_t down = time + random.Next() % 30000000;
        time = down + 1 + random.Next() % Pick<uint64_t>(random, {1000000, 100000000, 5000000000});
        plan.flaps.push_back({down, time++});
    }
    return plan;
}

std::string
TrialPlan::Describe() const
{
    std::ostringstream out;
    out << recovery.type << ' ' << recovery.attribute << ' ' << recovery.value << ", seed " << seed
        << ": MTU " << mtu << ", ACK interval " << ackInterval << ", window " << window
        << ", retries " << retries << ", loss " << faults.dataLoss << ", of answers "
        << faults.answerLoss << ", twice " << faults.duplication << ", late " << faults.detour
        << " by " << faults.mostDelay << " ps, trimmed " << faults.trimming << "; messages";
    for (const Message& message : messages)
    {
        out << ' ' << message.bytes << " B of host " << message.src << " at " << message.start
            << " ps";
    }
    for (const Flap& flap : flaps)
    {
        out << "; cut from " << flap.down << " to " << flap.up << " ps";
    }
    return out.str();
}

ExactlyOnceTrial::ExactlyOnceTrial(const TrialPlan& plan)
    : TwoHostTrial(plan.messages.size()),
      m_plan(plan)
{
}

void
ExactlyOnceTrial::Build()
{
    FabricHelper helper = MakeHelper(m_plan.seed);
    m_plan.recovery.Set(helper, "RetryCount", UintegerValue(m_plan.retries));
    helper.SetNicAttribute("Mtu", UintegerValue(m_plan.mtu));
    helper.SetNicAttribute("AckInterval", UintegerValue(m_plan.ackInterval));
    helper.SetNicAttribute("ParkIdle", BooleanValue(m_plan.parks));
    if (m_plan.window > 0)
    {
        helper.SetCongestionControl("ns3::aifabric::WindowCongestionControl",
                                    "Bytes",
                                    UintegerValue(m_plan.window));
    }
    m_fabric = helper.Install();
    m_random.Seed(FabricRandom::FAULT, m_plan.seed);
    for (uint32_t host = 0; host < 2; host++)
    {
        const auto nic = m_fabric.GetNic(host);
        nic->SetListener(this);
        m_wires.push_back(std::make_unique<UnreliableWire>(nic->GetPorts().Get(0),
                                                           m_fabric.GetDevice(host, 0),
                                                           m_plan.faults,
                                                           m_random));
    }
}

void
ExactlyOnceTrial::Post()
{
    for (size_t tag = 0; tag < m_plan.messages.size(); tag++)
    {
        const TrialPlan::Message& message = m_plan.messages[tag];
        At(message.start, [this, message, tag]() {
            m_fabric.GetNic(message.src)->PostWrite(1 - message.src, message.bytes, tag);
        });
    }
    const auto cable = m_fabric.GetChannel(m_fabric.GetTopology()->GetAdjacencies(1)[0].link);
    for (const TrialPlan::Flap& flap : m_plan.flaps)
    {
        At(flap.down, [cable]() { cable->SetUp(false); });
        At(flap.up, [cable]() { cable->SetUp(true); });
    }
}

std::string
ExactlyOnceTrial::Run()
{
    Build();
    Post();
    Simulator::Stop(TimeStep(END));
    Simulator::Run();
    Judge();
    m_fabric = FabricContainer();
    Simulator::Destroy();
    return m_wrong;
}

void
ExactlyOnceTrial::MessageSent(const MessageInfo& message)
{
    m_counts.sent++;
    ReportSent(message);
    if (m_fates[message.tag].received != 1)
    {
        Complain(message.tag, "is acknowledged and was not received");
    }
    if (message.bytes != m_plan.messages[message.tag].bytes)
    {
        Complain(message.tag, "has " + std::to_string(message.bytes) + " bytes at its sender");
    }
}

void
ExactlyOnceTrial::MessageReceived(const MessageInfo& message)
{
    m_counts.received++;
    const TrialPlan::Message& posted = m_plan.messages.at(message.tag);
    if (m_fates[message.tag].received++ > 0)
    {
        Complain(message.tag, "is received twice");
    }
    if (message.bytes != posted.bytes || message.dst != 1 - posted.src)
    {
        Complain(message.tag, "comes with " + std::to_string(message.bytes) + " bytes");
    }
    // Whatever a recovery counts, less than this cannot be the whole message.
    const uint64_t needed = std::max<uint64_t>(1, (posted.bytes + m_plan.mtu - 1) / m_plan.mtu);
    const auto& arrivals = m_wires[message.dst]->GetArrivals();
    const auto arrived = arrivals.find(message.tag);
    const uint64_t distinct = arrived == arrivals.end() ? 0 : arrived->second.size();
    if (distinct < needed)
    {
        Complain(message.tag,
                 "is complete with " + std::to_string(distinct) + " of " + std::to_string(needed) +
                     " packets");
    }
}

void
ExactlyOnceTrial::MessageFailed(const MessageInfo& message)
{
    m_counts.failed++;
    ReportFailed(message);
}

void
ExactlyOnceTrial::Judge()
{
    JudgeFates();
    JudgeBytes();
    if (m_wrong.empty())
    {
        m_wrong = m_fabric.CheckAccounts();
    }
    JudgeFrames();
}

void
ExactlyOnceTrial::JudgeBytes()
{
    m_counts.drops = FramePool::GetLedger().GetDropped();
    const bool isRateless = m_fabric.GetNic(0)->GetRecoveryPrototype()->IsRateless();
    for (uint32_t host = 0; host < 2; host++)
    {
        const auto& counters = m_fabric.GetNic(host)->GetCounters();
        m_counts.duplicates += m_wires[host]->GetDuplicates();
        m_counts.retransmitted += counters.retransmitted;
        m_counts.timeouts += counters.timeouts;
        uint64_t posted = 0;
        uint64_t received = 0;
        for (size_t tag = 0; tag < m_fates.size(); tag++)
        {
            const TrialPlan::Message& message = m_plan.messages[tag];
            posted += message.src != host ? message.bytes : 0;
            received += message.src != host && m_fates[tag].received > 0 ? message.bytes : 0;
        }
        // Coded packets are not bytes of a message.
        const bool isRight =
            isRateless || (counters.bytesReceived >= received && counters.bytesReceived <= posted);
        if (!isRight && m_wrong.empty())
        {
            m_wrong = "host " + std::to_string(host) + " placed " +
                      std::to_string(counters.bytesReceived) +
                      " bytes: " + std::to_string(received) + " are of messages received, of " +
                      std::to_string(posted) + " sent";
        }
    }
}
