/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Path avoidance joined with Ofan: nothing while nothing is lost, and around what is dead.
 */

#include "ns3/avoid-load-balancer.h"
#include "ns3/config-error.h"
#include "ns3/experiment.h"
#include "ns3/fabric-engine.h"
#include "ns3/fabric-program.h"
#include "ns3/frame-pool.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// Notes when frames are lost on dead links.
class LossWatch : public FramePool::DropListener
{
  public:
    LossWatch()
    {
        FramePool::AddListener(this);
    }

    ~LossWatch() override
    {
        FramePool::RemoveListener(this);
    }

    void FrameDropped(const Frame& frame, DropReason reason) override
    {
        if (reason == DropReason::LINK_DOWN && frame.kind == FrameKind::DATA)
        {
            const uint64_t now = FabricEngine::Get().Now();
            lost++;
            first.emplace(frame.src, now);
            longest = std::max(longest, now - first[frame.src]);
        }
    }

    uint64_t lost{0};                   ///< data packets
    uint64_t longest{0};                ///< time for which a host has lost packets, ps
    std::map<uint32_t, uint64_t> first; ///< by host, when it lost the first
};

/// What came out of a run.
struct Outcome
{
    RunRecord run;
    uint64_t lost{0};
    uint64_t longest{0}; ///< time for which a host has lost packets, ps
    uint64_t steered{0}; ///< frames
    uint64_t rounds{0};  ///< in which paths were probed
    uint32_t avoided{0}; ///< paths that are avoided in the end
};

Outcome
Execute(const std::string& lb, const std::string& fault, const std::string& bytes = "4MiB")
{
    ExperimentOptions options;
    options.fabric = "fat-tree:k=4";
    options.rate = "800Gbps";
    options.workload = "shift:offset=4,bytes=" + bytes; // every flow goes to another pod
    options.cc = "fixed-rate:fraction=0.7";
    options.lb = lb;
    options.fault = fault;
    options.db = "none";
    FabricProgram::Prepare(options);
    Experiment experiment(options);
    experiment.Build();
    Outcome outcome;
    {
        LossWatch watch;
        experiment.Run();
        outcome.lost = watch.lost;
        outcome.longest = watch.longest;
    }
    RunDetails details;
    outcome.run = experiment.Collect(details);
    const FabricContainer& fabric = experiment.GetFabric();
    for (uint32_t host = 0; host < fabric.GetHosts().GetN(); host++)
    {
        if (const auto avoid =
                DynamicCast<AvoidLoadBalancer>(fabric.GetNic(host)->GetLoadBalancer()))
        {
            outcome.steered += avoid->GetSteered();
            outcome.rounds += avoid->GetRounds();
            outcome.avoided += avoid->CountAvoided((host + 4) % 16);
        }
    }
    Simulator::Destroy();
    return outcome;
}

/// A cut that the switches do not notice and routing does not mend.
const char* const UNNOTICED = "link:names=agg0-core0,time=20us,detection=1s,convergence=never";

/**
 * @ingroup ai-fabric-tests
 * What a host concludes from answers, by hand.
 */
class PathDoubtTestCase : public TestCase
{
  public:
    PathDoubtTestCase()
        : TestCase("A packet is lost when a much later one is answered, and not before")
    {
    }

  private:
    void DoRun() override
    {
        FabricRandom random;
        random.Seed(FabricRandom::USER, 1);
        PathDoubt doubt(3, {0, 1, 4, 6, 7}, 100, 300, random);
        for (uint64_t packet = 0; packet < 200; packet++)
        {
            doubt.Sent(1000 + 10 * packet);
        }
        NS_TEST_EXPECT_MSG_EQ(doubt.Answered(1010), false, "overtaken by 10");
        NS_TEST_EXPECT_MSG_EQ(doubt.Answered(1100), false, "overtaken by just the window");
        NS_TEST_EXPECT_MSG_EQ(doubt.GetOldest(), 1000, "still awaited");
        NS_TEST_EXPECT_MSG_EQ(doubt.Answered(1101), true, "by more");
        NS_TEST_EXPECT_MSG_EQ(doubt.GetOldest(), 1020, "the next one awaited");
        NS_TEST_EXPECT_MSG_EQ(doubt.Answered(1000), false, "a late answer does nothing");
        for (uint64_t packet = 2; packet < 200; packet++)
        {
            NS_TEST_EXPECT_MSG_EQ(doubt.Answered(1000 + 10 * packet), false, "in order");
        }
        NS_TEST_EXPECT_MSG_EQ(doubt.GetOldest(), UINT64_MAX, "nothing is awaited");

        NS_TEST_EXPECT_MSG_EQ(doubt.IsSteering(), false, "no path is avoided");
        NS_TEST_EXPECT_MSG_EQ(doubt.Find(6), 3, "index of a number");
        NS_TEST_EXPECT_MSG_EQ(doubt.Find(5), 5, "a number of no path");
        doubt.SetAvoided(2, true);
        std::vector<uint32_t> uses(5);
        for (uint32_t packet = 0; packet < 40; packet++)
        {
            uses[doubt.Rotate(packet % 2)]++;
        }
        for (uint32_t path = 0; path < 5; path++)
        {
            NS_TEST_EXPECT_MSG_EQ(uses[path], (path == 2 ? 0 : 10), "rotation over the others");
        }
        for (uint32_t path = 0; path < 5; path++)
        {
            if (path != 2)
            {
                doubt.SetAvoided(path, true);
            }
        }
        NS_TEST_EXPECT_MSG_EQ(doubt.IsSteering(), false, "not where every path is dead");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The invariants of doc/ofan-avoid.rst, each against what Ofan or Host DR alone do.
 */
class InvariantsTestCase : public TestCase
{
  public:
    InvariantsTestCase()
        : TestCase("Ofan undisturbed while sound; around dead paths within round trips; back after "
                   "repair")
    {
    }

  private:
    void DoRun() override
    {
        const Outcome sound = Execute("ofan+avoid", "");
        NS_TEST_EXPECT_MSG_EQ(sound.run.resultDigest,
                              Execute("ofan", "").run.resultDigest,
                              "a sound fabric does not know that hosts watch");
        NS_TEST_EXPECT_MSG_EQ(sound.rounds + sound.steered, 0, "nor do they act");

        const Outcome cut = Execute("ofan+avoid", UNNOTICED);
        NS_TEST_EXPECT_MSG_EQ(cut.run.status, "ok", cut.run.error);
        NS_TEST_EXPECT_MSG_GT(cut.lost, 0, "packets died on the link");
        // Overtaken (two round trips), probed (two more), and what is under way. A host that has
        // lost nothing so far, since the rotation of its switch led it past the cut, begins later.
        const uint64_t roundTrip = 6253440;
        NS_TEST_EXPECT_MSG_LT(cut.longest, 5 * roundTrip, "for five round trips at most");
        NS_TEST_EXPECT_MSG_GT(cut.avoided, 0, "by avoiding paths");
        for (const std::string other : {"ofan", "host-dr", "host-spray"})
        {
            const Outcome outcome = Execute(other, UNNOTICED);
            NS_TEST_EXPECT_MSG_GT(outcome.longest, 6 * roundTrip, other << " loses to the end");
            NS_TEST_EXPECT_MSG_GT(outcome.lost, 2 * cut.lost, other << " loses more");
        }

        const Outcome repaired =
            Execute("ofan+avoid",
                    "link:names=agg0-core0,time=20us,duration=100us,detection=1s,convergence=never",
                    "24MiB");
        NS_TEST_EXPECT_MSG_GT(repaired.steered, 0, "packets were steered");
        NS_TEST_EXPECT_MSG_EQ(repaired.avoided, 0, "after the repair all paths are used again");
        NS_TEST_EXPECT_MSG_LT(repaired.steered,
                              Execute("ofan+avoid", UNNOTICED, "24MiB").steered / 2,
                              "by rotation of the switches");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Losses by congestion, and a fabric in which everything is dead.
 */
class LimitsTestCase : public TestCase
{
  public:
    LimitsTestCase()
        : TestCase("Congestion is no failure; silence of all paths ends; ACKs are needed")
    {
    }

  private:
    void DoRun() override
    {
        ExperimentOptions options;
        options.fabric = "fat-tree:k=4";
        options.workload = "incast:fan-in=12,bytes=256KiB";
        options.switchModel = "generic:buffer-per-port=40KB";
        options.lb = "ofan+avoid";
        options.db = "none";
        FabricProgram::Prepare(options);
        const RunRecord incast = Experiment(options).Execute();
        NS_TEST_EXPECT_MSG_EQ(incast.status, "ok", incast.error);
        NS_TEST_EXPECT_MSG_GT(*incast.drops, 0, "the last hop overflows");

        const Outcome dead = Execute("ofan+avoid", "switch:names=edge1,time=5us,convergence=never");
        NS_TEST_EXPECT_MSG_EQ(dead.run.status, "failed", "hosts behind a dead edge are lost");

        // Forty-eight paths from a slow link, and answers that wait less than data: what is taken
        // for lost must not drown what is sent.
        for (const char* lb : {"avoid", "mrc"})
        {
            ExperimentOptions slow;
            slow.fabric = "leaf-spine:leaves=3,spines=8,hosts=5,parallel=6,host-rate=1Gbps";
            slow.workload = "all-to-all:bytes=6125,class=5";
            slow.lb = lb;
            slow.stop = "20ms";
            slow.db = "none";
            FabricProgram::Prepare(slow);
            const RunRecord run = Experiment(slow).Execute();
            NS_TEST_EXPECT_MSG_EQ(run.status, "ok", lb << ": " << run.error);
            NS_TEST_EXPECT_MSG_LT(run.GetSlowdown().value_or(9), 5, lb << " ends");
        }

        options.ackInterval = 4;
        std::string refusal;
        try
        {
            Experiment experiment(options);
        }
        catch (const ConfigError& error)
        {
            refusal = error.what();
        }
        NS_TEST_EXPECT_MSG_NE(refusal.find("--ack-interval=1"), std::string::npos, refusal);
    }
};

/**
 * @ingroup ai-fabric-tests
 * Suite.
 */
class AvoidTestSuite : public TestSuite
{
  public:
    AvoidTestSuite()
        : TestSuite("ai-fabric-avoid", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new PathDoubtTestCase);
        AddTestCase(new InvariantsTestCase);
        AddTestCase(new LimitsTestCase);
    }
};

/// Registers the suite.
AvoidTestSuite g_avoidTestSuite;

} // namespace
