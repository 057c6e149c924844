/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fixed-rate-congestion-control.h"

#include "ns3/boolean.h"
#include "ns3/component-description.h"
#include "ns3/double.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(FixedRateCongestionControl);

namespace
{
/// Slower senders would mistake the distance of their packets for losses.
constexpr double LEAST_FRACTION = 1e-4;
} // namespace

TypeId
FixedRateCongestionControl::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::FixedRateCongestionControl")
            .SetParent<CongestionControl>()
            .SetGroupName("AiFabric")
            .AddConstructor<FixedRateCongestionControl>()
            .AddAttribute(
                "Fraction",
                "Sending rate of a host, all its queue pairs together, as a fraction of the line "
                "rate, 0.0001 to 1",
                DoubleValue(1),
                MakeDoubleAccessor(&FixedRateCongestionControl::m_fraction),
                MakeDoubleChecker<double>(0, 1))
            .AddAttribute(
                "Feasible",
                "True: Fraction is that of the feasible rate, at which all flows can send "
                "at once over what faults leave (FeasibleRate of the NIC, which "
                "experiments compute)",
                BooleanValue(false),
                MakeBooleanAccessor(&FixedRateCongestionControl::m_isFeasible),
                MakeBooleanChecker()),
        "a fixed fraction of the line rate");
    return tid;
}

Ptr<CongestionControl>
FixedRateCongestionControl::DoCopy() const
{
    return {new FixedRateCongestionControl(*this), false};
}

std::string
FixedRateCongestionControl::CheckConfig() const
{
    if (m_fraction < LEAST_FRACTION)
    {
        return "Fraction must be at least 0.0001 and at most 1";
    }
    return {};
}

void
FixedRateCongestionControl::DoStart()
{
    // Where nothing is feasible, packets wait for ever, but one at a time.
    constexpr double NEXT_TO_NOTHING = 1e-9;
    SetRate(std::max(NEXT_TO_NOTHING, GetHostFraction(GetPlace().feasible) * GetPlace().lineRate));
}

double
FixedRateCongestionControl::GetHostFraction(double feasible) const
{
    return m_fraction * (m_isFeasible ? feasible : 1);
}

bool
FixedRateCongestionControl::DoIsInitial() const
{
    return true;
}

} // namespace aifabric
} // namespace ns3
