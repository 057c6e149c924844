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
    /**
     * @param manner options beside those of the list, on which no result depends
     * @param shuffle order in which domains run
     */
    RecordedRunsTestCase(const std::string& manner, uint64_t shuffle)
        : TestCase("Recorded runs have the results that were recorded" + manner +
                   (shuffle ? " in drawn order" : "")),
          m_manner(manner),
          m_shuffle(shuffle)
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
            NS_TEST_EXPECT_MSG_EQ(recorded_runs::Execute(run.options + m_manner, m_shuffle),
                                  run.result,
                                  run.options);
        }
    }

    std::string m_manner;
    uint64_t m_shuffle;
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
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new RecordedRunsTestCase("", 0), Duration::QUICK);
        AddTestCase(new RecordedRunsTestCase(" --domains=3", 11), Duration::QUICK);
    }
};

/// Registers the suite.
const RecordedRunsTestSuite g_recordedRunsTestSuite;

} // namespace
