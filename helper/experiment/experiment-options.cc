/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment-options.h"

#include "ns3/component-registry.h"
#include "ns3/config-error.h"

#include <type_traits>

namespace ns3
{
namespace aifabric
{

const std::vector<ExperimentOption>&
ExperimentOptions::Table()
{
    using O = ExperimentOptions;
    using P = ExperimentOption::Part;
    using F = ExperimentOption::Form;
    // clang-format off
    static const std::vector<ExperimentOption> table{
        {"fabric", P::IDENTITY, F::COMPONENT, &O::fabric,
         "Fabric: name:key=value,... (aifabric list fabric)"},
        {"rate", P::IDENTITY, F::RATE, &O::rate, "Rate of every link that the fabric does not set"},
        {"delay", P::IDENTITY, F::TIME, &O::delay, "One-way propagation delay of every link"},
        {"switch", P::IDENTITY, F::SWITCHES, &O::switchModel,
         "Switch model (aifabric list switch); another for one tier is joined as +tier=model"},
        {"mtu", P::IDENTITY, F::BYTES, &O::mtu, "RoCE path MTU in payload bytes, 256 to 4096"},
        {"lb", P::STRATEGY, F::JOINED, &O::lb,
         "Load balancer (aifabric list lb); switch and host join as switch+host"},
        {"recovery", P::IDENTITY, F::COMPONENT, &O::recovery,
         "Loss recovery (aifabric list recovery)"},
        {"cc", P::IDENTITY, F::COMPONENT, &O::cc, "Congestion control (aifabric list cc)"},
        {"workload", P::IDENTITY, F::SEQUENCE, &O::workload,
         "Workload (aifabric list workload); several joined by + run at once"},
        {"fault", P::IDENTITY, F::FAULTS, &O::fault,
         "Faults, joined by + or given repeatedly (aifabric list fault)"},
        {"spread", P::IDENTITY, F::TIME, &O::spread,
         "Hosts start at random within this time; auto = one packet time, 0s = all at once"},
        {"jitter", P::IDENTITY, F::TIME, &O::jitter,
         "Largest random delay of each packet behind its NIC, so that hosts do not stay in phase; "
         "auto = one packet time",
         true},
        {"ack-interval", P::IDENTITY, F::NUMBER, &O::ackInterval,
         "Packets that one ACK may cover"},
        {"burst", P::IDENTITY, F::NUMBER, &O::burst,
         "Data packets that a queue pair sends in its turn, before the next one has its turn",
         true},
        {"seed", P::REPETITION, F::NUMBER, &O::seed, "ns-3's RngSeed"},
        {"run", P::REPETITION, F::NUMBER, &O::run, "ns-3's RngRun"},
        {"db", P::OUTPUT, F::TEXT, &O::db,
         "SQLite database to append the run to; none = do not store"},
        {"stop", P::IDENTITY, F::TIME, &O::stop,
         "Limit of simulated time; empty = run to completion"},
        {"pcap", P::OUTPUT, F::TEXT, &O::pcap,
         "Prefix of packet captures of all host ports; empty = none"},
        {"pcap-only", P::OUTPUT, F::TEXT, &O::pcapOnly,
         "What --pcap captures: host3, leaf0 (all ports), leaf0-spine1 (a link), joined by /; "
         "empty = all hosts"},
        {"ascii", P::OUTPUT, F::TEXT, &O::ascii,
         "File of an ascii trace of all host ports; empty = none"},
        {"label", P::STORED, F::TEXT, &O::label, "Name of the run in the database"},
        {"record", P::STORED, F::TEXT, &O::record,
         "What is stored: summary; flows; series (and flows); all (and ports, with series and "
         "histograms of queues of every port)"},
        {"resolution", P::OUTPUT, F::TIME, &O::resolution,
         "Time between the samples of series, at first; auto = 1/200 of the ideal time"},
        {"engine", P::MANNER, F::TEXT, &O::engine,
         "native, or pump: under ns-3's default simulator, slower, same results"},
        {"domains", P::MANNER, F::NUMBER, &O::domains,
         "most parts of the fabric that run in turns, same results; 0: as many as pay"},
        {"progress", P::OUTPUT, F::BOOLEAN, &O::progress, "Report progress on standard error"},
        {"digest-counters", P::OUTPUT, F::BOOLEAN, &O::digestCounters,
         "Print what the digest is taken over, a line for each counter (aifabric list digest)"},
        // It lets a run through that would be refused, and changes none.
        {"force", P::MANNER, F::BOOLEAN, &O::force, "Allow combinations that make no sense"},
    };
    // clang-format on
    return table;
}

std::string
ExperimentOption::Get(const ExperimentOptions& options) const
{
    return std::visit(
        [&options](auto place) -> std::string {
            using Value = std::decay_t<decltype(options.*place)>;
            if constexpr (std::is_same_v<Value, std::string>)
            {
                return options.*place;
            }
            else if constexpr (std::is_same_v<Value, bool>)
            {
                return options.*place ? "true" : "false";
            }
            else
            {
                return std::to_string(options.*place);
            }
        },
        member);
}

WholeRange
ExperimentOption::GetRange() const
{
    if (std::holds_alternative<uint32_t ExperimentOptions::*>(member))
    {
        return {0, UINT32_MAX};
    }
    // SQLite knows signed numbers only, ns-3 seeds of 32 bits.
    return name == "seed" ? WholeRange{1, UINT32_MAX} : WholeRange{0, INT64_MAX};
}

const ExperimentOption*
ExperimentOption::Find(const std::string& name)
{
    for (const ExperimentOption& option : ExperimentOptions::Table())
    {
        if (option.name == name)
        {
            return &option;
        }
    }
    return nullptr;
}

void
ExperimentOptions::AddTo(CommandLine& command)
{
    for (const ExperimentOption& option : Table())
    {
        std::visit([&](auto place) { command.AddValue(option.name, option.help, this->*place); },
                   option.member);
    }
}

bool
ExperimentOptions::SetText(const std::string& name, const std::string& value)
{
    const ExperimentOption* option = ExperimentOption::Find(name);
    const auto* text =
        option ? std::get_if<std::string ExperimentOptions::*>(&option->member) : nullptr;
    if (!text)
    {
        return false;
    }
    this->*(*text) = value;
    return true;
}

void
ExperimentOptions::Set(const std::string& name, const std::string& value)
{
    const ExperimentOption* option = ExperimentOption::Find(name);
    if (!option || option->part == ExperimentOption::Part::OUTPUT)
    {
        std::vector<std::string> known;
        for (const ExperimentOption& other : Table())
        {
            if (other.part != ExperimentOption::Part::OUTPUT)
            {
                known.push_back(other.name);
            }
        }
        throw ConfigError("unknown option '" + name + "'" + SuggestName(name, known));
    }
    std::visit(
        [&](auto place) {
            auto& own = this->*place;
            using Value = std::decay_t<decltype(own)>;
            if constexpr (std::is_same_v<Value, std::string>)
            {
                own = value;
            }
            else if constexpr (std::is_same_v<Value, bool>)
            {
                own = ParseBoolean(value);
            }
            else
            {
                own = static_cast<Value>(ParseWhole(value, option->GetRange()));
            }
        },
        option->member);
}

std::vector<std::pair<std::string, std::string>>
ExperimentOptions::List() const
{
    using Part = ExperimentOption::Part;
    std::vector<std::pair<std::string, std::string>> list;
    for (const ExperimentOption& option : Table())
    {
        if (option.part == Part::IDENTITY || option.part == Part::STRATEGY ||
            option.part == Part::MANNER)
        {
            list.emplace_back(option.name, option.Get(*this));
        }
    }
    return list;
}

} // namespace aifabric
} // namespace ns3
