/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "slow-fault.h"

#include "ns3/component-description.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(SlowFault);

TypeId
SlowFault::GetTypeId()
{
    static TypeId tid =
        DescribeComponent(TypeId("ns3::aifabric::SlowFault")
                              .SetParent<Fault>()
                              .SetGroupName("AiFabric")
                              .AddConstructor<SlowFault>()
                              .AddAttribute("Delay",
                                            "Added one-way delay, in each direction struck",
                                            TimeValue(MicroSeconds(1)),
                                            MakeTimeAccessor(&SlowFault::m_delay),
                                            MakeTimeChecker(Time(0), Seconds(1))),
                          "links get an added delay");
    return tid;
}

SlowFault::SlowFault() = default;
SlowFault::~SlowFault() = default;

void
SlowFault::DoImpair(LinkImpairment& direction, bool struck) const
{
    const auto delay = static_cast<uint64_t>(m_delay.GetTimeStep());
    if (struck)
    {
        direction.AddDelay(delay);
    }
    else
    {
        direction.RemoveDelay(delay);
    }
}

std::string
SlowFault::DoGetEventName(bool struck) const
{
    return struck ? "slow" : "slow-over";
}

std::vector<IdleAttribute>
SlowFault::DoListIdle(const PlaceOfUse&) const
{
    if (!m_delay.IsZero())
    {
        return {};
    }
    return {{"Delay", "nothing is added to the delay"}};
}

} // namespace aifabric
} // namespace ns3
