/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Dynamic load balancing, decision by decision, where its neighbours (LetFlow, JSQ, adaptive)
 * decide otherwise.
 */

#include "fabric-test-scenario.h"
#include "switch-under-test.h"

#include "ns3/dlb-load-balancer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <algorithm>
#include <memory>
#include <set>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint32_t UPLINKS = 8;
constexpr uint32_t FRAME = 1000; ///< bytes
/// Bytes of a full link at 400 Gb/s with a time constant of 10 us / 0.2: C tau.
constexpr double FULL = 4e11 / 8 * 50e-6;

/// Frames that fill a share (in percent) of a link's register.
uint32_t
Percent(double percent)
{
    return static_cast<uint32_t>(percent / 100 * FULL / FRAME);
}

/// A leaf whose uplinks have a load and whose strategy is asked.
class Scene
{
  public:
    /**
     * @param strategy TypeId name
     * @param args attributes
     */
    template <typename... Args>
    explicit Scene(const std::string& strategy, Args&&... args)
    {
        FabricTestScenario::Reset(1);
        FabricHelper helper;
        helper.SetLoadBalancer("ns3::aifabric::" + strategy, std::forward<Args>(args)...);
        m_leaf = std::make_unique<SwitchUnderTest>(helper, UPLINKS);
    }

    ~Scene()
    {
        m_leaf.reset();
        Simulator::Destroy();
    }

    /// Do something at a time.
    template <typename F>
    void At(Time time, F&& action)
    {
        Simulator::Schedule(time, std::forward<F>(action));
    }

    /// Load the uplinks at a time, each by its share in percent.
    void Load(Time time, std::vector<double> percents)
    {
        At(time, [this, percents]() {
            for (uint32_t uplink = 0; uplink < percents.size(); uplink++)
            {
                m_leaf->Load(uplink, Percent(percents[uplink]), FRAME);
            }
        });
    }

    SwitchUnderTest& Leaf()
    {
        return *m_leaf;
    }

  private:
    std::unique_ptr<SwitchUnderTest> m_leaf;
};

/// DLB with a time constant of 50 us.
std::unique_ptr<Scene>
MakeDlb(const std::string& mode)
{
    return std::make_unique<Scene>("DlbLoadBalancer",
                                   "Mode",
                                   StringValue(mode),
                                   "Timeout",
                                   TimeValue(MicroSeconds(50)),
                                   "DrePeriod",
                                   TimeValue(MicroSeconds(10)));
}

/**
 * @ingroup ai-fabric-tests
 * Flowlets: a flow stays while it has no pause, whatever the load of its uplink, and after a pause
 * goes to the least loaded.
 */
class DlbFlowletTestCase : public TestCase
{
  public:
    DlbFlowletTestCase()
        : TestCase("DLB: a flowlet goes to the least loaded uplink, and only after a pause")
    {
    }

  private:
    static constexpr uint32_t ROUNDS = 24;

    /// In how many rounds a flow moves to the idle uplink after the pause.
    uint32_t CountHits(Scene& scene, uint32_t& strays)
    {
        uint32_t hits = 0;
        strays = 0;
        uint32_t current = 0;
        for (uint32_t round = 0; round < ROUNDS; round++)
        {
            // All uplinks but one are loaded to 12 %; queues are empty 6 us later.
            const uint32_t idle = (round * 5 + 3) % UPLINKS;
            std::vector<double> percents(UPLINKS, 12);
            percents[idle] = 0;
            const Time start = MicroSeconds(1000) * (round + 1);
            scene.Load(start, percents);
            scene.At(start + MicroSeconds(8), [&scene, &hits, &current, idle]() {
                current = scene.Leaf().Ask(7);
                hits += current == idle ? 1 : 0;
            });
            // Then its own uplink is loaded, and the flow has pauses that are just too short.
            for (uint32_t packet = 1; packet <= 6; packet++)
            {
                const Time next = start + MicroSeconds(8) + MicroSeconds(50) * packet;
                scene.At(next - MicroSeconds(20),
                         [&scene, &current]() { scene.Leaf().Load(current, Percent(30), FRAME); });
                scene.At(next, [&scene, &strays, &current]() {
                    strays += scene.Leaf().Ask(7) == current ? 0 : 1;
                });
            }
        }
        Simulator::Run();
        return hits;
    }

    void DoRun() override
    {
        uint32_t strays = 0;
        auto dlb = MakeDlb("flowlet");
        NS_TEST_EXPECT_MSG_EQ(CountHits(*dlb, strays), ROUNDS, "to the only idle uplink");
        NS_TEST_EXPECT_MSG_EQ(strays, 0, "no move without a pause");
        NS_TEST_EXPECT_MSG_EQ(dlb->Leaf().GetBalancer<DlbLoadBalancer>()->GetFlowlets(),
                              ROUNDS,
                              "one flowlet per pause");
        // The neighbour draws one of eight: more than 12 of 24 has a chance of 1e-6.
        dlb.reset();
        const auto letflow =
            std::make_unique<Scene>("LetflowLoadBalancer", "Timeout", TimeValue(MicroSeconds(50)));
        NS_TEST_EXPECT_MSG_LT(CountHits(*letflow, strays), 13, "LetFlow goes anywhere");
    }
};

/**
 * @ingroup ai-fabric-tests
 * State that outlives links and groups.
 */
class DlbLinkTestCase : public TestCase
{
  public:
    DlbLinkTestCase()
        : TestCase("DLB: a flowlet leaves a failed link at once, and an entry another group's port")
    {
    }

  private:
    void DoRun() override
    {
        const auto scene = MakeDlb("flowlet");
        SwitchUnderTest& leaf = scene->Leaf();
        const uint32_t first = leaf.Ask(7);
        NS_TEST_EXPECT_MSG_EQ(leaf.Ask(7), first, "one flowlet");
        leaf.GetSwitch()->GetLoadBalancer()->LinkChanged(leaf.Group().ports[first], false);
        std::set<uint32_t> met;
        for (uint32_t flow = 0; flow < 400; flow++)
        {
            met.insert(leaf.Ask(flow));
        }
        NS_TEST_EXPECT_MSG_EQ(met.count(first), 0, "nobody uses it");
        NS_TEST_EXPECT_MSG_EQ(met.size(), UPLINKS - 1, "all others are used");
        leaf.GetSwitch()->GetLoadBalancer()->LinkChanged(leaf.Group().ports[first], true);
        // Groups without the flow's port: the index alone would lead elsewhere without a choice.
        const uint64_t flowlets = leaf.GetBalancer<DlbLoadBalancer>()->GetFlowlets();
        const uint32_t second = leaf.Ask(7);
        auto& ports = leaf.Group().ports;
        ports.erase(ports.begin() + second);
        leaf.Ask(7);
        NS_TEST_EXPECT_MSG_EQ(leaf.GetBalancer<DlbLoadBalancer>()->GetFlowlets(),
                              flowlets + 1,
                              "the flow chose again");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Packets: every one goes to a port of the best level of load, though all queues are empty; the
 * queue counts where loads are equal.
 */
class DlbPacketTestCase : public TestCase
{
  public:
    DlbPacketTestCase()
        : TestCase("DLB: packets follow the recent load, which queues do not tell")
    {
    }

  private:
    static constexpr uint32_t PACKETS = 4000;

    /// Shares of packets at a moment when the uplinks have loads and no queues.
    std::vector<uint32_t> Share(Scene& scene, const std::vector<double>& percents)
    {
        std::vector<uint32_t> counts(UPLINKS, 0);
        scene.Load(MicroSeconds(1), percents);
        // All is sent by 9.99 us, before the first decay.
        scene.At(NanoSeconds(9990), [&scene, &counts]() {
            for (uint32_t packet = 0; packet < PACKETS; packet++)
            {
                counts[scene.Leaf().Ask(packet)]++;
            }
        });
        Simulator::Run();
        return counts;
    }

    /// Half of all packets, within 4 sigma.
    void ExpectHalf(uint32_t count, const std::string& what)
    {
        NS_TEST_EXPECT_MSG_EQ_TOL(count, PACKETS / 2, 127, what);
    }

    void DoRun() override
    {
        // Levels 2, 2, 1, 0, 0, 2, 1, 3: shares of 5, 5, 10, 15 percent and so on.
        const std::vector<double> loads{12, 14, 7, 4.5, 1, 16, 9, 17.5};
        auto scene = MakeDlb("per-packet");
        auto shares = Share(*scene, loads);
        ExpectHalf(shares[3], "4.5 percent is in the best level");
        ExpectHalf(shares[4], "and so is 1 percent: equal shares, though it has less load");
        const auto port = scene->Leaf().Group().ports[7];
        const auto balancer = scene->Leaf().GetBalancer<DlbLoadBalancer>();
        NS_TEST_EXPECT_MSG_EQ_TOL(balancer->GetUtilisation(port), 0.175 * 0.8, 1e-3, "one decay");

        scene.reset(); // one simulation at a time
        scene = MakeDlb("per-packet");
        shares = Share(*scene, {12, 12, 7, 15, 6, 15, 12, 12});
        ExpectHalf(shares[2], "7 percent: the second level");
        ExpectHalf(shares[4], "6 percent: the second level");

        // The neighbours see empty queues and nothing else.
        for (const std::string neighbour : {"JsqLoadBalancer", "AdaptiveLoadBalancer"})
        {
            scene.reset();
            scene = std::make_unique<Scene>(neighbour);
            shares = Share(*scene, loads);
            for (const uint32_t share : shares)
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(share, PACKETS / UPLINKS, 4 * 21, neighbour);
            }
        }
        scene.reset();
        CheckQueues();
    }

    /// Without any load yet, queues of 5 percent of the buffer (800 kB) and more count.
    void CheckQueues()
    {
        const auto scene = MakeDlb("per-packet");
        std::vector<uint32_t> counts(UPLINKS, 0);
        scene->At(MicroSeconds(1), [&scene, &counts]() {
            for (uint32_t uplink = 0; uplink < UPLINKS; uplink++)
            {
                scene->Leaf().Load(uplink, uplink == 2 ? 30 : uplink == 6 ? 39 : 50, FRAME);
            }
            for (uint32_t packet = 0; packet < PACKETS; packet++)
            {
                counts[scene->Leaf().Ask(packet)]++;
            }
        });
        Simulator::Run();
        ExpectHalf(counts[2], "30 kB are less than 5 percent");
        ExpectHalf(counts[6], "39 kB are less than 5 percent");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Nonsense is refused; only packets reorder.
 */
class DlbConfigTestCase : public TestCase
{
  public:
    DlbConfigTestCase()
        : TestCase("DLB: what is refused, and what reorders")
    {
    }

  private:
    /// What is wrong if an attribute has a value.
    static std::string Refuse(const std::string& name, const AttributeValue& value)
    {
        auto balancer = CreateObject<DlbLoadBalancer>();
        balancer->SetAttribute(name, value);
        const std::string problem = balancer->Start(SwitchPlace());
        return problem.substr(0, problem.find(' ', 5));
    }

    /// Other levels: 0 and 17 percent are of one level if the first is 20 wide.
    void CheckLevels()
    {
        Scene scene("DlbLoadBalancer",
                    "Mode",
                    StringValue("per-packet"),
                    "Levels",
                    StringValue("20/80"),
                    "DrePeriod",
                    TimeValue(MicroSeconds(10)));
        scene.Load(MicroSeconds(1), {16, 4, 0, 17});
        std::set<uint32_t> met;
        scene.At(NanoSeconds(9990), [&scene, &met]() {
            for (uint32_t packet = 0; packet < 400; packet++)
            {
                met.insert(scene.Leaf().Ask(packet));
            }
        });
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(met.size(), UPLINKS, "all are of the first level");
    }

    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(Refuse("Mode", StringValue("flow")), "dlb: mode", "mode");
        NS_TEST_EXPECT_MSG_EQ(Refuse("Timeout", TimeValue(Time(0))), "dlb: timeout", "timeout");
        NS_TEST_EXPECT_MSG_EQ(Refuse("DrePeriod", TimeValue(Time(0))), "dlb: dre-period", "period");
        for (const std::string levels :
             {"", "50/40", "0/100", "50//50", "50/x/50", "100/1", "1e2", "50,50"})
        {
            NS_TEST_EXPECT_MSG_EQ(Refuse("Levels", StringValue(levels)), "dlb: levels", levels);
        }
        CheckLevels();
        auto balancer = CreateObject<DlbLoadBalancer>();
        NS_TEST_EXPECT_MSG_EQ(balancer->GetNeeds().Has(NEED_REORDERING),
                              false,
                              "flowlets keep order");
        balancer->SetAttribute("Mode", StringValue("per-packet"));
        NS_TEST_EXPECT_MSG_EQ(balancer->GetNeeds().Has(NEED_REORDERING), true, "packets do not");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class DlbTestSuite : public TestSuite
{
  public:
    DlbTestSuite()
        : TestSuite("ai-fabric-dlb", TestSuite::Type::UNIT)
    {
        AddTestCase(new DlbFlowletTestCase);
        AddTestCase(new DlbLinkTestCase);
        AddTestCase(new DlbPacketTestCase);
        AddTestCase(new DlbConfigTestCase);
    }
};

const DlbTestSuite g_dlbTestSuite; ///< the instance that registers the suite

} // namespace
