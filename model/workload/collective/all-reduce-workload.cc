/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "all-reduce-workload.h"

#include "collective-operations.h"

#include "ns3/boolean.h"
#include "ns3/component-description.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(AllReduceWorkload);

TypeId
AllReduceWorkload::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        AddTuning(TypeId("ns3::aifabric::AllReduceWorkload")
                      .SetParent<CollectiveWorkload>()
                      .SetGroupName("AiFabric")
                      .AddConstructor<AllReduceWorkload>()
                      .AddAttribute("Algorithm",
                                    "Algorithm: ring, double-binary-tree, halving-doubling, "
                                    "hierarchical, in-network, auto",
                                    StringValue("ring"),
                                    MakeStringAccessor(&AllReduceWorkload::m_algorithm),
                                    MakeStringChecker())
                      .AddAttribute("InNetwork",
                                    "Whether Algorithm auto may leave the sum to the switch inside "
                                    "of a server (NVLS)",
                                    BooleanValue(false),
                                    MakeBooleanAccessor(&AllReduceWorkload::m_inNetwork),
                                    MakeBooleanChecker())
                      .AddAttribute("Bytes",
                                    "Size of the vector that each host contributes, in bytes",
                                    UintegerValue(64 << 20),
                                    MakeUintegerAccessor(&AllReduceWorkload::m_bytes),
                                    MakeUintegerChecker<uint64_t>())),
        "all-reduce of a vector over all hosts");
    return tid;
}

std::string
AllReduceWorkload::GetOperation() const
{
    return "all-reduce";
}

const ComponentFamily&
AllReduceWorkload::GetAlgorithms() const
{
    return AllReduceAlgorithm::GetFamily();
}

std::optional<NcclTuner::Operation>
AllReduceWorkload::GetTuned() const
{
    return NcclTuner::ALL_REDUCE;
}

} // namespace aifabric
} // namespace ns3
