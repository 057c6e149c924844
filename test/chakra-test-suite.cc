/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Chakra execution traces: what nodes become, and when they are carried out.
 */

#include "chakra-test-case.h"

#include "ns3/fabric-compat.h"
#include "ns3/test.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::chakra_test;
using namespace ns3::aifabric::trace_test;

namespace
{

constexpr uint64_t ALL_REDUCE = 0;
constexpr uint64_t ALL_GATHER = 2;
constexpr uint64_t BROADCAST = 5;
constexpr uint64_t ALL_TO_ALL = 6;
constexpr uint64_t REDUCE_SCATTER = 7;
constexpr uint64_t BARRIER = 9;

/**
 * @ingroup ai-fabric-tests
 * Times against sums.
 */
class ChakraTimeTestCase : public ChakraTestCase
{
  public:
    ChakraTimeTestCase()
        : ChakraTestCase("A chain takes the sum of its parts; of each kind one node goes at a time")
    {
    }

  private:
    void ExpectChain()
    {
        // Children before parents in the file, and numbers that are not in a row.
        const std::string prefix = Write(4,
                                         {Compute(9, 5, {7}),
                                          Collect(7, ALL_REDUCE, 1 << 20, {2}),
                                          Compute(2, 10),
                                          {20, "nothing", METADATA, {9}}});
        const Trace trace = Run(prefix, 4);
        const uint64_t alone = MeasureAlone("AllReduceWorkload", 1 << 20, 4);
        NS_TEST_EXPECT_MSG_EQ(trace.GetEnd(), 15 * US + alone, "compute, all-reduce, compute");
        NS_TEST_EXPECT_MSG_EQ(trace.GetStart("compute 9", 3), 10 * US + alone, "the last part");
        NS_TEST_EXPECT_MSG_EQ(trace.graph->GetActivities().back().name, "collective 7", "name");
        NS_TEST_EXPECT_MSG_EQ(trace.graph->GetActivities().back().iteration, 1, "iteration");
        NS_TEST_EXPECT_MSG_EQ(Run(Write({Pack(Encode({Compute(1, 3)})), Encode({})}), 2).GetEnd(),
                              3 * US,
                              "packed with gzip, and nothing but a head");
    }

    void ExpectTurns()
    {
        const Trace trace = Run(Write({Encode({Compute(8, 10),
                                               Compute(3, 20),
                                               Compute(5, 40, {3}),
                                               Compute(4, 7, {}, true),
                                               Compute(6, 2, {}, true),
                                               Compute(10, 0, {5})}),
                                       Encode({Compute(1, 1)})}),
                                2);
        NS_TEST_EXPECT_MSG_EQ(trace.GetStart("compute 3", 0), 0, "the lowest number first");
        NS_TEST_EXPECT_MSG_EQ(trace.GetStart("compute 5", 0),
                              20 * US,
                              "what became ready just now goes before a higher number");
        NS_TEST_EXPECT_MSG_EQ(trace.GetStart("compute 8", 0), 60 * US, "it waited all the time");
        NS_TEST_EXPECT_MSG_EQ(trace.GetStart("compute 4", 0), 0, "the CPU computes beside it");
        NS_TEST_EXPECT_MSG_EQ(trace.GetStart("compute 6", 0), 7 * US, "one at a time");
        NS_TEST_EXPECT_MSG_EQ(trace.GetEnd(), 70 * US + 1 * NS, "no duration is 1 ns");
    }

    void ExpectExchange()
    {
        // The receive of rank 0 waits for long, and holds its sends up by nothing.
        const Trace trace = Run(Write({Encode({Exchange(1, RECV, 1, 1000),
                                               Exchange(2, SEND, 1, 50000, {}, 7),
                                               Exchange(3, SEND, 1, 60000, {}, 7)}),
                                       Encode({Compute(1, 30),
                                               Exchange(2, SEND, 0, 1000, {1}),
                                               Exchange(3, RECV, 0, 50000, {}, 7),
                                               Exchange(4, RECV, 0, 60000, {3}, 7)})}),
                                2);
        NS_TEST_EXPECT_MSG_EQ(trace.GetStart("send 2", 0), 0, "at once");
        const auto first = trace.Find("send 2", 0).front();
        NS_TEST_EXPECT_MSG_EQ(trace.GetStart("send 3", 0),
                              trace.records[first].end,
                              "one send at a time");
        NS_TEST_EXPECT_MSG_EQ(trace.GetStart("send 2", 1), 30 * US, "after its parent");
        const auto last = trace.Find("receive 1", 0).front();
        NS_TEST_EXPECT_MSG_GT(trace.records[last].end, 30 * US, "what comes late");
        // Not longer than its message: the acknowledgement is a way back behind.
        NS_TEST_EXPECT_MSG_LT(trace.records[last].end,
                              trace.records[trace.Find("send 2", 1).front()].end,
                              "it ends when its message has come");
    }

    void Test() override
    {
        ExpectChain();
        ExpectTurns();
        ExpectExchange();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Collectives: bytes and groups.
 */
class ChakraCollectiveTestCase : public ChakraTestCase
{
  public:
    ChakraCollectiveTestCase()
        : ChakraTestCase("Collectives have the bytes and the ranks that nodes say, or are refused")
    {
    }

  private:
    uint64_t SendsOf(const Trace& trace, uint32_t src)
    {
        uint64_t sum = 0;
        for (const auto& [pair, bytes] : trace.GetBytes())
        {
            sum += pair.first == src ? bytes : 0;
        }
        return sum;
    }

    void ExpectBytes()
    {
        const auto run = [this](uint64_t type, uint64_t bytes) {
            return Run(Write(4, {Collect(1, type, bytes)}), 4);
        };
        NS_TEST_EXPECT_MSG_EQ(SendsOf(run(ALL_REDUCE, 4000), 1), 6000, "2 (n-1)/n");
        NS_TEST_EXPECT_MSG_EQ(SendsOf(run(ALL_GATHER, 1000), 1), 3000, "inputs of 1000 bytes");
        NS_TEST_EXPECT_MSG_EQ(SendsOf(run(REDUCE_SCATTER, 4000), 1), 3000, "inputs of 4000 bytes");
        NS_TEST_EXPECT_MSG_EQ((run(ALL_TO_ALL, 4000).GetBytes()[{2, 3}]), 1000, "a quarter each");
        const Trace broadcast = run(BROADCAST, 1000);
        uint64_t sum = 0;
        for (const auto& [pair, bytes] : broadcast.GetBytes())
        {
            sum += bytes;
        }
        NS_TEST_EXPECT_MSG_EQ(sum, 3000, "one copy to each rank but the first");
        NS_TEST_EXPECT_MSG_GT(run(BARRIER, 0).GetEnd(), 0, "a barrier needs no bytes");
        NS_TEST_EXPECT_MSG_EQ(SendsOf(run(ALL_REDUCE, 2), 1),
                              6,
                              "as many bytes as the algorithm has parts");
        const std::string prefix = Write(4, {Collect(1, ALL_REDUCE, 4000)});
        NS_TEST_EXPECT_MSG_EQ(
            SendsOf(Run(prefix, 4, {{"AllReduce", "halving-doubling"}, {"Channels", "2"}}), 1),
            6000,
            "another algorithm");
        Refuse(prefix, 4, "nothing", {{"AllReduce", "nothing"}});
    }

    void ExpectGroups()
    {
        const std::vector<TraceNode> nodes{Collect(1, ALL_TO_ALL, 2000, {}, "7")};
        const std::string groups = CreateTempDirFilename("groups.json");
        WriteFile(groups, R"({"7": [3, 1], "8": [0, 2]})");
        const std::string prefix =
            Write({Encode({Collect(1, ALL_TO_ALL, 4000, {}, "8")}),
                   Encode(nodes),
                   Encode({Collect(1, ALL_TO_ALL, 4000, {}, "8"), Collect(2, BARRIER, 0, {}, "0")}),
                   Encode(nodes)});
        Refuse(prefix, 4, "rank 0 takes part in 0 only", {{"Groups", groups}});
        Refuse(prefix, 4, "node 1: there is no group '8'");
        const std::string good = Write({Encode({Collect(1, ALL_TO_ALL, 4000, {}, "8")}),
                                        Encode(nodes),
                                        Encode({Collect(1, ALL_TO_ALL, 4000, {}, "8")}),
                                        Encode(nodes)});
        const auto bytes = Run(good, 4, {{"Groups", groups}}).GetBytes();
        NS_TEST_EXPECT_MSG_EQ(bytes.size(), 4, "pairs of two groups of two");
        NS_TEST_EXPECT_MSG_EQ(bytes.at({1, 3}), 1000, "the group 7");
        NS_TEST_EXPECT_MSG_EQ(bytes.at({2, 0}), 2000, "the group 8");
        WriteFile(groups, R"({"7": [3, 4]})");
        Refuse(good,
               4,
               groups + ": the group '7' has '4' in it, ranks are 0 to 3",
               {{"Groups", groups}});
        WriteFile(groups, R"({"7": [3, 1)");
        Refuse(good, 4, groups + ": it is no JSON object", {{"Groups", groups}});

        // PyTorch tells groups by metadata nodes.
        const std::string inputs =
            R"(['[{"pg_name": "1", "ranks": [0, 2]}, {"pg_name": "2", "ranks": []}]'])";
        const TraceNode metadata{5,
                                 "## process_group:init ##",
                                 METADATA,
                                 {},
                                 0,
                                 Bytes(8, Bytes(1, inputs))};
        const TraceNode other{1, "compute 1", COMP};
        const std::string torch =
            Write({Encode({Collect(1, ALL_TO_ALL, 2000, {}, "1"), metadata}),
                   Encode({metadata, other}),
                   Encode({metadata, Collect(9, ALL_TO_ALL, 2000, {}, "1")})});
        const auto pairs = Run(torch, 3).GetBytes();
        NS_TEST_EXPECT_MSG_EQ(pairs.size(), 2, "two ranks");
        NS_TEST_EXPECT_MSG_EQ(pairs.at({2, 0}), 1000, "of the group 1");
        TraceNode broken = metadata;
        broken.more = Bytes(8, Bytes(1, "['[{\"pg_name\"]']"));
        Refuse(Write({Encode({broken}), Encode({})}), 2, ".0.et, node 5: its inputs have no list");
    }

    void ExpectAgreement()
    {
        const auto refuse = [this](const std::vector<TraceNode>& mine,
                                   const std::vector<TraceNode>& other,
                                   const std::string& problem) {
            Refuse(Write({Encode(mine), Encode(other)}), 2, problem);
        };
        const TraceNode first = Collect(1, ALL_REDUCE, 1000);
        refuse({first},
               {Collect(4, ALL_REDUCE, 2000)},
               ".1.et, node 4: collective 1 of all ranks is all-reduce of 2000 bytes for rank 1, "
               "and all-reduce of 1000 for rank 0 (");
        refuse({first}, {Collect(1, ALL_GATHER, 500)}, "is all-gather of 1000 bytes for rank 1");
        refuse({first, Collect(2, BARRIER, 0)},
               {first},
               ".0.et, node 2: collective 2 of all ranks: rank 1 takes part in 1 only");
        // In the order of numbers, whatever the order in the file.
        const std::string turned = Write(
            {Encode({Collect(2, BARRIER, 0), first}), Encode({first, Collect(2, BARRIER, 0)})});
        NS_TEST_EXPECT_MSG_EQ(MakeTrace("ChakraWorkload", turned)->Check(2), "", "turned");
        // Two groups of the same ranks in opposite orders never end.
        const std::string groups = CreateTempDirFilename("same.json");
        WriteFile(groups, R"({"1": [0, 1], "2": [0, 1]})");
        const std::string circle = Write({Encode({Collect(1, ALL_REDUCE, 1000, {}, "1"),
                                                  Collect(2, ALL_REDUCE, 1000, {1}, "2")}),
                                          Encode({Collect(1, ALL_REDUCE, 1000, {}, "2"),
                                                  Collect(2, ALL_REDUCE, 1000, {1}, "1")})});
        Refuse(circle, 2, "waits for itself", {{"Groups", groups}});
    }

    void ExpectCustom()
    {
        // A ring of two: each sends, adds, sends the sum of its half on.
        const auto rank = [](uint64_t peer) {
            return Encode({Exchange(1, SEND, peer, 500, {}, 1),
                           Exchange(2, RECV, peer, 500, {}, 1),
                           Compute(3, 4, {2}),
                           Exchange(4, SEND, peer, 300, {3}, 2),
                           Exchange(5, RECV, peer, 300, {}, 2)});
        };
        const std::string custom = Write({rank(1), rank(0)});
        const std::string groups = CreateTempDirFilename("three.json");
        WriteFile(groups, R"({"5": [2, 0], "6": [0, 1, 2]})");
        const std::vector<TraceNode> nodes{Compute(1, 10),
                                           Collect(2, ALL_REDUCE, 1000, {1}, "5"),
                                           Compute(3, 1, {2})};
        const std::string prefix = Write({Encode(nodes), Encode({}), Encode(nodes)});
        const Values values{{"Groups", groups}, {"AllReducePath", custom}};
        const Trace trace = Run(prefix, 3, values);
        NS_TEST_EXPECT_MSG_EQ((trace.GetBytes()[{0, 2}]), 800, "what its files say");
        NS_TEST_EXPECT_MSG_EQ((trace.GetBytes()[{2, 0}]), 800, "to each other");
        NS_TEST_EXPECT_MSG_EQ(trace.GetBytes().size(), 2, "rank 1 is not in the group");
        NS_TEST_EXPECT_MSG_GT(trace.GetEnd(), 15 * US, "it computes");
        const auto messages = trace.Find("collective 2", 2);
        NS_TEST_EXPECT_MSG_EQ(trace.records[messages[0]].end, trace.records[messages[0]].start, "");
        Refuse(Write(3, {Collect(1, ALL_REDUCE, 1000, {}, "6")}),
               3,
               custom + " is a collective of 2 ranks, and the group has 3",
               values);
        const std::string bad = Write({rank(1), Encode({Collect(1, ALL_REDUCE, 5)})});
        Refuse(prefix,
               3,
               bad + ".1.et, node 1: a collective has sends",
               {{"Groups", groups}, {"AllReducePath", bad}});
        const std::string lonely = Write({rank(1), Encode({})});
        Refuse(prefix, 3, "has no receive left", {{"Groups", groups}, {"AllReducePath", lonely}});
        Refuse(prefix,
               3,
               "there is no file " + custom + "-no.0.et",
               {{"Groups", groups}, {"AllReducePath", custom + "-no"}});
    }

    void Test() override
    {
        ExpectBytes();
        ExpectGroups();
        ExpectAgreement();
        ExpectCustom();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of Chakra traces.
 */
class ChakraTestSuite : public TestSuite
{
  public:
    ChakraTestSuite()
        : TestSuite("ai-fabric-chakra", TestSuite::Type::UNIT)
    {
        AddTestCase(new ChakraTimeTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new ChakraCollectiveTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const ChakraTestSuite g_chakraTestSuite; ///< the suite

} // namespace
