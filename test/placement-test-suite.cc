/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Which host is which rank of a job: each policy by itself.
 */

#include "ns3/component-families.h"
#include "ns3/component-spec.h"
#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-layout.h"
#include "ns3/placement-policy.h"
#include "ns3/test.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

using Hosts = std::vector<uint32_t>;

Ptr<FabricTopology>
MakeFabric(const std::string& text)
{
    return CreateComponent<FabricLayout>(families::Fabrics(), text)
        ->Build(DataRate("400Gbps"), NanoSeconds(500));
}

/// The hosts from 0 on.
Hosts
Count(uint32_t count)
{
    Hosts hosts(count);
    std::iota(hosts.begin(), hosts.end(), 0);
    return hosts;
}

/// A fabric of which jobs hold some hosts.
struct Cluster
{
    explicit Cluster(const std::string& text)
        : topology(MakeFabric(text)),
          held(topology->GetHostCount())
    {
        random.Seed(FabricRandom::USER, 4);
    }

    Hosts Place(const std::string& policy, const Hosts& numbers)
    {
        return PlacementPolicy::Make(policy)->Place({*topology, numbers, held}, random);
    }

    std::string Refuse(const std::string& policy, const Hosts& numbers)
    {
        try
        {
            Place(policy, numbers);
        }
        catch (const ConfigError& error)
        {
            return error.what();
        }
        return "(no error)";
    }

    /// How many messages of a ring leave a leaf.
    uint32_t CountCrossings(const Hosts& ranks) const
    {
        uint32_t crossings = 0;
        for (size_t rank = 0; rank < ranks.size(); rank++)
        {
            const uint32_t next = ranks[(rank + 1) % ranks.size()];
            crossings += topology->GetHostEdge(ranks[rank]) != topology->GetHostEdge(next);
        }
        return crossings;
    }

    Ptr<FabricTopology> topology;
    std::vector<bool> held;
    FabricRandom random;
};

std::string
Write(const Hosts& hosts)
{
    std::string text;
    for (const uint32_t host : hosts)
    {
        text += std::to_string(host) + " ";
    }
    return text;
}

/**
 * @ingroup ai-fabric-tests
 * Policies whose answer is known.
 */
class KnownPlacementTestCase : public TestCase
{
  public:
    KnownPlacementTestCase()
        : TestCase("Each policy takes the hosts that its description says")
    {
    }

  private:
    void DoRun() override
    {
        Cluster cluster("leaf-spine:leaves=4,spines=2,hosts=4");
        const Hosts some{1, 2, 5};
        const auto expect =
            [&](const std::string& policy, const Hosts& numbers, const Hosts& hosts) {
                NS_TEST_EXPECT_MSG_EQ(Write(cluster.Place(policy, numbers)), Write(hosts), policy);
            };
        expect("numbered", some, some);
        expect("packed", some, some);
        expect("spread", Count(6), {0, 4, 8, 12, 1, 5});
        expect("rail", Count(6), {0, 1, 2, 3, 4, 5});
        expect("list:hosts=9/3-4", Count(3), {9, 3, 4});
        expect("topology", Count(4), {0, 1, 2, 3});
        cluster.held[2] = cluster.held[4] = cluster.held[12] = true;
        expect("numbered", some, some);
        expect("packed", some, {0, 1, 3});
        expect("spread", Count(4), {0, 5, 8, 13});
        // The first leaf has three free hosts, as has the second; the third, four.
        expect("topology", Count(3), {0, 1, 3});
        expect("topology", Count(4), {8, 9, 10, 11});
        expect("topology", Count(5), {8, 9, 10, 11, 0});
        expect("topology", Count(8), {8, 9, 10, 11, 0, 1, 3, 5});
        NS_TEST_EXPECT_MSG_EQ(cluster.Refuse("random", Count(14)),
                              "it takes 14 hosts, and jobs before it leave 13 of 16 free: "
                              "Share=true lets it share those of others",
                              "too many");
        NS_TEST_EXPECT_MSG_EQ(cluster.Refuse("list:hosts=0-2", Count(3)),
                              "Hosts lists host 2, which another job holds: Share=true lets it "
                              "share those of others",
                              "held");
        NS_TEST_EXPECT_MSG_EQ(cluster.Refuse("list:hosts=0/1/0", Count(3)),
                              "Hosts lists host 0 twice",
                              "twice");
        NS_TEST_EXPECT_MSG_EQ(cluster.Refuse("list:hosts=0/1", Count(3)),
                              "Hosts lists 2 hosts, and the job takes 3",
                              "too few");
        NS_TEST_EXPECT_MSG_EQ(cluster.Refuse("list:hosts=0/16", Count(1)),
                              "Hosts must be hosts by rank, 0 to 15, such as 0/2/4-7: '16' is none",
                              "unknown");
        NS_TEST_EXPECT_MSG_NE(cluster.Refuse("ramdom", Count(1)).find("did you mean 'random'"),
                              std::string::npos,
                              "a name that is none");

        Cluster rails("rail:servers=4,gpus=4,spines=2");
        NS_TEST_EXPECT_MSG_EQ(Write(rails.Place("rail", Count(6))), "0 4 8 12 1 5 ", "by rail");
        NS_TEST_EXPECT_MSG_EQ(Write(rails.Place("topology", Count(4))), "0 4 8 12 ", "a rail");
        Cluster tree("fat-tree:k=4"); // pods of four hosts, two under an edge
        tree.held[0] = tree.held[4] = tree.held[6] = true;
        NS_TEST_EXPECT_MSG_EQ(Write(tree.Place("topology", Count(2))), "2 3 ", "of a pod in use");
        NS_TEST_EXPECT_MSG_EQ(Write(tree.Place("topology", Count(3))), "2 3 1 ", "a pod");
        NS_TEST_EXPECT_MSG_EQ(Write(tree.Place("topology", Count(4))), "8 9 10 11 ", "a whole one");
    }
};

/**
 * @ingroup ai-fabric-tests
 * What is drawn.
 */
class DrawnPlacementTestCase : public TestCase
{
  public:
    DrawnPlacementTestCase()
        : TestCase("Random hosts cross leaves as often as chance says; pieces stay together")
    {
    }

  private:
    void DoRun() override
    {
        Cluster cluster("leaf-spine:leaves=8,spines=2,hosts=8");
        double crossings = 0;
        std::vector<uint32_t> first(64);
        constexpr uint32_t DRAWS = 4000;
        for (uint32_t draw = 0; draw < DRAWS; draw++)
        {
            const Hosts ranks = cluster.Place("random", Count(64));
            crossings += cluster.CountCrossings(ranks);
            first[ranks[0]]++;
        }
        // Each of 64 messages stays with probability 7/63; the deviation of a ring's sum is
        // below 3.
        NS_TEST_EXPECT_MSG_EQ_TOL(crossings / DRAWS, 64 * 56.0 / 63, 0.2, "crossings of a ring");
        NS_TEST_EXPECT_MSG_GT(*std::min_element(first.begin(), first.end()),
                              30,
                              "any is the first");
        NS_TEST_EXPECT_MSG_LT(*std::max_element(first.begin(), first.end()), 105, "none is often");
        NS_TEST_EXPECT_MSG_EQ(cluster.CountCrossings(cluster.Place("packed", Count(64))),
                              8,
                              "one for each leaf, in order");
        NS_TEST_EXPECT_MSG_EQ(cluster.CountCrossings(cluster.Place("spread", Count(64))),
                              64,
                              "all");

        cluster.held[9] = true;
        const Hosts pieces = cluster.Place("fragmented:size=4", Count(61));
        NS_TEST_EXPECT_MSG_EQ(std::is_sorted(pieces.begin(), pieces.end()), false, "drawn");
        uint32_t neighbours = 0;
        for (size_t rank = 1; rank < pieces.size(); rank++)
        {
            neighbours += pieces[rank] / 4 == pieces[rank - 1] / 4;
        }
        // 16 pieces, of which one lacks the host that is held, and the last is cut.
        NS_TEST_EXPECT_MSG_EQ(neighbours, 61 - 16, "pieces are whole");
        NS_TEST_EXPECT_MSG_EQ((cluster.Place("fragmented:size=4", Count(61)) == pieces),
                              false,
                              "anew each time");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The least that there can be, found by trying.
 */
class LeastCrossingsTestCase : public TestCase
{
  public:
    LeastCrossingsTestCase()
        : TestCase("Topology: no placement of a ring crosses fewer leaves, whoever holds what")
    {
    }

  private:
    /// The fewest of some leaves that have as many free hosts together.
    static uint32_t FindFewest(const std::vector<uint32_t>& free, uint32_t wanted)
    {
        uint32_t fewest = UINT32_MAX;
        for (uint32_t set = 1; set < 1U << free.size(); set++)
        {
            uint32_t sum = 0;
            uint32_t count = 0;
            for (size_t leaf = 0; leaf < free.size(); leaf++)
            {
                sum += (set >> leaf & 1) * free[leaf];
                count += set >> leaf & 1;
            }
            fewest = sum >= wanted ? std::min(fewest, count) : fewest;
        }
        return fewest;
    }

    void DoRun() override
    {
        Cluster cluster("leaf-spine:leaves=6,spines=2,hosts=4");
        FabricRandom random;
        random.Seed(FabricRandom::USER, 9);
        for (uint32_t trial = 0; trial < 300; trial++)
        {
            std::vector<uint32_t> free(6);
            for (uint32_t host = 0; host < 24; host++)
            {
                cluster.held[host] = random.Below(3) == 0;
                free[host / 4] += !cluster.held[host];
            }
            const uint32_t all = std::accumulate(free.begin(), free.end(), 0U);
            const uint32_t wanted = 1 + random.Below(all);
            const Hosts ranks = cluster.Place("topology", Count(wanted));
            const uint32_t fewest = FindFewest(free, wanted);
            NS_TEST_EXPECT_MSG_EQ(cluster.CountCrossings(ranks),
                                  (fewest == 1 ? 0 : fewest),
                                  wanted << " of " << Write(free));
            // Where one leaf is enough, no other one that is has fewer free hosts.
            for (uint32_t leaf = 0; leaf < 6 && fewest == 1; leaf++)
            {
                const bool isBetter = free[leaf] >= wanted && free[leaf] < free[ranks[0] / 4];
                NS_TEST_EXPECT_MSG_EQ(isBetter, false, wanted << " of " << Write(free));
            }
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of placements.
 */
class PlacementTestSuite : public TestSuite
{
  public:
    PlacementTestSuite()
        : TestSuite("ai-fabric-placement", TestSuite::Type::UNIT)
    {
        AddTestCase(new KnownPlacementTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new DrawnPlacementTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new LeastCrossingsTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const PlacementTestSuite g_placementTestSuite; ///< the suite

} // namespace
