/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/collective-operations.h"
#include "ns3/component-description.h"

#include <algorithm>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Two steps, as NCCL's PXN: inside a server every rank gives the one on rail j all that is for the
 * ranks on rail j, wherever they are; then the rank on rail j sends each of these what all ranks of
 * its server have for it, as one message. No message between servers leaves its rail. PerServer is
 * the number of rails.
 */
class HierarchicalAllToAllAlgorithm : public AllToAllAlgorithm
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    std::string Check(const CollectiveShape& shape) const override;
    uint64_t GetLargest(const CollectiveShape& shape) const override;
    uint64_t CountMessages(const CollectiveShape& shape) const override;
    void AddTo(CollectiveBuilder& builder) const override;
};

NS_OBJECT_ENSURE_REGISTERED(HierarchicalAllToAllAlgorithm);

TypeId
HierarchicalAllToAllAlgorithm::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::HierarchicalAllToAllAlgorithm")
            .SetParent<AllToAllAlgorithm>()
            .SetGroupName("AiFabric")
            .AddConstructor<HierarchicalAllToAllAlgorithm>(),
        "over the rank of the own server that is on the rail of the destination (PXN)");
    return tid;
}

std::string
HierarchicalAllToAllAlgorithm::Check(const CollectiveShape& shape) const
{
    if (shape.perServer < 2 || shape.perServer == shape.ranks)
    {
        return "PerServer must be at least 2 and less than the number of ranks, " +
               std::to_string(shape.ranks) + ", for Algorithm hierarchical, not " +
               std::to_string(shape.perServer);
    }
    if (shape.concurrent != 0)
    {
        return "Concurrent must be 0 for Algorithm hierarchical, whose order is its own, not " +
               std::to_string(shape.concurrent) + "; spread and linear have it";
    }
    return "";
}

uint64_t
HierarchicalAllToAllAlgorithm::GetLargest(const CollectiveShape& shape) const
{
    return std::max(shape.perServer, shape.ranks / shape.perServer);
}

uint64_t
HierarchicalAllToAllAlgorithm::CountMessages(const CollectiveShape& shape) const
{
    const uint64_t own = shape.perServer;
    return shape.ranks * (own - 1 + shape.ranks / own - 1);
}

void
HierarchicalAllToAllAlgorithm::AddTo(CollectiveBuilder& builder) const
{
    const uint64_t n = builder.GetShape().ranks;
    const uint32_t own = builder.GetShape().perServer;
    std::vector<std::vector<CollectiveBuilder::Id>> came(n);
    for (uint32_t rank = 0; rank < n; rank++)
    {
        const uint32_t place = rank % own;
        for (uint32_t step = 1; step < own; step++)
        {
            const uint32_t rail = (place + step) % own;
            const uint32_t to = rank - place + rail;
            came[to].push_back(builder.Copy(rank, to, {{rank * n + rail, n / own, own}}));
        }
    }
    for (uint32_t rank = 0; rank < n; rank++)
    {
        const uint64_t first = rank / own * own; // of the ranks of this server
        for (uint32_t step = 1; step < n / own; step++)
        {
            const auto to = static_cast<uint32_t>((rank + step * own) % n);
            builder.Order(came[rank], builder.Copy(rank, to, {{first * n + to, own, n}}));
        }
    }
}

} // namespace aifabric
} // namespace ns3
