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
 * Rule of Broadcom ASICs (SONiC): PFC frames of the class have come, no pause of it was over, and
 * it is paused at both polls. Nobody asks whether anything is queued.
 */
class BroadcomStormRule : public StormRule
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId()
    {
        static TypeId tid = DescribeComponent(
            TypeId("ns3::aifabric::BroadcomStormRule")
                .SetParent<StormRule>()
                .SetGroupName("AiFabric")
                .AddConstructor<BroadcomStormRule>(),
            "PFC frames come, no pause ends, and the class is paused at both polls");
        return tid;
    }

  private:
    bool DoIsStorm(const PollInterval& interval) const override
    {
        return interval.received && !interval.resumed && interval.pausedBefore &&
               interval.pausedNow;
    }
};

NS_OBJECT_ENSURE_REGISTERED(BroadcomStormRule);

} // namespace

} // namespace aifabric
} // namespace ns3
