/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Training jobs: models, ranks, schedules, computing times, what is refused.
 */

#include "training-test-helper.h"

#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/model-shape.h"
#include "ns3/pipeline-schedule.h"
#include "ns3/rank-layout.h"

#include <algorithm>
#include <cmath>
#include <set>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::workload_test;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * The table of models.
 */
class ModelTestCase : public TestCase
{
  public:
    ModelTestCase()
        : TestCase("Models have the parameters of their names, and operations as published")
    {
    }

  private:
    void DoRun() override
    {
        const std::map<std::string, double> billions{{"gpt3-175b", 174.6},
                                                     {"llama2-7b", 6.74},
                                                     {"llama3-8b", 8.03},
                                                     {"llama3-70b", 70.6},
                                                     {"llama3-405b", 405.8},
                                                     {"mixtral-8x7b", 46.7},
                                                     {"deepseek-v3", 671}};
        NS_TEST_EXPECT_MSG_EQ(ListModels().size(), billions.size(), "models");
        for (const ModelShape& model : ListModels())
        {
            const double expected = billions.at(model.name);
            NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(model.CountAll()) / 1e9,
                                      expected,
                                      0.003 * expected,
                                      model.name);
            NS_TEST_EXPECT_MSG_EQ(model.source.empty(), false, model.name << " has a source");
        }
        // Forward, a layer of GPT-3 takes 24 h^2 + 4 s h operations for a token (arXiv:2104.04473).
        const ModelShape& gpt = *FindModel("gpt3-175b");
        const double h = gpt.hidden;
        NS_TEST_EXPECT_MSG_EQ_TOL(gpt.GetAttentionWork(2048) + gpt.GetFeedWork(0),
                                  24 * h * h + 4 * 2048 * h,
                                  1,
                                  "operations");
        // DeepSeek-V3 activates 37 billion parameters for a token (arXiv:2412.19437), those of the
        // embedding, of which it reads one row, left out: 36.6.
        const ModelShape& moe = *FindModel("deepseek-v3");
        double active = moe.GetOutputWork() / 2;
        for (uint32_t layer = 0; layer < moe.layers; layer++)
        {
            active += moe.CountAttention() + moe.GetFeedWork(layer) / 2;
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(active / 1e9, 36.6, 0.3, "active parameters");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Which rank is what.
 */
class LayoutTestCase : public TestCase
{
  public:
    LayoutTestCase()
        : TestCase("Ranks are numbered by tensor, context, expert, pipeline and data index")
    {
    }

  private:
    void DoRun() override
    {
        RankLayout::Sizes sizes;
        sizes.tensor = 2;
        sizes.context = 3;
        sizes.expert = 2;
        sizes.pipeline = 4;
        sizes.data = 6;
        const RankLayout layout(sizes);
        NS_TEST_EXPECT_MSG_EQ(layout.GetRanks(), 2 * 3 * 4 * 6, "ranks");
        std::set<uint32_t> seen;
        for (uint32_t stage = 0; stage < 4; stage++)
        {
            for (uint32_t place = 0; place < layout.GetStageRanks(); place++)
            {
                const uint32_t rank = layout.GetRank(stage, place);
                seen.insert(rank);
                NS_TEST_EXPECT_MSG_EQ(layout.GetStage(rank), stage, "stage");
                // t + tp (c + cp (e + ep (p + pp d)))
                NS_TEST_EXPECT_MSG_EQ(rank / 12 % 4, stage, "stage by formula");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(seen.size(), layout.GetRanks(), "each rank once");
        const auto expect = [&](RankGroup group, const std::vector<uint32_t>& ranks) {
            const auto groups = layout.ListGroups(group);
            std::vector<uint32_t> found;
            for (const uint32_t place : groups.front())
            {
                found.push_back(layout.GetRank(1, place));
            }
            NS_TEST_EXPECT_MSG_EQ((found == ranks), true, "group " << static_cast<int>(group));
            NS_TEST_EXPECT_MSG_EQ(layout.GetSize(group), ranks.size(), "size");
            NS_TEST_EXPECT_MSG_EQ(groups.size() * ranks.size(),
                                  layout.GetStageRanks(),
                                  "all groups together");
        };
        // Stage 1 begins with rank 12, and its ranks are 48 apart in the data index.
        expect(RankGroup::TENSOR, {12, 13});
        expect(RankGroup::CONTEXT, {12, 14, 16});
        expect(RankGroup::EXPERT, {12, 18});
        expect(RankGroup::EXPERT_DATA, {12, 14, 16, 60, 62, 64, 108, 110, 112});
        sizes.expert = 1;
        sizes.context = 1;
        sizes.shards = 3;
        const RankLayout sharded(sizes);
        const auto shards = sharded.ListGroups(RankGroup::SHARD);
        const auto replicas = sharded.ListGroups(RankGroup::REPLICA);
        NS_TEST_EXPECT_MSG_EQ((shards.front() == std::vector<uint32_t>{0, 2, 4}), true, "shards");
        NS_TEST_EXPECT_MSG_EQ((replicas.front() == std::vector<uint32_t>{0, 6}), true, "replicas");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Pipelines.
 */
class PipelineTestCase : public GraphTestCase
{
  public:
    PipelineTestCase()
        : GraphTestCase("The bubble of a pipeline is (p-1)/(m+p-1), and divided by v interleaved")
    {
    }

  private:
    void DoRun() override
    {
        // Forward passes before the first backward one, as the paper has them.
        const auto warmUp = [](uint32_t stages, uint32_t stage, uint32_t parts) {
            const auto slots = SchedulePipeline(stages, stage, parts, 2 * stages);
            return std::find_if(slots.begin(),
                                slots.end(),
                                [](const PipelineSlot& slot) { return slot.backward; }) -
                   slots.begin();
        };
        NS_TEST_EXPECT_MSG_EQ(warmUp(4, 0, 1), 4, "first stage");
        NS_TEST_EXPECT_MSG_EQ(warmUp(4, 3, 1), 1, "last stage");
        NS_TEST_EXPECT_MSG_EQ(warmUp(4, 0, 2), 11, "first stage, two parts");
        NS_TEST_EXPECT_MSG_EQ(warmUp(4, 3, 2), 5, "last stage, two parts");
        // Four layers in a stage, each 1 us forward and 2 us back.
        for (const uint32_t p : {1U, 2U, 4U, 8U})
        {
            for (const uint32_t m : {1U, 3U, 4U, 8U, 16U})
            {
                for (const uint32_t v : {1U, 2U, 4U})
                {
                    if (v > 1 && (p == 1 || m % p != 0))
                    {
                        continue;
                    }
                    Values values{{"ModelLayers", std::to_string(4 * p)},
                                  {"Pp", std::to_string(p)},
                                  {"MicroBatches", std::to_string(m)},
                                  {"Interleave", std::to_string(v)},
                                  {"ForwardTime", "1us"}};
                    const Ptr<TaskGraph> graph = BuildJob(values, std::max(2U, p) / p * p);
                    const double work = 12e6 * m;
                    const double bubble = 12e6 * (p - 1) / v;
                    NS_TEST_EXPECT_MSG_EQ_TOL(FindPath(*graph), work + bubble, 100, Write(values));
                    if (v == 1)
                    {
                        NS_TEST_EXPECT_MSG_EQ_TOL(bubble / (work + bubble),
                                                  (p - 1.0) / (m + p - 1.0),
                                                  1e-9,
                                                  "as published");
                    }
                }
            }
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Computing times.
 */
class ComputingTestCase : public GraphTestCase
{
  public:
    ComputingTestCase()
        : GraphTestCase("A rank computes what its share of the operations takes; stragglers longer")
    {
    }

  private:
    void DoRun() override
    {
        // A token takes 2 operations for a parameter, and 4 for each of 32 tokens and 64 elements.
        const double layer = 2 * 64 * (16 * 12 + 128 * 3) + 4 * 32 * 64;
        const double time = 3 * 4 * layer * 32 / 1e9 / 0.5 * 1e12;
        const Values slow{{"Peak", "1e9"}};
        const auto expect = [&](Values values, uint32_t hosts, double expected) {
            values.insert(values.begin(), slow.begin(), slow.end());
            NS_TEST_EXPECT_MSG_EQ_TOL(FindPath(*BuildJob(values, hosts)),
                                      expected,
                                      1e-6 * expected,
                                      Write(values));
        };
        expect({{"Dp", "1"}}, 2, time);
        expect({{"Dp", "2"}}, 2, time);
        expect({{"Tp", "2"}}, 2, time / 2);
        expect({{"Cp", "2"}}, 2, time / 2);
        expect({{"MicroBatch", "3"}, {"Iterations", "2"}}, 2, 6 * time);
        expect({{"Recompute", "true"}}, 2, time * 4 / 3);
        expect({{"Layers", "2"}}, 2, time / 2);
        expect({{"Scale", "10"}}, 2, time / 10);
        expect({{"Computing", "false"}}, 2, 0);
        expect({{"UpdateTime", "5ms"}}, 2, time + 5e9);
        expect({{"ForwardTime", "2ms"}, {"BackwardTime", "3ms"}}, 2, 20e9);
        ExpectStragglers();
    }

    /// The mean of the larger of two factors of mean 1 is 2 Phi(sigma / sqrt 2).
    void ExpectStragglers()
    {
        constexpr uint32_t COUNT = 5000;
        const double sigma = 0.5;
        const Ptr<TaskGraph> graph = BuildJob({{"ModelLayers", "1"},
                                               {"Straggler", "0.5"},
                                               {"ForwardTime", "1ms"},
                                               {"Iterations", std::to_string(COUNT)}},
                                              2);
        std::map<std::pair<uint32_t, uint32_t>, double> times; // by iteration and host, ps
        for (TaskGraph::Id id = 0; id < graph->GetCount(); id++)
        {
            const TaskGraph::Task& task = graph->Get(id);
            const uint32_t iteration = graph->GetActivities()[task.collective].iteration;
            times[{iteration, task.host}] += task.IsMessage() ? 0 : task.duration;
        }
        double mean = 0;
        double most = 0;
        for (uint32_t i = 1; i <= COUNT; i++)
        {
            mean += (times[{i, 0}] + times[{i, 1}]) / 2 / 3e9 / COUNT;
            most += std::max(times[{i, 0}], times[{i, 1}]) / 3e9 / COUNT;
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(mean, 1, 0.02, "mean of factors");
        NS_TEST_EXPECT_MSG_EQ_TOL(most, 1 + std::erf(sigma / 2), 0.03, "mean of the larger");
    }
};

/**
 * @ingroup ai-fabric-tests
 * What cannot be.
 */
class RefusalTestCase : public TestCase
{
  public:
    RefusalTestCase()
        : TestCase("Jobs that cannot be are refused with the attribute, scaled ones say the factor")
    {
    }

  private:
    /// Expect that a job is refused with an attribute, which the text begins with, and a number.
    void Refuse(const Values& values,
                uint32_t hosts,
                const std::string& attribute,
                const std::string& number)
    {
        const std::string error = MakeTraining(values)->Check(hosts);
        NS_TEST_EXPECT_MSG_EQ(error.rfind(attribute + " ", 0), 0, Write(values) << ": " << error);
        NS_TEST_EXPECT_MSG_NE(error.find(number), std::string::npos, error);
        NS_TEST_EXPECT_MSG_EQ(error.find('\n'), std::string::npos, error);
    }

    void DoRun() override
    {
        Refuse({{"Model", "llama4"}}, 8, "Model", "llama3-8b");
        Refuse({{"Preset", "fsdp"}}, 8, "Preset", "fsdp-7b");
        Refuse({{"Preset", "fsdp-7b"}, {"Tp", "2"}}, 8, "Preset", "Tp");
        Refuse({{"Pp", "3"}}, 9, "Layers", "multiple of Pp x Interleave, 3");
        Refuse({{"Pp", "2"}, {"Interleave", "4"}}, 8, "Layers", "8, not 4");
        Refuse({{"Layers", "5"}}, 8, "Layers", "at most 4");
        Refuse({{"Tp", "3"}}, 9, "Tp", "number of heads, 4");
        Refuse({{"Cp", "5"}}, 10, "Cp", "sequence, 32");
        Refuse({{"Tp", "2"}, {"Pp", "2"}}, 6, "Dp", "hosts, 6");
        Refuse({{"Tp", "4"}, {"Dp", "3"}}, 8, "Dp", "12 ranks");
        Refuse({{"Tp", "2"}, {"Dp", "4294967295"}}, 8, "Dp", "8589934590 ranks");
        Refuse({{"MicroBatches", "100000"}}, 8, "Layers", "at most 200000, not 400000");
        Refuse({{"Pp", "2"}, {"MicroBatch", "2000000"}, {"MicroBatches", "1"}}, 8, "pp", "4 GiB");
        Refuse({{"Peak", "1e6"}, {"MicroBatch", "100000"}}, 8, "Peak,", "a day");
        Refuse({{"Ep", "2"}}, 8, "Ep", "no experts");
        const Values experts{{"Experts", "6"}, {"ActiveExperts", "2"}, {"ExpertFfn", "8"}};
        const auto with = [&experts](const Values& more) {
            Values values = experts;
            values.insert(values.end(), more.begin(), more.end());
            return values;
        };
        Refuse(with({{"Ep", "4"}}), 8, "Ep", "number of experts, 6");
        Refuse(with({{"Ep", "3"}}), 8, "Ep", "data-parallel ranks, 8");
        Refuse(with({{"Ep", "2"}, {"Fsdp", "2"}}), 8, "Fsdp", "above 1");
        Refuse(with({{"Ep", "2"}, {"Tp", "2"}, {"SequenceParallel", "false"}}),
               8,
               "SequenceParallel",
               "true");
        Refuse({{"Experts", "6"}, {"ExpertFfn", "8"}}, 8, "ActiveExperts", "6");
        Refuse({{"Fsdp", "3"}}, 8, "Fsdp", "data-parallel ranks, 8");
        Refuse({{"RingSteps", "3"}}, 8, "RingSteps", "Fsdp");
        Refuse({{"RingSteps", "8"}, {"Fsdp", "8"}}, 8, "RingSteps", "at most 7");
        Refuse({{"GlobalBatch", "12"}}, 8, "GlobalBatch", "multiple of 8");
        Refuse({{"GlobalBatch", "16"}, {"MicroBatches", "3"}}, 8, "MicroBatches", "at most 2");
        Refuse({{"Pp", "2"}, {"Interleave", "2"}, {"MicroBatches", "3"}},
               8,
               "MicroBatches",
               "multiple of Pp, 2");
        Refuse({{"Interleave", "2"}}, 8, "Interleave", "Pp is 1");
        Refuse({{"KvHeads", "3"}}, 8, "KvHeads", "heads, 4");
        Refuse({{"BackwardTime", "1us"}}, 8, "BackwardTime", "ForwardTime");
        Refuse({{"Ffn", "130"}, {"Tp", "4"}}, 8, "Tp", "130");
        Refuse({{"AllReduce", "best"}}, 8, "dp gradients,", "best");
        Refuse({{"Fsdp", "8"}, {"Scale", "1000000"}}, 8, "fsdp gather,", "Scale");
        ExpectFactors();
    }

    void ExpectFactors()
    {
        const Values values{{"Layers", "2"},
                            {"GlobalBatch", "48"},
                            {"MicroBatches", "2"},
                            {"Scale", "10"}};
        const TrainingConfig config = MakeTraining(values)->Resolve(8);
        NS_TEST_EXPECT_MSG_EQ(config.GetFactor(), 2 * 3 * 10, "factor");
        NS_TEST_EXPECT_MSG_EQ(config.DescribeScaling(),
                              "2 of 4 layers, 2 of 6 micro-batches, bytes and computing times "
                              "divided by 10: a factor of 60",
                              "in words");
        const TrainingConfig whole = MakeTraining({})->Resolve(8);
        NS_TEST_EXPECT_MSG_EQ(whole.DescribeScaling(), "", "a whole job");
        NS_TEST_EXPECT_MSG_EQ(whole.GetFactor(), 1, "a whole job");
        // Ranks are as many as the job has, not as many as there are hosts.
        NS_TEST_EXPECT_MSG_EQ(MakeTraining({{"Tp", "2"}, {"Dp", "3"}})->CountRanks(16), 6, "ranks");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Training jobs: models, ranks, schedules, computing times, what is refused.
 */
class TrainingTestSuite : public TestSuite
{
  public:
    TrainingTestSuite()
        : TestSuite("ai-fabric-training", TestSuite::Type::UNIT)
    {
        AddTestCase(new ModelTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new LayoutTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new PipelineTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new ComputingTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new RefusalTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const TrainingTestSuite g_trainingTestSuite; ///< registers the suite

} // namespace
