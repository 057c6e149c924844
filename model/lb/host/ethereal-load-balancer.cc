/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ethereal-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/log.h"

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("EtherealLoadBalancer");

NS_OBJECT_ENSURE_REGISTERED(EtherealLoadBalancer);

TypeId
EtherealLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(TypeId("ns3::aifabric::EtherealLoadBalancer")
                                             .SetParent<HostLoadBalancer>()
                                             .SetGroupName("AiFabric")
                                             .AddConstructor<EtherealLoadBalancer>(),
                                         {"host",
                                          "subflow",
                                          "all messages of the workload",
                                          "least cutting that equals ideal spraying, fixed paths",
                                          "Ethereal, arXiv:2407.00550"});
    return tid;
}

EtherealLoadBalancer::EtherealLoadBalancer() = default;
EtherealLoadBalancer::~EtherealLoadBalancer() = default;

void
EtherealLoadBalancer::DoStart()
{
    m_catalog.Start(GetPlace().routes, GetPlace().host, GetPlace().plane);
}

void
EtherealLoadBalancer::DoPlan(const std::vector<PlannedMessage>& messages)
{
    m_plan = EtherealPlan::Get(GetPlace().routes,
                               GetPlace().plane,
                               GetPlace().services->GetMtu(),
                               messages);
}

void
EtherealLoadBalancer::DoSplit(uint32_t dst, uint64_t bytes, std::vector<MessagePiece>& pieces)
{
    const uint32_t key = uint32_t{GetClient()} << 16 | dst;
    uint32_t* posted = m_posted.Find(key);
    if (!posted)
    {
        posted = &m_posted.Make(key, 0U);
    }
    const auto* planned =
        m_plan ? m_plan->Find(GetPlace().host, dst, (*posted)++, bytes, GetClient()) : nullptr;
    if (!planned)
    {
        return;
    }
    for (const EtherealPlan::Piece& piece : *planned)
    {
        pieces.push_back({piece.bytes, m_subflows.Get(dst, piece.path), Route::ByPath(piece.path)});
    }
}

void
EtherealLoadBalancer::DoSelect(Frame& frame)
{
    if (m_detours.GetAll().empty() || frame.kind != FrameKind::DATA)
    {
        m_catalog.Mend(frame);
        return;
    }
    if (const Detour* detour = m_detours.Find(frame.srcQp))
    {
        Route::ByPath(detour->path).WriteTo(frame);
    }
    m_catalog.Mend(frame);
}

void
EtherealLoadBalancer::DoLost(const LostPacket& packet)
{
    const auto& paths = m_catalog.Get(packet.dst).paths;
    if (packet.cause != LossCause::TIMEOUT || paths.empty())
    {
        return;
    }
    // One timeout may be reported for many packets.
    const uint64_t now = GetDomain().Now();
    Detour* detour = m_detours.Find(packet.qp);
    if (detour && detour->since == now)
    {
        return;
    }
    if (!detour)
    {
        detour = &m_detours.Make(packet.qp);
        detour->path = m_subflows.GetPath(packet.dst, static_cast<uint8_t>(packet.qp));
    }
    const uint16_t before = detour->path;
    if (paths.size() == 1)
    {
        detour->path = paths.front().number;
    }
    while (detour->path == before && paths.size() > 1)
    {
        detour->path = paths[GetRandom().Below(static_cast<uint32_t>(paths.size()))].number;
    }
    detour->since = now;
    m_reroutes++;
    NS_LOG_INFO("host " << GetPlace().host << ": queue pair " << packet.qp << " moves from path "
                        << before << " to " << detour->path);
}

NetworkNeeds
EtherealLoadBalancer::DoGetNeeds() const
{
    return NEED_STEERING | NEED_PLAN | NEED_TIERS;
}

} // namespace aifabric
} // namespace ns3
