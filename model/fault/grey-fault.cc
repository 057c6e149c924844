/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "grey-fault.h"

#include "ns3/component-description.h"
#include "ns3/double.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(GreyFault);

TypeId
GreyFault::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::GreyFault")
            .SetParent<Fault>()
            .SetGroupName("AiFabric")
            .AddConstructor<GreyFault>()
            .AddAttribute("Loss",
                          "Probability that a frame is lost, in each direction struck",
                          DoubleValue(0.01),
                          MakeDoubleAccessor(&GreyFault::m_loss),
                          MakeDoubleChecker<double>(0, 1)),
        "links lose frames at random, unnoticed");
    return tid;
}

GreyFault::GreyFault() = default;
GreyFault::~GreyFault() = default;

void
GreyFault::DoImpair(LinkImpairment& direction, bool struck) const
{
    if (struck)
    {
        direction.AddLoss(m_loss);
    }
    else
    {
        direction.RemoveLoss(m_loss);
    }
}

std::string
GreyFault::DoGetEventName(bool struck) const
{
    return struck ? "grey" : "grey-over";
}

std::vector<IdleAttribute>
GreyFault::DoListIdle(const PlaceOfUse&) const
{
    if (m_loss > 0)
    {
        return {};
    }
    return {{"Loss", "no frame is lost with a probability of 0"}};
}

} // namespace aifabric
} // namespace ns3
