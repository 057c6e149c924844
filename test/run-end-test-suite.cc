/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Every run ends, whatever observes it, and says why it did not complete.
 */

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

#include <sstream>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// A run and its rows.
struct Outcome
{
    RunRecord record;
    RunDetails details;
};

/// Run an experiment to its end.
Outcome
Execute(const ExperimentOptions& options)
{
    FabricProgram::Prepare(options);
    Outcome outcome;
    {
        Experiment experiment(options);
        experiment.Build();
        experiment.Run();
        outcome.record = experiment.Collect(outcome.details);
        Simulator::Destroy();
    }
    return outcome;
}

/// An experiment that stores nothing.
ExperimentOptions
Options(const std::string& fabric, const std::string& workload)
{
    ExperimentOptions options;
    options.fabric = fabric;
    options.workload = workload;
    options.db = "none";
    return options;
}

/// A host that is cut off while it sends and receives.
ExperimentOptions
CutHost()
{
    ExperimentOptions options =
        Options("leaf-spine:leaves=2,spines=2,hosts=2", "shift:offset=2,bytes=1MiB");
    options.fault = "link:names=host0-leaf0,time=5us";
    return options;
}

/// Two links are missing, so that frames go down and up again, without losses.
ExperimentOptions
Deadlock()
{
    ExperimentOptions options =
        Options("leaf-spine:leaves=4,spines=2,hosts=8", "all-to-all:bytes=256KiB");
    options.lb = "spray";
    options.switchModel = "generic:lossless=true,buffer-per-port=10MB,ecn=false";
    options.fault = "link:names=leaf0-spine0/leaf1-spine1,time=0s,convergence=0";
    return options;
}

/// The ports of "deadlock: a waits for b waits for a; ...".
std::vector<std::string>
ListPorts(const std::string& error)
{
    const std::string text = error.substr(0, error.find(';'));
    std::vector<std::string> ports;
    std::istringstream words(text.substr(text.find(':') + 2));
    for (std::string word; words >> word;)
    {
        if (word != "waits" && word != "for")
        {
            ports.push_back(word);
        }
    }
    return ports;
}

/// Whether one text is in another.
bool
Holds(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

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
 * Observers keep no run alive, and change no result.
 */
class ObserverEndTestCase : public TestCase
{
  public:
    ObserverEndTestCase()
        : TestCase("A run with messages that cannot complete ends under every observer")
    {
    }

  private:
    void Compare(ExperimentOptions options, const std::string& what)
    {
        const RunRecord alone = Execute(options).record;
        NS_TEST_EXPECT_MSG_EQ(alone.status, "failed", what);
        for (const char* level : {"series", "all"})
        {
            for (const char* engine : {"native", "pump"})
            {
                options.record = level;
                options.engine = engine;
                const RunRecord watched = Execute(options).record;
                NS_TEST_EXPECT_MSG_EQ(watched.resultDigest,
                                      alone.resultDigest,
                                      what << ", " << level << ", " << engine);
                NS_TEST_EXPECT_MSG_EQ(watched.error, alone.error, what);
                NS_TEST_EXPECT_MSG_LT(*watched.simNs, *alone.simNs * 1.1, what << " ends");
            }
        }
    }

    void DoRun() override
    {
        Compare(CutHost(), "cut off");
        ExperimentOptions flapping = CutHost();
        flapping.recovery = "sack:timeout-exponent=3";
        // Tasks that wait for others that failed: the workload is never over.
        flapping.workload = "all-reduce:bytes=1MiB";
        flapping.fault = "link:names=host0-leaf0,time=5us+flap:names=leaf1-spine1,time=5us,up=50us,"
                         "down=50us";
        Compare(flapping, "cut off beside a link that flaps for ever");
        ExperimentOptions timers = CutHost();
        timers.lb = "hula";
        timers.cc = "dcqcn";
        Compare(timers, "cut off with timers of strategy and control");
        Compare(Deadlock(), "deadlock");
        // Rates that take years to recover have no consequence when there is nothing to send.
        ExperimentOptions rates =
            Options("leaf-spine:leaves=1,spines=1,hosts=9", "incast:fan-in=8,bytes=1MB");
        rates.cc = "dcqcn:additive-rate=1bps,hyper-rate=1bps";
        const RunRecord run = Execute(rates).record;
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", run.error);
        NS_TEST_EXPECT_MSG_GT(*run.cnps, 0, "rates were cut");
        NS_TEST_EXPECT_MSG_LT(*run.simNs, *run.cctNs + 25e6, "the run ends soon after");
    }
};

/**
 * @ingroup ai-fabric-tests
 * A deadlock ends the run and is named as a cycle of ports.
 */
class DeadlockTestCase : public TestCase
{
  public:
    DeadlockTestCase()
        : TestCase("A deadlock ends the run and is named as a cycle of ports")
    {
    }

  private:
    void Check(const ExperimentOptions& options, double least, double most)
    {
        const Outcome outcome = Execute(options);
        const RunRecord& run = outcome.record;
        const std::string what = options.recovery + options.stop + ": " + run.error;
        NS_TEST_EXPECT_MSG_EQ(run.status, "failed", what);
        NS_TEST_ASSERT_MSG_EQ(run.error.rfind("deadlock: ", 0), 0, what);
        const std::vector<std::string> ports = ListPorts(run.error);
        NS_TEST_ASSERT_MSG_GT(ports.size(), 3, what);
        NS_TEST_EXPECT_MSG_EQ(ports.front(), ports.back(), "a cycle: " << what);
        for (size_t i = 0; i + 1 < ports.size(); i++)
        {
            // Up and down by turns, and only over links that are there.
            const bool isLeaf = ports[i].rfind("leaf", 0) == 0;
            const std::string next = ports[i + 1].substr(0, ports[i + 1].find(':'));
            NS_TEST_EXPECT_MSG_EQ(isLeaf, (next.rfind("spine", 0) == 0), what);
            const std::string port = ports[i].substr(ports[i].find(':') + 1);
            const std::string number = isLeaf ? std::to_string(std::stoi(port) - 8) : port;
            const std::string peer = (isLeaf ? "spine" : "leaf") + number;
            NS_TEST_EXPECT_MSG_EQ(next, peer, "a link: " << what);
        }
        bool isListed = false;
        for (const EventRecord& event : outcome.details.events)
        {
            if (event.kind == "deadlock")
            {
                isListed = true;
                NS_TEST_EXPECT_MSG_EQ(event.subject, ports.front(), "subject");
                NS_TEST_EXPECT_MSG_EQ("deadlock: " + event.detail,
                                      run.error.substr(0, run.error.find(';')),
                                      "detail");
                NS_TEST_EXPECT_MSG_GT_OR_EQ(event.timeNs, least, "not too early");
                NS_TEST_EXPECT_MSG_LT(event.timeNs, most, "nor too late");
                NS_TEST_EXPECT_MSG_EQ(event.timeNs, *run.simNs, "the run ends with it");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(isListed, true, "a row in table event");
    }

    void DoRun() override
    {
        // Frames move for 0.4 ms; then ten timeouts of 1.05 ms, and at most a look (1.3 ms) more.
        ExperimentOptions options = Deadlock();
        Check(options, 11.5e6, 12.5e6);
        // 1 ms is more than ten timeouts of 33 us.
        options.recovery = "sack:timeout-exponent=3";
        Check(options, 1.5e6, 1.6e6);
        // Queue pairs that never time out, or never give up, do not keep it alive.
        options.recovery = "sack:timeout-exponent=0";
        Check(options, 1.5e6, 1.6e6);
        options.recovery = "sack:retry-count=100000";
        options.stop = "1s";
        Check(options, 11.5e6, 12.5e6);
        // Nor does a fault that goes on for ever.
        options.fault += "+flap:names=host0-leaf0,time=1ms,up=100us,down=100us";
        options.recovery = "sack:timeout-exponent=5";
        const RunRecord run = Execute(options).record;
        NS_TEST_EXPECT_MSG_EQ(run.status, "failed", "flapping beside a deadlock");
        NS_TEST_EXPECT_MSG_LT(*run.simNs, 1e9, "it ends before the time limit");
    }
};

/**
 * @ingroup ai-fabric-tests
 * A program without Experiment ends too.
 */
class PlainProgramEndTestCase : public TestCase
{
  public:
    PlainProgramEndTestCase()
        : TestCase("A plain ns-3 program ends in a deadlock and is told of it")
    {
    }

  private:
    void DoRun() override
    {
        const ExperimentOptions options = Deadlock();
        FabricProgram::Prepare(options);
        FabricHelper helper;
        helper.SetLayout(MakeFactory(families::Fabrics(), ParseComponent(options.fabric)));
        helper.SetLoadBalancer(MakeFactory(families::LoadBalancers(), ParseComponent("spray")));
        helper.SetPfcAttribute("LosslessClasses", UintegerValue(8));
        helper.SetMarkerAttribute("Enabled", BooleanValue(false));
        ObjectFactory admission("ns3::aifabric::PerPortAdmission");
        admission.Set("BufferPerPort", UintegerValue(10000000));
        helper.SetAdmission(admission);
        FabricContainer fabric = helper.Install();
        FaultHelper faults;
        faults.Add(options.fault);
        const auto injector = faults.Install(fabric);
        WorkloadHelper workload(
            MakeFactory(families::Workloads(), ParseComponent(options.workload)));
        const auto run = WorkloadHelper::GetRun(workload.Install(fabric));
        std::vector<std::string> reports;
        fabric.GetWatch()->SetReportCallback(
            [&reports](const std::string& report) { reports.push_back(report); });
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(run->IsComplete(), false, "stuck");
        NS_TEST_ASSERT_MSG_EQ(reports.size(), 1, "told once");
        NS_TEST_EXPECT_MSG_EQ(reports[0].rfind("deadlock: ", 0), 0, reports[0]);
        NS_TEST_EXPECT_MSG_LT(Simulator::Now(), MilliSeconds(14), "the program ends");
        Simulator::Destroy();
    }
};

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
 * The suite.
 */
class RunEndTestSuite : public TestSuite
{
  public:
    RunEndTestSuite()
        : TestSuite("ai-fabric-run-end", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new ObserverEndTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new DeadlockTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new PlainProgramEndTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new FailureCauseTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new FittingTimeoutTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

/// Registers the suite.
RunEndTestSuite g_runEndTestSuite;

} // namespace
