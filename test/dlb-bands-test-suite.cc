/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Dynamic load balancing by bands: weights of load and queue, flowlets that move before their
 * pause, and what switches tell each other of their own links.
 */

#include "fabric-test-scenario.h"
#include "switch-under-test.h"

#include "ns3/boolean.h"
#include "ns3/component-families.h"
#include "ns3/component-spec.h"
#include "ns3/dlb-load-balancer.h"
#include "ns3/double.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint32_t UPLINKS = 8;
constexpr uint32_t FRAME = 1000; ///< bytes
/// Bytes of a full link at 400 Gb/s with a time constant of 10 us / 0.2: C tau.
constexpr double FULL = 4e11 / 8 * 50e-6;
const std::string EIGHT = "12/13/12/13/12/13/12/13";

/// A leaf whose strategy is DLB with a time constant of 50 us.
class Leaf
{
  public:
    template <typename... Args>
    explicit Leaf(Args&&... args)
    {
        FabricTestScenario::Reset(1);
        FabricHelper helper;
        helper.SetLoadBalancer("ns3::aifabric::DlbLoadBalancer",
                               "Timeout",
                               TimeValue(MicroSeconds(50)),
                               "DrePeriod",
                               TimeValue(MicroSeconds(10)),
                               std::forward<Args>(args)...);
        m_leaf = std::make_unique<SwitchUnderTest>(helper, UPLINKS);
    }

    ~Leaf()
    {
        m_leaf.reset();
        Simulator::Destroy();
    }

    /// Send through an uplink what fills a share, in percent, of its register.
    void Load(uint32_t uplink, double percent)
    {
        m_leaf->Load(uplink, static_cast<uint32_t>(percent / 100 * FULL / FRAME), FRAME);
    }

    SwitchUnderTest& Get()
    {
        return *m_leaf;
    }

    Ptr<DlbLoadBalancer> Dlb()
    {
        return m_leaf->GetBalancer<DlbLoadBalancer>();
    }

  private:
    std::unique_ptr<SwitchUnderTest> m_leaf;
};

/**
 * @ingroup ai-fabric-tests
 * The band of a port from load and queue.
 */
class BandTestCase : public TestCase
{
  public:
    BandTestCase()
        : TestCase("DLB: eight bands, of load and queue by their weights")
    {
    }

  private:
    /// Bands of a port with a queue of half its buffer and no load, and with 17 percent of load.
    std::pair<uint32_t, uint32_t> Read(const AttributeValue& weight)
    {
        Leaf leaf("RateWeight", weight, "Levels", StringValue(EIGHT));
        std::pair<uint32_t, uint32_t> bands;
        const auto band = [&leaf](uint32_t uplink) {
            return leaf.Dlb()->GetBand(leaf.Get().Group().ports[uplink]);
        };
        Simulator::Schedule(MicroSeconds(1), [&]() {
            leaf.Load(1, 17);
            leaf.Get().Load(2, 400, FRAME); // 400 kB of 800 kB
            bands.first = band(2);
            NS_TEST_EXPECT_MSG_EQ(band(3), 7, "nothing there: the best");
        });
        // All of it has left by 9.5 us, before the first decay.
        Simulator::Schedule(NanoSeconds(9990), [&]() { bands.second = band(1); });
        Simulator::Run();
        return bands;
    }

    void DoRun() override
    {
        // Lower ends of the levels: 0, 12, 25, 37, 50, 62, 75 and 87 percent.
        using Bands = std::pair<uint32_t, uint32_t>;
        NS_TEST_EXPECT_MSG_EQ((Read(UintegerValue(0)) == Bands(3, 7)), true, "the queue only");
        NS_TEST_EXPECT_MSG_EQ((Read(UintegerValue(50)) == Bands(5, 7)), true, "25, 8.5 percent");
        NS_TEST_EXPECT_MSG_EQ((Read(UintegerValue(20)) == Bands(4, 7)), true, "40, 3.4 percent");
        NS_TEST_EXPECT_MSG_EQ((Read(UintegerValue(80)) == Bands(7, 6)), true, "10, 13.6 percent");
        NS_TEST_EXPECT_MSG_EQ((Read(UintegerValue(100)) == Bands(7, 6)), true, "the load only");
        NS_TEST_EXPECT_MSG_EQ((Read(StringValue("auto")) == Bands(3, 6)),
                              true,
                              "by default the worse of the two");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Reactive path rebalancing.
 */
class ReactiveTestCase : public TestCase
{
  public:
    ReactiveTestCase()
        : TestCase(
              "DLB: an active flowlet moves if its port is worse by the delta, with probability")
    {
    }

  private:
    /// Whether a flow without pauses leaves its port when that has a load, all others none.
    bool Moves(uint32_t delta, double percent)
    {
        Leaf leaf("QualityDelta", UintegerValue(delta));
        uint32_t before = 0;
        uint32_t after = 0;
        Simulator::Schedule(MicroSeconds(1), [&]() {
            before = leaf.Get().Ask(7);
            leaf.Load(before, percent);
        });
        Simulator::Schedule(NanoSeconds(9990), [&]() {
            after = leaf.Get().Ask(7);
            NS_TEST_EXPECT_MSG_EQ(leaf.Get().Ask(7), after, "it stays at the better one");
        });
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(leaf.Dlb()->GetMoves(), (before == after ? 0 : 1), "counted");
        return before != after;
    }

    /// Flows that leave the seven loaded uplinks for the idle one, and those that could.
    std::pair<uint32_t, uint32_t> Count(double probability)
    {
        constexpr uint32_t FLOWS = 400;
        Leaf leaf("QualityDelta", UintegerValue(2), "MoveProbability", DoubleValue(probability));
        List before;
        List after;
        Simulator::Schedule(MicroSeconds(1), [&]() {
            before = leaf.Get().AskMany(FLOWS);
            for (uint32_t uplink = 1; uplink < UPLINKS; uplink++)
            {
                leaf.Load(uplink, 12);
            }
        });
        Simulator::Schedule(NanoSeconds(9990), [&]() { after = leaf.Get().AskMany(FLOWS); });
        Simulator::Run();
        uint32_t could = 0;
        uint32_t did = 0;
        for (uint32_t flow = 0; flow < FLOWS; flow++)
        {
            could += before[flow] != 0 ? 1 : 0;
            did += before[flow] != after[flow] ? 1 : 0;
            NS_TEST_EXPECT_MSG_EQ((after[flow] == before[flow] || after[flow] == 0),
                                  true,
                                  "to the idle uplink or nowhere");
        }
        return {did, could};
    }

    void DoRun() override
    {
        // Levels of 3, 7 and 12 percent: 0, 1 and 2.
        NS_TEST_EXPECT_MSG_EQ(Moves(2, 3), false, "the same level");
        NS_TEST_EXPECT_MSG_EQ(Moves(2, 7), false, "worse by 1");
        NS_TEST_EXPECT_MSG_EQ(Moves(2, 12), true, "worse by 2");
        NS_TEST_EXPECT_MSG_EQ(Moves(1, 7), true, "a smaller delta");
        NS_TEST_EXPECT_MSG_EQ(Moves(0, 16), false, "by default it waits for its pause");
        const auto always = Count(1);
        NS_TEST_EXPECT_MSG_EQ(always.first, always.second, "all");
        NS_TEST_EXPECT_MSG_EQ(Count(0).first, 0, "none");
        // Binomial: 4 sigma of about 350 flows. Flows that share an entry share its fate.
        const auto quarter = Count(0.25);
        NS_TEST_EXPECT_MSG_EQ_TOL(quarter.first, quarter.second / 4, 40, "a quarter");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Global quality: one link from a spine down to a leaf is slow.
 */
class GlobalTestCase : public TestCase
{
  public:
    GlobalTestCase()
        : TestCase("DLB: with global quality packets avoid what only the next switch sees")
    {
    }

  private:
    static constexpr uint32_t LEAF = 6;  ///< vertex of the first leaf: two hosts at each of three
    static constexpr uint32_t SPINE = 9; ///< vertex of the first spine

    /// What came out.
    struct Result
    {
        double share;     ///< of the bytes that went to the slow side
        uint64_t told;    ///< messages of both spines to all leaves
        uint64_t bytes;   ///< from the slow spine to a leaf that has no traffic
        uint64_t carried; ///< data frames of the first leaf
    };

    Result Execute(const std::string& mode, bool global)
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        scenario.UseTheory();
        scenario.UseLeafSpine(3, 2, 2);
        scenario.Helper().SetLoadBalancer("ns3::aifabric::DlbLoadBalancer",
                                          "Mode",
                                          StringValue(mode),
                                          "Timeout",
                                          TimeValue(NanoSeconds(200)),
                                          "DrePeriod",
                                          TimeValue(MicroSeconds(1)),
                                          "Global",
                                          BooleanValue(global));
        scenario.Helper().SetCongestionControl("ns3::aifabric::FixedRateCongestionControl",
                                               "Fraction",
                                               DoubleValue(0.3));
        FabricContainer& fabric = scenario.Build();
        fabric.GetDevice(SPINE, 2)->SetDataRate(DataRate("25Gbps"));
        const auto outcome = scenario.Run({{0, 4, 4 << 20, 0}, {1, 5, 4 << 20, 50}});
        NS_TEST_EXPECT_MSG_EQ(outcome.received, 2, "all arrive");
        NS_TEST_EXPECT_MSG_EQ(outcome.conserved, true, "conservation");
        const auto slow = fabric.GetDevice(LEAF, 2)->GetCounters();
        const auto fast = fabric.GetDevice(LEAF, 3)->GetCounters();
        Result result{};
        result.share =
            static_cast<double>(slow.bytes) / static_cast<double>(slow.bytes + fast.bytes);
        result.carried = slow.frames + fast.frames;
        for (uint32_t spine = 0; spine < 2; spine++)
        {
            const auto dlb =
                DynamicCast<DlbLoadBalancer>(fabric.GetSwitch(3 + spine)->GetLoadBalancer());
            result.told += dlb->GetMessages();
        }
        const auto quiet = fabric.GetDevice(SPINE, 1)->GetCounters();
        result.bytes = quiet.bytes;
        NS_TEST_EXPECT_MSG_EQ(quiet.bytes, 64 * quiet.frames, "nothing but messages of 64 bytes");
        scenario.Destroy();
        return result;
    }

    void DoRun() override
    {
        // 25 of 240 Gb/s fit: a share of 0.10.
        const Result known = Execute("per-packet", true);
        NS_TEST_EXPECT_MSG_LT(known.share, 0.2, "no more than fits");
        NS_TEST_EXPECT_MSG_GT(known.bytes, 0, "messages take bytes on the wire");
        NS_TEST_EXPECT_MSG_GT(known.told, 0, "they were told");
        NS_TEST_EXPECT_MSG_LT(known.told, known.carried / 2, "of changes only");
        const Result local = Execute("per-packet", false);
        NS_TEST_EXPECT_MSG_EQ_TOL(local.share, 0.5, 0.05, "own uplinks tell nothing");
        NS_TEST_EXPECT_MSG_EQ(local.told + local.bytes, 0, "and no switch tells");
        const Result flowlets = Execute("flowlet", true);
        NS_TEST_EXPECT_MSG_GT(flowlets.told, 0, "flowlets hear of it too");
    }
};

/**
 * @ingroup ai-fabric-tests
 * What vendors set, and what is refused.
 */
class BandConfigTestCase : public TestCase
{
  public:
    BandConfigTestCase()
        : TestCase("DLB: rows of vendors, and what is refused")
    {
    }

  private:
    static Ptr<DlbLoadBalancer> Make(const std::string& text)
    {
        return CreateComponent<DlbLoadBalancer>(families::LoadBalancers(), text);
    }

    void DoRun() override
    {
        const auto timeout = [](const std::string& text) {
            TimeValue value;
            Make(text)->GetAttribute("Timeout", value);
            return value.Get();
        };
        NS_TEST_EXPECT_MSG_EQ(timeout("dlb"), MicroSeconds(500), "default");
        NS_TEST_EXPECT_MSG_EQ(timeout("dlb-cloud-scale"), MicroSeconds(500), "Cloud Scale");
        NS_TEST_EXPECT_MSG_EQ(timeout("dlb-silicon-one"), MicroSeconds(256), "Silicon One");
        NS_TEST_EXPECT_MSG_EQ(timeout("dlb-junos"), MicroSeconds(256), "Junos");
        NS_TEST_EXPECT_MSG_EQ(timeout("dlb-junos:timeout=9us"), MicroSeconds(9), "over it");
        const auto refusal = [](const std::string& text) {
            const std::string problem = Make(text)->Start(SwitchPlace());
            return problem.substr(0, problem.find_first_of(" =", 5));
        };
        NS_TEST_EXPECT_MSG_EQ(refusal("dlb:rate-weight=101"), "dlb: rate-weight", "weight");
        NS_TEST_EXPECT_MSG_EQ(refusal("dlb:quality-delta=7"), "dlb: quality-delta", "delta");
        NS_TEST_EXPECT_MSG_EQ(refusal("dlb:global=true,global-interval=99ns"),
                              "dlb: global-interval",
                              "interval");
        NS_TEST_EXPECT_MSG_EQ(refusal("dlb:global=true,levels=5/5/5/5/5/5/5/5/5/5/5/5/5/5/30"),
                              "dlb: global",
                              "levels");
        NS_TEST_EXPECT_MSG_EQ(Make("dlb:quality-delta=2")->GetNeeds().Has(NEED_REORDERING),
                              true,
                              "who moves in the middle reorders");
        NS_TEST_EXPECT_MSG_EQ(Make("dlb:global=true")->GetNeeds().Has(NEED_REORDERING),
                              false,
                              "who waits for a pause does not");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class DlbBandsTestSuite : public TestSuite
{
  public:
    DlbBandsTestSuite()
        : TestSuite("ai-fabric-dlb-bands", TestSuite::Type::UNIT)
    {
        AddTestCase(new BandTestCase);
        AddTestCase(new ReactiveTestCase);
        AddTestCase(new GlobalTestCase);
        AddTestCase(new BandConfigTestCase);
    }
};

/// Registers the suite.
DlbBandsTestSuite g_dlbBandsTestSuite;

} // namespace
