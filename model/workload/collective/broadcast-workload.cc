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
 * Broadcast: every host gets the vector of one, by the algorithm of choice.
 */
class BroadcastWorkload : public CollectiveWorkload
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

NS_OBJECT_ENSURE_REGISTERED(BroadcastWorkload);

TypeId
BroadcastWorkload::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        AddTuning(TypeId("ns3::aifabric::BroadcastWorkload")
                      .SetParent<CollectiveWorkload>()
                      .SetGroupName("AiFabric")
                      .AddConstructor<BroadcastWorkload>()
                      .AddAttribute("Algorithm",
                                    "Algorithm: chain, tree, auto",
                                    StringValue("chain"),
                                    MakeStringAccessor(&BroadcastWorkload::m_algorithm),
                                    MakeStringChecker())
                      .AddAttribute("Bytes",
                                    "Size of the vector, in bytes",
                                    UintegerValue(67108864),
                                    MakeUintegerAccessor(&BroadcastWorkload::m_bytes),
                                    MakeUintegerChecker<uint64_t>())
                      .AddAttribute("Root",
                                    "Rank that has the vector",
                                    UintegerValue(0),
                                    MakeUintegerAccessor(&BroadcastWorkload::m_root),
                                    MakeUintegerChecker<uint32_t>())),
        "broadcast: every host gets the vector of one");
    return tid;
}

std::string
BroadcastWorkload::GetOperation() const
{
    return "broadcast";
}

const ComponentFamily&
BroadcastWorkload::GetAlgorithms() const
{
    return BroadcastAlgorithm::GetFamily();
}

std::optional<NcclTuner::Operation>
BroadcastWorkload::GetTuned() const
{
    return NcclTuner::BROADCAST;
}

} // namespace aifabric
} // namespace ns3
