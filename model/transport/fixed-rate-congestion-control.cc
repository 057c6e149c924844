/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fixed-rate-congestion-control.h"

#include "ns3/component-description.h"
#include "ns3/double.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(FixedRateCongestionControl);

TypeId
FixedRateCongestionControl::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::FixedRateCongestionControl")
            .SetParent<CongestionControl>()
            .SetGroupName("AiFabric")
            .AddConstructor<FixedRateCongestionControl>()
            .AddAttribute("Fraction",
                          "Sending rate as a fraction of the line rate, above 0 and up to 1",
                          DoubleValue(1),
                          MakeDoubleAccessor(&FixedRateCongestionControl::m_fraction),
                          MakeDoubleChecker<double>(0, 1)),
        "a fixed fraction of the line rate");
    return tid;
}

std::string
FixedRateCongestionControl::CheckConfig() const
{
    if (m_fraction <= 0)
    {
        return "Fraction must be above 0 and at most 1: a queue pair at rate 0 never ends";
    }
    return {};
}

void
FixedRateCongestionControl::DoStart()
{
    SetRate(m_fraction * GetPlace().lineRate);
}

} // namespace aifabric
} // namespace ns3
