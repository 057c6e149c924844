/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relabel-load-balancer.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(RelabelLoadBalancer);

namespace
{
/// UDP source ports of RoCE NICs.
constexpr uint32_t ENTROPIES = 16384;
} // namespace

TypeId
RelabelLoadBalancer::GetTypeId()
{
    static TypeId tid = TypeId("ns3::aifabric::RelabelLoadBalancer")
                            .SetParent<HostLoadBalancer>()
                            .SetGroupName("AiFabric");
    return tid;
}

RelabelLoadBalancer::RelabelLoadBalancer() = default;
RelabelLoadBalancer::~RelabelLoadBalancer() = default;

void
RelabelLoadBalancer::Relabel(Flow& flow)
{
    const uint32_t offset = 1 + GetRandom().Below(ENTROPIES - 1);
    flow.entropy = static_cast<uint16_t>(
        wire::ENTROPY_BASE | ((flow.entropy - wire::ENTROPY_BASE + offset) & (ENTROPIES - 1)));
    m_relabels++;
}

void
RelabelLoadBalancer::DoSelect(Frame& frame)
{
    if (frame.kind != FrameKind::DATA)
    {
        return;
    }
    Flow* flow = m_flows.Find(frame.srcQp);
    if (!flow)
    {
        flow = &m_flows.Make(frame.srcQp);
        flow->entropy = frame.entropy;
    }
    flow->round.Sent(frame.psn);
    frame.entropy = flow->entropy;
}

void
RelabelLoadBalancer::DoAcknowledged(const Frame& ack)
{
    Flow* flow = m_flows.Find(ack.qp);
    if (flow && flow->round.Answered(ack))
    {
        RoundEnded(*flow, flow->round.GetFraction(), flow->round.IsIdle());
    }
}

void
RelabelLoadBalancer::DoLost(const LostPacket& packet)
{
    if (packet.cause != LossCause::TIMEOUT)
    {
        return;
    }
    // One timeout may be reported for many packets.
    Flow* flow = m_flows.Find(packet.qp);
    const uint64_t now = GetDomain().Now();
    if (flow && flow->timedOutAt != now)
    {
        flow->timedOutAt = now;
        TimedOut(*flow);
    }
}

uint32_t
RelabelLoadBalancer::DoGetNeeds() const
{
    return NEED_ECN;
}

bool
RelabelLoadBalancer::DoReorders() const
{
    return false;
}

} // namespace aifabric
} // namespace ns3
