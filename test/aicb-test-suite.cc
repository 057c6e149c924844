/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Workloads and logs of AICB: rows, stages of a pipeline, units of time, and what is refused.
 */

#include "trace-test-helper.h"

#include "ns3/fabric-compat.h"
#include "ns3/test.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::trace_test;

namespace
{

const std::string COLUMNS = "comm_type,comm_group,comm_group_size,msg_size,stage,dst,src,"
                            "additional,_elapsed_time,algbw,busbw,count\n";

/// A row without times.
std::string
Row(const std::string& type,
    const std::string& group,
    uint32_t size,
    uint64_t bytes,
    const std::string& stage,
    const std::string& additional = "")
{
    return "CommType." + type + ",CommGroup." + group + "," + std::to_string(size) + "," +
           std::to_string(bytes) + "," + stage + ",None,None," + additional + ",None,None,None,1\n";
}

const std::string EPOCH = "CommType.epoch_end,None,None,0,,None,None,,None,None,None,1\n";

/**
 * @ingroup ai-fabric-tests
 * All of it.
 */
class AicbTestCase : public TestCase
{
  public:
    AicbTestCase()
        : TestCase("Rows are carried out one after the other by the ranks that they are of")
    {
    }

  private:
    using Values = std::vector<std::pair<std::string, std::string>>;

    Ptr<Workload> Write(const std::string& text, const Values& values = {})
    {
        m_path = CreateTempDirFilename("aicb-" + std::to_string(m_count++) + ".csv");
        WriteFile(m_path, text);
        return MakeTrace("AicbWorkload", m_path, values);
    }

    Trace Run(const std::string& text, uint32_t hosts, const Values& values = {})
    {
        const Ptr<Workload> workload = Write(text, values);
        NS_TEST_EXPECT_MSG_EQ(workload->Check(hosts), "", text);
        return CarryOut(workload, hosts);
    }

    void Refuse(const std::string& text, const std::string& problem, const Values& values = {})
    {
        const std::string error = Write(text, values)->Check(8);
        NS_TEST_EXPECT_MSG_EQ(error.compare(0, m_path.size() + problem.size(), m_path + problem),
                              0,
                              "'" << error << "' begins with '" << problem << "'");
    }

    void ExpectRows()
    {
        // A workload: computing in ns, shapes with and without commas, quoted or not.
        const std::string head = "[rank0 ~ rank3]\n" + COLUMNS;
        const std::string tail = ",None,None,None,1\n";
        const std::string text =
            head + Row("all_reduce", "dp_group", 4, 1 << 20, "init") + EPOCH +
            "CommType.computation,None,None,((1024 5120) (5120 1920)),forward.a,None,None,,5000,"
            "None,None,1\n"
            "CommType.computation,None,None,\"((8, 2), (2, 4))\",forward.a,None,None,,6000,None,"
            "None,1\n"
            "CommType.computation,None,None,((8, 2), (2, "
            "4)),forward.a,None,None,,7000,None,None,1\n" +
            Row("all_gather", "dp_group", 4, 1 << 20, "step") +
            Row("barrier", "all", 4, 0, "step") + EPOCH;
        const Trace trace = Run(text, 4);
        const uint64_t reduce = MeasureAlone("AllReduceWorkload", 1 << 20, 4);
        const uint64_t gather = MeasureAlone("AllGatherWorkload", 1 << 20, 4);
        NS_TEST_EXPECT_MSG_EQ(trace.GetStart("forward.a", 2), reduce, "after the first row");
        NS_TEST_EXPECT_MSG_GT(trace.GetEnd(), reduce + gather + 18 * US, "and a barrier");
        NS_TEST_EXPECT_MSG_LT(trace.GetEnd(), reduce + gather + 30 * US, "and no more");
        for (const TaskGraph::Activity& activity : trace.graph->GetActivities())
        {
            if (activity.name == "forward.a" || activity.name == "step all-gather" ||
                activity.name == "init all-reduce")
            {
                NS_TEST_EXPECT_MSG_EQ(activity.iteration,
                                      (activity.name == "init all-reduce" ? 0 : 1),
                                      activity.name);
            }
        }
        // A log: what was communicated has times, too, and they are ms.
        const Trace log = Run(
            COLUMNS + "CommType.all_reduce,CommGroup.dp_group,4,4000,a,None,None,,3.5,1.0,1.0,1\n"
                      "CommType.computation,None,None,(),b,None,None,,0.25,None,None,1\n",
            4);
        NS_TEST_EXPECT_MSG_EQ(log.GetEnd() - log.GetStart("b", 1), 250 * US, "ms");
        // As pandas writes it: -1 for nothing, decimals.
        const Trace pandas =
            Run("comm_type,comm_group,msg_size,count\nall_reduce,dp_group,4000.0,1.0\n",
                4,
                {{"Ranks", "4"}});
        NS_TEST_EXPECT_MSG_EQ((pandas.GetBytes()[{0, 1}]), 6000, "a ring");
    }

    void ExpectPipeline()
    {
        // Two stages of four ranks, of which two share layers.
        const std::string text =
            "[ pp_stage0: [rank0, rank1, rank2, rank3] ]\n" + COLUMNS +
            Row("all_reduce", "tp_group", 2, 2000, "forward") +
            Row("isend", "pp_group", 1, 500, "forward", "send_next") +
            Row("irecv", "pp_group", 1, 700, "backward", "recv_next") +
            Row("all_reduce", "dp_group", 2, 3000, "step") +
            Row("all_reduce", "embedding_group", 2, 8000, "step") +
            "[ pp_stage1: [rank4, rank5, rank6, rank7] ]\n" + COLUMNS +
            Row("irecv", "pp_group", 1, 500, "forward", "recv_prev") +
            "CommType.computation,None,None,(),backward,None,None,,4000,None,None,1\n" +
            Row("isend", "pp_group", 1, 700, "backward", "send_prev") +
            Row("all_reduce", "embedding_group", 2, 8000, "step");
        const Trace trace = Run(text, 8);
        auto bytes = trace.GetBytes();
        NS_TEST_EXPECT_MSG_EQ((bytes[{0, 1}]), 2000, "in a group of two");
        NS_TEST_EXPECT_MSG_EQ((bytes[{3, 1}]), 3000, "replicas are two apart");
        NS_TEST_EXPECT_MSG_EQ((bytes[{2, 6}]), 500 + 8000, "to the next stage, and its embedding");
        NS_TEST_EXPECT_MSG_EQ((bytes[{6, 2}]), 700 + 8000, "and back");
        NS_TEST_EXPECT_MSG_EQ((bytes.count({4, 5})), 0, "the second stage does other things");
        NS_TEST_EXPECT_MSG_GT(trace.GetStart("step all-reduce", 0), 4 * US, "after the way back");
        Refuse(text + Row("irecv", "pp_group", 1, 9, "x", "recv_prev"),
               ", line 14: the receive of rank 4 from rank 0 of tag 0 has no send left");
        Refuse(text + Row("all_reduce", "tp_group", 2, 9, "x") +
                   Row("all_reduce", "pp_group", 2, 9, "x"),
               ", line 15: collective 1 of the group 'pp_group': rank 0 takes part in 0 only");
        const std::string four = "[ pp_stage0: [rank0, rank1] ]\n" + COLUMNS +
                                 Row("all_reduce", "tp_group", 2, 2000, "x");
        Refuse(four + "[ pp_stage1: [rank1, rank2] ]\n", ", line 4: rank 1 has rows already");
        Refuse(four + "[ pp_stage1: [rank4, rank5] ]\n", " has rows of 4 ranks, and rank 5 is one");
    }

    void ExpectRefusals()
    {
        const std::string row = Row("all_reduce", "dp_group", 4, 100, "x");
        Refuse("", " has no rows");
        Refuse(row, ", line 1: unknown column 'CommType.all_reduce'");
        Refuse("comm_type,comm_group\n", ", line 1: there is no column msg_size");
        Refuse(COLUMNS + "a,b\n", ", line 2: there are 2 fields, and 12 columns");
        Refuse(COLUMNS + row + Row("all_reduce", "dp_group", 8, 100, "x"),
               ", line 3: comm_group_size is 8, and was 4 above for this group");
        Refuse(COLUMNS + Row("all_reduce", "no_group", 4, 100, "x"),
               ", line 2: unknown comm_group 'no_group'");
        Refuse(COLUMNS + "CommType.computation,None,None,((1,2),x,None,None,,5,None,None,1\n",
               ", line 2: a bracket is not closed");
        Refuse("comm_type,comm_group,msg_size\nall_reduce,dp_group,100\n",
               " does not say for how many ranks it is: Ranks must be at least 2");
        Refuse("comm_type,comm_group,msg_size\nall_reduce,dp_group,10.5\n",
               ", line 2: msg_size must be a whole number of bytes from 0 to 70368744177664, not "
               "'10.5'",
               {{"Ranks", "4"}});
        Refuse("[rank0 ~ rank7]\n" + COLUMNS + row + Row("all_reduce", "tp_group", 4, 100, "x"),
               ": 8 ranks are not tp_group times dp_group times pp_group, 4 x 4 x 1");
        Refuse("[nobody]\n", ", line 1: a line in brackets says whose rows follow");
        Refuse("[rank0 ~ rank15]\n" + COLUMNS + Row("all_reduce", "dp_group", 16, 100, "x"),
               " is for 16 hosts, and the fabric has 8");
        const std::string many =
            COLUMNS + row + Row("all_reduce", "dp_group", 4, 0, "x") +
            Row("send", "dp_group", 4, 10, "x") + Row("isend", "dp_group", 4, 10, "x") +
            "CommType.computation,None,None,(),x,None,None,,None,None,None,1\n" +
            "CommType.all_reduce,CommGroup.dp_group,4,10,x,None,None,,None,"
            "None,None,2\n"
            "CommType.broadcast,CommGroup.dp_group,4,10,x,None,3,,None,None,"
            "None,1\n";
        const std::string error = Write(many)->Check(8);
        for (const std::string& part : {"1 'send' (first: " + m_path + ", line 4)",
                                        std::string("1 all_reduce of 0 bytes"),
                                        std::string("1 isend without a neighbour"),
                                        std::string("1 computations without _elapsed_time"),
                                        std::string("1 rows whose count is not 1"),
                                        std::string("1 broadcast of another rank than the first")})
        {
            NS_TEST_EXPECT_MSG_EQ((error.find(part) != std::string::npos), true, error << part);
        }
        NS_TEST_EXPECT_MSG_EQ(Write(many, {{"AllowUnsupported", "true"}})->Check(8),
                              "",
                              "left out");
    }

    void DoRun() override
    {
        ExpectRows();
        ExpectPipeline();
        ExpectRefusals();
    }

    std::string m_path;  ///< of the last file
    uint32_t m_count{0}; ///< files
};

/**
 * @ingroup ai-fabric-tests
 * The suite of AICB.
 */
class AicbTestSuite : public TestSuite
{
  public:
    AicbTestSuite()
        : TestSuite("ai-fabric-aicb", TestSuite::Type::UNIT)
    {
        AddTestCase(new AicbTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const AicbTestSuite g_aicbTestSuite; ///< the suite

} // namespace
