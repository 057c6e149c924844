/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "abm-policy.h"

#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(AbmPolicy);

TypeId
AbmPolicy::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::AbmPolicy")
            .SetParent<AlphaPolicy>()
            .SetGroupName("AiFabric")
            .AddConstructor<AbmPolicy>()
            .AddAttribute("Update",
                          "Shortest time between two looks at which queues are congested and how "
                          "fast they drain",
                          TimeValue(MicroSeconds(30)),
                          MakeTimeAccessor(&AbmPolicy::m_update),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("Congested",
                          "Bytes above which a queue counts as congested",
                          UintegerValue(28000),
                          MakeUintegerAccessor(&AbmPolicy::m_threshold),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("UnscheduledAlpha",
                          "Alpha of the first packets of a flow (number)",
                          DoubleValue(1024),
                          MakeDoubleAccessor(&AbmPolicy::m_unscheduledAlpha),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("Unscheduled",
                          "The first packets of a flow are those that its egress can send in this "
                          "time, a round trip; 0 = there are none",
                          TimeValue(MicroSeconds(8)),
                          MakeTimeAccessor(&AbmPolicy::m_unscheduled),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("FlowGap",
                          "Time without a packet after which a flow begins again",
                          TimeValue(MicroSeconds(100)),
                          MakeTimeAccessor(&AbmPolicy::m_flowGap),
                          MakeTimeChecker(NanoSeconds(1))),
        "active buffer management: alpha times what is free, divided by the congested queues of "
        "the class, times the part of the rate at which the queue drains (SIGCOMM'22)");
    return tid;
}

AbmPolicy::AbmPolicy() = default;
AbmPolicy::~AbmPolicy() = default;

std::string
AbmPolicy::CheckConfig()
{
    const std::string problem = AlphaPolicy::CheckConfig();
    m_queues.assign(size_t{GetPortCount()} * CLASS_COUNT, {});
    m_congested.assign(size_t{GetDomainCount()} * CLASS_COUNT, 0);
    m_due = static_cast<uint64_t>(m_update.GetTimeStep());
    return problem.empty() && !(m_unscheduledAlpha > 0) ? "unscheduled-alpha must be positive"
                                                        : problem;
}

double
AbmPolicy::DoGetLargestShare() const
{
    const double unscheduled =
        m_unscheduled.IsZero() ? 0 : m_unscheduledAlpha / (1 + m_unscheduledAlpha);
    return std::max(unscheduled, AlphaPolicy::DoGetLargestShare());
}

double
AbmPolicy::GetThreshold(uint32_t port, uint8_t priority) const
{
    const Domain& domain = GetDomain(GetDomainOf(port));
    return GetAlpha(priority) * m_queues[port * CLASS_COUNT + priority].factor * domain.GetFree();
}

void
AbmPolicy::Measure(PortView port, uint8_t priority, uint64_t elapsed)
{
    Queue& queue = m_queues[port.GetPort() * CLASS_COUNT + priority];
    const uint64_t bytes = port.GetQueueBytes(priority);
    const bool isCongested = bytes > m_threshold;
    const double sent = static_cast<double>(queue.before + queue.taken - bytes);
    const double most = static_cast<double>(elapsed) / port.GetPsPerByte();
    queue.drain = isCongested && queue.before > m_threshold ? std::min(1.0, sent / most) : 1;
    queue.before = bytes;
    queue.taken = 0;
    m_congested[GetDomainOf(port.GetPort()) * CLASS_COUNT + priority] += isCongested ? 1 : 0;
}

void
AbmPolicy::Refresh(uint64_t now)
{
    std::fill(m_congested.begin(), m_congested.end(), 0);
    for (const PortView port : GetView().GetPorts())
    {
        for (uint8_t c = 0; c < CLASS_COUNT; c++)
        {
            Measure(port, c, now - m_last);
        }
    }
    for (uint32_t port = 0; port < GetPortCount(); port++)
    {
        for (uint8_t c = 0; c < CLASS_COUNT; c++)
        {
            Queue& queue = m_queues[port * CLASS_COUNT + c];
            queue.factor = queue.drain / std::max(1U, GetCongested(GetDomainOf(port), c));
        }
    }
    m_last = now;
    m_due = now + static_cast<uint64_t>(m_update.GetTimeStep());
}

bool
AbmPolicy::IsUnscheduled(AdmissionRequest request, uint64_t now)
{
    if (m_unscheduled.IsZero() || request.frame.kind != FrameKind::DATA)
    {
        return false;
    }
    Flow& flow = m_flows.Get(request.frame);
    if (now - flow.last > static_cast<uint64_t>(m_flowGap.GetTimeStep()))
    {
        flow.bytes = 0;
    }
    flow.last = now;
    flow.bytes += request.GetBytes();
    const double most = static_cast<double>(m_unscheduled.GetTimeStep());
    return static_cast<double>(flow.bytes) * request.egress.GetPsPerByte() <= most;
}

AdmissionVerdict
AbmPolicy::DoAdmit(AdmissionRequest request)
{
    const uint64_t now = GetView().Now();
    if (now >= m_due)
    {
        Refresh(now);
    }
    const uint8_t priority = request.GetClass();
    Queue& queue = m_queues[request.egress.GetPort() * CLASS_COUNT + priority];
    const double alpha =
        (IsUnscheduled(request, now) ? m_unscheduledAlpha : GetAlpha(priority)) * queue.factor;
    const AdmissionVerdict verdict = Decide(request, [alpha](const Share& share) {
        return share.queue < alpha * share.free ? AdmissionVerdict::Admit()
                                                : AdmissionVerdict::Trim();
    });
    queue.taken += verdict.IsAdmitted() ? request.GetBytes() : 0;
    return verdict;
}

} // namespace aifabric
} // namespace ns3
