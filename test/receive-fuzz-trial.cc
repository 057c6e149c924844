/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "receive-fuzz-trial.h"

#include "ns3/boolean.h"
#include "ns3/frame-operations.h"
#include "ns3/object-factory.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <exception>
#include <functional>
#include <sstream>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::tests;

namespace
{

/// Where the words of atomics are: one for each message.
constexpr uint64_t WORDS = 1U << 20;

/// @return whether a recovery can carry nothing but WRITEs
bool
IsRateless(const std::string& recovery)
{
    ObjectFactory factory(recovery);
    return factory.Create<LossRecovery>()->IsRateless();
}

} // namespace

FuzzPlan
FuzzPlan::Draw(const std::string& recovery, uint64_t seed)
{
    FabricRandom random;
    random.Seed(FabricRandom::WORKLOAD, seed);
    FuzzPlan plan;
    plan.recovery = TrialRecovery::Read(recovery);
    plan.seed = seed;
    plan.rates.isHarmless = random.Below(3) == 0;
    plan.rates.injection = Pick<double>(random, {0.05, 0.2, 0.6});
    plan.rates.loss = Pick<double>(random, {0, 0, 0.01, 0.1});
    plan.mtu = Pick<uint32_t>(random, {256, 1024, 4096});
    plan.ackInterval = Pick<uint32_t>(random, {1, 1, 4, 64});
    plan.acksResponses = random.Below(2) == 0;
    plan.receives = random.Below(3) == 0 ? random.Below(4) : UINT32_MAX;
    if (plan.rates.isHarmless)
    {
        plan.rates.loss = 0; // what is sent must arrive
        plan.receives = UINT32_MAX;
    }
    const uint32_t operations = IsRateless(plan.recovery.type) ? 1 : 7;
    const uint32_t count = 1 + random.Below(12);
    uint64_t start = 0;
    for (uint32_t i = 0; i < count; i++)
    {
        const auto operation = static_cast<RdmaOperation>(random.Below(operations));
        const uint64_t packets = 1 + random.Below(random.Below(4) == 0 ? 60 : 8);
        const uint64_t odd = Pick<uint64_t>(random, {0, 0, 1, plan.mtu - 1ULL});
        const uint64_t bytes = random.Below(12) == 0 ? 0 : packets * plan.mtu - odd;
        plan.messages.push_back({random.Below(2), operation, bytes, start});
        start += Pick<uint64_t>(random, {0, 0, 1000000, 100000000});
    }
    return plan;
}

std::string
FuzzPlan::Describe() const
{
    std::ostringstream out;
    out << recovery.type << ' ' << recovery.attribute << ' ' << recovery.value << ", seed " << seed
        << ": " << (rates.isHarmless ? "harmless" : "harmful") << " frames " << rates.injection
        << ", loss " << rates.loss << ", MTU " << mtu << ", ACK interval " << ackInterval
        << ", receives " << receives << ", acknowledged answers " << acksResponses << "; messages";
    for (const Message& message : messages)
    {
        out << ' ' << operations::GetName(message.operation) << " of " << message.bytes
            << " B by host " << message.src << " at " << message.start << " ps";
    }
    return out.str();
}

ReceiveFuzzTrial::ReceiveFuzzTrial(const FuzzPlan& plan)
    : TwoHostTrial(plan.messages.size()),
      m_plan(plan)
{
}

void
ReceiveFuzzTrial::Build()
{
    FabricHelper helper = MakeHelper(m_plan.seed);
    m_plan.recovery.Set(helper);
    helper.SetNicAttribute("Mtu", UintegerValue(m_plan.mtu));
    helper.SetNicAttribute("AckInterval", UintegerValue(m_plan.ackInterval));
    helper.SetNicAttribute("AckResponses", BooleanValue(m_plan.acksResponses));
    helper.SetNicAttribute("Receives", UintegerValue(m_plan.receives));
    helper.SetNicAttribute("RnrTimer", UintegerValue(1));
    helper.SetNicAttribute("RnrRetry", UintegerValue(3));
    m_fabric = helper.Install();
    m_random.Seed(FabricRandom::FAULT, m_plan.seed);
    for (uint32_t host = 0; host < 2; host++)
    {
        const auto nic = m_fabric.GetNic(host);
        nic->SetListener(this);
        m_wires.push_back(std::make_unique<FuzzedWire>(nic->GetPorts().Get(0),
                                                       m_fabric.GetDevice(host, 0),
                                                       m_plan.rates,
                                                       m_random));
    }
}

void
ReceiveFuzzTrial::Post(uint64_t tag)
{
    const FuzzPlan::Message& message = m_plan.messages[tag];
    const auto nic = m_fabric.GetNic(message.src);
    const uint32_t peer = 1 - message.src;
    const uint64_t word = WORDS + 8 * tag;
    switch (message.operation)
    {
    case RdmaOperation::COMPARE_SWAP:
        nic->PostCompareSwap(0, peer, word, 0, message.bytes, tag);
        break;
    case RdmaOperation::FETCH_ADD:
        nic->PostFetchAdd(0, peer, word, message.bytes, tag);
        break;
    default:
        nic->Post(0, peer, message.bytes, tag, message.operation, static_cast<uint32_t>(tag));
        break;
    }
}

std::string
ReceiveFuzzTrial::Run()
{
    Build();
    for (uint64_t tag = 0; tag < m_plan.messages.size(); tag++)
    {
        At(m_plan.messages[tag].start, [this, tag]() { Post(tag); });
    }
    Simulator::Stop(TimeStep(END));
    try
    {
        Simulator::Run();
        Judge();
    }
    catch (const std::exception& error)
    {
        m_wrong = std::string("the run ends: ") + error.what();
    }
    m_fabric = FabricContainer();
    Simulator::Destroy();
    return m_wrong;
}

void
ReceiveFuzzTrial::MessageSent(const MessageInfo& message)
{
    m_counts.sent++;
    ReportSent(message);
}

void
ReceiveFuzzTrial::MessageReceived(const MessageInfo& message)
{
    if (!m_plan.rates.isHarmless)
    {
        return; // what was made up tells of messages that nobody has posted
    }
    if (m_fates.at(message.tag).received++ > 0)
    {
        Complain(message.tag, "is received twice");
    }
    if (message.bytes != m_plan.messages[message.tag].bytes)
    {
        Complain(message.tag, "comes with " + std::to_string(message.bytes) + " bytes");
    }
}

void
ReceiveFuzzTrial::MessageFailed(const MessageInfo& message)
{
    m_counts.failed++;
    ReportFailed(message);
}

void
ReceiveFuzzTrial::JudgeHarmless()
{
    for (uint64_t tag = 0; tag < m_fates.size(); tag++)
    {
        const FuzzPlan::Message& message = m_plan.messages[tag];
        const bool isFetch = operations::IsFetch(message.operation);
        if (m_fates[tag].sent != 1 || m_fates[tag].received != (isFetch ? 0 : 1))
        {
            Complain(tag,
                     "is sent " + std::to_string(m_fates[tag].sent) + " times and received " +
                         std::to_string(m_fates[tag].received) + " times");
        }
        const uint64_t word = m_fabric.GetNic(1 - message.src)->GetWord(WORDS + 8 * tag);
        if (operations::IsAtomic(message.operation) && word != message.bytes)
        {
            Complain(tag, "leaves " + std::to_string(word) + " in its word");
        }
    }
}

void
ReceiveFuzzTrial::JudgeBytes(uint32_t host)
{
    const auto nic = m_fabric.GetNic(host);
    m_counts.injected += m_wires[host]->GetInjected();
    m_counts.refused += m_wires[host]->GetRefused();
    m_counts.strays += nic->GetCounters().stray;
    uint64_t most = 0;
    for (const auto& [packet, payload] : m_wires[host]->GetArrivals())
    {
        most += payload;
    }
    // Coded packets are not bytes of a message.
    const bool isRateless = nic->GetRecoveryPrototype()->IsRateless();
    if (!isRateless && nic->GetCounters().bytesReceived > most && m_wrong.empty())
    {
        m_wrong = "host " + std::to_string(host) + " placed " +
                  std::to_string(nic->GetCounters().bytesReceived) + " bytes, and " +
                  std::to_string(most) + " came";
    }
    for (const auto& [reason, failure] : nic->GetFailures())
    {
        if (reason.empty() && m_wrong.empty())
        {
            m_wrong = std::to_string(failure.messages) + " messages failed for no reason";
        }
    }
}

void
ReceiveFuzzTrial::Judge()
{
    JudgeFates();
    if (m_plan.rates.isHarmless)
    {
        JudgeHarmless();
    }
    JudgeBytes(0);
    JudgeBytes(1);
    if (m_wrong.empty())
    {
        // Who was told of made-up messages counts them, and what was acknowledged may not have
        // come.
        const std::string problem = m_fabric.CheckAccounts();
        const bool isMadeUp = problem.find(" have come in, ") != std::string::npos;
        m_wrong = isMadeUp && !m_plan.rates.isHarmless ? "" : problem;
    }
    JudgeFrames();
}
