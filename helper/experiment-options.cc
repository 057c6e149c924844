/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment-options.h"

#include "component-registry.h"
#include "config-error.h"
#include "fabric-numbers.h"

#include <map>

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
    command.AddValue("fault",
                     "Faults, joined by + or given repeatedly (aifabric list fault)",
                     fault);
    command.AddValue("spread",
                     "Hosts start at random within this time; auto = one packet time, 0s = all "
                     "at once",
                     spread);
    command.AddValue("ack-interval", "Packets that one ACK may cover", ackInterval);
    command.AddValue("burst",
                     "Data packets that a queue pair sends in its turn, before the next one has "
                     "its turn",
                     burst);
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

namespace
{

/// The options that are texts.
const std::map<std::string, std::string ExperimentOptions::*>&
GetTexts()
{
    static const std::map<std::string, std::string ExperimentOptions::*> texts{
        {"fabric", &ExperimentOptions::fabric},
        {"rate", &ExperimentOptions::rate},
        {"delay", &ExperimentOptions::delay},
        {"switch", &ExperimentOptions::switchModel},
        {"mtu", &ExperimentOptions::mtu},
        {"lb", &ExperimentOptions::lb},
        {"recovery", &ExperimentOptions::recovery},
        {"cc", &ExperimentOptions::cc},
        {"workload", &ExperimentOptions::workload},
        {"fault", &ExperimentOptions::fault},
        {"spread", &ExperimentOptions::spread},
        {"stop", &ExperimentOptions::stop},
        {"label", &ExperimentOptions::label},
        {"record", &ExperimentOptions::record},
        {"resolution", &ExperimentOptions::resolution},
        {"engine", &ExperimentOptions::engine},
        {"db", &ExperimentOptions::db},
        {"pcap", &ExperimentOptions::pcap},
        {"ascii", &ExperimentOptions::ascii},
    };
    return texts;
}

/// Where a run is stored and what else it writes: not for a sweep to say of each run.
bool
IsOutput(const std::string& name)
{
    return name == "db" || name == "pcap" || name == "ascii" || name == "resolution";
}

} // namespace

bool
ExperimentOptions::SetText(const std::string& name, const std::string& value)
{
    const auto text = GetTexts().find(name);
    if (text == GetTexts().end())
    {
        return false;
    }
    this->*text->second = value;
    return true;
}

void
ExperimentOptions::Set(const std::string& name, const std::string& value)
{
    const auto whole = [&](uint64_t largest) {
        // Up to 19 digits fit, whatever they are.
        if (value.empty() || value.size() > 19 ||
            value.find_first_not_of("0123456789") != std::string::npos ||
            std::stoull(value) > largest)
        {
            throw ConfigError("'" + value + "' is not a whole number from 0 to " +
                              std::to_string(largest));
        }
        return std::stoull(value);
    };
    if (!IsOutput(name) && SetText(name, value))
    {
        return;
    }
    if (name == "ack-interval")
    {
        ackInterval = static_cast<uint32_t>(whole(UINT32_MAX));
    }
    else if (name == "burst")
    {
        burst = static_cast<uint32_t>(whole(UINT32_MAX));
    }
    else if (name == "seed")
    {
        seed = whole(UINT32_MAX);
    }
    else if (name == "run")
    {
        run = whole(INT64_MAX);
    }
    else if (name == "force")
    {
        force = ParseBoolean(value);
    }
    else
    {
        std::vector<std::string> known{"ack-interval", "burst", "seed", "run", "force"};
        for (const auto& entry : GetTexts())
        {
            if (!IsOutput(entry.first))
            {
                known.push_back(entry.first);
            }
        }
        throw ConfigError("unknown option '" + name + "'" + SuggestName(name, known));
    }
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
            {"burst", std::to_string(burst)},
            {"stop", stop},
            {"engine", engine},
            {"force", force ? "true" : "false"}};
}

} // namespace aifabric
} // namespace ns3
