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
 * Scatter: every host gets its part of the vector of one, by the algorithm of
 * choice.
 */
class ScatterWorkload : public CollectiveWorkload
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
};

NS_OBJECT_ENSURE_REGISTERED(ScatterWorkload);

TypeId
ScatterWorkload::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::ScatterWorkload")
            .SetParent<CollectiveWorkload>()
            .SetGroupName("AiFabric")
            .AddConstructor<ScatterWorkload>()
            .AddAttribute("Algorithm",
                          "Algorithm: linear, tree",
                          StringValue("linear"),
                          MakeStringAccessor(&ScatterWorkload::m_algorithm),
                          MakeStringChecker())
            .AddAttribute(
                "Bytes",
                "Size of the vector that the root has, in bytes: each rank gets a part of it",
                UintegerValue(67108864),
                MakeUintegerAccessor(&ScatterWorkload::m_bytes),
                MakeUintegerChecker<uint64_t>())
            .AddAttribute("Root",
                          "Rank that has the vector",
                          UintegerValue(0),
                          MakeUintegerAccessor(&ScatterWorkload::m_root),
                          MakeUintegerChecker<uint32_t>()),
        "scatter: every host gets its part of the vector of one");
    return tid;
}

std::string
ScatterWorkload::GetOperation() const
{
    return "scatter";
}

const ComponentFamily&
ScatterWorkload::GetAlgorithms() const
{
    return ScatterAlgorithm::GetFamily();
}

} // namespace aifabric
} // namespace ns3
