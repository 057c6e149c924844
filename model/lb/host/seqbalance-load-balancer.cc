/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "seqbalance-load-balancer.h"

#include "subflow-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("SeqbalanceLoadBalancer");

NS_OBJECT_ENSURE_REGISTERED(SeqbalanceLoadBalancer);

TypeId
SeqbalanceLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::SeqbalanceLoadBalancer")
            .SetParent<HostLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<SeqbalanceLoadBalancer>()
            .AddAttribute("Count",
                          "Pieces of a message",
                          UintegerValue(4),
                          MakeUintegerAccessor(&SeqbalanceLoadBalancer::m_count),
                          MakeUintegerChecker<uint32_t>(1, 256))
            .AddAttribute("InactiveTime",
                          "Time for which new pieces avoid a path after a mark on it",
                          TimeValue(MicroSeconds(100)),
                          MakeTimeAccessor(&SeqbalanceLoadBalancer::m_inactive),
                          MakeTimeChecker(Time(0))),
        {"host",
         "subflow",
         "marks per path",
         "equal pieces on paths that were not marked of late",
         "SeqBalance, arXiv:2407.09808"});
    return tid;
}

SeqbalanceLoadBalancer::SeqbalanceLoadBalancer() = default;
SeqbalanceLoadBalancer::~SeqbalanceLoadBalancer() = default;

PairCost
SeqbalanceLoadBalancer::GetPairCost(const PairUse& use) const
{
    return {std::min<uint64_t>(m_count, use.packets), 0};
}

void
SeqbalanceLoadBalancer::DoStart()
{
    m_catalog.Start(GetPlace().routes, GetPlace().host, GetPlace().plane);
}

SeqbalanceLoadBalancer::Rack&
SeqbalanceLoadBalancer::GetRack(uint32_t dst)
{
    const uint32_t edge = GetPlace().routes->GetTopology().GetHostEdge(dst, GetPlace().plane);
    Rack* rack = m_racks.Find(edge);
    return rack ? *rack : m_racks.Make(edge);
}

void
SeqbalanceLoadBalancer::DoSelect(Frame& frame)
{
    // Packets keep the path of their piece as long as there is one.
    m_catalog.Mend(frame);
}

void
SeqbalanceLoadBalancer::DoAcknowledged(const Frame& ack)
{
    if (!ack.Has(FRAME_BECN) || m_catalog.Get(ack.src).paths.empty())
    {
        return;
    }
    Rack& rack = GetRack(ack.src);
    const auto path = Route::ToNumber(ack.echoEntropy);
    rack.resize(std::max<size_t>(rack.size(), path + 1U));
    NS_LOG_LOGIC("host " << GetPlace().host << ": path " << path << " to host " << ack.src
                         << " is inactive for a while");
    rack[path] = GetDomain().Now() + static_cast<uint64_t>(m_inactive.GetPicoSeconds());
}

void
SeqbalanceLoadBalancer::DoSplit(uint32_t dst, uint64_t bytes, std::vector<MessagePiece>& pieces)
{
    const auto& paths = m_catalog.Get(dst).paths;
    if (paths.empty() || bytes == 0)
    {
        return;
    }
    Rack& rack = GetRack(dst);
    rack.resize(std::max<size_t>(rack.size(), paths.back().number + 1U));
    const uint64_t now = GetDomain().Now();
    m_order.clear();
    uint16_t soonest = paths.front().number;
    for (const PathCatalog::Path& path : paths)
    {
        if (rack[path.number] <= now)
        {
            m_order.push_back(path.number);
        }
        soonest = rack[path.number] < rack[soonest] ? path.number : soonest;
    }
    if (m_order.empty())
    {
        m_order.push_back(soonest);
    }
    GetRandom().Shuffle(m_order);
    SubflowLoadBalancer::CutEqually(bytes, GetPlace().services->GetMtu(), m_count, pieces);
    for (size_t i = 0; i < pieces.size(); i++)
    {
        const uint16_t path = m_order[i % m_order.size()];
        pieces[i].subflow = m_subflows.Get(dst, path);
        pieces[i].route = Route::ByPath(path);
    }
}

NetworkNeeds
SeqbalanceLoadBalancer::DoGetNeeds() const
{
    return NEED_PATH_ECHO | NEED_ECN | NEED_STEERING;
}

} // namespace aifabric
} // namespace ns3
