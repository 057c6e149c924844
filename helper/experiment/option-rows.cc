/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "option-rows.h"

#include "option-checks.h"
#include "option-preset.h"

#include "ns3/component-families.h"
#include "ns3/fabric-frame.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

namespace
{

/// Let a number be an attribute of all NICs.
ExperimentOption::Action
SetNicNumber(const std::string& attribute)
{
    return [attribute](const OptionValue& value, FabricHelper& helper) {
        helper.SetNicAttribute(attribute, UintegerValue(value.number));
    };
}

/// Let NICs make their parts from a component.
ExperimentOption::Action
SetNicPart(const std::string& attribute)
{
    return [attribute](const OptionValue& value, FabricHelper& helper) {
        helper.SetNicAttribute(attribute, ObjectFactoryValue(value.GetComponent().factory));
    };
}

namespace check = option_checks;
using O = ExperimentOptions;
using Row = ExperimentOption;
using P = ExperimentOption::Part;
using F = ExperimentOption::Form;

// clang-format off

/// What is run.
std::vector<ExperimentOption>
MakeChoices()
{
    return {
        Row("preset", P::PRESET, F::TEXT, &O::preset,
            "Options that go together: " + OptionPreset::WriteAll() + "; what is given goes before "
            "what it sets").Among(OptionPreset::GetNames()),
        Row("fabric", P::IDENTITY, F::COMPONENT, &O::fabric,
            "Fabric: name:key=value,... (aifabric list fabric)")
            .Of(families::Fabrics).Checked(check::Fabric)
            .Acts([](const OptionValue& value, FabricHelper& helper) {
                helper.SetLayout(value.GetComponent().factory);
            }),
        Row("rate", P::IDENTITY, F::RATE, &O::rate,
            "Rate of every link that the fabric does not set").Checked(check::Rate),
        Row("delay", P::IDENTITY, F::TIME, &O::delay,
            "One-way propagation delay of every link").Checked(check::Delay),
        Row("switch", P::IDENTITY, F::SWITCHES, &O::switchModel,
            "Switch model (aifabric list switch); another for one tier is joined as +tier=model")
            .Of(families::SwitchPresets).Checked(check::Switches)
            .Acts([](const OptionValue& value, FabricHelper& helper) {
                value.switches->Configure(helper);
            }),
        Row("mtu", P::IDENTITY, F::BYTES, &O::mtu, "payload bytes of a full packet, 256 to 9000; RoCE has 4096 at most")
            .Within({256, 9000}, "bytes").Acts(SetNicNumber("Mtu")),
        Row("lb", P::STRATEGY, F::JOINED, &O::lb,
            "Load balancer (aifabric list lb); switch and host join as switch+host")
            .Of(families::LoadBalancers).Checked(check::Balancers),
        Row("recovery", P::IDENTITY, F::COMPONENT, &O::recovery,
            "Loss recovery (aifabric list recovery)")
            .Of(families::LossRecoveries).Checked(check::Recovery)
            .Acts(SetNicPart("LossRecovery")),
        Row("cc", P::IDENTITY, F::COMPONENT, &O::cc, "Congestion control (aifabric list cc)")
            .Of(families::CongestionControls).Checked(check::Control)
            .Acts(SetNicPart("CongestionControl")),
        Row("workload", P::IDENTITY, F::SEQUENCE, &O::workload,
            "Workload (aifabric list workload); several joined by + run at once")
            .Of(families::Workloads),
        Row("placement", P::IDENTITY, F::COMPONENT, &O::placement,
            "Which host is which rank of workloads that do not say it (aifabric list placement); "
            "numbered = as the workload numbers them").Later()
            .Of(families::Placements),
        Row("fault", P::IDENTITY, F::FAULTS, &O::fault,
            "Faults, joined by + or given repeatedly (aifabric list fault)")
            .Of(families::Faults).Checked(check::Faults),
        Row("spread", P::IDENTITY, F::TIME, &O::spread,
            "Hosts start at random within this time; auto = one packet time, 0s = all at once")
            .Checked(check::TimeOrAuto),
        Row("jitter", P::IDENTITY, F::TIME, &O::jitter,
            "Largest random delay of each packet behind its NIC, so that hosts do not stay in "
            "phase; auto = one packet time").Later().Checked(check::Jitter),
        Row("ack-interval", P::IDENTITY, F::NUMBER, &O::ackInterval,
            "Packets that one ACK may cover")
            .Within({1, 65536}, "packets").Acts(SetNicNumber("AckInterval")),
        Row("burst", P::IDENTITY, F::NUMBER, &O::burst,
            "Data packets that a queue pair sends in its turn, before the next one has its turn")
            .Later().Within({1, UINT32_MAX}, "packets").Acts(SetNicNumber("Burst")),
    };
}

/// How often and how long it is run, and what comes out.
std::vector<ExperimentOption>
MakeManners()
{
    return {
        Row("seed", P::REPETITION, F::NUMBER, &O::seed, "ns-3's RngSeed")
            .Holding({1, UINT32_MAX}),
        Row("run", P::REPETITION, F::NUMBER, &O::run, "ns-3's RngRun"),
        Row("db", P::OUTPUT, F::TEXT, &O::db,
            "SQLite database to append the run to; none = do not store"),
        Row("stop", P::IDENTITY, F::TIME, &O::stop,
            "Limit of simulated time; empty = run to completion").Checked(check::Stop),
        Row("pcap", P::OUTPUT, F::TEXT, &O::pcap,
            "Prefix of packet captures of all host ports; empty = none")
            .ForOneRun().Checked(check::Prefix),
        Row("pcap-only", P::OUTPUT, F::TEXT, &O::pcapOnly,
            "What --pcap captures: host3, leaf0 (all ports), leaf0-spine1 (a link), joined by /; "
            "empty = all hosts").ForOneRun(),
        Row("ascii", P::OUTPUT, F::TEXT, &O::ascii,
            "File of an ascii trace of all host ports; empty = none")
            .ForOneRun().Checked(check::File),
        Row("label", P::STORED, F::TEXT, &O::label, "Name of the run in the database"),
        Row("record", P::STORED, F::TEXT, &O::record,
            "What is stored: summary; flows; series (and flows); all (and ports, with series and "
            "histograms of queues of every port)").Among({"summary", "flows", "series", "all"}),
        Row("resolution", P::OUTPUT, F::TIME, &O::resolution,
            "Time between the samples of series, at first; auto = 1/200 of the ideal time")
            .Checked(check::Interval),
        Row("engine", P::MANNER, F::TEXT, &O::engine,
            "native, or pump: under ns-3's default simulator, slower, same results")
            .Among({"native", "pump"}),
        Row("domains", P::MANNER, F::NUMBER, &O::domains,
            "most parts of the fabric that run in turns, same results; 0: as many as pay"),
        Row("progress", P::OUTPUT, F::BOOLEAN, &O::progress, "Report progress on standard error"),
        Row("digest-counters", P::OUTPUT, F::BOOLEAN, &O::digestCounters,
            "Print what the digest is taken over, a line for each counter (aifabric list digest)")
            .ForOneRun(),
        Row("stop-fails", P::OUTPUT, F::BOOLEAN, &O::stopFails,
            "Exit code 1 if --stop ends a run with work left"),
        Row("dry-run", P::OUTPUT, F::BOOLEAN, &O::dryRun,
            "Print options, attributes, sizes, bound and estimates; run and store nothing")
            .ForOneRun(),
        Row("json", P::OUTPUT, F::BOOLEAN, &O::json,
            "Print the row of the view summary as one JSON object, and nothing else")
            .ForOneRun(),
        // It lets a run through that would be refused, and changes none.
        Row("force", P::MANNER, F::BOOLEAN, &O::force, "Allow combinations that make no sense")
            .Acts([](const OptionValue& value, FabricHelper& helper) {
                helper.SetForce(value.number != 0);
            }),
    };
}

// clang-format on

} // namespace

std::vector<ExperimentOption>
MakeOptionRows()
{
    std::vector<ExperimentOption> rows = MakeChoices();
    const std::vector<ExperimentOption> more = MakeManners();
    rows.insert(rows.end(), more.begin(), more.end());
    return rows;
}

} // namespace aifabric
} // namespace ns3
