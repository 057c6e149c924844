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
 * Every rank begins with rank 0, 1, 2, ...: where few messages are under way, all go to the same
 * rank.
 */
class LinearAllToAllAlgorithm : public PostedAllToAll
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

  private:
    uint32_t GetFirst(uint32_t) const override
    {
        return 0;
    }
};

NS_OBJECT_ENSURE_REGISTERED(LinearAllToAllAlgorithm);

TypeId
LinearAllToAllAlgorithm::GetTypeId()
{
    static TypeId tid = DescribeComponent(TypeId("ns3::aifabric::LinearAllToAllAlgorithm")
                                              .SetParent<AllToAllAlgorithm>()
                                              .SetGroupName("AiFabric")
                                              .AddConstructor<LinearAllToAllAlgorithm>(),
                                          "all messages at once, every rank beginning with rank 0");
    return tid;
}

} // namespace aifabric
} // namespace ns3
