/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * A strategy of your own in one file, compared with two of the module's. This one is the power of
 * d choices: draw d ports at random, take the one with the shortest queue (M. Mitzenmacher, "The
 * power of two choices in randomized load balancing", IEEE TPDS 12(10), 2001).
 *
 * ./ns3 run "own-strategy --choices=2"
 */

#include "ns3/ai-fabric-module.h"
#include "ns3/core-module.h"

#include <iomanip>
#include <iostream>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// Random ports, the shortest queue of them.
class ChoicesLoadBalancer : public SwitchLoadBalancer
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = DescribeComponent(
            TypeId("ChoicesLoadBalancer")
                .SetParent<SwitchLoadBalancer>()
                .AddConstructor<ChoicesLoadBalancer>()
                .AddAttribute("Choices",
                              "Number of ports to draw for a packet, at least 1",
                              UintegerValue(2),
                              MakeUintegerAccessor(&ChoicesLoadBalancer::m_choices),
                              MakeUintegerChecker<uint32_t>(1)),
            "switch, per packet: the shortest queue of some random ports");
        return tid;
    }

  private:
    // Called once for every frame that has a choice; returns the index of a candidate.
    uint32_t DoSelect(const Frame&, const Candidates& candidates) override
    {
        uint32_t best = GetRandom().Below(candidates.GetCount());
        for (uint32_t i = 1; i < m_choices; i++)
        {
            const uint32_t other = GetRandom().Below(candidates.GetCount());
            if (candidates.GetBacklog(other) < candidates.GetBacklog(best))
            {
                best = other;
            }
        }
        return best;
    }

    uint32_t m_choices{2};
};

NS_OBJECT_ENSURE_REGISTERED(ChoicesLoadBalancer);

} // namespace

int
main(int argc, char** argv)
{
    std::string choices = "2";
    CommandLine command(__FILE__);
    command.AddValue("choices", "Number of ports to draw for a packet", choices);
    command.Parse(argc, argv);

    return FabricProgram::Run("own-strategy", [&choices]() {
        ExperimentOptions options;
        options.db = "none";
        options.workload = "permutation:bytes=1MiB";
        FabricProgram::Prepare(options);
        // The class above is chosen by name like any other; attributes become keys.
        const std::vector<std::string> strategies{"spray", "choices:choices=" + choices, "ofan"};
        for (const std::string& lb : strategies)
        {
            options.lb = lb;
            Experiment experiment(options);
            const RunRecord run = experiment.Execute();
            std::cout << std::left << std::setw(20) << run.lb << " slowdown " << std::setw(8)
                      << std::setprecision(4) << run.GetSlowdown().value() << " largest queue "
                      << run.maxFabricQueueBytes.value() << " bytes\n";
        }
        return 0;
    });
}
