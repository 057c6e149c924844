/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "switch-fault.h"

#include "ns3/component-description.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(SwitchFault);

TypeId
SwitchFault::GetTypeId()
{
    static TypeId tid = DescribeComponent(TypeId("ns3::aifabric::SwitchFault")
                                              .SetParent<CutFault>()
                                              .SetGroupName("AiFabric")
                                              .AddConstructor<SwitchFault>(),
                                          "switches die with all their links");
    return tid;
}

SwitchFault::SwitchFault() = default;
SwitchFault::~SwitchFault() = default;

FaultSelection::Unit
SwitchFault::DoGetUnit() const
{
    return FaultSelection::Unit::SWITCH;
}

std::string
SwitchFault::DoGetEventName(bool struck) const
{
    return struck ? "switch-down" : "switch-up";
}

} // namespace aifabric
} // namespace ns3
