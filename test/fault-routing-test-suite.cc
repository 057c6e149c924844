/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What routing makes of faults: when it converges, how it follows flapping, and what becomes of
 * those that are cut off.
 */

#include "fault-run-test-helper.h"

#include "ns3/fabric-compat.h"
#include "ns3/test.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::fault_test;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Remote switches avoid what is gone when routing has converged, and not before.
 */
class ConvergenceTestCase : public TestCase
{
  public:
    ConvergenceTestCase()
        : TestCase("Convergence moves remote traffic, never means never")
    {
    }

  private:
    void DoRun() override
    {
        const std::string cut = "link:names=agg0-core0/agg1-core2,time=5us,detection=1us,";
        uint64_t lastLoss = 0;
        for (const uint64_t us : {1, 5, 15})
        {
            ExperimentOptions options = Small(cut + "convergence=" + std::to_string(us) + "us");
            options.lb = "spray";
            const FaultRun run = Execute(options);
            // Frames that were routed before need a few microseconds, queues included.
            const uint64_t last =
                std::max(run.lastLoss.at(DropReason::LINK_DOWN),
                         us == 1 ? uint64_t{0} : run.lastLoss.at(DropReason::NO_ROUTE));
            NS_TEST_EXPECT_MSG_LT(last, (5 + us + 4) * 1000000, us << " us: then no more losses");
            NS_TEST_EXPECT_MSG_GT(last, (5 + us - 1) * 1000000, us << " us: until then, losses");
            NS_TEST_EXPECT_MSG_GT(last, lastLoss, us << " us: later");
            NS_TEST_EXPECT_MSG_EQ(run.record.status, "ok", run.record.error);
            NS_TEST_EXPECT_MSG_EQ(run.conserved, true, "conservation");
            lastLoss = last;
        }
        ExperimentOptions options = Small(cut + "convergence=never");
        options.lb = "spray";
        options.workload = "permutation:bytes=4MiB";
        const FaultRun never = Execute(options);
        NS_TEST_EXPECT_MSG_GT(never.lastLoss.at(DropReason::NO_ROUTE), 80000000, "to the end");
        NS_TEST_EXPECT_MSG_EQ(never.record.status, "ok", never.record.error);
    }
};

/**
 * @ingroup ai-fabric-tests
 * Flapping: reproducible, of the lengths asked for, and at an end with the workload.
 */
class FlapTestCase : public TestCase
{
  public:
    FlapTestCase()
        : TestCase("Flapping is reproducible, has its mean lengths, and ends")
    {
    }

  private:
    /// Lengths of the outages of a run, ns.
    std::vector<double> GetOutages(const RunDetails& details, std::string subject)
    {
        std::vector<double> lengths;
        double since = -1;
        for (const EventRecord& event : details.events)
        {
            if (event.subject == subject && event.kind == "link-down")
            {
                since = event.timeNs;
            }
            if (event.subject == subject && event.kind == "link-up")
            {
                lengths.push_back(event.timeNs - since);
            }
        }
        return lengths;
    }

    void DoRun() override
    {
        ExperimentOptions options =
            Small("flap:names=agg0-core0/agg3-core3,down=1us,up=2us,detection=100ns,"
                  "convergence=500ns");
        options.workload = "permutation:bytes=12MiB";
        options.recovery = "oracle";
        const FaultRun run = Execute(options);
        NS_TEST_EXPECT_MSG_EQ(run.record.status, "ok", run.record.error);
        NS_TEST_EXPECT_MSG_EQ(Execute(options).record.resultDigest,
                              run.record.resultDigest,
                              "the same again");
        const auto outages = GetOutages(run.details, "agg0-core0");
        NS_TEST_EXPECT_MSG_NE((outages == GetOutages(run.details, "agg3-core3")),
                              true,
                              "links flap on their own");
        double sum = 0;
        for (const double length : outages)
        {
            sum += length;
        }
        const auto count = static_cast<double>(outages.size());
        NS_TEST_EXPECT_MSG_GT(count, 60, "outages");
        NS_TEST_EXPECT_MSG_EQ_TOL(sum / count, 1000, 4 * 1000 / std::sqrt(count), "mean outage");
        NS_TEST_EXPECT_MSG_LT_OR_EQ(run.details.events.back().timeNs,
                                    run.record.simNs.value(),
                                    "it ends with the workload");

        options.fault = "flap:names=agg0-core0,down=3us,up=5us,distribution=fixed,time=2us,"
                        "duration=20us,detection=0,convergence=0";
        options.workload = "permutation:bytes=1MiB";
        std::string times;
        for (const EventRecord& event : Execute(options).details.events)
        {
            if (event.kind == "link-down" || event.kind == "link-up")
            {
                times += std::to_string(static_cast<int>(event.timeNs)) + " ";
            }
        }
        NS_TEST_EXPECT_MSG_EQ(times, "2000 5000 10000 13000 18000 21000 ", "fixed lengths");

        // A message that can never arrive: nothing goes on but flapping, which ends too.
        options.fault = "flap:count=1+link:names=host3-edge1,time=1us";
        options.stop = "";
        const FaultRun stuck = Execute(options);
        NS_TEST_EXPECT_MSG_EQ(stuck.record.status, "failed", "a host without a link");
        NS_TEST_EXPECT_MSG_EQ(stuck.conserved, true, "conservation");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Hosts lose their link for good: queue pairs give up, on both sides.
 */
class HostTestCase : public TestCase
{
  public:
    HostTestCase()
        : TestCase("Queue pairs give up when a host is cut off")
    {
    }

  private:
    void DoRun() override
    {
        for (const std::string when : {"0", "5us"})
        {
            for (const std::string convergence : {"0", "1ms", "never"})
            {
                ExperimentOptions options =
                    Small("link:names=host5-edge2,time=" + when + ",convergence=" + convergence);
                options.stop = "";
                const FaultRun run = Execute(options);
                uint64_t failed = 0;
                for (const CounterRecord& counter : run.details.counters)
                {
                    failed += counter.name == "messages.failed" ? counter.value : 0;
                }
                const std::string what = "at " + when + ", convergence " + convergence;
                NS_TEST_EXPECT_MSG_EQ(failed, 2, what << ": the messages to and from the host");
                NS_TEST_EXPECT_MSG_EQ(run.record.status, "failed", what);
                NS_TEST_EXPECT_MSG_EQ(run.conserved, true, what << ": conservation");
            }
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The corner case of arXiv:2507.21372: all-to-all at line rate while a core link dies.
 */
class AnchorTestCase : public TestCase
{
  public:
    AnchorTestCase()
        : TestCase("All-to-all under Ofan while a core link dies")
    {
    }

  private:
    void DoRun() override
    {
        ExperimentOptions options =
            Small("link:names=agg0-core0,time=20us,detection=1us,convergence=60us");
        options.fabric = "fat-tree:k=4";
        options.workload = "all-to-all:bytes=256KiB";
        options.recovery =
            "sack:threshold=32"; // sends much again, so that a flow meets the link often
        std::map<std::string, size_t> most;
        for (const std::string lb : {"ofan", "spray"})
        {
            options.lb = lb;
            const FaultRun run = Execute(options);
            NS_TEST_EXPECT_MSG_EQ(run.record.status, "ok", lb << ": " << run.record.error);
            NS_TEST_EXPECT_MSG_EQ(run.conserved, true, lb << ": conservation");
            for (const auto& [flow, psns] : run.lost)
            {
                most[lb] = std::max(most[lb], psns.size());
            }
        }
        // Of 64 packets, 48 are sent before routes converge. Rotation anchors a flow to a core, and
        // most of them are lost. Spraying over four paths loses a quarter.
        NS_TEST_EXPECT_MSG_GT(most["ofan"], 36, "a flow is anchored to the dead link");
        NS_TEST_EXPECT_MSG_LT(most["spray"], 24, "spraying shares the losses");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class FaultRoutingTestSuite : public TestSuite
{
  public:
    FaultRoutingTestSuite()
        : TestSuite("ai-fabric-fault-routing", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new ConvergenceTestCase, Duration::QUICK);
        AddTestCase(new FlapTestCase, Duration::QUICK);
        AddTestCase(new HostTestCase, Duration::QUICK);
        AddTestCase(new AnchorTestCase, Duration::QUICK);
    }
};

const FaultRoutingTestSuite g_faultRoutingTestSuite; ///< the instance that registers the suite

} // namespace
