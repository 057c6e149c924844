/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Parts that a user brings along: one of each kind, in one file, with no edit anywhere else. Each
 * is chosen by its name and seen by what it does.
 */

#include "own-parts.h"
#include "results-test-helper.h"

#include "ns3/command-line.h"
#include "ns3/database-merger.h"
#include "ns3/experiment-identity.h"
#include "ns3/fabric-compat.h"
#include "ns3/own-results.h"
#include "ns3/run-table.h"
#include "ns3/simulator.h"
#include "ns3/sweep-settings.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using namespace own_parts;

namespace
{

/// A slot of a full packet on a link of 400 Gb/s, gap included, ns.
constexpr double SLOT = 83.56;
/// Packets of a message.
constexpr uint32_t PACKETS = 32;

/// Hosts of one leaf send to those of the other.
ExperimentOptions
Usual()
{
    ExperimentOptions options;
    options.fabric = "leaf-spine:leaves=2,spines=4,hosts=4";
    options.workload = "shift:offset=4,bytes=128KiB";
    options.lb = "lanes";
    options.cc = "fixed-rate";
    options.ackInterval = 1;
    options.stop = "1s";
    options.db = "none";
    return options;
}

/**
 * @ingroup ai-fabric-tests
 * A part of each kind.
 */
class OwnPartsTestCase : public TestCase
{
  public:
    OwnPartsTestCase()
        : TestCase("Parts of a user are chosen by name and do what they do")
    {
    }

  private:
    RunRecord Run(const ExperimentOptions& options, RunDetails* where = nullptr)
    {
        RunDetails details;
        FabricProgram::Prepare(options);
        Experiment experiment(options);
        const RunRecord run = experiment.Measure(where ? *where : details);
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", run.error);
        return run;
    }

    /// @return completion time of a run with one option changed, ns
    double Time(const std::string& name, const std::string& value)
    {
        ExperimentOptions options = Usual();
        options.Set(name, value);
        return Run(options).cctNs.value_or(0);
    }

    void CheckStrategies()
    {
        // A path for each: the fabric is as good as none. One uplink for four: they share it.
        const RunRecord lanes = Run(Usual());
        NS_TEST_EXPECT_MSG_EQ_TOL(lanes.GetSlowdown().value_or(0), 1, 0.02, "lanes");
        NS_TEST_EXPECT_MSG_EQ_TOL(Time("lb", "first-port") - *lanes.cctNs,
                                  3 * PACKETS * SLOT,
                                  0.03 * 3 * PACKETS * SLOT,
                                  "first-port");
        std::ostringstream table;
        PrintStrategyTable(table);
        for (const char* name : {"first-port", "lanes", "path steering"})
        {
            NS_TEST_EXPECT_MSG_NE(table.str().find(name), std::string::npos, name);
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(Time("cc", "share:part=0.25") - *lanes.cctNs,
                                  3 * (PACKETS - 1) * SLOT,
                                  0.03 * 3 * PACKETS * SLOT,
                                  "share");
        // One packet at a time, by whatever makes it so.
        const double window = Time("cc", "window:bytes=4096");
        NS_TEST_EXPECT_MSG_EQ_TOL(Time("recovery", "stop-and-wait"), window, 0.001 * window, "");
        NS_TEST_EXPECT_MSG_GT(window, 5 * *lanes.cctNs, "which is slow");
    }

    void CheckTraffic()
    {
        ExperimentOptions options = Usual();
        options.fabric = "star:hosts=5";
        options.lb = "ecmp";
        options.workload = "fan";
        const RunRecord star = Run(options);
        NS_TEST_EXPECT_MSG_EQ(star.hosts.value_or(0), 5, "hosts of the star");
        NS_TEST_EXPECT_MSG_EQ(star.flows.value_or(0), 4, "flows of the fan");
        // A packet and its ACK, over two links each.
        NS_TEST_EXPECT_MSG_EQ(star.packetHops.value_or(0), 4 * 2 * 2, "hops");
    }

    void CheckSwitchAndFault()
    {
        ExperimentOptions options = Usual();
        options.workload = "incast:fan-in=4,bytes=128KiB";
        NS_TEST_EXPECT_MSG_EQ(Run(options).drops.value_or(1), 0, "room for all");
        options.switchModel = "tiny";
        NS_TEST_EXPECT_MSG_GT(Run(options).drops.value_or(0), 0, "two packets of room");

        options.switchModel = "generic:stages=count";
        options.record = "all";
        RunDetails counted;
        CountStage::frames = 0;
        Run(options, &counted);
        uint64_t sent = 0;
        for (const PortRecord& port : counted.ports)
        {
            sent += port.tier == "host" ? 0 : port.frames;
        }
        NS_TEST_EXPECT_MSG_EQ(CountStage::frames, sent, "it has seen each frame");
        NS_TEST_EXPECT_MSG_GT(sent, 4 * PACKETS, "of which there are many");

        options = Usual();
        options.fault = "blackout:time=2us,duration=1us,fraction=1";
        RunDetails details;
        const RunRecord run = Run(options, &details);
        NS_TEST_EXPECT_MSG_GT(run.drops.value_or(0), 0, "lost in the dark");
        NS_TEST_EXPECT_MSG_GT(run.retransmittedPackets.value_or(0), 0, "and sent again");
        uint32_t begins = 0;
        uint32_t ends = 0;
        for (const EventRecord& event : details.events)
        {
            begins += event.kind == "blackout" ? 1 : 0;
            ends += event.kind == "light" ? 1 : 0;
        }
        NS_TEST_EXPECT_MSG_GT(begins, 0, "told");
        NS_TEST_EXPECT_MSG_EQ(ends, begins, "all over");
    }

    /// The packets of a queue pair in its turn, by an option of our own.
    void CheckOption()
    {
        using Option = ExperimentOption;
        const std::string before = ExperimentIdentity(ExperimentPlan(Usual())).ToString();
        {
            const RegisterExperimentOptions rows{
                Option("class-of-data",
                       Option::Part::IDENTITY,
                       Option::Form::NUMBER,
                       Option::Own{"3"},
                       "Class of data")
                    .Within({0, 7}, "classes")
                    .Acts([](const OptionValue& value, FabricHelper& helper) {
                        helper.SetNicAttribute("DataClass", UintegerValue(value.number));
                    }),
                Option("second-lb",
                       Option::Part::IDENTITY,
                       Option::Form::COMPONENT,
                       Option::Own{"ecmp"},
                       "A component")
                    .Of(families::LoadBalancers),
            };
            ExperimentOptions options = Usual();
            NS_TEST_EXPECT_MSG_EQ(ExperimentIdentity(ExperimentPlan(options)).ToString(),
                                  before,
                                  "defaults are no other experiment");
            options.Set("class-of-data", "05");
            options.Set("second-lb", "spray:weighted=false");
            const RunRecord run = Run(options);
            NS_TEST_EXPECT_MSG_EQ(DataClass(options), 5, "it acts");
            for (const std::string part : {R"("class-of-data":"5")", R"("second-lb":"spray)"})
            {
                NS_TEST_EXPECT_MSG_NE(run.experiment.find(part), std::string::npos, run.experiment);
            }
            NS_TEST_EXPECT_MSG_NE(run.parameters.find("class-of-data"),
                                  std::string::npos,
                                  "stored");
            NS_TEST_EXPECT_MSG_EQ(Refusal("class-of-data", "8"),
                                  "--class-of-data=8 is not within 0 to 7 classes",
                                  "nonsense");
            NS_TEST_EXPECT_MSG_NE(Refusal("second-lb", "spraying").find("did you mean 'spray'"),
                                  std::string::npos,
                                  "unknown components");
            CheckCommandLine();
        }
        NS_TEST_EXPECT_MSG_EQ((ExperimentOption::Find("class-of-data") == nullptr), true, "gone");
    }

    /// The command line knows options of our own, and what they are called.
    void CheckCommandLine()
    {
        ExperimentOptions options;
        CommandLine command("own");
        options.AddTo(command);
        std::ostringstream help;
        command.PrintHelp(help);
        NS_TEST_EXPECT_MSG_NE(help.str().find("--class-of-data"), std::string::npos, help.str());
        const auto parse = [&](std::vector<std::string> arguments) {
            std::vector<char*> argv;
            for (std::string& argument : arguments)
            {
                argv.push_back(argument.data());
            }
            FabricProgram::Parse(command, static_cast<int>(argv.size()), argv.data(), options);
        };
        parse({"own", "--class-of-data=4"});
        NS_TEST_EXPECT_MSG_EQ(options.own["class-of-data"], "4", "parsed");
        std::string refusal;
        try
        {
            parse({"own", "--clas-of-data=4"});
        }
        catch (const ConfigError& error)
        {
            refusal = error.what();
        }
        NS_TEST_EXPECT_MSG_NE(refusal.find("did you mean 'class-of-data'"),
                              std::string::npos,
                              refusal);
        CheckSweepOption(JsonValue::Parse("4", "spec"), "class-of-data");
    }

    /// @return the class of data of NICs that are built
    uint64_t DataClass(const ExperimentOptions& options)
    {
        FabricProgram::Prepare(options);
        Experiment experiment(options);
        experiment.Build();
        UintegerValue value;
        experiment.GetFabric().GetNic(0)->GetAttribute("DataClass", value);
        Simulator::Destroy();
        return value.Get();
    }

    /// @return why an experiment with one option changed is refused
    std::string Refusal(const std::string& name, const std::string& value)
    {
        ExperimentOptions options = Usual();
        options.Set(name, value);
        try
        {
            Experiment experiment(options);
        }
        catch (const ConfigError& error)
        {
            return error.what();
        }
        return "";
    }

    /// A result of our own.
    void CheckResult()
    {
        const std::string path = CreateTempDirFilename("own.sqlite");
        unlink(path.c_str());
        ExperimentOptions options = Usual();
        options.db = path;
        Store(options); // made before there is a column of our own
        RunRecord run;
        {
            const RegisterResults results{
                {{"busiest_bytes", "INTEGER", "B", "sent by the busiest host"},
                 [](const FabricContainer& fabric, const RunRecord&) -> ResultValue {
                     uint64_t most = 0;
                     for (uint32_t host = 0; host < fabric.GetHosts().GetN(); host++)
                     {
                         most = std::max(most, fabric.GetDevice(host, 0)->GetCounters().bytes);
                     }
                     return most;
                 }},
                {{"twice", "REAL", "", "two slowdowns"},
                 [](const FabricContainer&, const RunRecord& known) -> ResultValue {
                     return 2 * known.GetSlowdown().value_or(0);
                 }},
            };
            run = Store(options);
            std::ostringstream text;
            PrintRun(text, run);
            NS_TEST_EXPECT_MSG_NE(text.str().find("busiest_bytes"), std::string::npos, text.str());
            NS_TEST_EXPECT_MSG_NE(GetSchemaReference().find("sent by the busiest host"),
                                  std::string::npos,
                                  "list database");
        }
        Store(options); // by a program that does not know the columns
        const uint64_t bytes = std::get<uint64_t>(run.own["busiest_bytes"]);
        NS_TEST_EXPECT_MSG_GT(bytes, PACKETS * 4096, "more than the payload");
        const std::string expected = "NULL," + std::to_string(bytes) + ",NULL";
        const std::string query =
            "SELECT group_concat(ifnull(busiest_bytes, 'NULL')) FROM (SELECT * FROM summary "
            "ORDER BY run_id)";
        NS_TEST_EXPECT_MSG_EQ(aifabric::tests::Ask(path, query), expected, "in the view");
        NS_TEST_EXPECT_MSG_EQ(
            aifabric::tests::Ask(path, "SELECT max(abs(twice - 2 * slowdown)) < 1e-9 FROM summary"),
            "1",
            "another");
        const std::string merged = CreateTempDirFilename("merged.sqlite");
        unlink(merged.c_str());
        DatabaseMerger::Merge(merged, {path});
        NS_TEST_EXPECT_MSG_EQ(aifabric::tests::Ask(merged, query), expected, "merged");
    }

    /// @return a run that is stored
    RunRecord Store(const ExperimentOptions& options)
    {
        FabricProgram::Prepare(options);
        return Experiment(options).Execute();
    }

    void DoRun() override
    {
        // Registered now, not when the test runner starts: other suites list what there is.
        for (const TypeId& type : {FirstPortLoadBalancer::GetTypeId(),
                                   LanesLoadBalancer::GetTypeId(),
                                   ShareCongestionControl::GetTypeId(),
                                   StopAndWaitLossRecovery::GetTypeId(),
                                   FanWorkload::GetTypeId(),
                                   BlackoutFault::GetTypeId(),
                                   StarFabric::GetTypeId(),
                                   TinySwitchPreset::GetTypeId(),
                                   CountStage::GetTypeId()})
        {
            uint32_t families = 0;
            for (const auto& [option, family] : families::All())
            {
                for (const ComponentInfo& info : family->List())
                {
                    families += info.type == type && !info.description.empty() ? 1 : 0;
                }
            }
            NS_TEST_EXPECT_MSG_EQ(families, 1, type.GetName() << " is listed");
        }
        CheckStrategies();
        CheckTraffic();
        CheckSwitchAndFault();
        CheckOption();
        CheckResult();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class OwnPartsTestSuite : public TestSuite
{
  public:
    OwnPartsTestSuite()
        : TestSuite("ai-fabric-own-parts", TestSuite::Type::UNIT)
    {
        AddTestCase(new OwnPartsTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

/// Registers the suite.
const OwnPartsTestSuite g_ownPartsTestSuite;

} // namespace
