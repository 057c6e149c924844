/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "results-test-helper.h"

#include "ns3/digest-counters.h"
#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-program.h"
#include "ns3/result-digest.h"
#include "ns3/test.h"

#include <map>
#include <set>
#include <sstream>
#include <string>

/**
 * @file
 * @ingroup ai-fabric-tests
 *
 * The named counters that a digest is taken over.
 */

namespace ns3
{
namespace aifabric
{
namespace tests
{

namespace
{

/// A run with its counters.
struct Listed
{
    RunRecord run;     ///< the run
    std::string lines; ///< its counters
};

/**
 * Make a small run.
 * @param fault faults, or nothing
 * @param lb the strategy
 * @return the run and its counters
 */
Listed
Make(const std::string& fault, const std::string& lb = "ecmp")
{
    ExperimentOptions options;
    options.fabric = "leaf-spine:leaves=2,spines=2,hosts=2";
    options.workload = "shift:offset=2,bytes=64KiB";
    options.lb = lb;
    options.fault = fault;
    options.db = "none";
    options.digestCounters = true;
    FabricProgram::Prepare(options);
    Experiment experiment(options);
    RunDetails details;
    const RunRecord run = experiment.Measure(details);
    return {run, experiment.GetDigestCounters()};
}

/**
 * Read lines.
 * @param lines lines `name value`
 * @return the values by name
 */
std::map<std::string, std::string>
Read(const std::string& lines)
{
    std::map<std::string, std::string> values;
    std::istringstream is(lines);
    for (std::string line; std::getline(is, line);)
    {
        const size_t blank = line.find(' ');
        values[line.substr(0, blank)] = line.substr(blank + 1);
    }
    return values;
}

} // namespace

/**
 * @ingroup ai-fabric-tests
 * The lines are what the digest is taken over, and tell where two runs part.
 */
class DigestCountersTestCase : public TestCase
{
  public:
    DigestCountersTestCase()
        : TestCase("The digest is taken over the counters that are listed, and nothing else")
    {
    }

  private:
    void DoRun() override
    {
        const Listed plain = Make("");
        ResultDigest digest;
        std::istringstream is(plain.lines);
        std::string name;
        uint64_t value = 0;
        std::set<std::string> names;
        while (is >> name >> value)
        {
            digest.Add(value);
            NS_TEST_EXPECT_MSG_EQ(names.insert(name).second, true, name << " stands once");
        }
        // Two ends of 4 links of hosts and 4 of leaves, 4 messages, reasons but for grey losses.
        NS_TEST_EXPECT_MSG_EQ(names.size(), 16 * 6 + 4 * 4 + 6, plain.lines);
        NS_TEST_EXPECT_MSG_EQ(digest.Hex(), plain.run.resultDigest, "made of the lines");
        const auto values = Read(plain.lines);
        NS_TEST_EXPECT_MSG_EQ(values.at("job.0.task.0.packets"), "16", "packets of 4 KiB");
        NS_TEST_EXPECT_MSG_EQ(values.count("drop.grey-loss"), 0, "left out");
        NS_TEST_EXPECT_MSG_EQ(values.at("port.0.host0->leaf0.frames"), "32", "and ACKs");
        CheckDifferences(values);
    }

    void CheckDifferences(const std::map<std::string, std::string>& values)
    {
        // A link that loses at random: the reason is a line, and so is what the fault did.
        const auto grey = Read(Make("grey:names=leaf0-spine0,loss=0.5").lines);
        NS_TEST_EXPECT_MSG_EQ(grey.count("drop.grey-loss"), 1, "with losses");
        NS_TEST_EXPECT_MSG_EQ(grey.count("fault.0.subject"), 1, "with a fault");
        // Another strategy: ports of leaves differ, the frames that hosts send do not.
        const Listed other = Make("", "spray");
        std::set<std::string> differing;
        for (const auto& [name, value] : Read(other.lines))
        {
            if (values.at(name) != value)
            {
                differing.insert(name);
            }
        }
        NS_TEST_EXPECT_MSG_EQ(differing.count("port.0.host0->leaf0.frames"), 0, "hosts alike");
        bool leaves = false;
        for (const std::string& name : differing)
        {
            leaves = leaves || name.find("leaf0->spine0.frames") != std::string::npos;
        }
        NS_TEST_EXPECT_MSG_EQ(leaves, true, "leaves not");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The page of the documentation is what the program prints.
 */
class DigestPageTestCase : public TestCase
{
  public:
    DigestPageTestCase()
        : TestCase("doc/digest.rst is the output of list digest")
    {
    }

  private:
    void DoRun() override
    {
        SetDataDir(NS_TEST_SOURCEDIR);
        std::ostringstream os;
        DigestCounters::Describe(os);
        NS_TEST_EXPECT_MSG_EQ(os.str(),
                              ReadBytes(CreateDataDirFilename("../doc/digest.rst")),
                              "./aifabric list digest > doc/digest.rst");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class DigestCountersTestSuite : public TestSuite
{
  public:
    DigestCountersTestSuite()
        : TestSuite("ai-fabric-digest-counters", TestSuite::Type::UNIT)
    {
        AddTestCase(new DigestCountersTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new DigestPageTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

/// Registers the suite.
static DigestCountersTestSuite g_digestCountersTestSuite;

} // namespace tests
} // namespace aifabric
} // namespace ns3
