/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "degrade-fault.h"

#include "ns3/component-description.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(DegradeFault);

TypeId
DegradeFault::GetTypeId()
{
    static TypeId tid =
        DescribeComponent(TypeId("ns3::aifabric::DegradeFault")
                              .SetParent<Fault>()
                              .SetGroupName("AiFabric")
                              .AddConstructor<DegradeFault>()
                              .AddAttribute("Rate",
                                            "What is left, below the rate of the link",
                                            DataRateValue(DataRate(100000000000)),
                                            MakeDataRateAccessor(&DegradeFault::m_rate),
                                            MakeDataRateChecker())
                              .AddAttribute("Convergence",
                                            "Time from the change until routing weighs the links "
                                            "by what is left; never or max = it never does",
                                            TimeValue(Time::Max()),
                                            MakeTimeAccessor(&DegradeFault::m_convergence),
                                            MakeTimeChecker(Time(0))),
                          "links run at a lower rate");
    return tid;
}

DegradeFault::DegradeFault() = default;
DegradeFault::~DegradeFault() = default;

std::string
DegradeFault::CheckConfig() const
{
    // Below, times of frames exceed the clock.
    return m_rate.GetBitRate() >= 1000000 ? ""
                                          : "Rate must be at least 1Mbps: use link to cut links";
}

std::string
DegradeFault::CheckTarget(const FaultPlant& plant, const FaultTarget& target) const
{
    const uint64_t rate = plant.topology->GetLinks()[target.directions[0].link].rate;
    return m_rate.GetBitRate() < rate
               ? ""
               : "Rate must be below the " + std::to_string(rate) + " bit/s of " + target.name;
}

uint64_t
DegradeFault::DoGetConvergence() const
{
    return ToSteps(m_convergence);
}

double
DegradeFault::DoGetRateLeft(double rate) const
{
    return std::min(rate, static_cast<double>(m_rate.GetBitRate()));
}

void
DegradeFault::DoImpair(LinkImpairment& direction, bool struck) const
{
    if (struck)
    {
        direction.AddRate(m_rate.GetBitRate());
    }
    else
    {
        direction.RemoveRate(m_rate.GetBitRate());
    }
}

std::string
DegradeFault::DoGetEventName(bool struck) const
{
    return struck ? "degraded" : "degraded-over";
}

} // namespace aifabric
} // namespace ns3
