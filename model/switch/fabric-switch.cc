/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-switch.h"

#include "ns3/before-start.h"
#include "ns3/boolean.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/pfc-watchdog.h"
#include "ns3/pointer.h"

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("FabricSwitch");

NS_OBJECT_ENSURE_REGISTERED(FabricSwitch);

TypeId
FabricSwitch::GetTypeId()
{
    const auto early = [](const char* name, Ptr<const AttributeAccessor> accessor) {
        const auto hasStarted = [](const FabricSwitch& one) { return !one.GetPorts().empty(); };
        return MakeBeforeStart<FabricSwitch>(name, hasStarted, accessor);
    };
    static TypeId tid =
        AddClassAttributes(AddTrimAttributes(TypeId("ns3::aifabric::FabricSwitch")
                                                 .SetParent<Object>()
                                                 .SetGroupName("AiFabric")
                                                 .AddConstructor<FabricSwitch>()))
            .AddAttribute(
                "LoadBalancer",
                "The strategy that chooses among next hops",
                PointerValue(),
                early("LoadBalancer", MakePointerAccessor(&FabricSwitch::m_balancerObject)),
                MakePointerChecker<SwitchLoadBalancer>())
            .AddAttribute("Admission",
                          "Whether there is room for a frame",
                          PointerValue(),
                          early("Admission", MakePointerAccessor(&FabricSwitch::m_admissionObject)),
                          MakePointerChecker<BufferAdmission>())
            .AddAttribute("Marker",
                          "ECN marking",
                          PointerValue(),
                          early("Marker", MakePointerAccessor(&FabricSwitch::m_markerObject)),
                          MakePointerChecker<RedMarker>())
            .AddAttribute("Pfc",
                          "Priority flow control",
                          PointerValue(),
                          early("Pfc", MakePointerAccessor(&FabricSwitch::m_pfcObject)),
                          MakePointerChecker<PfcController>())
            .AddAttribute("FairAdmission",
                          "Whether frames of one size that come to a full queue before another has "
                          "left have the same chance of the room that there was; false: the first "
                          "takes it",
                          BooleanValue(true),
                          MakeBooleanAccessor(&FabricSwitch::m_fair),
                          MakeBooleanChecker());
    return tid;
}

std::string
FabricSwitch::StartParts(uint32_t node)
{
    std::string problem = m_admission->Start(static_cast<uint32_t>(m_ports.size()),
                                             BufferView(GetPortViews(), *m_pfc, m_ports));
    if (problem.empty())
    {
        problem = m_pfc->Start(node, m_ports);
    }
    m_losslessMask = 0;
    for (uint8_t c = 0; c < CLASS_COUNT; c++)
    {
        m_losslessMask |= static_cast<uint8_t>(m_pfc->IsLossless(c) ? 1U << c : 0);
    }
    if (problem.empty() && m_trims && m_pfc->IsLossless(m_trimClass))
    {
        problem = "trimmed packets may be lost, and PFC protects their class: choose another "
                  "trim-class than " +
                  std::to_string(m_trimClass) + ", or LosslessClasses without it";
    }
    if (problem.empty())
    {
        problem = StartStages(node);
    }
    return problem.empty() ? StartClasses(node) : problem;
}

std::string
FabricSwitch::StartStages(uint32_t node)
{
    std::string problem;
    std::vector<Ptr<EgressStage>> stages{m_markerObject};
    stages.insert(stages.end(), m_stageObjects.begin(), m_stageObjects.end());
    EgressPlace place{node};
    if (!m_ports.empty())
    {
        place.domain = &m_ports[0]->GetDomain();
        place.pool = &m_ports[0]->GetPool();
    }
    m_stages.clear();
    m_arrivalStages.clear();
    for (const auto& stage : stages)
    {
        if (problem.empty())
        {
            problem = stage->Start(place);
        }
        if (stage != m_markerObject && stage->IsUsed())
        {
            m_stages.push_back(PeekPointer(stage));
            if (stage->LooksAtArrivals())
            {
                m_arrivalStages.push_back(PeekPointer(stage));
            }
        }
    }
    m_marker = m_markerObject->IsUsed() ? PeekPointer(m_markerObject) : nullptr;
    return problem;
}

SwitchPlace
FabricSwitch::MakePlace(uint32_t node)
{
    const FabricTopology::Switch& info = m_topology->GetSwitch(m_vertex);
    m_edge = info.edge;
    SwitchPlace place;
    place.node = node;
    place.tier = info.tier;
    place.edge = info.edge;
    place.edges = m_topology->GetEdgeCount();
    place.pods = m_topology->GetPodCount();
    place.pod = m_topology->GetPod(m_vertex);
    place.ports = static_cast<uint32_t>(m_ports.size());
    place.buffer = m_admission->GetBufferPerPort();
    place.vertex = m_vertex;
    place.topology = m_topology;
    place.services = this;
    place.routes = PeekPointer(m_routes);
    place.latency = static_cast<uint64_t>(m_latency.GetTimeStep());
    place.domain = m_ports.empty() ? nullptr : &m_ports[0]->GetDomain();
    return place;
}

std::string
FabricSwitch::Start(Ptr<Node> node, uint32_t vertex, Ptr<FabricRoutes> routes)
{
    m_routes = routes;
    m_vertex = vertex;
    m_topology = &routes->GetTopology();
    m_hosts = m_topology->GetHostCount();
    m_hostEdges = m_topology->GetHostEdges();
    m_hostPorts = m_topology->GetHostPorts();
    m_balancer = PeekPointer(m_balancerObject);
    m_admission = PeekPointer(m_admissionObject);
    m_pfc = PeekPointer(m_pfcObject);
    if (!m_balancer || !m_admission || !m_markerObject || !m_pfc)
    {
        return "a switch needs LoadBalancer, Admission, Marker and Pfc";
    }
    std::string problem = ReadScheduling();
    if (!problem.empty())
    {
        return problem;
    }
    m_ports.clear();
    for (uint32_t i = 0; i < node->GetNDevices(); i++)
    {
        auto device = DynamicCast<FabricNetDevice>(node->GetDevice(i));
        NS_ASSERT_MSG(device, "all devices of a switch are FabricNetDevices");
        device->SetOwner(this, false);
        device->SetScheduling(&m_scheduling);
        m_ports.push_back(PeekPointer(device));
    }
    m_trimCounters.assign(m_ports.size(), {});
    StartPipeline();
    TakeRoutes();
    problem = StartParts(node->GetId());
    if (!problem.empty())
    {
        return problem;
    }
    problem = m_balancer->Start(MakePlace(node->GetId()));
    if (!problem.empty())
    {
        problem = m_balancer->GetInstanceTypeId().GetName() + ": " + problem;
    }
    m_inspects = m_balancer->GetHooks() & HOOK_RECEIVED;
    m_observes = m_balancer->GetHooks() & HOOK_SENT;
    m_staged = m_observes || m_trims || !m_stages.empty() || m_watchdog || m_shapers;
    m_looks = m_inspects || m_maps;
    m_gated = !m_arrivalStages.empty();
    return problem;
}

uint16_t
FabricSwitch::Steer(const Frame& frame, uint32_t edge) const
{
    // An explicit path has no detour: what it leads to is dead or alive.
    const PortGroup* group = m_plan->Find(edge);
    if (!group)
    {
        return NO_PORT;
    }
    const uint32_t path = aifabric::Route::GetPath(frame) / m_pathDivisor;
    const uint16_t port = group->ports[path % group->ports.size()];
    return m_ports[port]->IsUp() ? port : NO_PORT;
}

uint16_t
FabricSwitch::Route(const Frame& frame)
{
    const uint32_t place = frame.plane * m_hosts + frame.dst;
    const uint32_t edge = m_hostEdges[place];
    if (edge == m_edge)
    {
        return m_hostPorts[place];
    }
    if (m_departs && aifabric::Route::HasPath(frame))
    {
        return Steer(frame, edge);
    }
    const uint16_t next = m_nextHop[edge];
    return next < CHOICE || next == NO_PORT ? next : Choose(frame, next & ~CHOICE, edge);
}

uint16_t
FabricSwitch::Choose(const Frame& frame, uint16_t number, uint32_t edge)
{
    const PortGroup& group = m_groups[number];
    if (aifabric::Route::HasPath(frame))
    {
        const uint32_t path = aifabric::Route::GetPath(frame) / m_pathDivisor;
        return group.ports[path % group.ports.size()];
    }
    const Candidates candidates(group, m_ports.data(), edge, m_topology->GetEdgePod(edge));
    return group.ports[m_balancer->Select(frame, candidates)];
}

bool
FabricSwitch::Accept(Frame* frame)
{
    m_received++;
    if (m_looks && Look(frame))
    {
        return false;
    }
    if (frame->hopLimit-- <= 1)
    {
        m_ports[frame->ingress]->DropFrame(frame, DropReason::HOP_LIMIT);
        return false;
    }
    return true;
}

void
FabricSwitch::ReceiveFrame(Frame* frame)
{
    if (Accept(frame))
    {
        ForwardFrame(frame);
    }
}

void
FabricSwitch::ForwardFrame(Frame* frame)
{
    const uint16_t out = Route(*frame);
    if (out == NO_PORT)
    {
        m_ports[frame->ingress]->DropFrame(frame, DropReason::NO_ROUTE);
        return;
    }
    SendThrough(frame, out);
}

void
FabricSwitch::SendThrough(Frame* frame, uint16_t port)
{
    FabricPort* egress = m_ports[port];
    egress->Prefetch();
    if (m_gated && !Arrive(*egress, frame))
    {
        return;
    }
    const bool lossless = (m_losslessMask >> frame->priority) & 1;
    if (lossless && !m_pfc->Charge(*frame))
    {
        m_pfc->CountLoss();
        egress->DropFrame(frame, DropReason::HEADROOM_FULL);
        return;
    }
    const AdmissionVerdict verdict = m_admission->Admit({*frame, *egress}, lossless);
    if (!verdict.IsAdmitted())
    {
        if (!lossless && m_fair && verdict.GetReason() == DropReason::BUFFER_FULL)
        {
            frame = Contend(*egress, frame);
        }
        Reject(*egress, frame, lossless, verdict);
        return;
    }
    egress->Enqueue(frame);
}

void
FabricSwitch::FrameLeavesQueue(FabricPort& port, Frame* frame)
{
    if (m_marker && (m_marksLastHop || !IsLastHop(*frame, port)))
    {
        m_marker->Mark(*frame, port.GetQueues().GetQueue(frame->priority).bytes + frame->size);
    }
    const bool lossless = (m_losslessMask >> frame->priority) & 1;
    m_admission->Release({*frame, port});
    if (lossless)
    {
        m_pfc->Release(*frame);
    }
    if (m_staged)
    {
        Leave(port, *frame);
    }
}

Frame*
FabricSwitch::PullFrame(FabricPort&)
{
    return nullptr;
}

} // namespace aifabric
} // namespace ns3
