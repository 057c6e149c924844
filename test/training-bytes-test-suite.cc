/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Training jobs: bytes from rank to rank.
 */

#include "training-test-helper.h"

#include "ns3/fabric-compat.h"

#include <set>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::workload_test;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Bytes from rank to rank.
 */
class TrainingBytesTestCase : public GraphTestCase
{
  public:
    TrainingBytesTestCase()
        : GraphTestCase("Pairs of ranks have the bytes that the sizes of the model give them")
    {
    }

  private:
    void Expect(const Values& values, uint32_t hosts, const Matrix& expected)
    {
        const Matrix matrix = AddUp(*BuildJob(values, hosts));
        NS_TEST_EXPECT_MSG_EQ(matrix.size(), expected.size(), Write(values));
        for (const auto& [pair, bytes] : expected)
        {
            const auto found = matrix.find(pair);
            NS_TEST_EXPECT_MSG_EQ((found == matrix.end() ? 0 : found->second),
                                  bytes,
                                  Write(values)
                                      << ": from " << pair.first << " to " << pair.second);
        }
    }

    static constexpr uint64_t TOKENS = 32 * 64 * 2;     ///< bytes of the tokens of a micro-batch
    static constexpr uint64_t ATTENTION = 64 * 16 * 12; ///< parameters
    static constexpr uint64_t LAYER = ATTENTION + 64 * 128 * 3; ///< parameters

    void DoRun() override
    {
        // Two ranks: each half of the tokens goes over once, in all-gather and reduce-scatter
        // alike, twice each for a pass of a layer; an all-reduce is both.
        for (const char* shared : {"true", "false"})
        {
            Expect({{"Tp", "2"}, {"MicroBatches", "3"}, {"SequenceParallel", shared}},
                   2,
                   {{{0, 1}, 3 * 4 * 8 * TOKENS / 2}, {{1, 0}, 3 * 4 * 8 * TOKENS / 2}});
        }
        Expect({{"Tp", "2"}, {"Recompute", "true"}},
               2,
               {{{0, 1}, 4 * 12 * TOKENS / 2}, {{1, 0}, 4 * 12 * TOKENS / 2}});
        Expect({{"Pp", "2"}, {"MicroBatches", "5"}},
               2,
               {{{0, 1}, 5 * TOKENS}, {{1, 0}, 5 * TOKENS}});
        // With two parts of each stage, activations go round: 0, 1, 0, 1.
        Expect({{"Pp", "2"}, {"MicroBatches", "4"}, {"Interleave", "2"}},
               2,
               {{{0, 1}, 4 * (2 + 1) * TOKENS}, {{1, 0}, 4 * (1 + 2) * TOKENS}});
        for (const char* overlap : {"true", "false"})
        {
            Expect({{"Overlap", overlap}}, 2, {{{0, 1}, 8 * LAYER}, {{1, 0}, 8 * LAYER}});
            Expect({{"Overlap", overlap}, {"Bucket", "100000"}, {"GradientBytes", "4"}},
                   2,
                   {{{0, 1}, 16 * LAYER}, {{1, 0}, 16 * LAYER}});
            ExpectShards(overlap);
        }
        // Keys and values of 2 heads, their gradients back; gradients of weights, of all layers.
        Expect({{"Cp", "2"}},
               2,
               {{{0, 1}, 4 * (32 * 64 * 2 + 2 * LAYER)}, {{1, 0}, 4 * (32 * 64 * 2 + 2 * LAYER)}});
        ExpectExperts();
        ExpectAll();
        ExpectVocabulary();
    }

    /// What embedding, output layer and loss exchange.
    void ExpectVocabulary()
    {
        const Values words{{"Embedding", "true"}, {"Vocabulary", "100"}};
        const auto with = [&words](const Values& more) {
            Values all = words;
            all.insert(all.end(), more.begin(), more.end());
            return all;
        };
        // Tokens once for each of embedding and output, in each pass; three sums of a float each.
        for (const char* shared : {"true", "false"})
        {
            const uint64_t bytes = 3 * ((4 * 8 + 4) * TOKENS / 2 + 3 * 32 * 4);
            Expect(with({{"Tp", "2"}, {"MicroBatches", "3"}, {"SequenceParallel", shared}}),
                   2,
                   {{{0, 1}, bytes}, {{1, 0}, bytes}});
        }
        // Sums that scaling leaves nothing of have a byte for each rank.
        Expect(with({{"Tp", "2"}, {"Scale", "1000"}}),
               2,
               {{{0, 1}, 36 * 2 + 3 * 2}, {{1, 0}, 36 * 2 + 3 * 2}});
        // One matrix at both ends of a pipeline, or two; with three stages the middle has none.
        const uint64_t table = 100 * 64 * 2;
        for (const char* overlap : {"true", "false"})
        {
            const Values tied = with(
                {{"Pp", "2"}, {"MicroBatches", "5"}, {"Model", "gpt3-175b"}, {"Overlap", overlap}});
            Expect(tied, 2, {{{0, 1}, 5 * TOKENS + table}, {{1, 0}, 5 * TOKENS + table}});
            ExpectBeforeUpdate(tied);
        }
        Expect(with({{"Pp", "2"}, {"MicroBatches", "5"}}),
               2,
               {{{0, 1}, 5 * TOKENS}, {{1, 0}, 5 * TOKENS}});
        Expect(with({{"Pp", "4"}, {"Model", "gpt3-175b"}, {"GradientBytes", "4"}}),
               4,
               {{{0, 1}, 4 * TOKENS},
                {{1, 2}, 4 * TOKENS},
                {{2, 3}, 4 * TOKENS},
                {{1, 0}, 4 * TOKENS},
                {{2, 1}, 4 * TOKENS},
                {{3, 2}, 4 * TOKENS},
                {{0, 3}, 2 * table},
                {{3, 0}, 2 * table}});
    }

    /// Both ends update their weights when they have the sum.
    void ExpectBeforeUpdate(const Values& values)
    {
        const Ptr<TaskGraph> graph = BuildJob(values, 2);
        const auto& activities = graph->GetActivities();
        std::set<TaskGraph::Id> follows;
        std::set<uint32_t> updated;
        for (const TaskGraph::Id id : graph->SortTopologically())
        {
            const TaskGraph::Task task = graph->Get(id);
            const std::string& name = activities[task.collective].name;
            if (name == "pp embedding" || follows.count(id) > 0)
            {
                const auto next = graph->GetSuccessors(id);
                follows.insert(next.begin(), next.end());
            }
            if (name == "update" && follows.count(id) > 0)
            {
                updated.insert(task.host);
            }
        }
        NS_TEST_EXPECT_MSG_EQ(updated.size(), 2, "updates behind the sum");
    }

    /// A quarter of each layer on each of four ranks; all but one quarter goes to the next rank.
    void ExpectShards(const std::string& overlap)
    {
        const auto ring = [](uint64_t passes) {
            Matrix matrix;
            for (uint32_t rank = 0; rank < 4; rank++)
            {
                matrix[{rank, (rank + 1) % 4}] = passes * 4 * 3 * 2 * LAYER / 4;
            }
            return matrix;
        };
        const Values values{{"Fsdp", "4"}, {"Overlap", overlap}, {"MicroBatches", "2"}};
        Expect(values, 4, ring(2 * 3));
        Values once = values;
        once.emplace_back("Reshard", "false");
        Expect(once, 4, ring(2));
        // Two copies of two shards: the gradients of a half are reduced with those of the other.
        Matrix mixed;
        for (uint32_t rank = 0; rank < 4; rank++)
        {
            mixed[{rank, rank ^ 1}] = 4 * 2 * 3 * 2 * LAYER / 2;
            mixed[{rank, rank ^ 2}] = 4 * 2 * LAYER / 2;
        }
        Expect({{"Fsdp", "2"}, {"Overlap", overlap}, {"MicroBatches", "2"}}, 4, mixed);
    }

    /// Tokens for 2 experts of 4 each, on two ranks: half of them leave, four times for a layer.
    void ExpectExperts()
    {
        const Values mixture{{"Experts", "4"},
                             {"ActiveExperts", "2"},
                             {"ExpertFfn", "128"},
                             {"Ep", "2"}};
        const uint64_t shared = ATTENTION + 64 * 4;
        const uint64_t bytes = 4 * (4 * TOKENS + 2 * shared);
        Expect(mixture, 2, {{{0, 1}, bytes}, {{1, 0}, bytes}});
        // With four data-parallel ranks, experts have two copies: ranks 0 and 2.
        Matrix matrix;
        for (uint32_t rank = 0; rank < 4; rank++)
        {
            matrix[{rank, rank ^ 1}] += 4 * 4 * TOKENS;
            matrix[{rank, rank ^ 2}] += 4 * 2 * 2 * 64 * 128 * 3;
            matrix[{rank, (rank + 1) % 4}] += 4 * 3 * shared;
        }
        Expect(mixture, 4, matrix);
    }

    /// Tensor, pipeline and data parallelism together.
    void ExpectAll()
    {
        Matrix matrix;
        for (uint32_t rank = 0; rank < 8; rank++)
        {
            matrix[{rank, rank ^ 1}] = 2 * 2 * 8 * TOKENS / 2; // 2 layers, 2 micro-batches
            matrix[{rank, rank ^ 2}] = 2 * TOKENS / 2;
            matrix[{rank, rank ^ 4}] = 2 * 2 * LAYER / 2;
        }
        Expect({{"Tp", "2"}, {"Pp", "2"}}, 8, matrix);
    }
};

/**
 * @ingroup ai-fabric-tests
 * The set-ups of arXiv:2507.21372.
 */
class PresetTestCase : public GraphTestCase
{
  public:
    PresetTestCase()
        : GraphTestCase("Flows of the set-ups of arXiv:2507.21372 have 104, 418 and 1570 packets")
    {
    }

  private:
    void DoRun() override
    {
        const std::map<std::string, uint64_t> packets{{"fsdp-7b", 104},
                                                      {"fsdp-70b", 418},
                                                      {"fsdp-405b", 1570}};
        for (const auto& [name, count] : packets)
        {
            for (const uint64_t steps : {1, 4})
            {
                const Values values{{"Preset", name}, {"RingSteps", std::to_string(steps)}};
                const Ptr<TaskGraph> graph = BuildJob(values, 1024, {});
                const Matrix matrix = AddUp(*graph);
                NS_TEST_EXPECT_MSG_EQ(matrix.size(), 1024, "a ring");
                for (const auto& [pair, bytes] : matrix)
                {
                    NS_TEST_ASSERT_MSG_EQ(pair.second, (pair.first + 1) % 1024, "the next rank");
                    NS_TEST_ASSERT_MSG_EQ(bytes, steps * count * 4096, name);
                }
                NS_TEST_EXPECT_MSG_EQ(FindPath(*graph), 0, "nothing is computed");
            }
            const TrainingConfig config = MakeTraining({{"Preset", name}}, {})->Resolve(1024);
            NS_TEST_EXPECT_MSG_EQ(config.ringSteps, 4, "steps if nothing is said");
            NS_TEST_EXPECT_MSG_EQ_TOL(config.GetFactor(),
                                      config.model.layers * 1023 / 4.0,
                                      1e-6,
                                      "factor");
        }
        // All steps of a whole layer: as FSDP on as many ranks.
        const Matrix whole = AddUp(*BuildJob({{"Preset", "fsdp-7b"}, {"RingSteps", "7"}}, 8, {}));
        NS_TEST_EXPECT_MSG_EQ(whole.at({7, 0}), 7 * 104 * 4096, "seven steps");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Training jobs: bytes from rank to rank.
 */
class TrainingBytesTestSuite : public TestSuite
{
  public:
    TrainingBytesTestSuite()
        : TestSuite("ai-fabric-training-bytes", TestSuite::Type::UNIT)
    {
        AddTestCase(new TrainingBytesTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new PresetTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const TrainingBytesTestSuite g_trainingBytesTestSuite; ///< registers the suite

} // namespace
