/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Probes from end to end: they take the path that they are to take, and the answer tells.
 */

#include "ns3/component-description.h"
#include "ns3/fabric-engine.h"
#include "ns3/fabric-helper.h"
#include "ns3/frame-pool.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint32_t SPINES = 4;

/// Keeps the answers to probes.
class ProbingLoadBalancer : public HostLoadBalancer
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid =
            DescribeStrategy(TypeId("ns3::aifabric::tests::ProbingLoadBalancer")
                                 .SetParent<HostLoadBalancer>()
                                 .AddConstructor<ProbingLoadBalancer>(),
                             {"host", "flow", "none", "keeps answers to probes", "tests"});
        return tid;
    }

    /// An answer and when it came, ps.
    struct Answer
    {
        Frame frame;
        uint64_t time;
    };

    HostServices& GetServices() const
    {
        return *GetPlace().services;
    }

    std::vector<Answer> answers;

  private:
    void DoSelect(Frame&) override
    {
    }

    void DoProbeAnswered(const Frame& reply) override
    {
        answers.push_back({reply, FabricEngine::Get().Now()});
    }
};

/**
 * @ingroup ai-fabric-tests
 * Base: a leaf-spine fabric of 100 Gb/s, 500 ns links and 300 ns switches.
 */
class ProbeTestCase : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    /// Build the fabric.
    void Build(uint64_t kmin = 400000)
    {
        FabricHelper helper;
        helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                         "Leaves",
                         UintegerValue(2),
                         "Spines",
                         UintegerValue(SPINES),
                         "Hosts",
                         UintegerValue(2));
        helper.SetLinks(DataRate("100Gbps"), NanoSeconds(500));
        helper.SetSwitchAttribute("ForwardingLatency", TimeValue(NanoSeconds(300)));
        helper.SetMarkerAttribute("Kmin", UintegerValue(kmin));
        helper.SetMarkerAttribute("Kmax", UintegerValue(kmin));
        helper.SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
        helper.SetHostLoadBalancer(ProbingLoadBalancer::GetTypeId().GetName());
        fabric = helper.Install();
        prober = DynamicCast<ProbingLoadBalancer>(fabric.GetNic(0)->GetLoadBalancer());
    }

    /// Probe a path at a time, ps.
    void ProbeAt(uint64_t time, uint32_t dst, uint32_t path, bool steered)
    {
        const auto balancer = prober;
        Simulator::ScheduleWithContext(0, PicoSeconds(time), MakeEvent([=]() {
                                           balancer->GetServices().SendProbe(
                                               dst,
                                               steered ? Route::ByPath(path)
                                                       : Route::ByHash(Route::ToEntropy(path)));
                                       }));
    }

    /// Frames that left the source's leaf towards a spine.
    uint64_t CountUplink(uint32_t spine) const
    {
        const auto topology = fabric.GetTopology();
        const uint32_t leaf = topology->GetHostCount();
        const uint32_t vertex = leaf + 2 + spine;
        for (uint32_t port = 0; port < topology->GetAdjacencies(leaf).size(); port++)
        {
            if (topology->GetAdjacencies(leaf)[port].peer == vertex)
            {
                return fabric.GetDevice(leaf, port)->GetCounters().frames;
            }
        }
        return 0;
    }

    /// Run to the end, check that no frame is missing.
    void Finish(uint64_t drops)
    {
        Simulator::Run();
        const FramePool::Ledger& ledger = FramePool::GetLedger();
        NS_TEST_EXPECT_MSG_EQ(ledger.GetInFlight(), 0, "nothing is left in flight");
        NS_TEST_EXPECT_MSG_EQ(fabric.CountFrames(), 0, "nor counted");
        NS_TEST_EXPECT_MSG_EQ(ledger.GetDropped(), drops, "drops");
        NS_TEST_EXPECT_MSG_EQ(ledger.made, ledger.delivered + ledger.GetDropped(), "conserved");
    }

    /// End the simulation.
    void Destroy()
    {
        prober = nullptr;
        fabric = FabricContainer();
        Simulator::Destroy();
    }

    FabricContainer fabric;
    Ptr<ProbingLoadBalancer> prober;
};

/**
 * @ingroup ai-fabric-tests
 * The path, the echo and the round-trip time.
 */
class ProbePathTestCase : public ProbeTestCase
{
  public:
    ProbePathTestCase()
        : ProbeTestCase("A probe takes its path; its answer echoes entropy and time")
    {
    }

  private:
    void DoRun() override
    {
        Build();
        const std::vector<uint32_t> paths{2, 0, 3, 2};
        for (size_t i = 0; i < paths.size(); i++)
        {
            ProbeAt(i * 10000000, 3, paths[i], true);
        }
        ProbeAt(100000000, 1, 0, true);
        ProbeAt(110000000, 3, 77, false);
        Finish(0);
        NS_TEST_ASSERT_MSG_EQ(prober->answers.size(), 6, "all are answered, once");
        // 78 bytes at 100 Gb/s last 6.24 ns.
        const uint64_t link = 500000 + 6240;
        for (size_t i = 0; i < paths.size(); i++)
        {
            const auto& [frame, time] = prober->answers[i];
            NS_TEST_EXPECT_MSG_EQ((frame.kind == FrameKind::PROBE_REPLY), true, "an answer");
            NS_TEST_EXPECT_MSG_EQ(frame.src, 3, "of the host");
            NS_TEST_EXPECT_MSG_EQ(frame.echoEntropy, wire::ENTROPY_BASE + paths[i], "its path");
            NS_TEST_EXPECT_MSG_EQ(frame.echoTime, i * 10000000, "when it was sent");
            NS_TEST_EXPECT_MSG_EQ(frame.Has(FRAME_BECN), false, "not marked");
            NS_TEST_EXPECT_MSG_EQ(time - frame.echoTime,
                                  2 * (4 * link + 3 * 300000),
                                  "four links and three switches each way");
        }
        NS_TEST_EXPECT_MSG_EQ(prober->answers[4].time - prober->answers[4].frame.echoTime,
                              2 * (2 * link + 300000),
                              "at the same leaf");
        uint64_t hashed = 0;
        const std::vector<uint64_t> steered{1, 0, 2, 1};
        for (uint32_t spine = 0; spine < SPINES; spine++)
        {
            NS_TEST_EXPECT_MSG_GT_OR_EQ(CountUplink(spine), steered[spine], "spine " << spine);
            hashed += CountUplink(spine) - steered[spine];
        }
        NS_TEST_EXPECT_MSG_EQ(hashed, 1, "one probe was hashed");
        NS_TEST_EXPECT_MSG_EQ(fabric.GetNic(0)->GetCounters().probesSent, 6, "counted");
        NS_TEST_EXPECT_MSG_EQ(fabric.GetNic(0)->CountQueuePairs(), 0, "no queue pair is made");
        Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Marks on the way, and a path that is dead.
 */
class ProbeFeedbackTestCase : public ProbeTestCase
{
  public:
    ProbeFeedbackTestCase()
        : ProbeTestCase("Probes tell marked and dead paths from others")
    {
    }

  private:
    void DoRun() override
    {
        Build(0);
        ProbeAt(0, 3, 1, true);
        Finish(0);
        NS_TEST_ASSERT_MSG_EQ(prober->answers.size(), 1, "answered");
        NS_TEST_EXPECT_MSG_EQ(prober->answers[0].frame.Has(FRAME_BECN), true, "it was marked");
        Destroy();

        Build();
        // The link from spine 1 to the leaf of host 3, and no route knows.
        const auto topology = fabric.GetTopology();
        const uint32_t spine = topology->GetHostCount() + 2 + 1;
        fabric.GetChannel(topology->GetAdjacencies(spine)[1].link)->SetUp(false);
        for (uint32_t path = 0; path < SPINES; path++)
        {
            ProbeAt(path * 10000000, 3, path, true);
        }
        Simulator::Run();
        const FramePool::Ledger& ledger = FramePool::GetLedger();
        std::vector<bool> answered(SPINES);
        for (const auto& answer : prober->answers)
        {
            answered[answer.frame.echoEntropy - wire::ENTROPY_BASE] = true;
        }
        NS_TEST_EXPECT_MSG_EQ(answered[1], false, "the dead path does not answer");
        NS_TEST_EXPECT_MSG_EQ(prober->answers.size() + ledger.GetDropped(), SPINES, "drops");
        NS_TEST_EXPECT_MSG_GT(prober->answers.size(), 0, "the others do, unless hashed back to it");
        Finish(SPINES - prober->answers.size());
        Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class ProbeTestSuite : public TestSuite
{
  public:
    ProbeTestSuite()
        : TestSuite("ai-fabric-probe", TestSuite::Type::UNIT)
    {
        AddTestCase(new ProbePathTestCase);
        AddTestCase(new ProbeFeedbackTestCase);
    }
};

const ProbeTestSuite g_probeTestSuite; ///< the instance that registers the suite

} // namespace
