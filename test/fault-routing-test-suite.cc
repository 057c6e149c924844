/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What routing makes of faults: when it converges, and that it then is as if nothing was ever
 * there.
 */

#include "fabric-test-scenario.h"

#include "ns3/component-families.h"
#include "ns3/component-spec.h"
#include "ns3/config-error.h"
#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-program.h"
#include "ns3/fault-helper.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// What a run of an experiment with faults leaves behind.
struct FaultRun
{
    RunRecord record;
    RunDetails details;
    bool conserved;                          ///< what is in flight is somewhere
    std::map<DropReason, uint64_t> lastLoss; ///< ps
    /// By flow, packet numbers lost.
    std::map<std::pair<uint32_t, uint32_t>, std::set<uint32_t>> lost;
};

/// Hears of losses.
class LossListener : public FramePool::DropListener
{
  public:
    void FrameDropped(const Frame& frame, DropReason reason) override
    {
        last[reason] = FabricEngine::Get().Now();
        if (frame.kind == FrameKind::DATA)
        {
            flows[{frame.src, frame.dst}].insert(frame.psn);
        }
    }

    std::map<DropReason, uint64_t> last;
    std::map<std::pair<uint32_t, uint32_t>, std::set<uint32_t>> flows;
};

ExperimentOptions
Small(const std::string& fault)
{
    ExperimentOptions options;
    options.fabric = "fat-tree:k=4";
    options.workload = "permutation:bytes=1MiB";
    options.recovery = "sack:timeout-exponent=3";
    options.db = "none";
    options.stop = "1s";
    options.fault = fault;
    return options;
}

FaultRun
Execute(const ExperimentOptions& options)
{
    FabricProgram::Prepare(options);
    Experiment experiment(options);
    experiment.Build();
    LossListener listener;
    FramePool::Get().AddListener(&listener);
    experiment.Run();
    FramePool::Get().RemoveListener(&listener);
    FaultRun run;
    run.record = experiment.Collect(run.details);
    run.conserved =
        FramePool::Get().GetLedger().GetInFlight() == experiment.GetFabric().CountFrames();
    run.lastLoss = listener.last;
    run.lost = listener.flows;
    Simulator::Destroy();
    return run;
}

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
 * A failure at time zero that is known at once leaves a fabric like one built without the links.
 */
class AbsenceTestCase : public TestCase
{
  public:
    AbsenceTestCase()
        : TestCase("Failed before the start is as good as never built, for every strategy")
    {
    }

  private:
    void DoRun() override
    {
        for (const ComponentInfo& lb : families::LoadBalancers().List())
        {
            ExperimentOptions options = Small("switch:names=spine3,convergence=0");
            options.lb = lb.alias;
            options.record = "flows";
            options.workload = "permutation:bytes=256KiB";
            options.fabric = "leaf-spine:leaves=4,spines=4,hosts=4";
            const FaultRun dead = Execute(options);
            options.fault = "";
            options.fabric = "leaf-spine:leaves=4,spines=3,hosts=4";
            const FaultRun absent = Execute(options);
            NS_TEST_EXPECT_MSG_EQ(dead.record.drops.value(),
                                  absent.record.drops.value(),
                                  lb.alias << ": nothing is lost by it");
            NS_TEST_EXPECT_MSG_EQ(dead.record.cctNs.value(),
                                  absent.record.cctNs.value(),
                                  lb.alias << ": the same to the picosecond");
            NS_TEST_EXPECT_MSG_EQ(dead.record.maxFabricQueueBytes.value(),
                                  absent.record.maxFabricQueueBytes.value(),
                                  lb.alias << ": queues");
            bool equal = dead.details.flows.size() == absent.details.flows.size();
            for (size_t i = 0; equal && i < dead.details.flows.size(); i++)
            {
                equal = dead.details.flows[i].endNs == absent.details.flows[i].endNs;
            }
            NS_TEST_EXPECT_MSG_EQ(equal, true, lb.alias << ": every flow");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Every strategy completes with every kind of fault; equal bits under both drivers.
 */
class EveryStrategyTestCase : public TestCase
{
  public:
    /**
     * @param stride 1: every fault for every strategy; more: every so many pairs of them
     */
    explicit EveryStrategyTestCase(size_t stride)
        : TestCase("Every strategy bears every fault, with equal bits under both drivers, 1 in " +
                   std::to_string(stride)),
          m_stride(stride)
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<std::string> faults{
            "link:fraction=0.08,convergence=0",
            "link:fraction=0.15,time=5us,duration=20us,detection=1us,convergence=8us",
            "port:count=3,time=3us,detection=1us,convergence=6us",
            "switch:names=core1/agg2,time=5us,convergence=12us",
            "flap:count=3,down=2us,up=4us,detection=500ns,convergence=3us,duration=100us",
            "grey:count=4,loss=0.02",
            "slow:count=4,delay=2us,time=5us,duration=5us+degrade:count=4,rate=50Gbps,time=5us,"
            "duration=10us"};
        size_t turn = 0;
        for (const ComponentInfo& lb : families::LoadBalancers().List())
        {
            for (const std::string& fault : faults)
            {
                if (turn++ % m_stride != 0)
                {
                    continue;
                }
                ExperimentOptions options = Small(fault);
                options.lb = lb.alias;
                options.workload = "permutation:bytes=256KiB";
                const FaultRun native = Execute(options);
                const std::string what = lb.alias + ", " + fault;
                NS_TEST_EXPECT_MSG_EQ(native.record.status,
                                      "ok",
                                      what << ": " << native.record.error);
                NS_TEST_EXPECT_MSG_EQ(native.conserved, true, what << ": conservation");
                if (turn % 5 == 0)
                {
                    options.engine = "pump";
                    NS_TEST_EXPECT_MSG_EQ(Execute(options).record.resultDigest,
                                          native.record.resultDigest,
                                          what << ": pump");
                }
            }
        }
    }

    size_t m_stride;
};

/**
 * @ingroup ai-fabric-tests
 * The setting of arXiv:2507.21372: 1 % of the links of a fabric of 128 hosts, known at once, every
 * flow at the feasible rate.
 */
class PaperTestCase : public TestCase
{
  public:
    PaperTestCase()
        : TestCase("1 % of links fail, every strategy completes at the feasible rate")
    {
    }

  private:
    void DoRun() override
    {
        for (const ComponentInfo& lb : families::LoadBalancers().List())
        {
            for (uint64_t number = 1; number <= 3; number++)
            {
                ExperimentOptions options = Small("link:fraction=0.01,convergence=0");
                options.fabric = "fat-tree:k=8";
                options.recovery = "sack";
                options.cc = "fixed-rate:feasible=true";
                options.lb = lb.alias;
                options.run = number;
                const FaultRun run = Execute(options);
                const std::string what = lb.alias + ", run " + std::to_string(number);
                NS_TEST_EXPECT_MSG_EQ(run.record.status, "ok", what << ": " << run.record.error);
                NS_TEST_EXPECT_MSG_EQ(run.conserved, true, what << ": conservation");
            }
        }
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
        AddTestCase(new AbsenceTestCase, Duration::QUICK);
        AddTestCase(new EveryStrategyTestCase(4), Duration::QUICK);
        AddTestCase(new EveryStrategyTestCase(1), Duration::EXTENSIVE);
        AddTestCase(new PaperTestCase, Duration::EXTENSIVE);
        AddTestCase(new FlapTestCase, Duration::QUICK);
        AddTestCase(new HostTestCase, Duration::QUICK);
        AddTestCase(new AnchorTestCase, Duration::QUICK);
    }
};

const FaultRoutingTestSuite g_faultRoutingTestSuite; ///< the instance that registers the suite

} // namespace
