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
 * Rule of Silicon One (SONiC): the class is paused at the poll, and nothing else is asked.
 *
 * SONiC counts an interval from the first such poll on, of which nobody knows whether it was in the
 * storm, and may act up to an interval early. Here the first poll begins the first interval.
 */
class SiliconOneStormRule : public StormRule
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId()
    {
        static TypeId tid = DescribeComponent(TypeId("ns3::aifabric::SiliconOneStormRule")
                                                  .SetParent<StormRule>()
                                                  .SetGroupName("AiFabric")
                                                  .AddConstructor<SiliconOneStormRule>(),
                                              "the class is paused at the poll");
        return tid;
    }

  private:
    bool DoIsStorm(const PollInterval& interval) const override
    {
        return interval.pausedNow;
    }

    bool DoLooksBack() const override
    {
        return false;
    }
};

NS_OBJECT_ENSURE_REGISTERED(SiliconOneStormRule);

} // namespace

} // namespace aifabric
} // namespace ns3
