/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/collective-operations.h"
#include "ns3/component-description.h"

#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Rank r sends to rank r + offset, without waiting for others.
 */
class DirectSendRecvAlgorithm : public SendRecvAlgorithm
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

NS_OBJECT_ENSURE_REGISTERED(DirectSendRecvAlgorithm);

TypeId
DirectSendRecvAlgorithm::GetTypeId()
{
    static TypeId tid = DescribeComponent(TypeId("ns3::aifabric::DirectSendRecvAlgorithm")
                                              .SetParent<SendRecvAlgorithm>()
                                              .SetGroupName("AiFabric")
                                              .AddConstructor<DirectSendRecvAlgorithm>(),
                                          "a message from each rank that has a receiver");
    return tid;
}

std::string
DirectSendRecvAlgorithm::Check(const CollectiveShape& shape) const
{
    if (shape.offset >= shape.ranks)
    {
        return "Offset must be less than the number of ranks, " + std::to_string(shape.ranks) +
               ", not " + std::to_string(shape.offset);
    }
    return "";
}

uint64_t
DirectSendRecvAlgorithm::GetLargest(const CollectiveShape&) const
{
    return 1;
}

uint64_t
DirectSendRecvAlgorithm::CountMessages(const CollectiveShape& shape) const
{
    return shape.ranks > shape.offset ? shape.ranks - shape.offset : 0;
}

void
DirectSendRecvAlgorithm::AddTo(CollectiveBuilder& builder) const
{
    const CollectiveShape& shape = builder.GetShape();
    for (uint32_t rank = 0; rank + shape.offset < shape.ranks; rank++)
    {
        builder.Copy(rank, rank + shape.offset, {{rank}});
    }
}

} // namespace aifabric
} // namespace ns3
