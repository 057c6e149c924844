/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Workload text of SimAI: the order of layers, groups, overlap, and what is refused.
 */

#include "trace-test-helper.h"

#include "ns3/fabric-compat.h"
#include "ns3/test.h"

#include <set>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::trace_test;

namespace
{

const std::string HEAD = "HYBRID_TRANSFORMER_FWD_IN_BCKWD model_parallel_NPU_group: ";

/**
 * @ingroup ai-fabric-tests
 * Writes workloads.
 */
class SimaiTestCase : public TestCase
{
  protected:
    explicit SimaiTestCase(const std::string& name)
        : TestCase(name)
    {
    }

    using Values = std::vector<std::pair<std::string, std::string>>;

    Ptr<Workload> Write(const std::string& text, const Values& values = {})
    {
        m_path = CreateTempDirFilename("workload-" + std::to_string(m_count++) + ".txt");
        WriteFile(m_path, text);
        return MakeTrace("SimaiWorkload", m_path, values);
    }

    Trace Run(const std::string& text, uint32_t hosts, const Values& values = {})
    {
        const Ptr<Workload> workload = Write(text, values);
        NS_TEST_EXPECT_MSG_EQ(workload->Check(hosts), "", text);
        return CarryOut(workload, hosts);
    }

    /// The first line for ranks of which so many share layers.
    static std::string Head(uint32_t tensor, uint32_t ranks, uint32_t expert = 1)
    {
        return HEAD + std::to_string(tensor) + " ep: " + std::to_string(expert) +
               " pp: 1 vpp: 8 ga: 1 all_gpus: " + std::to_string(ranks) +
               " checkpoints: 0 checkpoint_initiates: 0\n";
    }

    std::string m_path;  ///< of the last file
    uint32_t m_count{0}; ///< files
};

/**
 * @ingroup ai-fabric-tests
 * Times against sums.
 */
class SimaiTimeTestCase : public SimaiTestCase
{
  public:
    SimaiTimeTestCase()
        : SimaiTestCase("Layers take the sum of their parts, but for gradients that overlap")
    {
    }

  private:
    void ExpectSum()
    {
        // As SimAI's micro all-reduce, without a newline at the end.
        const Trace trace =
            Run(Head(4, 4) + "2\n" +
                    "layer  -1 556000 ALLREDUCE 1048576  10 NONE 0  20 NONE 0  7\n"
                    "layer\t-1 1000\tALLREDUCE 4194304 30 ALLGATHER 1048576 40 NONE 0 7",
                4);
        const uint64_t sum = MeasureAlone("AllReduceWorkload", 1048576, 4) +
                             MeasureAlone("AllReduceWorkload", 4194304, 4) +
                             MeasureAlone("AllGatherWorkload", 1048576, 4);
        const uint64_t computing = 556000 + 1000 + 10 + 20 + 30 + 40 + 3 * 7;
        NS_TEST_EXPECT_MSG_EQ(trace.GetEnd(), sum + computing * NS, "all in a row");
        const auto& activities = trace.graph->GetActivities();
        uint32_t computations = 0;
        for (const TaskGraph::Activity& activity : activities)
        {
            NS_TEST_EXPECT_MSG_EQ(activity.iteration, 1, activity.name);
            computations += activity.kind == TaskGraph::ActivityKind::COMPUTATION ? 1 : 0;
        }
        NS_TEST_EXPECT_MSG_EQ(computations, 9, "six times computing, three updates");
        NS_TEST_EXPECT_MSG_EQ(activities.back().name, "layer input gradients all-gather", "name");
    }

    void ExpectOverlap()
    {
        // Four replicas: gradients of the upper layer are reduced while the lower one computes.
        const std::string rows = "2\n"
                                 "low -1 100000 NONE 0 200000 NONE 0 300000 NONE 0 0\n"
                                 "up -1 10000 NONE 0 20000 NONE 0 30000 ALLREDUCE 1048576 5\n";
        const uint64_t alone = MeasureAlone("AllReduceWorkload", 1048576, 4);
        NS_TEST_ASSERT_MSG_LT(alone, 500 * US, "shorter than computing");
        const Trace one = Run(Head(1, 4) + rows, 4);
        NS_TEST_EXPECT_MSG_EQ(one.GetEnd(), 660 * US, "it hides behind computing");
        // The next iteration begins with the upper layer when its gradients are there.
        const std::string large = "2\n"
                                  "low -1 1000 NONE 0 2000 NONE 0 3000 NONE 0 0\n"
                                  "up -1 1000 NONE 0 2000 NONE 0 3000 ALLREDUCE 1048576 5\n";
        const Trace two = Run(Head(1, 4) + large, 4, {{"Iterations", "2"}});
        const auto starts = two.Find("up forward", 0);
        NS_TEST_ASSERT_MSG_EQ(starts.size(), 2, "two iterations");
        NS_TEST_EXPECT_MSG_EQ(two.records[starts[1]].start,
                              7 * US + alone + 5 * NS,
                              "after the update of its weights");
        NS_TEST_EXPECT_MSG_EQ(two.records[two.Find("low forward", 0)[1]].start,
                              12 * US,
                              "the lower layer has nothing to wait for");
        NS_TEST_EXPECT_MSG_EQ(two.graph->GetActivities().back().iteration, 2, "iteration");
    }

    void ExpectPolicies()
    {
        const uint64_t alone = MeasureAlone("AllReduceWorkload", 1048576, 4);
        const std::string rows = "2\n"
                                 "a -1 1 NONE 0 1 NONE 0 1000 ALLREDUCE 1048576 10\n"
                                 "b -1 1 NONE 0 1 NONE 0 2000 ALLREDUCE 1048576 10\n";
        NS_TEST_EXPECT_MSG_EQ(Run("MICRO\n" + rows, 4, {{"Ranks", "4"}}).GetEnd(),
                              2 * (alone + 10 * NS) + 3 * US,
                              "one row after the other");
        const std::string error = Write("MICRO\n" + rows)->Check(4);
        NS_TEST_EXPECT_MSG_EQ(error,
                              m_path + ", line 1: policy MICRO does not say for how many GPUs it "
                                       "is: Ranks must be at least 2",
                              "how many");
        // Weights before inputs: the all-reduce of b is under way while a computes.
        const Trace data = Run("DATA\n1\na -1 1000 NONE 0 9 NONE 0 2000 ALLREDUCE 1048576 0\n",
                               4,
                               {{"Ranks", "4"}});
        NS_TEST_EXPECT_MSG_EQ(data.GetEnd(), 3 * US + alone, "no gradients of the first inputs");
        // All ranks share layers: input gradients are exchanged while weights are computed.
        const std::string model = "MODEL\n2\n"
                                  "a -1 1000 ALLREDUCE 1048576 500 ALLREDUCE 1048576 100 NONE 0 0\n"
                                  "b -1 1000 NONE 0 500 ALLREDUCE 1048576 400000 NONE 0 0\n";
        NS_TEST_ASSERT_MSG_LT(alone, 400 * US, "shorter than computing");
        NS_TEST_EXPECT_MSG_EQ(Run(model, 4, {{"Ranks", "4"}}).GetEnd(),
                              2 * US + alone + 1 * US + 400 * US + 100 * NS,
                              "it hides, and the first layer has none");
    }

    void ExpectCheckpoint()
    {
        const std::string head = HEAD + "2 ep: 1 pp: 1 vpp: 1 ga: 1 all_gpus: 2 "
                                        "checkpoints: 1 0 checkpoint_initiates: 1 2\n";
        const Trace trace = Run(head + "3\n"
                                       "a -1 1000 NONE 0 1 NONE 0 1 NONE 0 0\n"
                                       "b -1 2000 NONE 0 1 NONE 0 1 NONE 0 0\n"
                                       "c -1 4000 NONE 0 1 NONE 0 1 NONE 0 0\n",
                                2);
        NS_TEST_EXPECT_MSG_EQ(trace.GetEnd(), (7000 + 3000 + 6) * NS, "a and b once more");
    }

    void DoRun() override
    {
        ExpectSum();
        ExpectOverlap();
        ExpectPolicies();
        ExpectCheckpoint();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Who exchanges with whom.
 */
class SimaiGroupsTestCase : public SimaiTestCase
{
  public:
    SimaiGroupsTestCase()
        : SimaiTestCase("Collectives are of the groups that columns and suffixes name")
    {
    }

  private:
    /// The distances between senders and receivers, within how many ranks.
    void Expect(const std::string& row, uint32_t distance, uint32_t block)
    {
        const Ptr<Workload> workload = Write(Head(2, 16, 2) + "1\nx -1 " + row + "\n");
        NS_TEST_ASSERT_MSG_EQ(workload->Check(16), "", row);
        const auto graph = workload_test::Build(workload, 16);
        std::set<uint32_t> senders;
        for (TaskGraph::Id id = 0; id < graph->GetCount(); id++)
        {
            const TaskGraph::Task& task = graph->Get(id);
            if (task.IsMessage())
            {
                senders.insert(task.host);
                const uint32_t apart =
                    task.host > task.peer ? task.host - task.peer : task.peer - task.host;
                NS_TEST_EXPECT_MSG_EQ(apart % distance, 0, row << task.host << " " << task.peer);
                NS_TEST_EXPECT_MSG_EQ(task.host / block, task.peer / block, row << task.host);
            }
        }
        NS_TEST_EXPECT_MSG_EQ(senders.size(), 16, "all take part");
        NS_TEST_EXPECT_MSG_EQ(workload->CountPairs(16), 16 * (block / distance - 1), row);
    }

    void DoRun() override
    {
        // 16 ranks: 2 share layers, of 8 replicas 2 share experts.
        Expect("1 ALLTOALL 4000 1 NONE 0 1 NONE 0 1", 1, 2);
        Expect("1 NONE 0 1 ALLTOALL 4000 1 NONE 0 1", 1, 2);
        Expect("1 NONE 0 1 NONE 0 1 ALLTOALL 4000 1", 2, 16);
        Expect("1 ALLTOALL_EP 4000 1 NONE 0 1 NONE 0 1", 2, 4);
        Expect("1 NONE 0 1 NONE 0 1 ALLTOALL_DP_EP 4000 1", 4, 16);
        const Trace trace = Run(Head(4, 4) + "1\nx -1 1 ALLTOALL 4000 1 NONE 0 1 NONE 0 1\n", 4);
        NS_TEST_EXPECT_MSG_EQ((trace.GetBytes()[{0, 3}]), 1000, "a quarter to each");
        // A group of one has nothing to exchange.
        NS_TEST_EXPECT_MSG_EQ(
            Run(Head(1, 2) + "1\nx -1 1000 ALLREDUCE 9000 1 NONE 0 1 NONE 0 9\n", 2).GetEnd(),
            1002 * NS,
            "alone");
    }
};

/**
 * @ingroup ai-fabric-tests
 * What is refused.
 */
class SimaiRefusalTestCase : public SimaiTestCase
{
  public:
    SimaiRefusalTestCase()
        : SimaiTestCase("What is wrong is refused with its line")
    {
    }

  private:
    void Refuse(const std::string& text, const std::string& problem, const Values& values = {})
    {
        const std::string error = Write(text, values)->Check(8);
        NS_TEST_EXPECT_MSG_EQ(error.compare(0, m_path.size() + problem.size(), m_path + problem),
                              0,
                              "'" << error << "' begins with '" << problem << "'");
    }

    void RefuseHead(const std::string& head, const std::string& problem)
    {
        Refuse(head + "\n1\nx -1 1 NONE 0 1 NONE 0 1 NONE 0 1\n", ", line 1: " + problem);
    }

    void RefuseRow(const std::string& row, const std::string& problem)
    {
        Refuse(Head(4, 8, 2) + "2\nx -1 1 NONE 0 1 NONE 0 1 NONE 0 1\n" + row + "\n",
               ", line 4: " + problem);
    }

    void ExpectHeads()
    {
        const std::string sizes = " ep: 1 pp: 1 vpp: 1 ga: 1 all_gpus: 8";
        Refuse("", " ends early: it has 0 rows");
        RefuseHead("SOMETHING", "unknown policy 'SOMETHING'; known: HYBRID_TRANSFORMER, ");
        RefuseHead("HYBRID_DATA_MODEL", "policy HYBRID_DATA_MODEL: its groups are dimensions of");
        RefuseHead("HYBRID_DLRM DLRM_LAST_BOTTOM_LAYER: 3", "policy HYBRID_DLRM: its collectives");
        RefuseHead(HEAD + "8 checkpoints: 0 checkpoint_initiates: 0", "'ep' is missing");
        RefuseHead(HEAD + "0" + sizes, "'model_parallel_NPU_group' is 0, and must be at least 1");
        RefuseHead(HEAD + "3" + sizes,
                   "all_gpus must be a multiple of model_parallel_NPU_group "
                   "times pp, 3, not 8");
        RefuseHead(HEAD + "2 ep: 3 pp: 1 vpp: 1 ga: 1 all_gpus: 8",
                   "ep must divide the number of replicas, 4 ");
        RefuseHead(HEAD + "2 ep: 1 pp: 2 vpp: 1 ga: 1 all_gpus: 8",
                   "pp is 2, and pp_comm, what its stages send, is missing");
        RefuseHead(HEAD + "2" + sizes + " pp_comm 100",
                   "pp_comm is what stages of a pipeline send");
        RefuseHead(HEAD + "2 ep: 1 pp: 2 vpp: 1 ga: 1 all_gpus: 8 pp_comm: 100",
                   "pp is 2: the format does not say when the stages send");
        RefuseHead(HEAD + "2" + sizes + " checkpoints: 2 0 1",
                   "'checkpoints' has 2 rows, of which SimAI reads the first only");
        RefuseHead(HEAD + "2" + sizes + " checkpoints: 1 0 checkpoint_initiates: 1 0",
                   "checkpoint_initiates must be a row above that of checkpoints");
        RefuseHead(HEAD + "2" + sizes + " ep: 1", "'ep' is said twice");
        RefuseHead(HEAD + "2" + sizes + " more: 1",
                   "policy HYBRID_TRANSFORMER_FWD_IN_BCKWD has no "
                   "'more'");
        RefuseHead(HEAD + "2" + sizes + " more", "'more' stands where a name belongs");
        RefuseHead(HEAD + "2" + sizes + " pp_comm", "'pp_comm' has no number after it");
        RefuseHead(HEAD + "2x" + sizes, "'model_parallel_NPU_group' is not a whole number");
        Refuse(HEAD + "4 ep: 1 pp: 1 vpp: 1 ga: 1 all_gpus: 16\n1\n"
                      "x -1 1 NONE 0 1 NONE 0 1 NONE 0 1\n",
               " is for 16 hosts, and the fabric has 8");
        Refuse(Head(2, 8) + "x\n", ", line 2: the number of rows is not a whole number");
    }

    void ExpectRows()
    {
        const std::string good = "x -1 1 NONE 0 1 NONE 0 1 NONE 0 1\n";
        Refuse(Head(2, 8) + "3\n" + good + good, " ends early: it has 2 rows, and line 2 says 3");
        Refuse(Head(2, 8) + "1\n" + good + good,
               ", line 4: there are more rows than the 1 of line 2");
        RefuseRow("x -1 1 NONE 0 1 NONE 0 1 NONE 0", "a row has 12 fields, not 11");
        RefuseRow("x 0 1 NONE 0 1 NONE 0 1 NONE 0 1", "the dependency must be -1, not '0'");
        RefuseRow("x -1 -5 NONE 0 1 NONE 0 1 NONE 0 1",
                  "column 3, computing in ns, is not a whole");
        RefuseRow("x -1 1 NONE 1.5 1 NONE 0 1 NONE 0 1", "column 5, bytes, is not a whole number");
        RefuseRow("x -1 1 NONE 0 1 NONE 0 1 NONE 0 x", "column 12, the update in ns, is not");
        RefuseRow("x -1 1 ALLREDUCEALLTOALL 9 1 NONE 0 1 NONE 0 1",
                  "the collective 'ALLREDUCEALLTOALL' is taken for an all-reduce of no group");
        RefuseRow("x -1 1 BROADCAST 9 1 NONE 0 1 NONE 0 1",
                  "the collective 'BROADCAST' is none that SimAI carries out");
        RefuseRow("x -1 1 ALLREDUCE_TP 9 1 NONE 0 1 NONE 0 1", "the collective 'ALLREDUCE_TP'");
        NS_TEST_EXPECT_MSG_EQ(Write(Head(2, 8) + "1\nx -1 1 BROADCAST 9 1 NONE 0 1 NONE 0 1\n",
                                    {{"AllowUnsupported", "true"}})
                                  ->Check(8),
                              "",
                              "left out as SimAI does");
        Refuse("DATA\n1\nx -1 1 ALLREDUCE 9 1 NONE 0 1 NONE 0 1\n",
               ", line 3: column 4 must be NONE, not 'ALLREDUCE': policy DATA has no group for it",
               {{"Ranks", "4"}});
        Refuse(Head(2, 8) + "1\n" + good,
               ", line 1: all_gpus is 8, and Ranks is 4",
               {{"Ranks", "4"}});
    }

    void DoRun() override
    {
        ExpectHeads();
        ExpectRows();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of SimAI's workloads.
 */
class SimaiTestSuite : public TestSuite
{
  public:
    SimaiTestSuite()
        : TestSuite("ai-fabric-simai", TestSuite::Type::UNIT)
    {
        AddTestCase(new SimaiTimeTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new SimaiGroupsTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new SimaiRefusalTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const SimaiTestSuite g_simaiTestSuite; ///< the suite

} // namespace
