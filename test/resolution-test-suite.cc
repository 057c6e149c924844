/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * A program that has chosen the resolution of times itself.
 */

#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-helper.h"
#include "ns3/nstime.h"
#include "ns3/test.h"

#include <string>
#include <sys/wait.h>
#include <unistd.h>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Time::SetResolution() before the helper. ns-3 obeys it once in a process: each choice is made in
 * one of its own, by a suite that comes first in its process, as with test.py.
 */
class ResolutionTestCase : public TestCase
{
  public:
    ResolutionTestCase()
        : TestCase("Another resolution than picoseconds is refused, picoseconds are welcome")
    {
    }

  private:
    /// @return 0: a helper was made; 1: it was refused and the remedy named; or a signal + 128
    static int Try(Time::Unit unit)
    {
        const pid_t child = fork();
        if (child == 0)
        {
            Time::SetResolution(unit);
            try
            {
                FabricHelper helper;
            }
            catch (const ConfigError& error)
            {
                _exit(std::string(error.what()).find("Time::PS") != std::string::npos ? 1 : 2);
            }
            _exit(Time::GetResolution() == Time::PS ? 0 : 3);
        }
        int status = 0;
        waitpid(child, &status, 0);
        return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }

    void DoRun() override
    {
        if (Time::GetResolution() != Time::NS)
        {
            return; // others came first in this process
        }
        NS_TEST_EXPECT_MSG_EQ(Try(Time::PS), 0, "picoseconds");
        NS_TEST_EXPECT_MSG_EQ(Try(Time::US), 1, "microseconds");
        NS_TEST_EXPECT_MSG_EQ(Try(Time::FS), 1, "femtoseconds");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class ResolutionTestSuite : public TestSuite
{
  public:
    ResolutionTestSuite()
        : TestSuite("ai-fabric-resolution", TestSuite::Type::UNIT)
    {
        AddTestCase(new ResolutionTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

/// Registers the suite.
const ResolutionTestSuite g_resolutionTestSuite;

} // namespace
