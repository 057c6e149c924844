/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The module's own format of tasks: columns, refusals; what is written is read back, and runs to
 * the same results.
 */

#include "file-test-helper.h"

#include "ns3/csv-row.h"
#include "ns3/experiment-option.h"
#include "ns3/fabric-compat.h"
#include "ns3/trace-writer.h"

#include <sstream>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::workload_test;

namespace
{

/// Columns that most tests use.
const std::string HEADER = "id,source,destination,bytes,duration_ps,waits_for\n";

/**
 * @ingroup ai-fabric-tests
 * What a file says.
 */
class TraceFileTestCase : public FormatTestCase
{
  public:
    TraceFileTestCase()
        : FormatTestCase("Rows are messages and computations that wait for each other",
                         "TraceWorkload")
    {
    }

  private:
    void CheckJobs();
    void CheckRefusals();
    void CheckWaits();

    void DoRun() override
    {
        const auto graph = BuildFile("# tasks of three hosts\r\n"
                                     "id,source,destination,bytes,duration_ps,waits_for,start_ps,"
                                     "stream,turn,activity,name,kind,iteration\r\n"
                                     "5,0,1,100,,,,,,0,\"first, \"\"of\"\" all\",,\r\n"
                                     "7,1,,,2500,5,,3,takes,1,later,computation,2\r\n"
                                     "6,1,2,8,,7 5,40,,,1,,,\r\n"
                                     "\n  # in between\r\n"
                                     "9,1,,,0,7 5,,3,frees,0,,,",
                                     8);
        NS_TEST_EXPECT_MSG_EQ(Describe(*graph),
                              "0>1 100 0 < 1 2 3\n"
                              "1=1 0 2500 3/2 < 2 3\n"
                              "1>2 8 40 <\n"
                              "1=1 0 0 3/3 <\n",
                              "tasks");
        NS_TEST_ASSERT_MSG_EQ(graph->GetActivities().size(), 2, "activities");
        NS_TEST_EXPECT_MSG_EQ(graph->GetActivities()[0].name, "first, \"of\" all", "quoted name");
        NS_TEST_EXPECT_MSG_EQ(graph->GetActivities()[1].iteration, 2, "iteration");
        NS_TEST_EXPECT_MSG_EQ(
            (graph->GetActivities()[1].kind == TaskGraph::ActivityKind::COMPUTATION),
            true,
            "kind");
        NS_TEST_EXPECT_MSG_EQ(graph->Get(3).collective, 0, "back in the first activity");
        const std::string least = "source,destination,bytes\n0,1,5\n1,0,6\n";
        NS_TEST_EXPECT_MSG_EQ(Describe(*BuildFile(least, 8)),
                              "0>1 5 0 <\n1>0 6 0 <\n",
                              "the least columns");
        NS_TEST_EXPECT_MSG_EQ(Read(least)->Recognises(least), true, "recognised");
        NS_TEST_EXPECT_MSG_EQ(Read(least)->Recognises("source,colour\n"), false, "not recognised");
        NS_TEST_EXPECT_MSG_EQ(Read(least)->Check(8), "", "name of what has none");
        CheckJobs();
        CheckWaits();
        CheckRefusals();
    }
};

void
TraceFileTestCase::CheckJobs()
{
    const std::string text = "id,source,destination,bytes,job,class,waits_for\n"
                             "0,0,1,5,0,,\n"
                             "1,0,2,6,1,3,\n"
                             "2,2,0,7,1,3,1\n";
    NS_TEST_EXPECT_MSG_EQ(Describe(*BuildFile(text, 8, {{"Job", "1"}, {"Class", "3"}})),
                          "0>2 6 0 < 1\n2>0 7 0 <\n",
                          "one job of two");
    NS_TEST_EXPECT_MSG_EQ(Describe(*BuildFile(text, 8, {{"Job", "0"}})),
                          "0>1 5 0 <\n",
                          "the other");
    Refuse(text,
           ", line 3: the message is of class 3, and the workload says none: class=3 does; one "
           "workload has one class, and job= tells those of several apart");
    Refuse(text,
           ", line 3: the message is of class 3, and the workload of class 2; one workload has one "
           "class, and job= tells those of several apart",
           {{"Class", "2"}});
    Refuse(text,
           " has nothing to do: it lists neither a message nor a computation",
           {{"Job", "4"}});
    Refuse("id,source,destination,bytes,job,waits_for\n0,0,1,5,0,\n1,1,0,5,1,0\n",
           ", line 3: it waits for 0, which is a task of another job",
           {{"Job", "1"}});
}

void
TraceFileTestCase::CheckWaits()
{
    // What waits for a task starts in the order of rows, or as the numbers say.
    NS_TEST_EXPECT_MSG_EQ(Describe(*BuildFile(HEADER + "0,0,1,5,,\n1,0,1,5,,0/2\n2,0,1,5,,0/0\n"
                                                       "3,0,1,5,,0/1\n",
                                              8)),
                          "0>1 5 0 < 2 3 1\n0>1 5 0 <\n0>1 5 0 <\n0>1 5 0 <\n",
                          "in a given order");
    Refuse(HEADER + "0,0,1,5,,2\n", ", line 2: it waits for 2, and no row has this id");
    Refuse(HEADER + "0,0,1,5,,x\n",
           ", line 2: what it waits for, 'x', is not a whole number from 0 to "
           "18446744073709551614");
    Refuse(HEADER + "0,0,1,5,,\n1,2,3,5,,0\n",
           ", line 3: it starts on host 2, where what it waits for (FILE, line 2) does not end");
}

void
TraceFileTestCase::CheckRefusals()
{
    Refuse("", " has no header; a short one is: source,destination,bytes");
    Refuse("source,colour\n",
           ", line 1: there is no column 'colour'; known: id, start_ps, source, destination, "
           "bytes, duration_ps, waits_for, job, class, stream, turn, activity, name, kind, "
           "iteration");
    Refuse("id,bytes\n", ", line 1: there is no column 'source', the host that sends or computes");
    Refuse("source,source\n", ", line 1: the column 'source' is there twice");
    const auto refuse = [this](const std::string& row, const std::string& problem) {
        Refuse("id,source,destination,bytes,duration_ps,start_ps,stream,turn,activity,name,kind\n" +
                   row + "\n",
               ", line 2: " + problem);
    };
    refuse("0,1", "a row with 2 fields, and 11 columns in the header");
    refuse("0,,1,5,,,,,,,", "the source is missing: the host that sends or computes");
    refuse("0,1,2,5,7,,,,,,", "a message has no duration_ps; a computation has no destination");
    refuse("0,1,,5,,,,,,,",
           "a computation has no bytes and no start_ps; a message has a destination");
    refuse("0,1,,,,5,,,,,",
           "a computation has no bytes and no start_ps; a message has a destination");
    refuse("0,1,2,5,,,3,,,,", "a message is part of no stream");
    refuse("0,1,,,5,,,whole,,,", "there is a turn, and the number of its stream is missing");
    refuse("0,1,,,5,,3,mine,,,", "there is no turn 'mine'; known: none, whole, takes, frees");
    refuse("0,1,,,5,,,,,name,",
           "name, kind and iteration are those of an activity, whose number is missing");
    refuse("0,1,,,5,,,,2,,red", "there is no kind 'red'; known: collective, computation, waiting");
    refuse("0,1,2,,,,,,,,",
           "a message has 1 to 4294967295 bytes (RDMA messages are below 4 GiB), not 0");
    refuse("0,1,2,5,,\"3,,,,,", "a quote is not closed");
    refuse("0,1,2,5,,\"3\"4,,,,,", "a comma is missing behind a quote");
    refuse("0,1,,,-5,,,,,,",
           "duration_ps '-5' is not a whole number from 0 to 18446744073709551615");
    refuse("0,1,,,2592000000000000001,,,,,,", "2592000000000000001 ps are longer than 30 days");
    Refuse(HEADER + "0,0,1,5,,\n0,0,1,5,,\n", ", line 3: id 0 is that of line 2 already");
    Refuse("source,duration_ps,activity,name\n0,1,5,a\n0,1,5,b\n",
           ", line 3: activity 5 has another name, kind or iteration above");
}

/**
 * @ingroup ai-fabric-tests
 * What is written is read back.
 */
class TraceRoundTestCase : public FormatTestCase
{
  public:
    TraceRoundTestCase()
        : FormatTestCase("What is written is read back and runs to the same results",
                         "TraceWorkload")
    {
    }

  private:
    /// What a workload does on some hosts.
    static Ptr<TaskGraph> MakeGraph(const std::string& workload, uint32_t hosts)
    {
        const auto value = ExperimentOption::Find("workload")->Read(workload);
        return Build(value->GetComponent().Create<Workload>(), hosts);
    }

    void Compare(const std::string& workload);

    void DoRun() override
    {
        Compare("all-reduce:bytes=100KB");
        Compare("all-reduce:algorithm=double-binary-tree,bytes=300KB");
        Compare("all-to-all:bytes=3KB");
        Compare("barrier");
        Compare("permutation:bytes=20KB");
        Compare("goal:path=" + Write("num_ranks 3\nrank 0 {\na: calc 500\nb: send 9000b to 1\n"
                                     "c: calc 700\nc irequires a\nb requires c\n}\n"
                                     "rank 1 {\nr: recv 9000b from -1\ns: calc 30\ns irequires r\n"
                                     "}\nrank 2 {\n}\n"));
        Compare("connection-matrix:path=" +
                Write("Nodes 4\nConnections 3\nTriggers 1\n"
                      "0->1 id 1 start 5000 size 10000 send_done_trigger 1\n"
                      "0->2 id 2 trigger 1 size 20000\n0->3 id 3 trigger 1 size 300\n"
                      "trigger id 1 oneshot\n"));
        NS_TEST_EXPECT_MSG_EQ(WriteCsvField("a,\"b\"\n# "), "\"a,\"\"b\"\" # \"", "quoted");
        NS_TEST_EXPECT_MSG_EQ(SplitCsv("\"a,\"\"b\"\" # \" , c ,")[0], "a,\"b\" # ", "read back");
        NS_TEST_EXPECT_MSG_EQ(SplitCsv("\"\" , c ,").size(), 3, "an empty one at the end");
    }
};

void
TraceRoundTestCase::Compare(const std::string& workload)
{
    const auto graph = MakeGraph(workload, 16);
    std::ostringstream text;
    TraceWriter writer(text);
    writer.Write(*graph, MessageService());
    NS_TEST_EXPECT_MSG_EQ(writer.GetCount(), graph->GetCount(), workload);
    const auto again = BuildFile(text.str(), 16);
    NS_TEST_EXPECT_MSG_EQ(Describe(*again), Describe(*graph), workload);
    NS_TEST_EXPECT_MSG_EQ(again->GetActivities()[0].name, graph->GetActivities()[0].name, workload);
    const std::string digest = GetDigest(workload);
    NS_TEST_EXPECT_MSG_EQ(digest.size(), 16, workload << ": " << digest);
    NS_TEST_EXPECT_MSG_EQ(GetDigest("trace:path=" + m_path), digest, workload);
}

/**
 * @ingroup ai-fabric-tests
 * The suite of the module's own format of tasks.
 */
class TraceTestSuite : public TestSuite
{
  public:
    TraceTestSuite()
        : TestSuite("ai-fabric-trace", TestSuite::Type::UNIT)
    {
        AddTestCase(new TraceFileTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new TraceRoundTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const TraceTestSuite g_traceTestSuite; ///< the suite

} // namespace
