/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Deadlocks of PFC: what closes a cycle of waiting buffers, how it is reported, what opens it; and
 * storms of pauses as a fault.
 */

#include "run-end-test-helper.h"

#include "ns3/component-families.h"
#include "ns3/component-spec.h"
#include "ns3/config-error.h"
#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/test.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::run_end_test;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * What the cases share.
 */
class StuckTestCase : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    /// Three switches in a ring, each with two hosts.
    std::string WriteRing(const std::string& routes)
    {
        const std::string path = CreateTempDirFilename("ring.txt");
        std::ofstream(path) << "host h[0-5]\nswitch a tier=ring\nswitch b tier=ring\n"
                               "switch c tier=ring\nlink h[0-1] a\nlink h[2-3] b\nlink h[4-5] c\n"
                               "link a b\nlink b c\nlink c a\n"
                            << routes;
        return path;
    }

    /// All hosts send to those of the next switch but one, which is the one before.
    ExperimentOptions Lossless(const std::string& fabric)
    {
        ExperimentOptions options = Options(fabric, "shift:offset=4,bytes=4MiB");
        options.lb = "ecmp";
        options.switchModel = "generic:lossless=true,buffer-per-port=10MB,ecn=false";
        return options;
    }

    std::vector<EventRecord> ListKind(const Outcome& outcome, const std::string& kind)
    {
        std::vector<EventRecord> some;
        for (const EventRecord& event : outcome.details.events)
        {
            if (event.kind == kind)
            {
                some.push_back(event);
            }
        }
        return some;
    }

    /// Static next hops that go around the ring the long way.
    const std::string m_around = "route a c via b\nroute b a via c\nroute c b via a\n";
};

/**
 * @ingroup ai-fabric-tests
 * A ring of three switches.
 */
class RingTestCase : public StuckTestCase
{
  public:
    RingTestCase()
        : StuckTestCase("A ring with static next hops deadlocks and its cycle is reported")
    {
    }

  private:
    void DoRun() override
    {
        const Outcome stuck = Execute(Lossless("file:path=" + WriteRing(m_around)));
        const std::string& error = stuck.record.error;
        NS_TEST_EXPECT_MSG_EQ(stuck.record.status, "failed", "it does not complete");
        NS_TEST_ASSERT_MSG_EQ(error.rfind("deadlock: ", 0), 0, error);
        const std::vector<std::string> ports = ListPorts(error);
        NS_TEST_ASSERT_MSG_EQ(ports.size(), 4, "three buffers: " << error);
        NS_TEST_EXPECT_MSG_EQ(ports.front(), ports.back(), "a cycle: " << error);
        std::set<std::string> switches;
        for (const std::string& port : ports)
        {
            switches.insert(port.substr(0, port.find(':')));
        }
        NS_TEST_EXPECT_MSG_EQ(switches.size(), 3, "all switches: " << error);
        NS_TEST_EXPECT_MSG_EQ(Holds(error, "(class 3, 3 buffers with "), true, error);
        // Each port leads to the switch whose port is next: ring0:2 to ring1, ring1:3 to ring2.
        for (size_t i = 0; i + 1 < ports.size(); i++)
        {
            const int from = std::stoi(ports[i].substr(4));
            const int to = std::stoi(ports[i + 1].substr(4));
            NS_TEST_EXPECT_MSG_EQ(to, (from + 1) % 3, "around: " << error);
        }
        const auto events = ListKind(stuck, "deadlock");
        NS_TEST_ASSERT_MSG_EQ(events.size(), 1, "a row in table event");
        NS_TEST_EXPECT_MSG_EQ(events[0].subject, ports.front(), "subject");
        NS_TEST_EXPECT_MSG_EQ("deadlock: " + events[0].detail,
                              error.substr(0, error.find(';')),
                              "detail");
        // The same switches and messages, one hop in place of two: no cycle.
        const Outcome straight = Execute(Lossless("file:path=" + WriteRing("")));
        NS_TEST_EXPECT_MSG_EQ(straight.record.status, "ok", straight.record.error);
        NS_TEST_EXPECT_MSG_EQ(ListKind(straight, "deadlock").size(), 0, "nothing to report");
        // Nor is there one if what has no room is lost.
        ExperimentOptions lossy = Lossless("file:path=" + WriteRing(m_around));
        lossy.switchModel = "generic:buffer-per-port=1MB,ecn=false";
        const Outcome lost = Execute(lossy);
        NS_TEST_EXPECT_MSG_EQ(lost.record.status, "ok", lost.record.error);
        NS_TEST_EXPECT_MSG_GT(*lost.record.drops, 0, "lost");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Up and down.
 */
class UpDownTestCase : public StuckTestCase
{
  public:
    UpDownTestCase()
        : StuckTestCase("Up-down routing never deadlocks, however long it is paused")
    {
    }

  private:
    void DoRun() override
    {
        for (const std::string fabric : {"leaf-spine:leaves=3,spines=1,hosts=2",
                                         "leaf-spine:leaves=4,spines=2,hosts=4",
                                         "fat-tree:k=4"})
        {
            for (const std::string workload :
                 {"shift:offset=4,bytes=2MiB", "all-to-all:bytes=256KiB"})
            {
                for (const std::string lb : {"ecmp", "spray"})
                {
                    ExperimentOptions options = Lossless(fabric);
                    options.workload = workload;
                    options.lb = lb;
                    options.switchModel = "generic:lossless=true,buffer-per-port=10MB,ecn=false,"
                                          "xoff=30KB,xon=20KB";
                    const Outcome outcome = Execute(options);
                    const std::string what = fabric + ", " + workload + ", " + lb;
                    NS_TEST_EXPECT_MSG_EQ(outcome.record.status, "ok", what);
                    NS_TEST_EXPECT_MSG_EQ(*outcome.record.drops, 0, what << ": nothing is lost");
                    NS_TEST_EXPECT_MSG_EQ(ListKind(outcome, "deadlock").size(), 0, what);
                    const bool isShort = fabric.rfind("fat", 0) == 0 && workload[0] == 's';
                    NS_TEST_EXPECT_MSG_EQ((*outcome.record.pfcPauses > 0 || isShort),
                                          true,
                                          what << ": it was paused");
                }
            }
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * A watchdog opens the cycle.
 */
class RescueTestCase : public StuckTestCase
{
  public:
    RescueTestCase()
        : StuckTestCase("A watchdog ends a deadlock and one that alerts does not")
    {
    }

  private:
    void DoRun() override
    {
        for (const std::string action : {"drop", "alert"})
        {
            ExperimentOptions options = Lossless("file:path=" + WriteRing(m_around));
            options.switchModel +=
                ",watchdog=broadcom,watchdog-detection=400us,watchdog-poll=100us,"
                "watchdog-restoration=400us,watchdog-action=" +
                action;
            options.recovery = "sack:timeout-exponent=7";
            const Outcome outcome = Execute(options);
            const bool rescues = action == "drop";
            NS_TEST_EXPECT_MSG_EQ((outcome.record.status == "ok"), rescues, outcome.record.error);
            NS_TEST_EXPECT_MSG_EQ(ListKind(outcome, "deadlock").empty(), rescues, action);
            const auto storms = ListKind(outcome, "pfc-storm");
            NS_TEST_ASSERT_MSG_GT(storms.size(), 0, action << ": it tells");
            NS_TEST_EXPECT_MSG_EQ(storms[0].subject.rfind("ring", 0), 0, storms[0].subject);
            NS_TEST_EXPECT_MSG_EQ(Holds(storms[0].detail, "class 3, action " + action),
                                  true,
                                  storms[0].detail);
            NS_TEST_EXPECT_MSG_GT_OR_EQ(storms[0].timeNs, 400e3, action << ": not too early");
            NS_TEST_EXPECT_MSG_EQ(ListKind(outcome, "pfc-restored").empty(), !rescues, action);
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Storms.
 */
class StormTestCase : public StuckTestCase
{
  public:
    StormTestCase()
        : StuckTestCase("A storm of pauses stops who sends to it, as long as it lasts")
    {
    }

  private:
    ExperimentOptions Storm(const std::string& fault)
    {
        ExperimentOptions options =
            Options("leaf-spine:leaves=2,spines=2,hosts=4", "shift:offset=4,bytes=1MiB");
        options.lb = "ecmp";
        options.switchModel = "generic:lossless=true,shared-per-port=2MB,ecn=false";
        options.fault = fault;
        return options;
    }

    void Refuse(const std::string& fault, const std::string& part)
    {
        std::string text;
        try
        {
            Execute(Storm(fault));
        }
        catch (const ConfigError& error)
        {
            text = error.what();
        }
        Simulator::Destroy();
        NS_TEST_EXPECT_MSG_EQ(Holds(text, part), true, fault << ": " << text);
    }

    void DoRun() override
    {
        const Outcome alone = Execute(Storm("none"));
        // 1 ms of a storm, and what is left of the last pause: at most 84 us.
        const Outcome short1 = Execute(Storm("storm:names=host5->leaf1,time=5us,duration=1ms"));
        NS_TEST_EXPECT_MSG_EQ(short1.record.status, "ok", short1.record.error);
        NS_TEST_EXPECT_MSG_GT(*short1.record.cctNs, 1.005e6, "host 5 waits");
        NS_TEST_EXPECT_MSG_LT(*short1.record.cctNs,
                              1.005e6 + 84e3 + *alone.record.cctNs + 50e3,
                              "until it is over");
        const auto begun = ListKind(short1, "storm");
        const auto over = ListKind(short1, "storm-over");
        NS_TEST_ASSERT_MSG_EQ(begun.size(), 1, "begin");
        NS_TEST_ASSERT_MSG_EQ(over.size(), 1, "end");
        NS_TEST_EXPECT_MSG_EQ(begun[0].timeNs, 5000, "at its time");
        NS_TEST_EXPECT_MSG_EQ(over[0].timeNs, 1005000, "for its duration");
        // Another class keeps nobody waiting.
        const Outcome other =
            Execute(Storm("storm:names=host5->leaf1,time=5us,duration=1ms,classes=5"));
        NS_TEST_EXPECT_MSG_EQ_TOL(*other.record.cctNs, *alone.record.cctNs, 100, "another class");
        // Without end: the run ends, and says who is to blame.
        ExperimentOptions forever = Storm("storm:names=host5->leaf1,time=5us");
        forever.recovery = "sack:timeout-exponent=3";
        const Outcome stalled = Execute(forever);
        NS_TEST_EXPECT_MSG_EQ(stalled.record.status, "failed", "never over");
        NS_TEST_EXPECT_MSG_EQ(
            Holds(stalled.record.error, "waits for host5:0, which keeps it paused for no reason"),
            true,
            stalled.record.error);
        // A watchdog saves the others: without, what waits for host 5 stops them, too.
        ExperimentOptions incast = Storm("storm:names=host5->leaf1,time=5us");
        incast.workload = "all-to-all:bytes=512KiB";
        incast.recovery = "sack:timeout-exponent=6";
        const Outcome spread = Execute(incast);
        incast.switchModel += ",watchdog=silicon-one,watchdog-detection=200us,watchdog-poll=50us,"
                              "watchdog-restoration=200us";
        const Outcome saved = Execute(incast);
        NS_TEST_EXPECT_MSG_EQ(spread.record.status, "failed", "a storm spreads");
        NS_TEST_EXPECT_MSG_GT(*saved.record.flowsEnded, *spread.record.flowsEnded, "fewer suffer");
        // ACKs for host 5 are discarded, too.
        NS_TEST_EXPECT_MSG_EQ(*saved.record.flowsEnded, 56 - 14, "all but those of host 5");
        NS_TEST_EXPECT_MSG_EQ(ListKind(saved, "pfc-storm").empty(), false, "it is told");
        for (const EventRecord& event : ListKind(saved, "pfc-restored"))
        {
            NS_TEST_EXPECT_MSG_NE(event.subject,
                                  "leaf1:1",
                                  "who pauses for ever is never restored");
        }
        Refuse("storm:classes=8,names=host5->leaf1", "classes=8");
        Refuse("storm:classes=,names=host5->leaf1", "classes=");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class DeadlockTestSuite : public TestSuite
{
  public:
    DeadlockTestSuite()
        : TestSuite("ai-fabric-deadlock", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new RingTestCase, Duration::QUICK);
        AddTestCase(new UpDownTestCase, Duration::QUICK);
        AddTestCase(new RescueTestCase, Duration::QUICK);
        AddTestCase(new StormTestCase, Duration::QUICK);
    }
};

const DeadlockTestSuite g_deadlockTestSuite; ///< the instance that registers the suite

} // namespace
