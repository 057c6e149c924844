/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/collective-operations.h"
#include "ns3/component-description.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A bound for reductions in switches (NVLS inside a server, SHARP outside): every rank sends its
 * vector once and receives the sum once. Nothing in the fabric reduces here: rank r sends as many
 * bytes as its vector has to rank r + 1. So each NIC has the load that it would have, and where
 * ranks are placed in order each leaf sends and receives one vector, as with one tree over all
 * leaves. A rank does not wait for the others, which a switch would.
 */
class InNetworkAllReduceAlgorithm : public AllReduceAlgorithm
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    uint64_t CountChunks(const CollectiveShape& shape) const override;
    uint64_t GetLargest(const CollectiveShape& shape) const override;
    uint64_t CountMessages(const CollectiveShape& shape) const override;
    void AddTo(CollectiveBuilder& builder) const override;
};

NS_OBJECT_ENSURE_REGISTERED(InNetworkAllReduceAlgorithm);

TypeId
InNetworkAllReduceAlgorithm::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::InNetworkAllReduceAlgorithm")
            .SetParent<AllReduceAlgorithm>()
            .SetGroupName("AiFabric")
            .AddConstructor<InNetworkAllReduceAlgorithm>(),
        "bound: the fabric reduces, every rank sends and receives the vector once");
    return tid;
}

uint64_t
InNetworkAllReduceAlgorithm::CountChunks(const CollectiveShape&) const
{
    return 1;
}

uint64_t
InNetworkAllReduceAlgorithm::GetLargest(const CollectiveShape&) const
{
    return 1;
}

uint64_t
InNetworkAllReduceAlgorithm::CountMessages(const CollectiveShape& shape) const
{
    return shape.ranks;
}

void
InNetworkAllReduceAlgorithm::AddTo(CollectiveBuilder& builder) const
{
    const uint32_t n = builder.GetShape().ranks;
    for (uint32_t rank = 0; rank < n; rank++)
    {
        builder.Send(rank, (rank + 1) % n, {{0}}, ChunkAction::SWITCH);
    }
}

} // namespace aifabric
} // namespace ns3
