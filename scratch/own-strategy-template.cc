/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Copy me into ns-3's scratch/, change DoSelect(), and run
 *
 * ./ns3 run "own-strategy-template --lb=my"
 *
 * All options of fabric-run work here, and all other strategies too: --lb=ofan.
 */

#include "ns3/ai-fabric-module.h"
#include "ns3/core-module.h"

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// The name decides how it is chosen: "my" for MyLoadBalancer.
class MyLoadBalancer : public SwitchLoadBalancer
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = DescribeComponent(TypeId("MyLoadBalancer")
                                                  .SetParent<SwitchLoadBalancer>()
                                                  .AddConstructor<MyLoadBalancer>(),
                                              "my own strategy");
        return tid;
    }

  private:
    // Called once per frame, and only if there is a choice; returns the index of a candidate.
    // State may be kept in members: there is one object per switch.
    uint32_t DoSelect(const Frame& frame, const Candidates& candidates) override
    {
        return (frame.psn + m_offset++) % candidates.GetCount();
    }

    uint32_t m_offset{0};
};

NS_OBJECT_ENSURE_REGISTERED(MyLoadBalancer);

} // namespace

int
main(int argc, char** argv)
{
    ExperimentOptions options;
    options.lb = "my";
    return RunOwnProgram("my-program", "Tries my strategy.", argc, argv, options);
}
