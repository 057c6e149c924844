/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * A program that has done something with times before the helper.
 */

#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-engine.h"
#include "ns3/fabric-helper.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <functional>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * What a program does before the helper. ns-3 chooses the resolution of times once in a process:
 * each case is a process of its own, by a suite that comes first in its process, as with test.py.
 */
class ResolutionTestCase : public TestCase
{
  public:
    ResolutionTestCase()
        : TestCase("What makes picoseconds impossible is refused before the helper does anything")
    {
    }

  private:
    /// What became of a helper.
    enum Outcome
    {
        MADE,
        REFUSED,       ///< with the remedy that was expected
        WRONG_REFUSAL, ///< with another one
        WRONG_RESULT,  ///< it was made, and times are no picoseconds, or events lost
        SIGNAL = 128   ///< and its number: it crashed
    };

    /**
     * Do something, then make a helper.
     * @param before is done first
     * @param remedy what a refusal is to say
     * @param check says whether all is well with a helper that was made
     * @return what became of it
     */
    static int Try(
        const std::function<void()>& before,
        const std::string& remedy,
        const std::function<bool()>& check = []() { return true; })
    {
        const pid_t child = fork();
        if (child == 0)
        {
            before();
            try
            {
                FabricHelper helper;
            }
            catch (const ConfigError& error)
            {
                const std::string text = error.what();
                const bool isRight =
                    text.find(remedy) != std::string::npos && text.find('\n') == std::string::npos;
                _exit(isRight ? REFUSED : WRONG_REFUSAL);
            }
            _exit(Time::GetResolution() == Time::PS && check() ? MADE : WRONG_RESULT);
        }
        int status = 0;
        waitpid(child, &status, 0);
        return WIFSIGNALED(status) ? SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
    }

    void CheckUnits()
    {
        const auto choose = [](Time::Unit unit) {
            return Try([unit]() { Time::SetResolution(unit); }, "Time::PS");
        };
        NS_TEST_EXPECT_MSG_EQ(choose(Time::PS), MADE, "picoseconds");
        NS_TEST_EXPECT_MSG_EQ(choose(Time::US), REFUSED, "microseconds");
        NS_TEST_EXPECT_MSG_EQ(choose(Time::FS), REFUSED, "femtoseconds");
        NS_TEST_EXPECT_MSG_EQ(choose(Time::NS), REFUSED, "nanoseconds, although the default");
        const auto run = []() {
            Simulator::Run();
            Simulator::Destroy();
        };
        NS_TEST_EXPECT_MSG_EQ(Try(run, "a simulation has run"), REFUSED, "another one came first");
    }

    void CheckEvents()
    {
        const std::string remedy = "make the FabricHelper first";
        const auto schedule = []() { Simulator::Schedule(MicroSeconds(1), []() {}); };
        NS_TEST_EXPECT_MSG_EQ(Try(schedule, remedy), REFUSED, "an event");
        const auto stop = []() { Simulator::Stop(MicroSeconds(1)); };
        NS_TEST_EXPECT_MSG_EQ(Try(stop, remedy), REFUSED, "an end");
        const auto make = []() { NodeContainer().Create(2); };
        NS_TEST_EXPECT_MSG_EQ(Try(make, remedy), REFUSED, "nodes");
        NS_TEST_EXPECT_MSG_EQ(Try([]() { Simulator::Now(); }, ""), MADE, "a look at the clock");
        const auto destroy = []() {
            Simulator::Schedule(MicroSeconds(1), []() {});
            Simulator::Destroy();
        };
        NS_TEST_EXPECT_MSG_EQ(Try(destroy, ""), MADE, "what is over");
        // Once it is prepared, all of that may come before the helper.
        static int s_calls = 0;
        const auto prepare = []() {
            FabricEngine::Prepare();
            NodeContainer().Create(2);
            Simulator::Schedule(NanoSeconds(1), []() { s_calls++; });
            Simulator::Stop(NanoSeconds(2));
        };
        const auto isThere = []() {
            Simulator::Run();
            return s_calls == 1 && Simulator::Now() == NanoSeconds(2);
        };
        NS_TEST_EXPECT_MSG_EQ(Try(prepare, "", isThere), MADE, "prepared before");
    }

    void DoRun() override
    {
        if (Time::GetResolution() != Time::NS)
        {
            return; // others came first in this process
        }
        CheckUnits();
        CheckEvents();
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
