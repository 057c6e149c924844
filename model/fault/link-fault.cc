/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-fault.h"

#include "ns3/component-description.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(LinkFault);

TypeId
LinkFault::GetTypeId()
{
    static TypeId tid =
        DescribeComponent(TypeId("ns3::aifabric::LinkFault")
                              .SetParent<CutFault>()
                              .SetGroupName("AiFabric")
                              .AddConstructor<LinkFault>(),
                          "links are cut, in both directions or the one that is named");
    return tid;
}

LinkFault::LinkFault() = default;
LinkFault::~LinkFault() = default;

std::string
LinkFault::DoGetEventName(bool struck) const
{
    return struck ? "link-down" : "link-up";
}

} // namespace aifabric
} // namespace ns3
