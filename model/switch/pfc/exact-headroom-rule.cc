/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "headroom-rule.h"

#include "ns3/component-description.h"

namespace ns3
{
namespace aifabric
{

namespace
{

/**
 * @ingroup ai-fabric
 *
 * What can come in at most on the simulated link: the least headroom without loss.
 */
class ExactHeadroomRule : public HeadroomRule
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId()
    {
        static TypeId tid =
            DescribeComponent(TypeId("ns3::aifabric::ExactHeadroomRule")
                                  .SetParent<HeadroomRule>()
                                  .SetGroupName("AiFabric")
                                  .AddConstructor<ExactHeadroomRule>(),
                              "what can come in at most on the simulated link, to the byte");
        return tid;
    }

  private:
    uint64_t DoCalculate(const HeadroomLink& link) const override
    {
        return link.exact;
    }
};

NS_OBJECT_ENSURE_REGISTERED(ExactHeadroomRule);

} // namespace

} // namespace aifabric
} // namespace ns3
