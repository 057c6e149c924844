/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "results-test-helper.h"

#include "ns3/command-line.h"
#include "ns3/config-error.h"
#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-program.h"
#include "ns3/memory-estimate.h"
#include "ns3/test.h"
#include "ns3/workload.h"

#include <map>
#include <sstream>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup ai-fabric-tests
 *
 * One table of options, from which the rest follows, and the plan in which each is read once.
 */

namespace ns3
{
namespace aifabric
{
namespace tests
{

namespace
{

using Option = ExperimentOption;

/**
 * List what stands between backticks.
 * @param text a text
 * @return the pieces
 */
std::vector<std::string>
ListQuoted(const std::string& text)
{
    std::vector<std::string> pieces;
    size_t from = 0;
    for (size_t open = 0; (open = text.find('`', from)) != std::string::npos;)
    {
        const size_t close = text.find('`', open + 1);
        pieces.push_back(text.substr(open + 1, close - open - 1));
        from = close + 1;
    }
    return pieces;
}

/**
 * Call a function that should refuse something.
 * @param call the function
 * @return what it says
 */
template <typename Call>
std::string
Refusal(Call call)
{
    try
    {
        call();
    }
    catch (const ConfigError& error)
    {
        return error.what();
    }
    return "";
}

} // namespace

/**
 * @ingroup ai-fabric-tests
 * The pages name each option with its default.
 */
class OptionPagesTestCase : public TestCase
{
  public:
    OptionPagesTestCase()
        : TestCase("README.md and doc/sweep.rst name each option, with its default")
    {
    }

  private:
    void DoRun() override
    {
        SetDataDir(NS_TEST_SOURCEDIR);
        std::istringstream page(ReadBytes(CreateDataDirFilename("../README.md")));
        std::map<std::string, std::string> defaults;
        for (std::string line; std::getline(page, line);)
        {
            if (line.rfind("| `--", 0) != 0)
            {
                continue;
            }
            const size_t second = line.find('|', 1);
            const size_t third = line.find('|', second + 1);
            const auto names = ListQuoted(line.substr(0, second));
            const auto values = ListQuoted(line.substr(second, third - second));
            for (size_t i = 0; i < names.size(); i++)
            {
                NS_TEST_EXPECT_MSG_EQ((i < values.size() || values.empty()), true, line);
                const bool isNew =
                    defaults.emplace(names[i].substr(2), values.empty() ? "" : values.at(i)).second;
                NS_TEST_EXPECT_MSG_EQ(isNew, true, names[i] << " stands once");
            }
        }
        const std::string sweeps = ReadBytes(CreateDataDirFilename("../doc/sweep.rst"));
        const size_t start = sweeps.find("Options have the names");
        const std::string list =
            sweeps.substr(start, sweeps.find("The values of one", start) - start);
        for (const Option& option : ExperimentOptions::Table())
        {
            const auto row = defaults.find(option.name);
            NS_TEST_ASSERT_MSG_EQ((row != defaults.end()), true, "README: --" << option.name);
            const bool isOff = option.form == Option::Form::BOOLEAN;
            NS_TEST_EXPECT_MSG_EQ(row->second,
                                  (isOff ? "" : option.GetDefault()),
                                  "README: default of --" << option.name);
            NS_TEST_EXPECT_MSG_EQ((list.find("``" + option.name + "``") != std::string::npos),
                                  option.IsInSweeps(),
                                  "doc/sweep.rst: " << option.name);
            defaults.erase(row);
        }
        NS_TEST_EXPECT_MSG_EQ(defaults.size(), 0, "README: an option that is none");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Command lines and the check for nonsense follow from the rows.
 */
class OptionRowsTestCase : public TestCase
{
  public:
    OptionRowsTestCase()
        : TestCase("What an option may be, and which programs know it, stands in "
                   "its row")
    {
    }

  private:
    /// @return why a value is refused, by the plan or its check
    static std::string Refuse(const std::string& name, const std::string& value)
    {
        return Refusal([&]() {
            ExperimentOptions options;
            Option::Find(name)->Put(options, value);
            ExperimentPlan(options).Check();
        });
    }

    /// @return the help of a program
    static std::string GetHelp(bool severalRuns)
    {
        ExperimentOptions options;
        CommandLine command("program");
        options.AddTo(command, severalRuns);
        std::ostringstream os;
        command.PrintHelp(os);
        return os.str();
    }

    void DoRun() override
    {
        const std::vector<std::vector<std::string>> wrong{
            {"ack-interval", "0", "--ack-interval=0 is not within 1 to 65536 packets"},
            {"burst", "0", "--burst=0 is not within 1 to 4294967295 packets"},
            {"mtu", "9001", "--mtu=9001 is not within 256 to 9000 bytes"},
            {"mtu", "four", "--mtu=four: "},
            {"record", "much", "--record=much: 'much' is not one of summary, flows, series, all"},
            {"engine", "steam", "--engine=steam: 'steam' is not one of native, pump"},
            {"seed", "0", "1 to 4294967295"},
            {"delay", "auto", "--delay=auto: "},
            {"delay", "2d", "--delay=2d: a delay of more than 1d"},
            {"jitter", "5ms", "--jitter=5ms: "},
            {"stop", "0s", "--stop=0s: "},
            {"resolution", "0s", "--resolution=0s: "},
            {"lb", "ofan+ecmp", "--lb=ofan+ecmp: two strategies of switches"},
            {"lb", "reps+host-spray", "two strategies of hosts"},
            {"cc", "dcqcm", "did you mean 'dcqcn'"},
            {"fault", "link:fraction=2", "fraction: '2' is out of range"},
            {"pcap-only", "host0", "without --pcap"},
            {"switch", "generic+moon=generic", "moon"},
        };
        for (const auto& row : wrong)
        {
            const std::string refusal = Refuse(row[0], row[1]);
            NS_TEST_EXPECT_MSG_NE(refusal.find(row[2]),
                                  std::string::npos,
                                  row[0] << "=" << row[1] << ": " << refusal);
        }
        const std::string one = GetHelp(false);
        const std::string several = GetHelp(true);
        for (const Option& option : ExperimentOptions::Table())
        {
            const std::string name = "--" + option.name + ":";
            NS_TEST_EXPECT_MSG_NE(one.find(name), std::string::npos, "fabric-run " << name);
            NS_TEST_EXPECT_MSG_EQ((several.find(name) == std::string::npos),
                                  option.isForOneRun,
                                  "fabric-compare " << name);
            NS_TEST_EXPECT_MSG_EQ(Refuse(option.name, option.GetDefault()), "", "the default");
        }
        const std::string refusal = Refusal([]() {
            ExperimentOptions options;
            CommandLine command("program");
            options.AddTo(command, true);
            std::string program("program");
            std::string option("--digest-counters");
            char* argv[] = {program.data(), option.data()};
            FabricProgram::Parse(command, 2, argv, options, {}, true);
        });
        NS_TEST_EXPECT_MSG_EQ(refusal, "--digest-counters is for one run: use fabric-run", "");
        const std::string visualizer = Refusal([]() {
            ExperimentOptions options;
            CommandLine command("program");
            options.AddTo(command);
            std::string program("program");
            std::string option("--SimulatorImplementationType=ns3::VisualSimulatorImpl");
            char* argv[] = {program.data(), option.data()};
            FabricProgram::Parse(command, 2, argv, options);
        });
        NS_TEST_EXPECT_MSG_NE(visualizer.find("visualizer (--vis)"), std::string::npos, visualizer);
    }
};

/**
 * @ingroup ai-fabric-tests
 * A plan holds what the options say.
 */
class PlanTestCase : public TestCase
{
  public:
    PlanTestCase()
        : TestCase("A plan reads each option once, and holds what it says")
    {
    }

  private:
    void DoRun() override
    {
        ExperimentOptions options;
        options.fabric = "multi-plane:planes=2,leaves=2,spines=2,hosts=2";
        options.rate = "0.4Tbps";
        options.delay = "1us";
        options.mtu = "1KiB";
        options.lb = "reps+ofan";
        options.switchModel = "generic:kmin=2KB+spine=generic-deep";
        options.workload = "shift:offset=2+pair:dst=3,start=5us";
        options.fault = "slow:time=2us+grey:loss=0.5";
        const ExperimentPlan plan(options);
        NS_TEST_EXPECT_MSG_EQ(plan.Get("rate").number, 400000000000, "bit/s");
        NS_TEST_EXPECT_MSG_EQ(plan.Get("rate").canonical, "400Gbps", "canonical");
        NS_TEST_EXPECT_MSG_EQ((*plan.Get("delay").time == MicroSeconds(1)), true, "delay");
        NS_TEST_EXPECT_MSG_EQ(plan.Get("mtu").number, 1024, "bytes");
        NS_TEST_EXPECT_MSG_EQ(plan.Get("spread").time.has_value(), false, "auto");
        NS_TEST_EXPECT_MSG_EQ(plan.FindBalancer(true)->canonical, "ofan", "switches");
        NS_TEST_EXPECT_MSG_EQ(plan.FindBalancer(false)->canonical, "reps", "hosts");
        NS_TEST_EXPECT_MSG_EQ(plan.WriteBalancers(), "ofan+reps", "switches first");
        NS_TEST_EXPECT_MSG_EQ(plan.GetComponents("switch").size(), 2, "models");
        NS_TEST_EXPECT_MSG_EQ(plan.Get("switch").switches->GetParts()[1].tier, "spine", "tier");
        const auto& workloads = plan.GetComponents("workload");
        NS_TEST_ASSERT_MSG_EQ(workloads.size(), 2, "workloads");
        NS_TEST_EXPECT_MSG_EQ(workloads[0].canonical, "shift:offset=2", "in their order");
        NS_TEST_EXPECT_MSG_EQ((workloads[1].Create<Workload>()->GetStart() == MicroSeconds(5)),
                              true,
                              "ready to be made");
        const auto& faults = plan.GetComponents("fault");
        NS_TEST_ASSERT_MSG_EQ(faults.size(), 2, "faults");
        NS_TEST_EXPECT_MSG_EQ(faults[0].canonical.rfind("grey", 0), 0, "in one order");
        NS_TEST_EXPECT_MSG_EQ(plan.GetLayout().CountHosts(), 4, "hosts");
        NS_TEST_EXPECT_MSG_EQ(plan.GetLayout().CountPlanes(), 2, "planes");
        NS_TEST_EXPECT_MSG_EQ(MemoryEstimate::Of(plan).hosts, 4, "the estimate takes it");
        // Read once, whoever asks; what files say is read anew.
        const Option& lb = *Option::Find("lb");
        NS_TEST_EXPECT_MSG_EQ((lb.Read("reps+ofan").get() == &plan.Get("lb")), true, "once");
        const Option& fault = *Option::Find("fault");
        const std::string listed = "link:file=/dev/null";
        NS_TEST_EXPECT_MSG_EQ((fault.Read(listed) != fault.Read(listed)), true, "files");
        options.lb = "nothing";
        NS_TEST_EXPECT_MSG_NE(Refusal([&]() { ExperimentPlan made(options); }), "", "refused");
        NS_TEST_EXPECT_MSG_EQ(plan.GetOptions().lb, "reps+ofan", "a value of its own");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class OptionTableTestSuite : public TestSuite
{
  public:
    OptionTableTestSuite()
        : TestSuite("ai-fabric-option-table", TestSuite::Type::UNIT)
    {
        AddTestCase(new OptionPagesTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new OptionRowsTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new PlanTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

/// Registers the suite.
static OptionTableTestSuite g_optionTableTestSuite;

} // namespace tests
} // namespace aifabric
} // namespace ns3
