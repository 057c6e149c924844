/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "two-host-trial.h"

#include "fabric-test-scenario.h"

#include "ns3/simulator.h"

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::tests;

TrialRecovery
TrialRecovery::Read(const std::string& text)
{
    const size_t equals = text.find('=');
    if (equals == std::string::npos)
    {
        return {text, "", ""};
    }
    const size_t colon = text.rfind(':');
    return {text.substr(0, colon),
            text.substr(colon + 1, equals - colon - 1),
            text.substr(equals + 1)};
}

TwoHostTrial::TwoHostTrial(size_t messages)
    : m_fates(messages)
{
}

void
TwoHostTrial::At(uint64_t time, const std::function<void()>& action)
{
    Simulator::Schedule(TimeStep(time), Ptr<EventImpl>(MakeEvent(action), false));
}

FabricHelper
TwoHostTrial::MakeHelper(uint64_t seed)
{
    FabricTestScenario::Reset(1 + seed);
    FabricHelper helper;
    helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                     "Leaves",
                     UintegerValue(1),
                     "Spines",
                     UintegerValue(1),
                     "Hosts",
                     UintegerValue(2));
    helper.SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
    return helper;
}

void
TwoHostTrial::Complain(uint64_t tag, const std::string& what)
{
    if (m_wrong.empty())
    {
        m_wrong = "message " + std::to_string(tag) + " " + what;
    }
}

void
TwoHostTrial::ReportSent(const MessageInfo& message)
{
    Fate& fate = m_fates.at(message.tag);
    if (fate.sent++ + fate.failed > 0)
    {
        Complain(message.tag, "is reported a second time by who posted it");
    }
}

void
TwoHostTrial::ReportFailed(const MessageInfo& message)
{
    Fate& fate = m_fates.at(message.tag);
    if (fate.failed++ + fate.sent > 0)
    {
        Complain(message.tag, "is reported a second time, as failed");
    }
}

void
TwoHostTrial::JudgeFates()
{
    for (uint64_t tag = 0; tag < m_fates.size(); tag++)
    {
        if (m_fates[tag].sent + m_fates[tag].failed != 1)
        {
            Complain(tag, "is neither sent nor failed at the end");
        }
    }
}

void
TwoHostTrial::JudgeFrames()
{
    const uint64_t open = FramePool::GetLedger().GetInFlight();
    if (m_wrong.empty() && open > 0)
    {
        m_wrong = std::to_string(open) + " frames are left";
    }
}
