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
 * The root posts the parts of all, those of the ranks after it first.
 */
class LinearScatterAlgorithm : public ScatterAlgorithm
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

NS_OBJECT_ENSURE_REGISTERED(LinearScatterAlgorithm);

TypeId
LinearScatterAlgorithm::GetTypeId()
{
    static TypeId tid = DescribeComponent(TypeId("ns3::aifabric::LinearScatterAlgorithm")
                                              .SetParent<ScatterAlgorithm>()
                                              .SetGroupName("AiFabric")
                                              .AddConstructor<LinearScatterAlgorithm>(),
                                          "the root sends all parts at once");
    return tid;
}

uint64_t
LinearScatterAlgorithm::GetLargest(const CollectiveShape&) const
{
    return 1;
}

uint64_t
LinearScatterAlgorithm::CountMessages(const CollectiveShape& shape) const
{
    return shape.ranks - 1;
}

void
LinearScatterAlgorithm::AddTo(CollectiveBuilder& builder) const
{
    const CollectiveShape& shape = builder.GetShape();
    for (uint32_t step = 1; step < shape.ranks; step++)
    {
        const uint32_t to = (shape.root + step) % shape.ranks;
        builder.Copy(shape.root, to, {{to}});
    }
}

} // namespace aifabric
} // namespace ns3
