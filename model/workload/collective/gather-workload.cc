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
 * Gather: one host gets the parts of all, by the algorithm of choice.
 */
class GatherWorkload : public CollectiveWorkload
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

NS_OBJECT_ENSURE_REGISTERED(GatherWorkload);

TypeId
GatherWorkload::GetTypeId()
{
    static TypeId tid =
        DescribeComponent(TypeId("ns3::aifabric::GatherWorkload")
                              .SetParent<CollectiveWorkload>()
                              .SetGroupName("AiFabric")
                              .AddConstructor<GatherWorkload>()
                              .AddAttribute("Algorithm",
                                            "Algorithm: linear, tree",
                                            StringValue("linear"),
                                            MakeStringAccessor(&GatherWorkload::m_algorithm),
                                            MakeStringChecker())
                              .AddAttribute("Bytes",
                                            "Size of the vector that the root has at the end, in "
                                            "bytes: each rank brings a part of it",
                                            UintegerValue(67108864),
                                            MakeUintegerAccessor(&GatherWorkload::m_bytes),
                                            MakeUintegerChecker<uint64_t>())
                              .AddAttribute("Root",
                                            "Rank that gets the parts",
                                            UintegerValue(0),
                                            MakeUintegerAccessor(&GatherWorkload::m_root),
                                            MakeUintegerChecker<uint32_t>()),
                          "gather: one host gets the parts of all");
    return tid;
}

std::string
GatherWorkload::GetOperation() const
{
    return "gather";
}

const ComponentFamily&
GatherWorkload::GetAlgorithms() const
{
    return GatherAlgorithm::GetFamily();
}

} // namespace aifabric
} // namespace ns3
