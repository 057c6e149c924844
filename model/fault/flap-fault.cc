/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "flap-fault.h"

#include "ns3/component-description.h"
#include "ns3/string.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(FlapFault);

TypeId
FlapFault::GetTypeId()
{
    static TypeId tid =
        DescribeComponent(TypeId("ns3::aifabric::FlapFault")
                              .SetParent<CutFault>()
                              .SetGroupName("AiFabric")
                              .AddConstructor<FlapFault>()
                              .AddAttribute("Down",
                                            "Mean time that a link is down, at least 100 ns",
                                            TimeValue(MicroSeconds(100)),
                                            MakeTimeAccessor(&FlapFault::m_down),
                                            MakeTimeChecker(Time(0)))
                              .AddAttribute("Up",
                                            "Mean time that a link is up, at least 100 ns",
                                            TimeValue(MilliSeconds(1)),
                                            MakeTimeAccessor(&FlapFault::m_up),
                                            MakeTimeChecker(Time(0)))
                              .AddAttribute("Distribution",
                                            "Of the times: exponential, or fixed",
                                            StringValue("exponential"),
                                            MakeStringAccessor(&FlapFault::m_distribution),
                                            MakeStringChecker()),
                          "links go down and up, each on its own, for exponential or fixed times");
    return tid;
}

FlapFault::FlapFault() = default;
FlapFault::~FlapFault() = default;

std::string
FlapFault::CheckConfig() const
{
    if (m_distribution != "exponential" && m_distribution != "fixed")
    {
        return "Distribution is '" + m_distribution + "', neither exponential nor fixed";
    }
    const auto isImpossible = [](Time time) {
        return time < NanoSeconds(100) || time > Seconds(100000);
    };
    if (isImpossible(m_down) || isImpossible(m_up))
    {
        return "Down and Up must be at least 100 ns and at most 100000 s";
    }
    return {};
}

uint64_t
FlapFault::DoDrawLength(bool struck, FabricRandom& random) const
{
    const auto mean = static_cast<double>((struck ? m_down : m_up).GetTimeStep());
    const double length = m_distribution == "fixed" ? mean : -mean * std::log(1 - random.Uniform());
    return std::max<uint64_t>(1, static_cast<uint64_t>(length));
}

std::string
FlapFault::DoGetEventName(bool struck) const
{
    return struck ? "link-down" : "link-up";
}

} // namespace aifabric
} // namespace ns3
