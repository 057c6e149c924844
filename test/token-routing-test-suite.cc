/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Mixtures of experts: where tokens go, and the messages that carry them.
 */

#include "collective-data.h"
#include "workload-test-helper.h"

#include "ns3/fabric-compat.h"
#include "ns3/test.h"
#include "ns3/token-routing.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::workload_test;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Tokens and their experts.
 */
class TokenTestCase : public TestCase
{
  public:
    TokenTestCase()
        : TestCase("Tokens go to as many experts as they have, by popularity, and come back")
    {
    }

  private:
    static TokenRouting Route(const TokenRouting::Config& config)
    {
        FabricRandom random;
        random.Seed(FabricRandom::WORKLOAD, 7);
        return TokenRouting(config, random);
    }

    void ExpectShares()
    {
        // One expert a rank, eight ranks, one expert a token: popularity is 1, 1/2, 1/3, ...
        const TokenRouting routing = Route({8, 1, 20000, 1, 1, false});
        std::vector<double> shares;
        for (uint32_t to = 0; to < 8; to++)
        {
            double sum = 0;
            for (uint32_t from = 0; from < 8; from++)
            {
                sum += static_cast<double>(routing.GetTokens(from, to));
            }
            shares.push_back(sum / 160000);
        }
        std::sort(shares.rbegin(), shares.rend());
        for (size_t k = 0; k < 8; k++)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(shares[k],
                                      1 / 2.717857 / static_cast<double>(k + 1),
                                      0.005,
                                      "share of expert " << k);
        }
        // All experts of all ranks: everybody gets every token, by either way of drawing.
        for (const auto& [topK, skew] : {std::pair{16U, 2.0}, {7U, 2.0}, {7U, 0.5}})
        {
            const TokenRouting all = Route({4, 4, 50, topK, skew, true});
            for (uint32_t from = 0; from < 4; from++)
            {
                uint64_t sum = 0;
                for (uint32_t to = 0; to < 4; to++)
                {
                    sum += all.GetTokens(from, to);
                }
                NS_TEST_EXPECT_MSG_EQ(sum, 50 * topK, "each expert once");
            }
        }
        const TokenRouting once = Route({4, 4, 50, 16, 0, false});
        NS_TEST_EXPECT_MSG_EQ(once.GetTokens(1, 2), 50, "once to each rank");
    }

    /// @return how many numbers were drawn to route, or 100,000 if they were more
    static uint64_t CountDraws(const TokenRouting::Config& config)
    {
        FabricRandom random;
        random.Seed(FabricRandom::WORKLOAD, 7);
        FabricRandom same = random;
        const TokenRouting routing(config, random);
        const uint64_t next = random.Next();
        uint64_t draws = 0;
        while (draws < 100000 && same.Next() != next)
        {
            draws++;
        }
        return draws;
    }

    /// Rare experts are not waited for.
    void ExpectFewDraws()
    {
        // 64 experts are shuffled; each of 4 tokens of 8 ranks draws once for each of them.
        NS_TEST_EXPECT_MSG_EQ(CountDraws({8, 8, 4, 32, 3, false}),
                              63 + 8 * 4 * 64,
                              "half of the experts, most of them hardly ever drawn");
        // 512 experts: a token would wait for some 200,000 draws.
        NS_TEST_EXPECT_MSG_EQ(CountDraws({128, 4, 1, 64, 3, false}),
                              511 + 128 * 512,
                              "64 of 512 experts");
        // Ordinary tokens draw little more often than they have experts.
        NS_TEST_EXPECT_MSG_LT(CountDraws({16, 4, 10, 8, 1, false}),
                              63 + 16 * 10 * 20,
                              "the rare doublets are drawn again");
    }

    /// Nothing comes back from a rank that has not computed yet.
    void ExpectComputedFirst()
    {
        for (const char* algorithm : {"spread", "linear", "pairwise", "hierarchical"})
        {
            for (const char* skew : {"0", "2"})
            {
                for (const char* tokens : {"1", "40"})
                {
                    const auto graph =
                        workload_test::Build(MakeCollective("AllToAllVWorkload",
                                                            {{"Algorithm", algorithm},
                                                             {"PerServer", "2"},
                                                             {"Tokens", tokens},
                                                             {"TopK", "2"},
                                                             {"Skew", skew},
                                                             {"Compute", "10us"}}),
                                             8);
                    NS_TEST_EXPECT_MSG_EQ(CountEarly(*graph), 0, algorithm << ", skew " << skew);
                }
            }
        }
    }

    /// @return messages of the way back that do not wait for the computation of their host
    static unsigned CountEarly(const TaskGraph& graph)
    {
        std::vector<std::set<uint32_t>> after(graph.GetCount()); // hosts that have computed
        unsigned early = 0;
        for (const TaskGraph::Id id : graph.SortTopologically())
        {
            const TaskGraph::Task& task = graph.Get(id);
            if (!task.IsMessage())
            {
                after[id].insert(task.host);
            }
            else if (task.collective == 1 && after[id].count(task.host) == 0)
            {
                early++;
            }
            for (const TaskGraph::Id next : graph.GetSuccessors(id))
            {
                after[next].insert(after[id].begin(), after[id].end());
            }
        }
        return early;
    }

    void ExpectNames()
    {
        const auto graph = workload_test::Build(
            MakeCollective("AllToAllVWorkload", {{"GroupSize", "4"}, {"Tokens", "10"}}),
            8);
        const std::vector<std::string> expected{"all-to-all-v 0",
                                                "all-to-all-v combine 0",
                                                "all-to-all-v 1",
                                                "all-to-all-v combine 1"};
        std::vector<std::string> names;
        for (const TaskGraph::Activity& activity : graph->GetActivities())
        {
            names.push_back(activity.name);
        }
        NS_TEST_EXPECT_MSG_EQ((names == expected), true, "both have the number");
        const auto single = workload_test::Build(MakeCollective("AllToAllVWorkload", {}), 8);
        NS_TEST_EXPECT_MSG_EQ(single->GetActivities().back().name,
                              "all-to-all-v combine",
                              "one group");
    }

    void DoRun() override
    {
        ExpectShares();
        ExpectFewDraws();
        ExpectComputedFirst();
        ExpectNames();
        const Values values{{"Tokens", "100"}, {"TokenBytes", "10"}, {"CombineBytes", "20"}};
        for (const char* algorithm : {"spread", "linear", "pairwise"})
        {
            Values more = values;
            more.emplace_back("Algorithm", algorithm);
            const CollectiveData data(MakeCollective("AllToAllVWorkload", more), 6);
            NS_TEST_EXPECT_MSG_EQ(data.RunAll(3), "", algorithm);
            NS_TEST_EXPECT_MSG_EQ(data.GetGraph().GetCount(), 2 * 30 + 6, algorithm);
            NS_TEST_EXPECT_MSG_EQ(data.GetGraph().GetActivities().size(), 2, "there and back");
            const auto there = Sum(data, 0);
            const auto back = Sum(data, 1);
            for (const auto& [pair, bytes] : there)
            {
                NS_TEST_EXPECT_MSG_EQ(back.at({pair.second, pair.first}),
                                      2 * bytes,
                                      "tokens of twice the size come back");
                NS_TEST_EXPECT_MSG_LT_OR_EQ(bytes, 1000, "each token once");
            }
        }
        Values rails = values;
        rails.emplace_back("Algorithm", "hierarchical");
        rails.emplace_back("PerServer", "2");
        NS_TEST_EXPECT_MSG_EQ(
            CollectiveData(MakeCollective("AllToAllVWorkload", rails), 6).RunAll(3),
            "",
            "along the rails");
        // Few tokens: what is empty is no message, and nobody waits for it.
        const auto few =
            MakeCollective("AllToAllVWorkload",
                           {{"Tokens", "1"}, {"TopK", "1"}, {"Algorithm", "pairwise"}});
        const auto graph = workload_test::Build(few, 8);
        NS_TEST_EXPECT_MSG_LT_OR_EQ(graph->GetCount(), 8 + 8 + 8, "a token each, there and back");
    }

    static std::map<std::pair<uint32_t, uint32_t>, uint64_t> Sum(const CollectiveData& data,
                                                                 uint32_t collective)
    {
        std::map<std::pair<uint32_t, uint32_t>, uint64_t> sum;
        for (TaskGraph::Id id = 0; id < data.GetGraph().GetCount(); id++)
        {
            const TaskGraph::Task& task = data.GetGraph().Get(id);
            if (task.IsMessage() && task.collective == collective)
            {
                sum[{task.host, task.peer}] += task.bytes;
            }
        }
        return sum;
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of tokens.
 */
class TokenRoutingTestSuite : public TestSuite
{
  public:
    TokenRoutingTestSuite()
        : TestSuite("ai-fabric-token-routing", TestSuite::Type::UNIT)
    {
        AddTestCase(new TokenTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const TokenRoutingTestSuite g_tokenRoutingTestSuite; ///< registers the suite

} // namespace
