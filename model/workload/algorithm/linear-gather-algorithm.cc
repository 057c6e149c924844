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
 * Every rank sends its part to the root: an incast.
 */
class LinearGatherAlgorithm : public GatherAlgorithm
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    uint64_t GetLargest(const CollectiveShape& shape) const override;
    uint64_t CountMessages(const CollectiveShape& shape) const override;
    void AddTo(CollectiveBuilder& builder) const override;
};

NS_OBJECT_ENSURE_REGISTERED(LinearGatherAlgorithm);

TypeId
LinearGatherAlgorithm::GetTypeId()
{
    static TypeId tid = DescribeComponent(TypeId("ns3::aifabric::LinearGatherAlgorithm")
                                              .SetParent<GatherAlgorithm>()
                                              .SetGroupName("AiFabric")
                                              .AddConstructor<LinearGatherAlgorithm>(),
                                          "all send to the root at once");
    return tid;
}

uint64_t
LinearGatherAlgorithm::GetLargest(const CollectiveShape&) const
{
    return 1;
}

uint64_t
LinearGatherAlgorithm::CountMessages(const CollectiveShape& shape) const
{
    return shape.ranks - 1;
}

void
LinearGatherAlgorithm::AddTo(CollectiveBuilder& builder) const
{
    const CollectiveShape& shape = builder.GetShape();
    for (uint32_t step = 1; step < shape.ranks; step++)
    {
        const uint32_t from = (shape.root + step) % shape.ranks;
        builder.Copy(from, shape.root, {{from}});
    }
}

} // namespace aifabric
} // namespace ns3
