/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "dynamic-threshold-policy.h"

#include "ns3/component-description.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(DynamicThresholdPolicy);

TypeId
DynamicThresholdPolicy::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::DynamicThresholdPolicy")
            .SetParent<AlphaPolicy>()
            .SetGroupName("AiFabric")
            .AddConstructor<DynamicThresholdPolicy>(),
        "a queue takes of the pool while it has less than alpha times what is free");
    return tid;
}

DynamicThresholdPolicy::DynamicThresholdPolicy() = default;
DynamicThresholdPolicy::~DynamicThresholdPolicy() = default;

AdmissionVerdict
DynamicThresholdPolicy::DoAdmit(AdmissionRequest request)
{
    const double alpha = GetAlpha(request.GetClass());
    return Decide(request, [alpha](const Share& share) {
        return share.queue < alpha * share.free ? AdmissionVerdict::Admit()
                                                : AdmissionVerdict::Trim();
    });
}

} // namespace aifabric
} // namespace ns3
