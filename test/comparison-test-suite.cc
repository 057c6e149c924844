/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/comparison.h"
#include "ns3/config-error.h"
#include "ns3/experiment-option.h"
#include "ns3/fabric-compat.h"
#include "ns3/run-table.h"
#include "ns3/test.h"

#include <numeric>
#include <sstream>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup ai-fabric-tests
 *
 * Lists of values, and the experiments that they make.
 */

namespace ns3
{
namespace aifabric
{
namespace tests
{

namespace
{

using Texts = std::vector<std::string>;

/// @return a text for messages
std::string
Write(const Texts& texts)
{
    std::string all;
    for (const std::string& text : texts)
    {
        all += "[" + text + "]";
    }
    return all;
}

/// @return the values of a list, or why it is refused
std::string
Split(const std::string& option, const std::string& text)
{
    try
    {
        return Write(Comparison::Split(*ExperimentOption::Find(option), text));
    }
    catch (const ConfigError& error)
    {
        return error.what();
    }
}

/// @return options of a small fabric
ExperimentOptions
Small(const std::string& lb)
{
    ExperimentOptions options;
    options.fabric = "fat-tree:k=4";
    options.lb = lb;
    return options;
}

/// @return names of the rows of all experiments
RowNames
NameAll(const Comparison& comparison)
{
    std::vector<size_t> all(comparison.GetExperiments().size());
    std::iota(all.begin(), all.end(), 0);
    return comparison.GetNames(all);
}

/**
 * @ingroup ai-fabric-tests
 * Lists are split at the commas between components.
 */
class SplitTestCase : public TestCase
{
  public:
    SplitTestCase()
        : TestCase("Lists are split between components, and refused where it is not clear")
    {
    }

  private:
    void Expect(const std::string& option, const std::string& text, const Texts& values)
    {
        NS_TEST_EXPECT_MSG_EQ(Split(option, text), Write(values), option << "=" << text);
    }

    void Refuse(const std::string& option, const std::string& text, const std::string& reason)
    {
        const std::string refusal = Split(option, text);
        NS_TEST_EXPECT_MSG_NE(refusal.find(reason), std::string::npos, text << ": " << refusal);
    }

    void DoRun() override
    {
        Expect("lb", "ecmp, spray ,ofan", {"ecmp", "spray", "ofan"});
        Expect("lb", "ofan+reps:entropies=64,ecmp", {"ofan+reps:entropies=64", "ecmp"});
        Expect("lb",
               "ns3::aifabric::EcmpLoadBalancer,ofan",
               {"ns3::aifabric::EcmpLoadBalancer", "ofan"});
        Expect("workload",
               "incast:fan-in=4,bytes=1MiB+shift:offset=2,bytes=1KiB,permutation",
               {"incast:fan-in=4,bytes=1MiB+shift:offset=2,bytes=1KiB", "permutation"});
        Expect("workload",
               "permutation:bytes=64KiB,permutation:bytes=1MiB",
               {"permutation:bytes=64KiB", "permutation:bytes=1MiB"});
        Expect("switch",
               "generic-deep,generic+spine=generic:latency=1us,kmin=2KB,generic:kmin=2KB,kmax=4KB",
               {"generic-deep",
                "generic+spine=generic:latency=1us,kmin=2KB",
                "generic:kmin=2KB,kmax=4KB"});
        Expect("rate", "100Gbps,400Gbps", {"100Gbps", "400Gbps"});
        Expect("spread", "auto,0s", {"auto", "0s"});
        Expect("stop", "", {""});
        Refuse("lb", "ecmp,,ofan", "--lb=ecmp,,ofan has an empty name");
        Refuse("lb", "ecmp,ofan,", "has an empty name");
        Refuse("cc", "window,window", "names window twice; --run=1..5 repeats it");
        Refuse("cc", "profile=paper,window", "'profile=paper' belongs to no component");
        Refuse("cc", "window,profile=paper", "is window:profile=paper meant?");
        Refuse("switch",
               "generic:kmin=2KB+spine=generic,latency=1us",
               "is generic:kmin=2KB+spine=generic:latency=1us meant?");
        Refuse("workload", "shift:offset=1+pair:dst=1,dst=2", "write both from their beginning");
        Refuse("fabric",
               "fat-tree:k=4,k=8",
               "'k' is given twice to one component; to compare two values, write "
               "fat-tree:k=4,fat-tree:k=8");
        Refuse("workload",
               "incast:fan-in=4,bytes=64KiB,1MiB",
               "another value of 'bytes' is written as "
               "incast:fan-in=4,bytes=64KiB,incast:fan-in=4,bytes=1MiB");
        Refuse("cc", "dcqcn:profile=paper,firmware", "dcqcn:profile=paper,dcqcn:profile=firmware");
        for (const ExperimentOption& option : ExperimentOptions::Table())
        {
            const bool isChoice = option.family && option.name != "fault";
            NS_TEST_EXPECT_MSG_EQ((!isChoice || Comparison::TakesList(option)), true, option.name);
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Lists make all combinations.
 */
class CombinationsTestCase : public TestCase
{
  public:
    CombinationsTestCase()
        : TestCase("Every combination is an experiment, named by what varies")
    {
    }

  private:
    /// @return a run of an experiment
    static RunRecord Run(const ExperimentOptions& options, double boundNs)
    {
        RunRecord run;
        run.lb = options.lb;
        run.cc = options.cc;
        run.cctNs = 2 * boundNs;
        run.boundNs = boundNs;
        return run;
    }

    void Product()
    {
        ExperimentOptions options = Small("ecmp,ofan");
        options.cc = "fixed-rate,window";
        const Comparison comparison(options, {1, 2});
        const Texts expected{"fixed-rate ecmp",
                             "fixed-rate ecmp",
                             "fixed-rate ofan",
                             "fixed-rate ofan",
                             "window ecmp",
                             "window ecmp",
                             "window ofan",
                             "window ofan"};
        Texts found;
        std::vector<RunRecord> runs;
        for (const ExperimentOptions& one : comparison.GetExperiments())
        {
            found.push_back(one.cc + " " + one.lb);
            NS_TEST_EXPECT_MSG_EQ(one.run, 1 + runs.size() % 2, "run");
            runs.push_back(Run(one, 1000));
        }
        NS_TEST_EXPECT_MSG_EQ(Write(found), Write(expected), "in this order");
        NS_TEST_EXPECT_MSG_EQ(Write(NameAll(comparison).headings), "[cc][strategy]", "columns");
        NS_TEST_EXPECT_MSG_EQ(Write(NameAll(comparison).rows[6]), "[window][ofan]", "a row");
        NS_TEST_EXPECT_MSG_EQ(comparison.Describe(7), "cc=window lb=ofan run=2", "a message");
        NS_TEST_EXPECT_MSG_EQ(comparison.Describe(7, false), "cc=window lb=ofan", "of all runs");
        NS_TEST_EXPECT_MSG_EQ(Write(comparison.GetNames({7, 0}).rows[0]), "[window][ofan]", "some");
        NS_TEST_EXPECT_MSG_EQ(comparison.GetTitle(runs),
                              "permutation:bytes=1MiB on fat-tree:k=4, 400Gbps, recovery sack, "
                              "bound 1.000 us",
                              "what is common");
        runs[3].boundNs = 2000;
        const std::string title = comparison.GetTitle(runs);
        NS_TEST_EXPECT_MSG_EQ(title.find("bound"), std::string::npos, title);
        runs[3].cctNs.reset();
        runs[3].status = "failed";
        std::ostringstream os;
        PrintTable(os, runs, NameAll(comparison));
        const std::string table = os.str();
        NS_TEST_EXPECT_MSG_EQ(table.find("cc          strategy        CCT us"), 0, table);
        for (const char* row : {"\nfixed-rate  ecmp             2.000",
                                "\nfixed-rate  ofan             2.000      2.000",
                                "(1 of 2 runs, 1 failed)",
                                "\nwindow      ofan             2.000"})
        {
            NS_TEST_EXPECT_MSG_NE(table.find(row), std::string::npos, row << " in\n" << table);
        }
    }

    void OneList()
    {
        ExperimentOptions options = Small("ofan");
        options.workload = "permutation:bytes=64KiB,permutation:bytes=131072";
        const Comparison comparison(options, {1});
        NS_TEST_EXPECT_MSG_EQ(Write(NameAll(comparison).headings), "[workload]", "columns");
        NS_TEST_EXPECT_MSG_EQ(Write(NameAll(comparison).rows[1]),
                              "[permutation:bytes=128KiB]",
                              "a row");
        NS_TEST_EXPECT_MSG_EQ(comparison.GetTitle({}),
                              "fat-tree:k=4, 400Gbps, lb ofan, recovery sack, cc fixed-rate",
                              "the title");
        const Comparison single(Small("spray"), {3});
        NS_TEST_EXPECT_MSG_EQ(Write(NameAll(single).headings), "[strategy]", "columns");
        NS_TEST_EXPECT_MSG_EQ(single.GetExperiments().size(), 1, "a single one");
        NS_TEST_EXPECT_MSG_EQ(single.Describe(0), "lb=spray", "its name");
        NS_TEST_EXPECT_MSG_EQ(single.GetExperiments()[0].run, 3, "its run");
    }

    /// Go-back-n refuses strategies that reorder.
    void Refusals()
    {
        ExperimentOptions options = Small("ecmp,spray");
        options.recovery = "sack,go-back-n";
        const Comparison comparison(options, {1, 2, 3});
        NS_TEST_EXPECT_MSG_EQ(comparison.GetExperiments().size(), 9, "three of four");
        NS_TEST_ASSERT_MSG_EQ(comparison.GetRefused().size(), 1, "one is refused");
        NS_TEST_EXPECT_MSG_EQ(comparison.GetRefused()[0].combination,
                              "recovery=go-back-n lb=spray",
                              "which");
        NS_TEST_EXPECT_MSG_EQ(comparison.GetRefused()[0].reason.empty(), false, "why");
        options.lb = "spray,round-robin";
        Refuse(options, "go-back-n takes reordering");
        options = Small("ecmp,ofam");
        Refuse(options, "did you mean 'ofan'");
        options = Small("ofan");
        options.workload = "permutation:bytes=1MiB,permutation:bytes=1048576";
        Refuse(options, "permutation:bytes=1MiB twice, in different words");
    }

    void Refuse(const ExperimentOptions& options, const std::string& reason)
    {
        std::string refusal;
        try
        {
            const Comparison comparison(options, {1});
        }
        catch (const ConfigError& error)
        {
            refusal = error.what();
        }
        NS_TEST_EXPECT_MSG_NE(refusal.find(reason), std::string::npos, reason << ": " << refusal);
    }

    void DoRun() override
    {
        Product();
        OneList();
        Refusals();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of comparisons.
 */
class ComparisonTestSuite : public TestSuite
{
  public:
    ComparisonTestSuite()
        : TestSuite("ai-fabric-comparison", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new SplitTestCase, Duration::QUICK);
        AddTestCase(new CombinationsTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const ComparisonTestSuite g_comparisonTestSuite;

} // namespace

} // namespace tests
} // namespace aifabric
} // namespace ns3
