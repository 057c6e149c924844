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
 * Reduce-scatter: every host gets its part of the sum of all vectors, by the
 * algorithm of choice.
 */
class ReduceScatterWorkload : public CollectiveWorkload
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

NS_OBJECT_ENSURE_REGISTERED(ReduceScatterWorkload);

TypeId
ReduceScatterWorkload::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        AddTuning(TypeId("ns3::aifabric::ReduceScatterWorkload")
                      .SetParent<CollectiveWorkload>()
                      .SetGroupName("AiFabric")
                      .AddConstructor<ReduceScatterWorkload>()
                      .AddAttribute("Algorithm",
                                    "Algorithm: ring, recursive-halving, pat, auto",
                                    StringValue("ring"),
                                    MakeStringAccessor(&ReduceScatterWorkload::m_algorithm),
                                    MakeStringChecker())
                      .AddAttribute("Bytes",
                                    "Size of the vector that each host contributes, in bytes: each "
                                    "gets a part for each rank",
                                    UintegerValue(67108864),
                                    MakeUintegerAccessor(&ReduceScatterWorkload::m_bytes),
                                    MakeUintegerChecker<uint64_t>())),
        "reduce-scatter: every host gets its part of the sum of all vectors");
    return tid;
}

std::string
ReduceScatterWorkload::GetOperation() const
{
    return "reduce-scatter";
}

const ComponentFamily&
ReduceScatterWorkload::GetAlgorithms() const
{
    return ReduceScatterAlgorithm::GetFamily();
}

std::optional<NcclTuner::Operation>
ReduceScatterWorkload::GetTuned() const
{
    return NcclTuner::REDUCE_SCATTER;
}

} // namespace aifabric
} // namespace ns3
