/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "afd-policy.h"

#include "ns3/component-description.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(AfdPolicy);

TypeId
AfdPolicy::GetTypeId()
{
    // Its parent has a description of its own.
    static TypeId tid = TypeId("ns3::aifabric::AfdPolicy")
                            .SetParent<DynamicThresholdPolicy>()
                            .SetGroupName("AiFabric")
                            .AddConstructor<AfdPolicy>()
                            .AddAttribute("OwnDescription",
                                          "What this component does (constant)",
                                          0,
                                          StringValue("dynamic-threshold, and the stage afd in "
                                                      "front of it, whose parameters it takes too"),
                                          Create<ConstantAccessor>(),
                                          MakeStringChecker());
    return tid;
}

AfdPolicy::AfdPolicy() = default;
AfdPolicy::~AfdPolicy() = default;

std::string
AfdPolicy::DoGetStage() const
{
    return "afd";
}

} // namespace aifabric
} // namespace ns3
