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
 * Signals, each as long, until every rank knows that all have come.
 */
class BarrierWorkload : public CollectiveWorkload
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
    uint64_t GetTotal(uint64_t ranks) const override;
    ChunkSizes GetSizes(const CollectivePlan& plan, FabricRandom& random) const override;
    uint64_t GetLargestBytes(const CollectivePlan& plan) const override;
    std::string CheckConfig(uint32_t hosts) const override;
    std::string CheckSizes(const CollectivePlan& plan) const override;
};

NS_OBJECT_ENSURE_REGISTERED(BarrierWorkload);

TypeId
BarrierWorkload::GetTypeId()
{
    static TypeId tid =
        DescribeComponent(TypeId("ns3::aifabric::BarrierWorkload")
                              .SetParent<CollectiveWorkload>()
                              .SetGroupName("AiFabric")
                              .AddConstructor<BarrierWorkload>()
                              .AddAttribute("Algorithm",
                                            "Algorithm: dissemination, tree",
                                            StringValue("dissemination"),
                                            MakeStringAccessor(&BarrierWorkload::m_algorithm),
                                            MakeStringChecker())
                              .AddAttribute("Bytes",
                                            "Payload of each message in bytes",
                                            UintegerValue(8),
                                            MakeUintegerAccessor(&BarrierWorkload::m_bytes),
                                            MakeUintegerChecker<uint64_t>()),
                          "barrier: no host goes on before all have come");
    return tid;
}

std::string
BarrierWorkload::GetOperation() const
{
    return "barrier";
}

const ComponentFamily&
BarrierWorkload::GetAlgorithms() const
{
    return BarrierAlgorithm::GetFamily();
}

uint64_t
BarrierWorkload::GetTotal(uint64_t ranks) const
{
    return m_bytes * ranks;
}

ChunkSizes
BarrierWorkload::GetSizes(const CollectivePlan&, FabricRandom&) const
{
    return ChunkSizes::Signal(m_bytes);
}

uint64_t
BarrierWorkload::GetLargestBytes(const CollectivePlan&) const
{
    return m_bytes;
}

std::string
BarrierWorkload::CheckConfig(uint32_t hosts) const
{
    // A signal is not cut: each piece would be a barrier of its own.
    if (m_chunk != 0)
    {
        return "Chunk must be 0 for barrier, whose messages are not cut, not " +
               std::to_string(m_chunk);
    }
    if (m_channels != 1)
    {
        return "Channels must be 1 for barrier, whose messages are not cut, not " +
               std::to_string(m_channels);
    }
    return CollectiveWorkload::CheckConfig(hosts);
}

std::string
BarrierWorkload::CheckSizes(const CollectivePlan& plan) const
{
    const uint64_t bytes = GetLargestWireBytes(plan);
    if (bytes > MAX_MESSAGE_BYTES)
    {
        return "Bytes must make messages below 4 GiB for barrier (RDMA messages have 32-bit "
               "lengths): " +
               std::to_string(m_bytes) + " makes some of " + std::to_string(bytes) + " bytes";
    }
    return "";
}

} // namespace aifabric
} // namespace ns3
