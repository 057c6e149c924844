/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What collectives are asked to be: groups, algorithms of one's own, and what is refused.
 */

#include "collective-data.h"
#include "workload-test-helper.h"

#include "ns3/collective-operations.h"
#include "ns3/fabric-compat.h"
#include "ns3/test.h"

#include <set>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::workload_test;

namespace
{

/// Hosts by rank, by group.
using Groups = std::vector<std::vector<uint32_t>>;

/**
 * @ingroup ai-fabric-tests
 * Which hosts take part, in which groups.
 */
class GroupsTestCase : public TestCase
{
  public:
    GroupsTestCase()
        : TestCase("Groups are the hosts that attributes say, and keep to themselves")
    {
    }

  private:
    void Expect(const CollectiveGroups& groups, uint32_t hosts, const Groups& expected)
    {
        NS_TEST_EXPECT_MSG_EQ((groups.List(hosts) == expected), true, "groups of " << hosts);
        uint64_t counted = 0;
        for (const CollectiveGroups::Kind& kind : groups.Count(hosts))
        {
            NS_TEST_EXPECT_MSG_EQ(kind.ranks, expected[counted].size(), "ranks of a group");
            counted += kind.groups;
        }
        NS_TEST_EXPECT_MSG_EQ(counted, expected.size(), "as many are counted");
    }

    /// @return pairs of hosts that have messages, and how many collectives there are
    static std::pair<std::set<std::pair<uint32_t, uint32_t>>, size_t> List(const Values& values)
    {
        const auto graph = workload_test::Build(MakeCollective("AllReduceWorkload", values), 8);
        std::set<std::pair<uint32_t, uint32_t>> pairs;
        for (TaskGraph::Id task = 0; task < graph->GetCount(); task++)
        {
            pairs.emplace(graph->Get(task).host, graph->Get(task).peer);
        }
        return {pairs, graph->GetActivities().size()};
    }

    void DoRun() override
    {
        Expect({}, 4, {{0, 1, 2, 3}});
        Expect({1, 2, 1, 0, ""}, 4, {{1, 2}});
        Expect({0, 0, 2, 0, ""}, 6, {{0, 2, 4}, {1, 3, 5}});
        Expect({0, 0, 1, 2, ""}, 6, {{0, 1}, {2, 3}, {4, 5}});
        Expect({0, 0, 2, 2, ""}, 8, {{0, 2}, {1, 3}, {4, 6}, {5, 7}});
        Expect({4, 4, 2, 0, ""}, 9, {{4, 6}, {5, 7}});
        Expect({0, 0, 1, 0, "3/0/5-6"}, 8, {{3, 0, 5, 6}});
        Expect({0, 0, 1, 0, "0-1//7/2"}, 8, {{0, 1}, {7, 2}});
        const auto [pairs, collectives] = List({{"GroupSize", "2"}, {"Stride", "4"}});
        NS_TEST_EXPECT_MSG_EQ(collectives, 4, "one for each group");
        const std::set<std::pair<uint32_t, uint32_t>>
            expected{{0, 4}, {4, 0}, {1, 5}, {5, 1}, {2, 6}, {6, 2}, {3, 7}, {7, 3}};
        NS_TEST_EXPECT_MSG_EQ((pairs == expected), true, "groups keep to themselves");
    }
};

/**
 * @ingroup ai-fabric-tests
 * What cannot be done is refused, naming the attribute.
 */
class ChoiceRefusalTestCase : public TestCase
{
  public:
    ChoiceRefusalTestCase()
        : TestCase("Impossible collectives are refused")
    {
    }

  private:
    void Expect(const std::string& workload,
                const Values& values,
                const std::vector<std::string>& culprits,
                uint32_t hosts = 8)
    {
        const std::string problem = MakeCollective(workload, values)->Check(hosts);
        for (const std::string& culprit : culprits)
        {
            NS_TEST_EXPECT_MSG_NE(problem.find(culprit),
                                  std::string::npos,
                                  "'" << problem << "' names " << culprit);
        }
        NS_TEST_EXPECT_MSG_EQ(problem.find('\n'), std::string::npos, "in one line");
    }

    void DoRun() override
    {
        const std::string reduce = "AllReduceWorkload";
        Expect(reduce, {{"Algorithm", "rang"}}, {"Algorithm", "'rang'", "did you mean 'ring'"});
        Expect(reduce, {{"Bytes", "0"}}, {"Bytes", "between 1"});
        Expect("SendRecvWorkload", {{"Bytes", "18446744073709551615"}}, {"Bytes", "between 1"});
        Expect(reduce, {{"Bytes", "7"}}, {"Bytes", "8 parts", "7"});
        Expect(reduce, {{"Bytes", "60000000000000"}}, {"Bytes", "4 GiB", "Chunk"});
        Expect(reduce, {{"Chunk", "255"}}, {"Chunk", "256"});
        Expect(reduce, {{"PerServer", "3"}}, {"PerServer", "8", "3"});
        Expect(reduce, {{"Algorithm", "hierarchical"}}, {"PerServer", "at least 2"});
        Expect(reduce, {{"Algorithm", "auto"}, {"NicRate", "0bps"}}, {"NicRate", "above 0"});
        Expect(reduce, {{"First", "8"}}, {"First", "between 0 and 7"});
        Expect(reduce, {{"First", "3"}, {"Count", "6"}}, {"Count", "5"});
        Expect(reduce, {{"Stride", "3"}}, {"Stride", "8"});
        Expect(reduce, {{"GroupSize", "3"}}, {"GroupSize", "8"});
        Expect(reduce, {{"Ranks", "0/8"}}, {"Ranks", "0/8", "0 to 7"});
        Expect(reduce, {{"Ranks", "0/1/1"}}, {"Ranks", "host 1 is named twice"});
        Expect(reduce, {{"Ranks", "0//1-2"}}, {"Ranks", "at least 2"});
        Expect(reduce, {{"Ranks", "2-1"}}, {"Ranks", "rise"});
        Expect(reduce, {{"Ranks", "0/x"}}, {"Ranks", "'x' is no number"});
        Expect(reduce, {{"Ranks", "0/1"}, {"Stride", "2"}}, {"Ranks", "Stride"});
        Expect("BroadcastWorkload", {{"Root", "8"}}, {"Root", "between 0 and 7"});
        Expect("SendRecvWorkload", {{"Offset", "8"}}, {"Offset", "8"});
        Expect("AllToAllWorkload", {{"Algorithm", "auto"}}, {"Algorithm auto", "all-reduce"});
        Expect("AllToAllWorkload", {{"Algorithm", "ring"}}, {"unknown all-to-all", "pairwise"});
        Expect("AllToAllVWorkload", {{"TopK", "33"}}, {"TopK", "32"});
        ExpectSizes();
        ExpectConcurrent();
    }

    void ExpectSizes()
    {
        const std::string barrier = "BarrierWorkload";
        Expect(barrier, {{"Count", "1"}}, {"Count must be at least 2, not 1"});
        Expect(barrier, {{"Chunk", "4096"}}, {"Chunk must be 0 for barrier", "4096"});
        Expect(barrier, {{"Channels", "2"}}, {"Channels must be 1 for barrier", "2"});
        Expect(barrier, {{"Bytes", "5368709120"}}, {"Bytes", "4 GiB for barrier"});
        Expect(barrier, {{"Bytes", "3221225472"}, {"Protocol", "LL"}}, {"4 GiB for barrier"});
        const std::string all = "AllToAllWorkload";
        Expect(all, {{"Bytes", "5368709120"}}, {"Bytes", "4 GiB", "Chunk"});
        Expect(all,
               {{"Bytes", "70368744177664"}, {"Chunk", "1073741824"}},
               {"Bytes must make at most 4611686018427387904", "4096 ranks"},
               4096);
        const auto cut = MakeCollective(all, {{"Bytes", "5368709120"}, {"Chunk", "1073741824"}});
        NS_TEST_ASSERT_MSG_EQ(cut->Check(3), "", "Chunk cuts what is above 4 GiB");
        const auto graph = workload_test::Build(cut, 3);
        NS_TEST_EXPECT_MSG_EQ(graph->GetCount(), 6 * 5, "each message in five pieces");
        NS_TEST_EXPECT_MSG_EQ(graph->Get(0).bytes, uint64_t{1} << 30, "of 1 GiB");
        // Four chunks, each cut into two pieces of 1 GiB: one byte too many together.
        Expect(all,
               {{"Algorithm", "hierarchical"},
                {"PerServer", "2"},
                {"Bytes", "2147483647"},
                {"Chunk", "4294967294"}},
               {"Bytes", "4 GiB"});
        // What all-to-all-v refuses names what it has.
        const std::string some = "AllToAllVWorkload";
        const Values most{{"Tokens", "1048576"}, {"TokenBytes", "1048576"}};
        Expect(some, most, {"Tokens of TokenBytes or CombineBytes", "4 GiB", "1048576 tokens"});
        Expect(some, most, {"Tokens of TokenBytes or CombineBytes must make at most"}, 4096);
        Expect(some,
               {{"Tokens", "1"}, {"TokenBytes", "1"}, {"CombineBytes", "0"}, {"Channels", "64"}},
               {"Tokens, TokenBytes or CombineBytes are too little"});
    }

    void ExpectConcurrent()
    {
        const std::string one = "Concurrent must be 0 for Algorithm ";
        for (const char* workload : {"AllToAllWorkload", "AllToAllVWorkload"})
        {
            Expect(workload, {{"Algorithm", "pairwise"}, {"Concurrent", "1"}}, {one + "pairwise"});
            Expect(workload,
                   {{"Algorithm", "hierarchical"}, {"PerServer", "2"}, {"Concurrent", "3"}},
                   {one + "hierarchical", "not 3"});
            for (const char* algorithm : {"spread", "linear"})
            {
                const Values values{{"Algorithm", algorithm}, {"Concurrent", "1"}};
                Values cut = values;
                cut.emplace_back("Chunk", "4096");
                Expect(workload, cut, {"Concurrent counts whole messages", "Chunk"});
                Values side = values;
                side.emplace_back("Channels", "2");
                Expect(workload, side, {"Concurrent counts whole messages", "Channels"});
                Values whole = values;
                whole.emplace_back("Chunk", "4000000");
                const auto collective = MakeCollective(workload, whole);
                NS_TEST_EXPECT_MSG_EQ(collective->Check(8), "", "nothing is cut");
                const bool hasTwoWays = collective->GetTaskCount(8) > 56;
                NS_TEST_EXPECT_MSG_EQ(collective->CountOpenPairs(8),
                                      (hasTwoWays ? 16 : 8),
                                      "one of each rank, of each way");
            }
        }
        const Values pairwise{{"Algorithm", "pairwise"}, {"Bytes", "8192"}};
        const auto open = [](const Values& values) {
            return MakeCollective("AllToAllWorkload", values)->CountOpenPairs(8);
        };
        Values pieces = pairwise;
        pieces.emplace_back("Chunk", "4096");
        NS_TEST_EXPECT_MSG_EQ(open(pairwise), 16, "sent and not acknowledged, and the next");
        NS_TEST_EXPECT_MSG_EQ(open(pieces), 32, "two pieces, each at a step of its own");
    }
};

/// All give their vector to rank 0, which gives the sum to all.
class StarAllReduceAlgorithm : public AllReduceAlgorithm
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("StarAllReduceAlgorithm")
                                .SetParent<AllReduceAlgorithm>()
                                .AddConstructor<StarAllReduceAlgorithm>();
        return tid;
    }

    uint64_t CountChunks(const CollectiveShape&) const override
    {
        return 1;
    }

    uint64_t GetLargest(const CollectiveShape&) const override
    {
        return 1;
    }

    uint64_t CountMessages(const CollectiveShape& shape) const override
    {
        return 2 * uint64_t{shape.ranks - 1};
    }

    void AddTo(CollectiveBuilder& builder) const override
    {
        std::vector<CollectiveBuilder::Id> came;
        for (uint32_t rank = 1; rank < builder.GetShape().ranks; rank++)
        {
            came.push_back(builder.Reduce(rank, 0, {{0}}));
        }
        for (uint32_t rank = 1; rank < builder.GetShape().ranks; rank++)
        {
            builder.Order(came, builder.Copy(0, rank, {{0}}));
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * An algorithm of one's own.
 */
class OwnAlgorithmTestCase : public TestCase
{
  public:
    OwnAlgorithmTestCase()
        : TestCase("An algorithm of one's own is found by its name")
    {
    }

  private:
    void DoRun() override
    {
        StarAllReduceAlgorithm::GetTypeId();
        const auto star = MakeCollective("AllReduceWorkload", {{"Algorithm", "star"}});
        NS_TEST_ASSERT_MSG_EQ(star->Check(5), "", "it is known");
        const CollectiveData data(star, 5);
        NS_TEST_EXPECT_MSG_EQ(data.RunAll(5), "", "and right");
        NS_TEST_EXPECT_MSG_EQ(data.GetGraph().GetCount(), 8, "messages");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of choices.
 */
class CollectiveChoiceTestSuite : public TestSuite
{
  public:
    CollectiveChoiceTestSuite()
        : TestSuite("ai-fabric-collective-choice", TestSuite::Type::UNIT)
    {
        AddTestCase(new GroupsTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new ChoiceRefusalTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new OwnAlgorithmTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const CollectiveChoiceTestSuite g_collectiveChoiceTestSuite; ///< registers the suite

} // namespace
