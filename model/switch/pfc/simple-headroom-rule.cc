/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "headroom-rule.h"

#include "ns3/component-description.h"

#include <cmath>

namespace ns3
{
namespace aifabric
{

namespace
{

/**
 * @ingroup ai-fabric
 *
 * The sum of text books: H = 2 L C / (8 v) + 2 MTU + response of the peer, with the length L of the
 * cable, the rate C and v = 1.98e8 m/s.
 */
class SimpleHeadroomRule : public HeadroomRule
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId()
    {
        static TypeId tid =
            DescribeComponent(TypeId("ns3::aifabric::SimpleHeadroomRule")
                                  .SetParent<HeadroomRule>()
                                  .SetGroupName("AiFabric")
                                  .AddConstructor<SimpleHeadroomRule>(),
                              "cable there and back, two largest frames, response of the peer");
        return tid;
    }

  private:
    uint64_t DoCalculate(const HeadroomLink& link) const override
    {
        return static_cast<uint64_t>(std::ceil(GetCableBytes(link))) + 2 * uint64_t{link.mtu} +
               64 * link.responseQuanta;
    }
};

NS_OBJECT_ENSURE_REGISTERED(SimpleHeadroomRule);

} // namespace

} // namespace aifabric
} // namespace ns3
