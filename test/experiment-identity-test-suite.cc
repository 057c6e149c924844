/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "results-test-helper.h"

#include "ns3/config-error.h"
#include "ns3/config.h"
#include "ns3/experiment-identity.h"
#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/sweep-run.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup ai-fabric-tests
 *
 * What tells experiments apart: one list for the database, its views and sweeps.
 */

namespace ns3
{
namespace aifabric
{
namespace tests
{

namespace
{

using Part = ExperimentOption::Part;
using Form = ExperimentOption::Form;

/**
 * Give an option another value, whatever option it is.
 * @param options the options
 * @param option the option
 */
void
Change(ExperimentOptions& options, const ExperimentOption& option)
{
    static const std::map<std::string, std::string> components{
        {"fabric", "leaf-spine:leaves=2"},
        {"switch", "generic:ecn=false"},
        {"recovery", "go-back-n"},
        {"cc", "dcqcn"},
        {"workload", "pair:bytes=7"},
        {"placement", "random"},
        {"lb", "ecmp"},
        {"fault", "link:names=host0-edge0"},
        {"rate", "3Gbps"},
        {"mtu", "512"},
    };
    const auto named = components.find(option.name);
    const std::string value = named != components.end()      ? named->second
                              : !option.choices.empty()      ? option.choices.back()
                              : option.form == Form::TIME    ? "7us"
                              : option.form == Form::NUMBER  ? "7"
                              : option.form == Form::BOOLEAN ? "true"
                                                             : "other";
    if (option.part == Part::OUTPUT)
    {
        options.SetText(option.name, value);
        return;
    }
    options.Set(option.name, value);
}

/**
 * Identify a run of a sweep.
 * @param options its options
 * @return its key
 */
std::string
GetKey(const ExperimentOptions& options)
{
    SweepRun run;
    run.options = options;
    run.Identify();
    return run.key;
}

/**
 * Write the experiment of some options.
 * @param options the options
 * @return what the database stores
 */
std::string
GetExperiment(const ExperimentOptions& options)
{
    return ExperimentIdentity(ExperimentPlan(options)).ToString();
}

/**
 * Make options with one that is set.
 * @param name its name
 * @param value its value
 * @return the options
 */
ExperimentOptions
With(const std::string& name, const std::string& value)
{
    ExperimentOptions options;
    options.Set(name, value);
    return options;
}

/**
 * A small experiment on a file.
 * @param db the file
 * @return its options
 */
ExperimentOptions
Small(const std::string& db)
{
    ExperimentOptions options;
    options.fabric = "leaf-spine:leaves=2,spines=4,hosts=4";
    options.lb = "spray";
    options.workload = "shift:offset=4,bytes=64KiB";
    options.db = db;
    return options;
}

} // namespace

/**
 * @ingroup ai-fabric-tests
 * Every option is classified, and identity, sweep key and view follow from its row alone.
 */
class OptionPartsTestCase : public TestCase
{
  public:
    OptionPartsTestCase()
        : TestCase("every option is part of the identity or is not, for view and sweep alike")
    {
    }

  private:
    void DoRun() override
    {
        const std::string path = CreateTempDirFilename("parts.sqlite");
        unlink(path.c_str());
        ResultsDatabase database;
        database.Open(path);
        uint32_t identities = 1;
        Append(database, ExperimentOptions());
        std::set<std::string> names;
        for (const ExperimentOption& option : ExperimentOptions::Table())
        {
            NS_TEST_EXPECT_MSG_EQ(names.insert(option.name).second, true, option.name << " twice");
            ExperimentOptions options;
            Change(options, option);
            const bool isIdentity = option.part == Part::IDENTITY;
            const bool isRun =
                isIdentity || option.part == Part::STRATEGY || option.part == Part::REPETITION;
            NS_TEST_EXPECT_MSG_EQ((GetExperiment(options) != GetExperiment(ExperimentOptions())),
                                  isIdentity,
                                  "experiment, " << option.name);
            NS_TEST_EXPECT_MSG_EQ((GetKey(options) != GetKey(ExperimentOptions())),
                                  isRun,
                                  "key of sweeps, " << option.name);
            Append(database, options);
            identities += isIdentity ? 1 : 0;
        }
        database.Close();
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT count(DISTINCT experiment) FROM strategy"),
                              std::to_string(identities),
                              "the view follows");
        for (const std::string name :
             {"rate", "delay", "mtu", "ack_interval", "burst", "spread", "stop"})
        {
            NS_TEST_EXPECT_MSG_EQ(
                Ask(path, "SELECT count(DISTINCT ifnull(" + name + ", '')) FROM strategy"),
                "2",
                "column " << name);
        }
        // Said by hand, so that a row does not change its part unseen.
        for (const std::string name : {"fabric",
                                       "rate",
                                       "delay",
                                       "switch",
                                       "mtu",
                                       "recovery",
                                       "cc",
                                       "workload",
                                       "placement",
                                       "fault",
                                       "spread",
                                       "jitter",
                                       "ack-interval",
                                       "burst",
                                       "stop"})
        {
            const ExperimentOption* option = ExperimentOption::Find(name);
            NS_TEST_EXPECT_MSG_EQ((option && option->part == Part::IDENTITY), true, name);
        }
        NS_TEST_EXPECT_MSG_EQ(List(Part::STRATEGY), "lb ", "strategies");
        NS_TEST_EXPECT_MSG_EQ(List(Part::REPETITION), "seed run ", "repetitions");
        NS_TEST_EXPECT_MSG_EQ(List(Part::MANNER),
                              "engine domains force ",
                              "no result depends on them");
        NS_TEST_EXPECT_MSG_EQ(List(Part::STORED), "label record ", "what is stored");
    }

    /**
     * Store a run.
     * @param database where
     * @param options its options
     */
    static void Append(ResultsDatabase& database, const ExperimentOptions& options)
    {
        RunRecord run = MakeRun("");
        run.lb = options.lb;
        run.experiment = GetExperiment(options);
        run.cctNs = 2;
        run.boundNs = 1;
        database.Append(run);
    }

    /**
     * List the options that are something to an experiment.
     * @param part what
     * @return their names
     */
    static std::string List(Part part)
    {
        std::string names;
        for (const ExperimentOption& option : ExperimentOptions::Table())
        {
            names += option.part == part ? option.name + " " : "";
        }
        return names;
    }
};

/**
 * @ingroup ai-fabric-tests
 * Equal choices are one experiment, however they are written; changed defaults are another one.
 */
class CanonicalIdentityTestCase : public TestCase
{
  public:
    CanonicalIdentityTestCase()
        : TestCase("canonical forms")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<std::vector<std::string>> same{
            {"rate", "400Gbps", "0.4Tbps", "400000Mbps"},
            {"delay", "500ns", "0.5us", "500000ps"},
            {"mtu", "4096", "4KiB"},
            {"workload", "permutation:bytes=1MiB", "permutation:bytes=1048576"},
            {"switch",
             "generic:buffer-per-port=800KB,ecn=true",
             "generic:ecn=true,buffer-per-port=800000"},
            {"stop", "50ms", "0.05s"},
            {"spread", "0s", "0ns"},
            {"fault", "", "none"},
            {"burst", "1", "1"},
        };
        for (const auto& row : same)
        {
            const std::string first = GetExperiment(With(row[0], row[1]));
            for (size_t i = 2; i < row.size(); i++)
            {
                NS_TEST_EXPECT_MSG_EQ(GetExperiment(With(row[0], row[i])), first, row[i]);
                NS_TEST_EXPECT_MSG_EQ(GetKey(With(row[0], row[i])),
                                      GetKey(With(row[0], row[1])),
                                      row[i] << ", in sweeps");
            }
        }
        NS_TEST_EXPECT_MSG_NE(GetExperiment(With("rate", "400.4Gbps")),
                              GetExperiment(ExperimentOptions()),
                              "another rate");
        const std::string before = GetExperiment(ExperimentOptions());
        NS_TEST_EXPECT_MSG_EQ(before.find("ns3::"), std::string::npos, before);
        Config::SetDefault("ns3::aifabric::RoceNic::Mtu", UintegerValue(1024));
        const std::string changed = GetExperiment(ExperimentOptions());
        Config::Reset();
        NS_TEST_EXPECT_MSG_NE(changed.find(R"("ns3::aifabric::RoceNic::Mtu":"1024")"),
                              std::string::npos,
                              changed);
        NS_TEST_EXPECT_MSG_EQ(GetExperiment(ExperimentOptions()), before, "defaults again");
        // A fabric from a file is what the file says.
        const std::string path = CreateTempDirFilename("fabric.txt");
        const auto described = [&path](const std::string& text) {
            std::ofstream(path) << text;
            return GetExperiment(With("fabric", "file:path=" + path));
        };
        const std::string one = described("host a b\nswitch s\nlink a s\nlink b s\n");
        NS_TEST_EXPECT_MSG_NE(described("host a b\nswitch s\nlink a s\nlink b s rate=1Gbps\n"),
                              one,
                              "another file of the same name");
        // So are messages from a file.
        const std::string list = CreateTempDirFilename("pairs.txt");
        const auto listed = [&list](const std::string& text) {
            std::ofstream(list) << text;
            return GetExperiment(With("workload", "pairs:path=" + list));
        };
        const std::string messages = listed("0 1\n");
        NS_TEST_EXPECT_MSG_NE(listed("0 2\n"), messages, "other messages in the same file");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Repetitions with random faults are one experiment, although feasible rates differ; so are runs
 * under both engines and runs that failed.
 */
class RandomFaultsIdentityTestCase : public TestCase
{
  public:
    RandomFaultsIdentityTestCase()
        : TestCase("repetitions with random faults are one experiment")
    {
    }

  private:
    void DoRun() override
    {
        const std::string path = CreateTempDirFilename("faults.sqlite");
        unlink(path.c_str());
        ExperimentOptions options = Small(path);
        options.fault = "link:tier=leaf-spine,select=random,fraction=0.4";
        options.label = "first";
        for (options.run = 1; options.run <= 4; options.run++)
        {
            RngSeedManager::SetSeed(1);
            RngSeedManager::SetRun(options.run);
            Experiment(options).Execute();
            options.label = "another";
            options.record = options.record == "summary" ? "flows" : "summary";
            options.rate = options.rate == "400Gbps" ? "0.4Tbps" : "400Gbps";
        }
        NS_TEST_EXPECT_MSG_GT(
            std::stoi(Ask(path,
                          "SELECT count(DISTINCT json_extract(parameters, '$.\"feasible-rate\"')) "
                          "FROM run")),
            1,
            "the draws differ");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT count(DISTINCT experiment) FROM run"), "1", "runs");
        NS_TEST_EXPECT_MSG_EQ(
            Ask(path, "SELECT group_concat(runs || ' ' || rate || ' ' || fault) FROM strategy"),
            "4 400Gbps link:fraction=0.4,select=random,tier=leaf-spine",
            "one row over four runs");

        // One that a limit stops is counted beside the others, and in no mean.
        const std::string mean = Ask(path, "SELECT printf('%.9f', mean_slowdown) FROM strategy");
        RunRecord failed = Experiment::MakeFailed(options, "out of memory");
        {
            ResultsDatabase database;
            database.Open(path);
            database.Append(failed);
        }
        NS_TEST_EXPECT_MSG_EQ(
            Ask(path,
                "SELECT runs || ' ' || failed || printf(' %.9f', mean_slowdown) FROM strategy"),
            "4 1 " + mean,
            "a failed one is told");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class ExperimentIdentityTestSuite : public TestSuite
{
  public:
    ExperimentIdentityTestSuite()
        : TestSuite("ai-fabric-experiment-identity", TestSuite::Type::UNIT)
    {
        AddTestCase(new OptionPartsTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new CanonicalIdentityTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new RandomFaultsIdentityTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

/// Registers the suite.
static ExperimentIdentityTestSuite g_experimentIdentityTestSuite;

} // namespace tests
} // namespace aifabric
} // namespace ns3
