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
 * Reduce: one host gets the sum of the vectors of all, by the algorithm of
 * choice.
 */
class ReduceWorkload : public CollectiveWorkload
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

NS_OBJECT_ENSURE_REGISTERED(ReduceWorkload);

TypeId
ReduceWorkload::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        AddTuning(TypeId("ns3::aifabric::ReduceWorkload")
                      .SetParent<CollectiveWorkload>()
                      .SetGroupName("AiFabric")
                      .AddConstructor<ReduceWorkload>()
                      .AddAttribute("Algorithm",
                                    "Algorithm: chain, tree, auto",
                                    StringValue("chain"),
                                    MakeStringAccessor(&ReduceWorkload::m_algorithm),
                                    MakeStringChecker())
                      .AddAttribute("Bytes",
                                    "Size of the vector that each host contributes, in bytes",
                                    UintegerValue(67108864),
                                    MakeUintegerAccessor(&ReduceWorkload::m_bytes),
                                    MakeUintegerChecker<uint64_t>())
                      .AddAttribute("Root",
                                    "Rank that gets the sum",
                                    UintegerValue(0),
                                    MakeUintegerAccessor(&ReduceWorkload::m_root),
                                    MakeUintegerChecker<uint32_t>())),
        "reduce: one host gets the sum of the vectors of all");
    return tid;
}

std::string
ReduceWorkload::GetOperation() const
{
    return "reduce";
}

const ComponentFamily&
ReduceWorkload::GetAlgorithms() const
{
    return ReduceAlgorithm::GetFamily();
}

std::optional<NcclTuner::Operation>
ReduceWorkload::GetTuned() const
{
    return NcclTuner::REDUCE;
}

} // namespace aifabric
} // namespace ns3
