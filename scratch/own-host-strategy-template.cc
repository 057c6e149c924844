/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * A strategy of hosts. Copy me into ns-3's scratch/, change DoSelect(), and run
 *
 * ./ns3 run "own-host-strategy-template --lb=mine"
 */

#include "ns3/ai-fabric-module.h"
#include "ns3/core-module.h"

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// The name decides how it is chosen: "mine" for MineLoadBalancer.
class MineLoadBalancer : public HostLoadBalancer
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = DescribeComponent(TypeId("MineLoadBalancer")
                                                  .SetParent<HostLoadBalancer>()
                                                  .AddConstructor<MineLoadBalancer>(),
                                              "my own strategy of hosts");
        return tid;
    }

  private:
    // Called once per frame, when the NIC puts it on its link; there is one object per host.
    void DoSelect(Frame& frame) override
    {
        if (frame.kind == FrameKind::DATA)
        {
            // The next of 64 entropies, which switches hash; Route::ByPath() takes a path instead.
            Route::ByHash(Route::ToEntropy(m_next++ % 64)).WriteTo(frame);
        }
    }

    uint32_t m_next{0};
};

NS_OBJECT_ENSURE_REGISTERED(MineLoadBalancer);

} // namespace

int
main(int argc, char** argv)
{
    ExperimentOptions options;
    options.lb = "mine";
    return RunOwnProgram("my-program", "Tries my strategy.", argc, argv, options);
}
