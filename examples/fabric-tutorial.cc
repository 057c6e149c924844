/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The shortest way through the module: a fabric of 16 hosts, a permutation, two strategies. Prints
 * how long each took, beside the ideal bound, and the largest queue between switches.
 *
 * ./ns3 run "fabric-tutorial --bytes=4194304"
 */

#include "ns3/ai-fabric-module.h"
#include "ns3/core-module.h"

#include <iostream>

using namespace ns3;
using namespace ns3::aifabric;

int
main(int argc, char** argv)
{
    uint64_t bytes = 1 << 20;
    CommandLine command(__FILE__);
    command.AddValue("bytes", "Bytes that every host sends", bytes);
    command.Parse(argc, argv);

    return FabricProgram::Run("fabric-tutorial", [bytes]() {
        for (const std::string strategy : {"Ecmp", "Ofan"})
        {
            // A fat-tree of switches with 4 ports, with 800 KB of buffer behind each of them.
            FabricHelper helper;
            helper.SetLayout("ns3::aifabric::FatTreeFabric", "K", UintegerValue(4));
            helper.SetLinks(DataRate("400Gbps"), NanoSeconds(500));
            helper.SetLoadBalancer("ns3::aifabric::" + strategy + "LoadBalancer");
            helper.SetAdmission("ns3::aifabric::PerPortAdmission",
                                "BufferPerPort",
                                UintegerValue(800000));
            helper.SetLossRecovery("ns3::aifabric::SackLossRecovery");
            helper.SetCongestionControl("ns3::aifabric::FixedRateCongestionControl");
            FabricContainer fabric = helper.Install();

            // Every host sends to one other host and receives from one.
            WorkloadHelper workload("ns3::aifabric::PermutationWorkload",
                                    "Bytes",
                                    UintegerValue(bytes));
            workload.SetSpread(NanoSeconds(80));
            ApplicationContainer applications = workload.Install(fabric);

            Simulator::Run();
            Ptr<TaskGraphRun> run = WorkloadHelper::GetRun(applications);
            const double ideal = WorkloadHelper::GetIdealTime(fabric, run->GetGraph());
            const double time = run->GetCompletionTime().ToDouble(Time::NS);
            std::cout << strategy << ": " << time / 1e3 << " us, " << time / ideal
                      << " of the ideal time; largest queue " << fabric.GetMaxQueue(false)
                      << " bytes\n";
            Simulator::Destroy();
        }
        return 0;
    });
}
