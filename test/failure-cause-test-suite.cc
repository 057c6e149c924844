/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * A failed run names the cause, and timeouts fit the fabric.
 */

#include "run-end-test-helper.h"

#include "ns3/boolean.h"
#include "ns3/component-families.h"
#include "ns3/component-spec.h"
#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-engine.h"
#include "ns3/fabric-helper.h"
#include "ns3/fabric-program.h"
#include "ns3/fabric-watch.h"
#include "ns3/fault-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"
#include "ns3/workload-helper.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::run_end_test;

namespace
{

/// The note on a timeout that does not fit, if there is one.
std::string
GetTimeoutNote(const RunRecord& run)
{
    for (const std::string& note : run.notes)
    {
        if (Holds(note, "the timeout of"))
        {
            return note;
        }
    }
    return "";
}

/**
 * @ingroup ai-fabric-tests
 * Failed runs name causes with counts.
 */
class FailureCauseTestCase : public TestCase
{
  public:
    FailureCauseTestCase()
        : TestCase("A failed run names its causes")
    {
    }

  private:
    void Check(const ExperimentOptions& options, const std::vector<std::string>& parts)
    {
        const RunRecord run = Execute(options).record;
        NS_TEST_EXPECT_MSG_EQ(run.status, "failed", run.error);
        for (const std::string& part : parts)
        {
            NS_TEST_EXPECT_MSG_EQ(Holds(run.error, part), true, part << " in: " << run.error);
        }
    }

    void DoRun() override
    {
        // Of the cut-off host one message is lost on the way in, one never gets out.
        Check(CutHost(),
              {"gave up 2 messages", "the port of host 0 is down (1)", "dropped by link-down (1)"});
        ExperimentOptions route =
            Options("leaf-spine:leaves=2,spines=1,hosts=2", "pair:src=0,dst=3,bytes=1MiB");
        route.fault = "link:names=leaf1-spine0,time=5us,convergence=1us";
        Check(route, {"gave up 1 messages: no route to host 3 (1)", "no-route"});
        ExperimentOptions grey =
            Options("leaf-spine:leaves=1,spines=1,hosts=2", "pair:src=0,dst=1,bytes=64KiB");
        grey.fault = "grey:names=host0-leaf0,loss=1";
        Check(grey, {"dropped by grey-loss (1)"});
        // Without a timer nobody gives up, and all comes to rest.
        grey.recovery = "sack:timeout-exponent=0";
        Check(grey, {"1 of 1 tasks did not end; nothing is left", "16 grey-loss"});
        Check(Deadlock(), {"gave up 992 messages: paused for 9.07 ms (992)"});
        ExperimentOptions late =
            Options("leaf-spine:leaves=2,spines=2,hosts=2", "pair:src=0,dst=3,bytes=1MiB");
        late.delay = "10ms";
        late.recovery = "sack:timeout-exponent=8";
        Check(late, {"timeout 1.05 ms below the round trip of 80 ms (1)"});
    }
};

/**
 * @ingroup ai-fabric-tests
 * The default timeout fits; what is resent needlessly is counted exactly.
 */
class FittingTimeoutTestCase : public TestCase
{
  public:
    FittingTimeoutTestCase()
        : TestCase("The retransmission timeout fits the fabric")
    {
    }

  private:
    void Fits(const ExperimentOptions& options, const std::string& what)
    {
        const RunRecord run = Execute(options).record;
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", what << ": " << run.error);
        NS_TEST_EXPECT_MSG_EQ(*run.timeouts, 0, what);
        NS_TEST_EXPECT_MSG_EQ(*run.spuriousRetransmissions, 0, what);
        NS_TEST_EXPECT_MSG_EQ(GetTimeoutNote(run), "", what);
    }

    void DoRun() override
    {
        ExperimentOptions pair =
            Options("leaf-spine:leaves=2,spines=2,hosts=2", "pair:src=0,dst=3,bytes=1MiB");
        pair.delay = "10ms";
        Fits(pair, "a long way");
        // 256 packets come 8 times, and 7 times in vain.
        pair.recovery = "sack:timeout-exponent=8";
        const RunRecord early = Execute(pair).record;
        NS_TEST_EXPECT_MSG_EQ(*early.timeouts, 7, "timeouts");
        NS_TEST_EXPECT_MSG_EQ(*early.retransmittedPackets, 7 * 256, "resent");
        NS_TEST_EXPECT_MSG_EQ(*early.spuriousRetransmissions, 7 * 256, "all of them needlessly");
        NS_TEST_EXPECT_MSG_EQ(Holds(GetTimeoutNote(early), "timeout-exponent=15 "),
                              true,
                              GetTimeoutNote(early));
        // 4.096 us x 2^15 = 134 ms is the least that 80 ms fit into.
        pair.recovery = "sack:timeout-exponent=14";
        NS_TEST_EXPECT_MSG_NE(GetTimeoutNote(Execute(pair).record), "", "67 ms do not fit");
        pair.recovery = "sack:timeout-exponent=15";
        Fits(pair, "134 ms fit");
        // Slow links: a packet takes longer than the former default.
        pair.recovery = "sack";
        pair.delay = "500ns";
        pair.rate = "10Mbps";
        pair.workload = "pair:src=0,dst=3,bytes=64KiB";
        Fits(pair, "slow links");
        // A full buffer of 800 kB takes 6.4 ms at 1 Gb/s.
        ExperimentOptions incast =
            Options("leaf-spine:leaves=1,spines=1,hosts=181", "incast:fan-in=180,bytes=4096");
        incast.rate = "1Gbps";
        incast.switchModel = "generic:ecn=false";
        Fits(incast, "a full buffer");
        // Retransmissions of packets that were lost are not needless.
        const RunRecord cut = Execute(CutHost()).record;
        NS_TEST_EXPECT_MSG_GT(*cut.retransmittedPackets, 0, "resent");
        NS_TEST_EXPECT_MSG_EQ(*cut.spuriousRetransmissions, 0, "none of them needlessly");
        // Short pauses are no reason for timeouts.
        ExperimentOptions lossless =
            Options("leaf-spine:leaves=1,spines=1,hosts=9", "incast:fan-in=8,bytes=20MB");
        lossless.switchModel = "generic:lossless=true,buffer-per-port=10MB,ecn=false";
        const RunRecord paused = Execute(lossless).record;
        NS_TEST_EXPECT_MSG_EQ(paused.status, "ok", paused.error);
        NS_TEST_EXPECT_MSG_GT(*paused.pfcPauses, 0, "there are pauses");
        NS_TEST_EXPECT_MSG_EQ(*paused.timeouts, 0, "and no timeouts");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of causes.
 */
class FailureCauseTestSuite : public TestSuite
{
  public:
    FailureCauseTestSuite()
        : TestSuite("ai-fabric-failure-cause", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new FailureCauseTestCase, Duration::QUICK);
        AddTestCase(new FittingTimeoutTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const FailureCauseTestSuite g_failureCauseTestSuite;

} // namespace
