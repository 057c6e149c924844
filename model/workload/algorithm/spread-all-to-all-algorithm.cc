/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "posted-all-to-all.h"

#include "ns3/component-description.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Every rank begins with the one after it: each with another one.
 */
class SpreadAllToAllAlgorithm : public PostedAllToAll
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

  private:
    uint32_t GetFirst(uint32_t rank) const override
    {
        return rank + 1;
    }
};

NS_OBJECT_ENSURE_REGISTERED(SpreadAllToAllAlgorithm);

TypeId
SpreadAllToAllAlgorithm::GetTypeId()
{
    static TypeId tid =
        DescribeComponent(TypeId("ns3::aifabric::SpreadAllToAllAlgorithm")
                              .SetParent<AllToAllAlgorithm>()
                              .SetGroupName("AiFabric")
                              .AddConstructor<SpreadAllToAllAlgorithm>(),
                          "all messages at once, every rank beginning with the one after it");
    return tid;
}

} // namespace aifabric
} // namespace ns3
