/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "complete-sharing-policy.h"

#include "ns3/component-description.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(CompleteSharingPolicy);

TypeId
CompleteSharingPolicy::GetTypeId()
{
    static TypeId tid = DescribeComponent(TypeId("ns3::aifabric::CompleteSharingPolicy")
                                              .SetParent<SharedMemoryAdmission>()
                                              .SetGroupName("AiFabric")
                                              .AddConstructor<CompleteSharingPolicy>(),
                                          "a queue takes of the pool while there is any");
    return tid;
}

CompleteSharingPolicy::CompleteSharingPolicy() = default;
CompleteSharingPolicy::~CompleteSharingPolicy() = default;

AdmissionVerdict
CompleteSharingPolicy::DoAdmit(AdmissionRequest request)
{
    return Decide(request, [](const Share&) { return AdmissionVerdict::Admit(); });
}

} // namespace aifabric
} // namespace ns3
