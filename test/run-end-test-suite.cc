/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Every run ends, whatever observes it, and says why it did not complete.
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

#include <sstream>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::run_end_test;

namespace
{

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
        Check(options, 1.4e6, 1.6e6);
        // Queue pairs that never time out, or never give up, do not keep it alive.
        options.recovery = "sack:timeout-exponent=0";
        Check(options, 1.4e6, 1.6e6);
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
    }
};

/// Registers the suite.
RunEndTestSuite g_runEndTestSuite;

} // namespace
