/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Collectives: bytes from host to host.
 */

#include "collective-data.h"
#include "workload-test-helper.h"

#include "ns3/fabric-compat.h"
#include "ns3/test.h"

#include <map>
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
 * Bytes from host to host.
 */
class MatrixTestCase : public TestCase
{
  public:
    MatrixTestCase()
        : TestCase("Pairs of hosts have the bytes that the algorithm gives them")
    {
    }

  private:
    using Matrix = std::map<std::pair<uint32_t, uint32_t>, uint64_t>;

    void Expect(const std::string& workload,
                const Values& values,
                uint32_t hosts,
                const Matrix& expected)
    {
        const CollectiveData data(MakeCollective(workload, values), hosts);
        const Matrix matrix = data.GetMatrix();
        std::string name = workload;
        for (const auto& [key, value] : values)
        {
            name += " " + key + "=" + value;
        }
        NS_TEST_EXPECT_MSG_EQ(matrix.size(), expected.size(), name);
        for (const auto& [pair, bytes] : expected)
        {
            const auto found = matrix.find(pair);
            NS_TEST_EXPECT_MSG_EQ((found == matrix.end() ? 0 : found->second),
                                  bytes,
                                  name << ": from " << pair.first << " to " << pair.second);
        }
    }

    void ExpectAllReduce()
    {
        const uint64_t part = 1000;
        for (const uint32_t n : {2U, 7U, 16U})
        {
            Matrix ring;
            for (uint32_t rank = 0; rank < n; rank++)
            {
                ring[{rank, (rank + 1) % n}] = 2 * (n - 1) * part;
            }
            const std::string bytes = std::to_string(n * part);
            Expect("AllReduceWorkload", {{"Bytes", bytes}}, n, ring);
            Expect("AllReduceWorkload", {{"Bytes", bytes}, {"Channels", "4"}}, n, ring);
            Expect("AllReduceWorkload", {{"Bytes", bytes}, {"Chunk", "300"}}, n, ring);
        }
        Matrix halving; // 8 ranks: half with the next one, a quarter two away, an eighth four away
        for (uint32_t rank = 0; rank < 8; rank++)
        {
            halving[{rank, rank ^ 1}] = 2 * 4 * part;
            halving[{rank, rank ^ 2}] = 2 * 2 * part;
            halving[{rank, rank ^ 4}] = 2 * part;
        }
        Expect("AllReduceWorkload",
               {{"Algorithm", "halving-doubling"}, {"Bytes", "8000"}},
               8,
               halving);
        Matrix odd{{{0, 1}, 8000}, {{1, 0}, 8000}, {{1, 2}, 8000}, {{2, 1}, 8000}};
        Expect("AllReduceWorkload", {{"Algorithm", "halving-doubling"}, {"Bytes", "8000"}}, 3, odd);
        // Trees of NCCL on 6 ranks: 0-4, 4-2, 2-1, 2-3, 4-5, and the mirrored one.
        Matrix tree;
        for (const auto& [a, b] :
             std::vector<std::pair<uint32_t, uint32_t>>{{0, 4}, {4, 2}, {2, 1}, {2, 3}, {4, 5}})
        {
            for (const auto& [x, y] : {std::pair{a, b}, {5 - a, 5 - b}})
            {
                tree[{x, y}] += 4000;
                tree[{y, x}] += 4000;
            }
        }
        Expect("AllReduceWorkload",
               {{"Algorithm", "double-binary-tree"}, {"Bytes", "8000"}},
               6,
               tree);
        ExpectServerTrees();
        Matrix rails; // 3 servers of 2
        for (uint32_t rank = 0; rank < 6; rank++)
        {
            rails[{rank, rank ^ 1}] = 2 * 6000 / 2;
            rails[{rank, (rank + 2) % 6}] = 2 * 2 * 6000 / 2 / 3;
        }
        Expect("AllReduceWorkload",
               {{"Algorithm", "hierarchical"}, {"PerServer", "2"}, {"Bytes", "6000"}},
               6,
               rails);
    }

    /// Four servers of 2: trees 0-2, 2-1, 2-3 and the mirrored one, on each rail for a channel.
    void ExpectServerTrees()
    {
        Matrix tree;
        const std::vector<std::pair<uint32_t, uint32_t>> edges{{0, 2}, {2, 1}, {2, 3}};
        for (uint32_t channel = 0; channel < 2; channel++)
        {
            for (const auto& [a, b] : edges)
            {
                for (const auto& [x, y] : {std::pair{a, b}, {3 - a, 3 - b}})
                {
                    tree[{2 * x + channel, 2 * y + channel}] += 2000;
                    tree[{2 * y + channel, 2 * x + channel}] += 2000;
                }
            }
            for (uint32_t server = 0; server < 4; server++)
            {
                tree[{2 * server, 2 * server + 1}] += 2 * 2000;
                tree[{2 * server + 1, 2 * server}] += 2 * 2000;
            }
        }
        Expect("AllReduceWorkload",
               {{"Algorithm", "double-binary-tree"},
                {"PerServer", "2"},
                {"Channels", "2"},
                {"Bytes", "8000"}},
               8,
               tree);
    }

    /// No rank of two trees sends or receives more than the vector twice.
    void ExpectEvenTrees()
    {
        for (uint32_t ranks = 2; ranks <= 64; ranks++)
        {
            const CollectiveData data(
                MakeCollective("AllReduceWorkload",
                               {{"Algorithm", "double-binary-tree"}, {"Bytes", "2000"}}),
                ranks);
            std::vector<uint64_t> sent(ranks);
            std::vector<uint64_t> received(ranks);
            for (const auto& [pair, bytes] : data.GetMatrix())
            {
                sent[pair.first] += bytes;
                received[pair.second] += bytes;
            }
            for (uint32_t rank = 0; rank < ranks; rank++)
            {
                NS_TEST_EXPECT_MSG_LT_OR_EQ(sent[rank], 4000, rank << " of " << ranks);
                NS_TEST_EXPECT_MSG_LT_OR_EQ(received[rank], 4000, rank << " of " << ranks);
            }
        }
    }

    void DoRun() override
    {
        ExpectEvenTrees();
        ExpectAllReduce();
        Matrix all;
        Matrix rails; // 3 servers of 2: one message inside with 3 parts, one of 2 along the rail
        for (uint32_t from = 0; from < 6; from++)
        {
            for (uint32_t to = 0; to < 6; to++)
            {
                if (from != to)
                {
                    all[{from, to}] = 100;
                }
            }
            rails[{from, from ^ 1}] = 3 * 100;
            rails[{from, (from + 2) % 6}] = 2 * 100;
            rails[{from, (from + 4) % 6}] = 2 * 100;
        }
        for (const char* algorithm : {"spread", "linear", "pairwise"})
        {
            Expect("AllToAllWorkload", {{"Algorithm", algorithm}, {"Bytes", "100"}}, 6, all);
        }
        Expect("AllToAllWorkload",
               {{"Algorithm", "hierarchical"}, {"PerServer", "2"}, {"Bytes", "100"}},
               6,
               rails);
        // Twice the bytes with LL, lines of 128 for 120 with LL128.
        Expect("SendRecvWorkload",
               {{"Bytes", "1201"}, {"Protocol", "LL"}},
               2,
               {{{0, 1}, 151 * 16}});
        Expect("SendRecvWorkload",
               {{"Bytes", "1201"}, {"Protocol", "LL128"}},
               2,
               {{{0, 1}, 11 * 128}});
        // Parallel rings leave a server on the rail on which they enter the next one.
        Matrix rings;
        for (const auto& [from, to] : std::vector<std::pair<uint32_t, uint32_t>>{{0, 1},
                                                                                 {1, 3},
                                                                                 {3, 2},
                                                                                 {2, 0},
                                                                                 {1, 0},
                                                                                 {0, 2},
                                                                                 {2, 3},
                                                                                 {3, 1}})
        {
            rings[{from, to}] = 3 * 100;
        }
        Expect("ReduceScatterWorkload",
               {{"Channels", "2"}, {"PerServer", "2"}, {"Bytes", "800"}},
               4,
               rings);
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of bytes of collectives.
 */
class CollectiveBytesTestSuite : public TestSuite
{
  public:
    CollectiveBytesTestSuite()
        : TestSuite("ai-fabric-collective-bytes", TestSuite::Type::UNIT)
    {
        AddTestCase(new MatrixTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const CollectiveBytesTestSuite g_collectiveBytesTestSuite; ///< registers the suite

} // namespace
