/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment-options.h"

namespace ns3
{
namespace aifabric
{

void
ExperimentOptions::AddTo(CommandLine& command)
{
    command.AddValue("fabric", "Fabric: name:key=value,... (aifabric list fabric)", fabric);
    command.AddValue("rate", "Rate of every link that the fabric does not set", rate);
    command.AddValue("delay", "One-way propagation delay of every link", delay);
    command.AddValue("switch", "Switch model (aifabric list switch)", switchModel);
    command.AddValue("mtu", "RoCE path MTU in payload bytes, 256 to 4096", mtu);
    command.AddValue("lb",
                     "Load balancer (aifabric list lb); switch and host join as switch+host",
                     lb);
    command.AddValue("recovery", "Loss recovery (aifabric list recovery)", recovery);
    command.AddValue("cc", "Congestion control (aifabric list cc)", cc);
    command.AddValue("workload", "Workload (aifabric list workload)", workload);
    command.AddValue("fault", "Faults; none are available yet", fault);
    command.AddValue("spread",
                     "Hosts start at random within this time; auto = one packet time, 0s = all "
                     "at once",
                     spread);
    command.AddValue("ack-interval", "Packets that one ACK may cover", ackInterval);
    command.AddValue("seed", "ns-3's RngSeed", seed);
    command.AddValue("run", "ns-3's RngRun", run);
    command.AddValue("db", "SQLite database to append the run to; none = do not store", db);
    command.AddValue("stop", "Limit of simulated time; empty = run to completion", stop);
    command.AddValue("pcap", "Prefix of packet captures of all host ports; empty = none", pcap);
    command.AddValue("ascii", "File of an ascii trace of all host ports; empty = none", ascii);
    command.AddValue("label", "Name of the run in the database", label);
    command.AddValue(
        "record",
        "What is stored: summary; flows; series (and flows); all (and ports, and series "
        "of every port)",
        record);
    command.AddValue("resolution",
                     "Time between the samples of series, at first; auto = 1/200 of the ideal time",
                     resolution);
    command.AddValue("engine",
                     "native, or pump: under ns-3's default simulator, slower, same results",
                     engine);
    command.AddValue("progress", "Report progress on standard error", progress);
    command.AddValue("force", "Allow combinations that make no sense", force);
}

std::vector<std::pair<std::string, std::string>>
ExperimentOptions::List() const
{
    return {{"fabric", fabric},
            {"rate", rate},
            {"delay", delay},
            {"switch", switchModel},
            {"mtu", mtu},
            {"lb", lb},
            {"recovery", recovery},
            {"cc", cc},
            {"workload", workload},
            {"fault", fault},
            {"spread", spread},
            {"ack-interval", std::to_string(ackInterval)},
            {"stop", stop},
            {"engine", engine},
            {"force", force ? "true" : "false"}};
}

} // namespace aifabric
} // namespace ns3
