/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What a switch is made of; what has no room in it; and what it has charged, held against what
 * waits in it.
 */

#include "fabric-switch.h"

#include "ns3/class-shapers.h"
#include "ns3/config-error.h"
#include "ns3/fabric-engine.h"
#include "ns3/log.h"
#include "ns3/pfc-watchdog.h"

#include <algorithm>
#include <numeric>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("FabricSwitchAccounts");

Ptr<SwitchLoadBalancer>
FabricSwitch::GetLoadBalancer() const
{
    return m_balancerObject;
}

Ptr<BufferAdmission>
FabricSwitch::GetAdmission() const
{
    return m_admissionObject;
}

Ptr<RedMarker>
FabricSwitch::GetMarker() const
{
    return m_markerObject;
}

Ptr<PfcController>
FabricSwitch::GetPfc() const
{
    return m_pfcObject;
}

uint32_t
FabricSwitch::GetTier() const
{
    return m_topology->GetSwitch(m_vertex).tier;
}

void
FabricSwitch::AddStage(Ptr<EgressStage> stage)
{
    m_stageObjects.push_back(stage);
}

Frame*
FabricSwitch::Contend(FabricPort& egress, Frame* frame)
{
    if (m_contests.empty())
    {
        m_contests.resize(m_ports.size() * CLASS_COUNT);
        m_random.Seed(FabricRandom::ADMISSION, m_vertex);
    }
    const Frame* last = egress.GetQueues().GetQueue(frame->priority).tail;
    if (!last || last->size != frame->size)
    {
        return frame;
    }
    Contest& contest = m_contests[egress.GetPort() * CLASS_COUNT + frame->priority];
    const uint64_t sent = egress.GetSentFrames();
    contest.contenders = contest.sent == sent ? contest.contenders + 1 : 2;
    contest.sent = sent;
    if (m_random.Below(contest.contenders) != 0)
    {
        return frame;
    }
    Frame* loser = egress.ExchangeLast(frame);
    const Frame& winner = *egress.GetQueues().GetQueue(loser->priority).tail;
    m_admission->Exchange({winner, egress}, {*loser, egress});
    return loser;
}

void
FabricSwitch::Reject(FabricPort& egress, Frame* frame, bool lossless, AdmissionVerdict verdict)
{
    if (lossless)
    {
        m_pfc->Release(*frame);
        m_pfc->CountLoss();
        NS_LOG_WARN("node " << egress.GetNodeId() << " port " << egress.GetPort()
                            << ": loses a frame of the lossless class " << +frame->priority);
    }
    else if (verdict.IsTrim() && Trim(egress, *frame))
    {
        if (m_admission->Admit({*frame, egress}, false).IsAdmitted())
        {
            egress.Enqueue(frame);
            return;
        }
        m_trimCounters[egress.GetPort()].dropped++;
    }
    if (verdict.GetReason() >= DropReason::COUNT)
    {
        throw ConfigError(m_admissionObject->GetInstanceTypeId().GetName() +
                          " drops a frame for a reason that there is not: see DropReason");
    }
    NS_LOG_INFO("node " << egress.GetNodeId() << " port " << egress.GetPort()
                        << ": has no room for packet " << frame->psn << " of host " << frame->src
                        << " to host " << frame->dst << ": "
                        << DropReasonName(verdict.GetReason()));
    egress.DropFrame(frame, verdict.GetReason());
}

bool
FabricSwitch::HasRoom(const Frame& frame) const
{
    return m_admission->HasSpace(frame) &&
           (!m_pfc->IsLossless(frame.priority) || m_pfc->HasRoom(frame));
}

void
FabricSwitch::HoldFrame(Frame& frame)
{
    m_heldBytes.resize(m_ports.size() * CLASS_COUNT);
    m_heldBytes[size_t{frame.ingress} * CLASS_COUNT + frame.priority] += frame.size;
    m_admission->Take(frame);
    if (m_pfc->IsLossless(frame.priority))
    {
        m_pfc->Charge(frame);
    }
}

void
FabricSwitch::ForwardHeld(Frame* frame)
{
    m_heldBytes[size_t{frame->ingress} * CLASS_COUNT + frame->priority] -= frame->size;
    m_admission->GiveBack(*frame);
    const bool lossless = m_pfc->IsLossless(frame->priority);
    const uint16_t out = Route(*frame);
    if (out == NO_PORT)
    {
        if (lossless)
        {
            m_pfc->Release(*frame);
        }
        m_ports[frame->ingress]->DropFrame(frame, DropReason::NO_ROUTE);
        return;
    }
    // What is charged to the ingress stays so, lest its peer be resumed and paused at once.
    FabricPort& egress = *m_ports[out];
    const AdmissionVerdict verdict = m_admission->Admit({*frame, egress}, lossless);
    if (verdict.IsAdmitted())
    {
        egress.Enqueue(frame);
        return;
    }
    Reject(egress, frame, lossless, verdict);
}

std::string
FabricSwitch::CheckAccounts() const
{
    const auto ports = static_cast<uint32_t>(m_ports.size());
    std::vector<uint64_t> ingress(size_t{ports} * CLASS_COUNT, 0);
    std::copy(m_heldBytes.begin(), m_heldBytes.end(), ingress.begin());
    uint64_t used = std::accumulate(m_heldBytes.begin(), m_heldBytes.end(), uint64_t{0});
    if ((used == 0) != (m_balancer->GetHeld() == 0))
    {
        return "the strategy keeps " + std::to_string(m_balancer->GetHeld()) + " frames, and " +
               std::to_string(used) + " bytes are charged for them";
    }
    std::vector<AdmissionRequest> waiting;
    for (const FabricPort* port : m_ports)
    {
        for (uint8_t c = 0; c < CLASS_COUNT; c++)
        {
            for (const Frame* frame = port->GetQueues().GetQueue(c).head; frame;
                 frame = frame->next)
            {
                used += frame->size;
                ingress[size_t{frame->ingress} * CLASS_COUNT + c] += frame->size;
                waiting.push_back({*frame, *port});
            }
        }
    }
    if (used != m_admission->GetUsed())
    {
        return "the buffer has " + std::to_string(m_admission->GetUsed()) +
               " bytes charged, and frames of " + std::to_string(used) + " bytes wait";
    }
    const std::string problem = m_admission->CheckBooks(waiting);
    if (!problem.empty())
    {
        return problem;
    }
    for (uint32_t port = 0; port < ports; port++)
    {
        for (uint8_t c = 0; c < CLASS_COUNT; c++)
        {
            if (!m_pfc->IsLossless(c))
            {
                continue;
            }
            const std::string where =
                "port " + std::to_string(port) + " class " + std::to_string(c);
            const uint64_t charged = m_pfc->GetIngressBytes(static_cast<uint16_t>(port), c);
            const uint64_t waiting = ingress[size_t{port} * CLASS_COUNT + c];
            if (charged != waiting)
            {
                return where + " has " + std::to_string(charged) +
                       " bytes charged to its ingress, and frames of " + std::to_string(waiting) +
                       " bytes wait that came through it";
            }
            if (m_pfc->IsPausedInVain(static_cast<uint16_t>(port), c))
            {
                return where + " pauses its peer without a reason";
            }
        }
    }
    return {};
}

void
FabricSwitch::ListFindings(std::vector<std::string>& findings) const
{
    m_pfc->ListFindings(m_admission->GetLosslessBuffer(), findings);
}

void
FabricSwitch::DoDispose()
{
    if (m_routes)
    {
        FabricEngine::CheckEnd("the switch " + m_topology->GetName(m_vertex));
    }
    m_balancerObject = nullptr;
    m_admissionObject = nullptr;
    m_markerObject = nullptr;
    m_pfcObject = nullptr;
    m_watchdogObject = nullptr;
    m_watchdog = nullptr;
    m_shapers.reset();
    m_stageObjects.clear();
    m_routes = nullptr;
    Object::DoDispose();
}

} // namespace aifabric
} // namespace ns3
