/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "port-fault.h"

#include "ns3/component-description.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(PortFault);

TypeId
PortFault::GetTypeId()
{
    static TypeId tid = DescribeComponent(TypeId("ns3::aifabric::PortFault")
                                              .SetParent<CutFault>()
                                              .SetGroupName("AiFabric")
                                              .AddConstructor<PortFault>(),
                                          "ports stop sending: links are cut in one direction");
    return tid;
}

PortFault::PortFault() = default;
PortFault::~PortFault() = default;

FaultSelection::Unit
PortFault::DoGetUnit() const
{
    return FaultSelection::Unit::DIRECTION;
}

std::string
PortFault::DoGetEventName(bool struck) const
{
    return struck ? "port-down" : "port-up";
}

} // namespace aifabric
} // namespace ns3
