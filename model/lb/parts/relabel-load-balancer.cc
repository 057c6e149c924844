/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relabel-load-balancer.h"

#include "ns3/frame-route.h"
#include "ns3/log.h"

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("RelabelLoadBalancer");

NS_OBJECT_ENSURE_REGISTERED(RelabelLoadBalancer);

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
    const uint32_t offset = 1 + GetRandom().Below(Route::NUMBERS - 1);
    flow.entropy = Route::ToEntropy(Route::ToNumber(flow.entropy) + offset);
    m_relabels++;
    NS_LOG_LOGIC("host " << GetPlace().host << ": a flow gets entropy " << flow.entropy);
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
    Route::ByHash(flow->entropy).WriteTo(frame);
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
        NS_LOG_LOGIC("host " << GetPlace().host << ": queue pair " << packet.qp
                             << " has timed out");
        TimedOut(*flow);
    }
}

NetworkNeeds
RelabelLoadBalancer::DoGetNeeds() const
{
    return NEED_ECN;
}

} // namespace aifabric
} // namespace ns3
