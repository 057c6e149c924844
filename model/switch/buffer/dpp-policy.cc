/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "dpp-policy.h"

#include "ns3/component-description.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(DppPolicy);

TypeId
DppPolicy::GetTypeId()
{
    // Its parent has a description of its own.
    static TypeId tid = TypeId("ns3::aifabric::DppPolicy")
                            .SetParent<DynamicThresholdPolicy>()
                            .SetGroupName("AiFabric")
                            .AddConstructor<DppPolicy>()
                            .AddAttribute("OwnDescription",
                                          "What this component does (constant)",
                                          0,
                                          StringValue("dynamic-threshold, and the stage dpp in "
                                                      "front of it, whose parameters it takes too"),
                                          Create<ConstantAccessor>(),
                                          MakeStringChecker());
    return tid;
}

DppPolicy::DppPolicy() = default;
DppPolicy::~DppPolicy() = default;

std::string
DppPolicy::DoGetStage() const
{
    return "dpp";
}

} // namespace aifabric
} // namespace ns3
