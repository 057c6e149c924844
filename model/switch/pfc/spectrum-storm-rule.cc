/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "storm-rule.h"

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
 * Rule of Spectrum-like ASICs (SONiC): bytes are queued, none has left, and the class was paused
 * for more than 99 % of the interval.
 */
class SpectrumStormRule : public StormRule
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId()
    {
        static TypeId tid = DescribeComponent(
            TypeId("ns3::aifabric::SpectrumStormRule")
                .SetParent<StormRule>()
                .SetGroupName("AiFabric")
                .AddConstructor<SpectrumStormRule>(),
            "bytes are queued, none is sent, and pauses fill 99 % of the interval");
        return tid;
    }

  private:
    bool DoIsStorm(const PollInterval& interval) const override
    {
        constexpr double SHARE = 0.99;
        return interval.queuedBytes > 0 && !interval.sent &&
               static_cast<double>(interval.pausedPs) >
                   SHARE * static_cast<double>(interval.length);
    }
};

NS_OBJECT_ENSURE_REGISTERED(SpectrumStormRule);

} // namespace

} // namespace aifabric
} // namespace ns3
