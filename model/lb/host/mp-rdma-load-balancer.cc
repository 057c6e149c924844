/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "mp-rdma-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("MpRdmaLoadBalancer");

NS_OBJECT_ENSURE_REGISTERED(MpRdmaLoadBalancer);

namespace
{
/// Paths remembered; the oldest are forgotten if a window has shrunk without marks.
constexpr uint32_t CAPACITY = 1024;
} // namespace

TypeId
MpRdmaLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::MpRdmaLoadBalancer")
            .SetParent<HostLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<MpRdmaLoadBalancer>()
            .AddAttribute("Probability",
                          "Share of packets that try a new path",
                          DoubleValue(0.01),
                          MakeDoubleAccessor(&MpRdmaLoadBalancer::m_probability),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("Delta",
                          "An ACK for a packet more than this below the highest one answered "
                          "clocks nothing (packets)",
                          UintegerValue(32),
                          MakeUintegerAccessor(&MpRdmaLoadBalancer::m_delta),
                          MakeUintegerChecker<uint32_t>(1, 1U << 22)),
        {"host",
         "packet",
         "ACKs, no state per path",
         "each ACK clocks a packet onto its own path",
         "MP-RDMA, NSDI 2018"});
    return tid;
}

MpRdmaLoadBalancer::MpRdmaLoadBalancer() = default;
MpRdmaLoadBalancer::~MpRdmaLoadBalancer() = default;

PairCost
MpRdmaLoadBalancer::GetPairCost(const PairUse&) const
{
    return {1, 2400}; // the clocked paths of a queue pair
}

void
MpRdmaLoadBalancer::DoSelect(Frame& frame)
{
    if (frame.kind != FrameKind::DATA)
    {
        return;
    }
    Flow* flow = m_flows.Find(frame.srcQp);
    if (!flow)
    {
        flow = &m_flows.Make(frame.srcQp);
        flow->clocked.resize(CAPACITY);
    }
    uint16_t path = flow->last;
    if (flow->count > 0)
    {
        path = flow->clocked[flow->first];
        flow->first = (flow->first + 1) % CAPACITY;
        flow->count--;
    }
    if (path == 0 || (m_probability > 0 && GetRandom().Uniform() < m_probability))
    {
        path = Route::ToEntropy(GetRandom().Below(Route::NUMBERS));
    }
    Route::ByHash(path).WriteTo(frame);
}

void
MpRdmaLoadBalancer::DoAcknowledged(const Frame& ack)
{
    Flow* flow = m_flows.Find(ack.qp);
    if (!flow || ack.kind != FrameKind::ACK)
    {
        return;
    }
    const int32_t ahead = PsnDistance(ack.sackPsn, flow->highest);
    if (!flow->answered || ahead > 0)
    {
        flow->highest = ack.sackPsn;
        flow->answered = true;
    }
    else if (-ahead > static_cast<int32_t>(m_delta))
    {
        m_pruned++;
        NS_LOG_LOGIC("host " << GetPlace().host << ": queue pair " << ack.qp
                             << " drops the late path of entropy " << ack.echoEntropy);
        return;
    }
    if (ack.Has(FRAME_BECN))
    {
        flow->half = !flow->half;
        if (flow->half)
        {
            return;
        }
    }
    flow->last = ack.echoEntropy;
    if (flow->count == CAPACITY)
    {
        flow->first = (flow->first + 1) % CAPACITY;
        flow->count--;
    }
    flow->clocked[(flow->first + flow->count) % CAPACITY] = ack.echoEntropy;
    flow->count++;
}

NetworkNeeds
MpRdmaLoadBalancer::DoGetNeeds() const
{
    return {NEED_REORDERING | NEED_EACH_ACK | NEED_PATH_ECHO, "best with --cc=mp-rdma"};
}

} // namespace aifabric
} // namespace ns3
