/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "collective-operations.h"
#include "collective-workload.h"

#include "ns3/component-description.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * All-gather: every host gets the parts of all, by the algorithm of choice.
 */
class AllGatherWorkload : public CollectiveWorkload
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

  private:
    std::string GetOperation() const override;
    const ComponentFamily& GetAlgorithms() const override;
    std::optional<NcclTuner::Operation> GetTuned() const override;
};

NS_OBJECT_ENSURE_REGISTERED(AllGatherWorkload);

TypeId
AllGatherWorkload::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        AddTuning(TypeId("ns3::aifabric::AllGatherWorkload")
                      .SetParent<CollectiveWorkload>()
                      .SetGroupName("AiFabric")
                      .AddConstructor<AllGatherWorkload>()
                      .AddAttribute("Algorithm",
                                    "Algorithm: ring, recursive-doubling, bruck, pat, auto",
                                    StringValue("ring"),
                                    MakeStringAccessor(&AllGatherWorkload::m_algorithm),
                                    MakeStringChecker())
                      .AddAttribute("Bytes",
                                    "Size of the vector that all have at the end, in bytes: each "
                                    "rank brings a part of it",
                                    UintegerValue(67108864),
                                    MakeUintegerAccessor(&AllGatherWorkload::m_bytes),
                                    MakeUintegerChecker<uint64_t>())),
        "all-gather: every host gets the parts of all");
    return tid;
}

std::string
AllGatherWorkload::GetOperation() const
{
    return "all-gather";
}

const ComponentFamily&
AllGatherWorkload::GetAlgorithms() const
{
    return AllGatherAlgorithm::GetFamily();
}

std::optional<NcclTuner::Operation>
AllGatherWorkload::GetTuned() const
{
    return NcclTuner::ALL_GATHER;
}

} // namespace aifabric
} // namespace ns3
