/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Copy me into ns-3's scratch/, change DoSelect(), and run
 *
 * ./ns3 run "own-host-strategy-template --lb=mine"
 *
 * All options of fabric-run work here, and all other strategies too: --lb=reps.
 */

#include "ns3/ai-fabric-module.h"
#include "ns3/core-module.h"

#include <iostream>

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
    /**
     * Write a route on a frame. Called once per frame when the NIC puts it on its link; one object
     * serves all queue pairs of its host.
     * @param frame its destination, queue pair, packet number, kind, ...
     */
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
    return FabricProgram::Run("own-host-strategy-template", [argc, argv]() {
        ExperimentOptions options;
        options.lb = "mine";
        CommandLine command(__FILE__);
        options.AddTo(command);
        FabricProgram::Parse(command, argc, argv, options);
        FabricProgram::Prepare(options);
        Experiment experiment(options);
        const RunRecord run = experiment.Execute();
        PrintRun(std::cout, run);
        return run.status == "failed" ? 1 : 0;
    });
}
