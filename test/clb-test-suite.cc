/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Cluster load balancing: as many queue pairs at each uplink, where a hash collides.
 */

#include "fabric-test-scenario.h"
#include "run-with.h"
#include "switch-under-test.h"

#include "ns3/clb-load-balancer.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint32_t UPLINKS = 8;

/// A leaf with eight uplinks whose strategy is asked, queue pair by queue pair.
class Leaf
{
  public:
    /**
     * @param strategy TypeId name
     * @param args attributes
     */
    template <typename... Args>
    explicit Leaf(const std::string& strategy, Args&&... args)
    {
        FabricTestScenario::Reset(1);
        FabricHelper helper;
        helper.SetLoadBalancer("ns3::aifabric::" + strategy, std::forward<Args>(args)...);
        m_leaf = std::make_unique<SwitchUnderTest>(helper, UPLINKS);
    }

    ~Leaf()
    {
        m_leaf.reset();
        Simulator::Destroy();
    }

    /// Ask for the uplink of a packet of a queue pair.
    uint32_t Ask(uint32_t pair, uint32_t edge = 1, FrameKind kind = FrameKind::DATA)
    {
        Frame frame{};
        frame.kind = kind;
        frame.dst = edge;
        frame.qp = pair;
        // What a NIC draws for a queue pair.
        frame.entropy = static_cast<uint16_t>(wire::ENTROPY_BASE + MixBits(pair) % 16384);
        const Candidates candidates(m_leaf->Group(),
                                    m_leaf->GetSwitch()->GetPorts().data(),
                                    edge,
                                    edge);
        return m_leaf->GetSwitch()->GetLoadBalancer()->Select(frame, candidates);
    }

    /// @return the number of data queue pairs at an uplink, as the strategy counts them
    uint32_t GetPairs(uint32_t uplink)
    {
        return m_leaf->GetBalancer<ClbLoadBalancer>()->GetPairs(m_leaf->Group().ports[uplink]);
    }

    SwitchUnderTest& Get()
    {
        return *m_leaf;
    }

  private:
    std::unique_ptr<SwitchUnderTest> m_leaf;
};

/// Largest difference between numbers.
uint32_t
Spread(const List& counts)
{
    const auto ends = std::minmax_element(counts.begin(), counts.end());
    return *ends.second - *ends.first;
}

/**
 * @ingroup ai-fabric-tests
 * However many queue pairs there are, uplinks differ by one at most, to all leaves together and to
 * each.
 */
class ClbEvenTestCase : public TestCase
{
  public:
    ClbEvenTestCase()
        : TestCase("CLB: any number of queue pairs is even over the uplinks to one, ECMP is not")
    {
    }

  private:
    /// Uplinks of so many queue pairs to leaves 1 to 3 in turn: in all, and to leaf 1.
    static std::pair<List, List> Place(Leaf& leaf, uint32_t pairs)
    {
        List all;
        List first;
        for (uint32_t pair = 0; pair < pairs; pair++)
        {
            const uint32_t edge = 1 + pair % 3;
            all.push_back(leaf.Ask(100 + pair, edge));
            if (edge == 1)
            {
                first.push_back(all.back());
            }
        }
        return {Count(all, UPLINKS), Count(first, UPLINKS)};
    }

    void DoRun() override
    {
        uint32_t hashed = 0;
        for (const uint32_t pairs : {5U, 8U, 13U, 64U, 100U, 1001U})
        {
            const std::string what = std::to_string(pairs) + " queue pairs";
            {
                Leaf leaf("ClbLoadBalancer");
                const auto [all, first] = Place(leaf, pairs);
                NS_TEST_EXPECT_MSG_LT_OR_EQ(Spread(all), 1, what);
                NS_TEST_EXPECT_MSG_LT_OR_EQ(Spread(first), 1 + pairs / 64, what << " to one leaf");
                for (uint32_t uplink = 0; uplink < UPLINKS; uplink++)
                {
                    NS_TEST_EXPECT_MSG_EQ(leaf.GetPairs(uplink), all[uplink], what << ": counted");
                }
                // They stay where they are, and are not counted again.
                for (uint32_t pair = 0; pair < pairs; pair++)
                {
                    const uint32_t before = leaf.Ask(100 + pair, 1 + pair % 3);
                    NS_TEST_EXPECT_MSG_EQ(leaf.Ask(100 + pair, 1 + pair % 3), before, "in order");
                }
                NS_TEST_EXPECT_MSG_EQ(leaf.Get().GetBalancer<ClbLoadBalancer>()->GetPlacements(),
                                      pairs,
                                      what << ": each was placed once");
            }
            Leaf leaf("EcmpLoadBalancer");
            hashed += Spread(Place(leaf, pairs).first) > 1 ? 1 : 0;
        }
        NS_TEST_EXPECT_MSG_EQ(hashed, 6, "a hash is uneven each time");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Silent queue pairs give up their place, at their age and not before.
 */
class ClbAgeTestCase : public TestCase
{
  public:
    ClbAgeTestCase()
        : TestCase("CLB: a queue pair gives up its place after an age of silence")
    {
    }

  private:
    /// Where a new queue pair goes at a time when pairs 3 and 5 are silent since time zero.
    uint32_t PlaceAt(Time time)
    {
        Leaf leaf("ClbLoadBalancer", "Age", TimeValue(MicroSeconds(100)));
        uint32_t place = UPLINKS;
        Simulator::Schedule(Time(0), [&leaf]() {
            for (uint32_t pair = 0; pair < UPLINKS; pair++)
            {
                leaf.Ask(pair);
            }
            leaf.Ask(90); // a ninth, at the first uplink
        });
        for (uint32_t round = 1; round <= 4; round++)
        {
            Simulator::Schedule(MicroSeconds(40) * round, [&leaf]() {
                for (uint32_t pair = 0; pair < UPLINKS; pair++)
                {
                    if (pair != 3 && pair != 5)
                    {
                        leaf.Ask(pair);
                    }
                }
                leaf.Ask(90);
            });
        }
        Simulator::Schedule(time, [this, &leaf, &place]() {
            place = leaf.Ask(91);
            NS_TEST_EXPECT_MSG_EQ(leaf.Ask(0), 0, "who is not silent stays");
        });
        Simulator::Run();
        return place;
    }

    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(PlaceAt(MicroSeconds(100)), 1, "just in time: all have one");
        NS_TEST_EXPECT_MSG_EQ(PlaceAt(PicoSeconds(100000001)), 3, "the first place that is free");
        NS_TEST_EXPECT_MSG_EQ(PlaceAt(MicroSeconds(150)), 3, "later too");

        // After a silence of all, they are placed as new ones in whatever order they come.
        Leaf leaf("ClbLoadBalancer", "Age", TimeValue(MicroSeconds(100)));
        List late;
        Simulator::Schedule(Time(0), [&leaf]() {
            for (uint32_t pair = 0; pair < 3 * UPLINKS; pair++)
            {
                leaf.Ask(pair);
            }
        });
        Simulator::Schedule(MicroSeconds(101), [&leaf, &late]() {
            for (uint32_t pair = UPLINKS; pair > 0; pair--)
            {
                late.push_back(leaf.Ask(pair * 2));
            }
        });
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ((late == List{0, 1, 2, 3, 4, 5, 6, 7}), true, "afresh");
        NS_TEST_EXPECT_MSG_EQ(leaf.GetPairs(0), 1, "nothing is left of the others");
    }
};

/**
 * @ingroup ai-fabric-tests
 * What goes back is counted apart, and links may go.
 */
class ClbRestTestCase : public TestCase
{
  public:
    ClbRestTestCase()
        : TestCase("CLB: acknowledgements are counted apart; who loses its uplink is placed again")
    {
    }

  private:
    void DoRun() override
    {
        Leaf leaf("ClbLoadBalancer");
        List data;
        List acks;
        for (uint32_t pair = 0; pair < 12; pair++)
        {
            data.push_back(leaf.Ask(pair));
            acks.push_back(leaf.Ask(pair, 1, FrameKind::ACK));
            acks.push_back(leaf.Ask(100 + pair, 1, FrameKind::ACK));
        }
        NS_TEST_EXPECT_MSG_LT_OR_EQ(Spread(Count(data, UPLINKS)), 1, "data");
        NS_TEST_EXPECT_MSG_EQ(Spread(Count(acks, UPLINKS)), 0, "three for each uplink");
        // Routing takes uplink 2 away: its two queue pairs go where there are fewest.
        auto& ports = leaf.Get().Group().ports;
        const uint16_t lost = ports[2];
        ports.erase(ports.begin() + 2);
        List moved;
        for (uint32_t pair = 0; pair < 12; pair++)
        {
            const uint32_t place = leaf.Ask(pair);
            if (data[pair] == 2)
            {
                moved.push_back(ports[place]);
            }
            else
            {
                NS_TEST_EXPECT_MSG_EQ(place, data[pair] - (data[pair] > 2 ? 1 : 0), "the others");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(leaf.Get().GetBalancer<ClbLoadBalancer>()->GetPairs(lost),
                              0,
                              "nobody is left there");
        // Twelve pairs were 2, 2, 2, 2, 1, 1, 1, 1; the fifth uplink and the sixth take them.
        NS_TEST_EXPECT_MSG_EQ((moved == List{5, 6}), true, "to the first of the emptiest");
        auto bad = CreateObject<ClbLoadBalancer>();
        bad->SetAttribute("Age", TimeValue(Time(0)));
        NS_TEST_EXPECT_MSG_EQ(bad->Start(SwitchPlace()), "clb: age must be positive", "age");
        NS_TEST_EXPECT_MSG_EQ(bad->GetNeeds().Has(NEED_REORDERING), false, "order is kept");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Whole runs: eight hosts at a leaf send over eight uplinks.
 */
class ClbRunTestCase : public TestCase
{
  public:
    ClbRunTestCase()
        : TestCase(
              "CLB: flows that fit the uplinks do not collide, with go-back-N, where ECMP's do")
    {
    }

  private:
    /// Slowdown of a shift to the next leaf.
    double Slow(const std::string& balancer, const std::string& fabric, const std::string& offset)
    {
        const RunRecord run = RunWith({{"fabric", fabric},
                                       {"workload", "shift:bytes=1MiB,offset=" + offset},
                                       {"switch", "generic:buffer-per-port=100MB"},
                                       {"recovery", "go-back-n"},
                                       {"lb", balancer}});
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", balancer << ": " << run.error);
        return run.GetSlowdown().value_or(0);
    }

    void DoRun() override
    {
        const std::string leaves = "leaf-spine:leaves=4,spines=8,hosts=8";
        NS_TEST_EXPECT_MSG_LT(Slow("clb", leaves, "8"), 1.05, "a place for each");
        NS_TEST_EXPECT_MSG_GT(Slow("ecmp", leaves, "8"), 1.9, "hashes collide");
        // Parallel links of spines: two to each leaf, and two queue pairs that come down each.
        const std::string doubled = "leaf-spine:leaves=4,spines=4,hosts=8,parallel=2";
        NS_TEST_EXPECT_MSG_LT(Slow("clb", doubled, "8"), 1.05, "spines place them too");
        NS_TEST_EXPECT_MSG_GT(Slow("ecmp", doubled, "8"), 1.9, "hashes collide");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class ClbTestSuite : public TestSuite
{
  public:
    ClbTestSuite()
        : TestSuite("ai-fabric-clb", TestSuite::Type::UNIT)
    {
        AddTestCase(new ClbEvenTestCase);
        AddTestCase(new ClbAgeTestCase);
        AddTestCase(new ClbRestTestCase);
        AddTestCase(new ClbRunTestCase);
    }
};

/// Registers the suite.
ClbTestSuite g_clbTestSuite;

} // namespace
