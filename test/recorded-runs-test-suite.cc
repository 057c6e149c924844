/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Runs whose results were recorded once, test/recorded-runs.txt. A change of the inside keeps them
 * all. A change of behaviour writes the list anew and says in it which digests moved, and why:
 * ./ns3 run "fabric-digests --file=contrib/ai-fabric/test/recorded-runs.txt"
 */

#include "recorded-runs.h"

#include "ns3/fabric-compat.h"
#include "ns3/test.h"

#include <string>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Every recorded run has its recorded result.
 */
class RecordedRunsTestCase : public TestCase
{
  public:
    RecordedRunsTestCase()
        : TestCase("Recorded runs have the results that were recorded")
    {
    }

  private:
    void DoRun() override
    {
        SetDataDir(NS_TEST_SOURCEDIR);
        const auto runs = recorded_runs::Read(CreateDataDirFilename("recorded-runs.txt"));
        NS_TEST_ASSERT_MSG_GT(runs.size(), 500, "the list is read");
        for (const auto& run : runs)
        {
            if (run.options.empty())
            {
                continue;
            }
            NS_TEST_EXPECT_MSG_EQ(recorded_runs::Execute(run.options), run.result, run.options);
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of recorded runs.
 */
class RecordedRunsTestSuite : public TestSuite
{
  public:
    RecordedRunsTestSuite()
        : TestSuite("ai-fabric-recorded-runs", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new RecordedRunsTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

/// Registers the suite.
const RecordedRunsTestSuite g_recordedRunsTestSuite;

} // namespace
