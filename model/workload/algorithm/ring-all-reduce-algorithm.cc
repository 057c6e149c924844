/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ring-rule.h"
#include "ring-steps.h"

#include "ns3/collective-operations.h"
#include "ns3/component-description.h"

#include <algorithm>
#include <memory>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Ring all-reduce (P. Patarasuk and X. Yuan, "Bandwidth optimal all-reduce algorithms for clusters
 * of workstations", JPDC 69(2), 2009): a reduce-scatter of n - 1 steps and an all-gather of n - 1
 * steps. In each step every rank sends one n-th of the vector to the next rank. A rank sends in
 * step s as soon as it has received in step s - 1, so ranks are not in lockstep.
 */
class RingAllReduceAlgorithm : public AllReduceAlgorithm
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
    uint64_t CountPairs(const CollectiveShape& shape) const override;
    void AddTo(CollectiveBuilder& builder) const override;
    std::unique_ptr<TaskRule> MakeRule(const CollectiveBuilder::Job& job) const override;
};

NS_OBJECT_ENSURE_REGISTERED(RingAllReduceAlgorithm);

TypeId
RingAllReduceAlgorithm::GetTypeId()
{
    static TypeId tid =
        DescribeComponent(TypeId("ns3::aifabric::RingAllReduceAlgorithm")
                              .SetParent<AllReduceAlgorithm>()
                              .SetGroupName("AiFabric")
                              .AddConstructor<RingAllReduceAlgorithm>(),
                          "2(n-1) steps round a ring, each of an n-th of the vector");
    return tid;
}

uint64_t
RingAllReduceAlgorithm::CountChunks(const CollectiveShape& shape) const
{
    return shape.ranks;
}

uint64_t
RingAllReduceAlgorithm::GetLargest(const CollectiveShape&) const
{
    return 1;
}

uint64_t
RingAllReduceAlgorithm::CountMessages(const CollectiveShape& shape) const
{
    return uint64_t{2} * (shape.ranks - 1) * shape.ranks;
}

uint64_t
RingAllReduceAlgorithm::CountPairs(const CollectiveShape& shape) const
{
    return uint64_t{shape.ranks} * std::min(shape.perServer, shape.channels);
}

void
RingAllReduceAlgorithm::AddTo(CollectiveBuilder& builder) const
{
    const auto ring = MakeRing(builder.GetShape(), builder.GetChannel());
    std::vector<CollectiveBuilder::Id> previous;
    AddRingSteps(builder, ring, 0, ChunkAction::REDUCE, previous);
    AddRingSteps(builder, ring, 1, ChunkAction::COPY, previous);
}

std::unique_ptr<TaskRule>
RingAllReduceAlgorithm::MakeRule(const CollectiveBuilder::Job& job) const
{
    return RingRule::CanTell(job, 2) ? std::make_unique<RingRule>(job, 2, 0) : nullptr;
}

} // namespace aifabric
} // namespace ns3
