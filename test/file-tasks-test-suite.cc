/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What parsers of files fill: which send belongs to which receive, what cannot end, and the tasks
 * that come of it.
 */

#include "file-test-helper.h"

#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-simulator-impl.h"
#include "ns3/file-lines.h"
#include "ns3/file-tasks.h"

#include <functional>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::workload_test;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Sends and receives.
 */
class MatchingTestCase : public TestCase
{
  public:
    MatchingTestCase()
        : TestCase("Sends and receives are matched; what has no counterpart or end is refused")
    {
    }

  private:
    static constexpr uint32_t ANY = FileTasks::ANY_RANK;
    static constexpr uint64_t ANY_TAG = FileTasks::ANY_TAG;

    /// The send that each receive got, in the order of receives; or why there is none.
    static std::string Match(const std::function<void(FileTasks&)>& fill)
    {
        FileTasks tasks("F");
        uint32_t place = 1;
        tasks.SetPlace(place);
        try
        {
            fill(tasks);
            const size_t before = tasks.GetDependencies().size();
            tasks.Finish();
            std::map<FileTasks::Id, FileTasks::Id> sends;
            for (size_t i = before; i < tasks.GetDependencies().size(); i++)
            {
                sends[tasks.GetDependencies()[i].second] = tasks.GetDependencies()[i].first;
            }
            std::string text;
            for (const auto& [receive, send] : sends)
            {
                text += (text.empty() ? "" : " ") + std::to_string(receive) + "<" +
                        std::to_string(send);
            }
            return text;
        }
        catch (const ConfigError& error)
        {
            return error.what();
        }
    }

    void CheckOrder();
    void CheckWildcards();
    void CheckRefusals();

    void DoRun() override
    {
        CheckOrder();
        CheckWildcards();
        CheckRefusals();
    }
};

void
MatchingTestCase::CheckOrder()
{
    NS_TEST_EXPECT_MSG_EQ(Match([](FileTasks& tasks) {
                              tasks.AddReceive(1, 0, 0, 7); // 0
                              tasks.AddReceive(1, 0, 0, 5); // 1
                              tasks.AddReceive(1, 2, 0, 5); // 2
                              tasks.AddReceive(1, 0, 8, 5); // 3
                              tasks.AddSend(2, 1, 3, 5);    // 4
                              tasks.AddSend(0, 1, 4, 5);    // 5
                              tasks.AddSend(0, 1, 8, 5);    // 6
                              tasks.AddSend(0, 1, 9, 7);    // 7
                          }),
                          "0<7 1<5 2<4 3<6",
                          "the first of a source and a tag belongs to the first");
    NS_TEST_EXPECT_MSG_EQ(Match([](FileTasks& tasks) {
                              tasks.AddSend(1, 1, 3, 5);
                              tasks.AddReceive(1, 1, 3, 5);
                          }),
                          "1<0",
                          "a rank that sends to itself");
}

void
MatchingTestCase::CheckWildcards()
{
    NS_TEST_EXPECT_MSG_EQ(Match([](FileTasks& tasks) {
                              tasks.AddReceive(1, ANY, 0, 5);     // 0
                              tasks.AddReceive(1, 0, 0, ANY_TAG); // 1
                              tasks.AddSend(0, 1, 3, 6);          // 2
                              tasks.AddSend(2, 1, 4, 5);          // 3
                          }),
                          "0<3 1<2",
                          "each goes where it fits");
    NS_TEST_EXPECT_MSG_EQ(Match([](FileTasks& tasks) {
                              tasks.AddReceive(1, ANY, 0, ANY_TAG); // 0
                              tasks.AddReceive(1, ANY, 0, ANY_TAG); // 1
                              tasks.AddSend(0, 1, 3, 6);            // 2: after 4
                              tasks.AddSend(2, 1, 4, 5);            // 3
                              tasks.AddComputation(0, 10);          // 4
                              tasks.AddDependency(4, 2);
                          }),
                          "0<3 1<2",
                          "in the order in which they come up");
    // If the first receive took the first send of the file, rank 0 would wait for itself.
    NS_TEST_EXPECT_MSG_EQ(Match([](FileTasks& tasks) {
                              tasks.AddSend(0, 1, 3, 0);      // 0: after 3
                              tasks.AddReceive(1, ANY, 0, 0); // 1
                              tasks.AddSend(1, 0, 3, 0);      // 2: after 1
                              tasks.AddReceive(0, 1, 3, 0);   // 3
                              tasks.AddReceive(1, ANY, 0, 0); // 4: after 2
                              tasks.AddSend(2, 1, 3, 0);      // 5
                              tasks.AddDependency(3, 0);
                              tasks.AddDependency(1, 2);
                              tasks.AddDependency(2, 4);
                          }),
                          "1<5 3<2 4<0",
                          "a match that does not end in a circle");
}

void
MatchingTestCase::CheckRefusals()
{
    const std::string at = "F, line 1: ";
    NS_TEST_EXPECT_MSG_EQ(Match([](FileTasks& tasks) {
                              tasks.AddSend(0, 1, 3, 5);
                              tasks.SetPlace(2);
                              tasks.AddReceive(1, 0, 3, 6);
                          }),
                          at + "the send of rank 0 to rank 1 of tag 5 has no receive left that "
                               "asks for it",
                          "a send alone");
    NS_TEST_EXPECT_MSG_EQ(Match([](FileTasks& tasks) { tasks.AddReceive(1, 0, 3, 6); }),
                          at + "the receive of rank 1 from rank 0 of tag 6 has no send left",
                          "a receive alone");
    NS_TEST_EXPECT_MSG_EQ(
        Match([](FileTasks& tasks) { tasks.AddReceive(1, ANY, 3, ANY_TAG); }),
        at + "the receive of rank 1 from any rank of any tag has no send left, or none that does "
             "not wait for it",
        "an open receive alone");
    NS_TEST_EXPECT_MSG_EQ(Match([](FileTasks& tasks) {
                              tasks.AddReceive(1, 0, 3, ANY_TAG);
                              tasks.AddSend(0, 1, 3, 1);
                              tasks.AddSend(0, 1, 3, 2);
                          }),
                          at + "the send of rank 0 to rank 1 of tag 2 has no receive left that "
                               "asks for it",
                          "a send too much");
    NS_TEST_EXPECT_MSG_EQ(Match([](FileTasks& tasks) {
                              tasks.AddSend(0, 1, 4, 0);
                              tasks.AddReceive(1, 0, 3, 0);
                          }),
                          at + "the receive of rank 1 from rank 0 of tag 0 is of 3 bytes, and its "
                               "send (F, line 1) of 4",
                          "other bytes");
    NS_TEST_EXPECT_MSG_EQ(Match([](FileTasks& tasks) {
                              tasks.AddReceive(0, 1, 3, 0);
                              tasks.AddSend(0, 1, 3, 0);
                              tasks.AddDependency(0, 1);
                              tasks.AddReceive(1, 0, 3, 0);
                              tasks.AddSend(1, 0, 3, 0);
                              tasks.AddDependency(2, 3);
                          }).rfind(at + "the ", 0),
                          0,
                          "two that wait for each other");
    NS_TEST_EXPECT_MSG_EQ(Match([](FileTasks& tasks) {
                              tasks.AddComputation(0, 3);
                              tasks.AddDependency(0, 0);
                          }),
                          at + "the computation of rank 0 waits for itself",
                          "one that waits for itself");
    NS_TEST_EXPECT_MSG_EQ(Match([](FileTasks& tasks) {
                              tasks.AddSend(0, 1, 3, 0);
                              tasks.AddReceive(1, 0, 3, 0);
                              tasks.AddComputation(1, 3);
                              tasks.AddDependency(0, 2);
                          }),
                          at + "it starts on host 1, where what it waits for (F, line 1) does not "
                               "end",
                          "a send does not end at the receiver: its receive does");
    NS_TEST_EXPECT_MSG_EQ(Match([](FileTasks& tasks) { tasks.AddSend(0, 1, 0, 0); }),
                          "a message has 1 to 4294967295 bytes (RDMA messages are below 4 GiB), "
                          "not 0",
                          "nothing to send");
    NS_TEST_EXPECT_MSG_EQ(Match([](FileTasks& tasks) {
                              tasks.SetRanks(2);
                              tasks.AddComputation(2, 1);
                          }),
                          "there is no rank 2, ranks are 0 to 1",
                          "a rank too much");
}

/**
 * @ingroup ai-fabric-tests
 * From what a parser says to the graph.
 */
class FileGraphTestCase : public FormatTestCase
{
  public:
    FileGraphTestCase()
        : FormatTestCase("Operations become tasks and parts get a place among them",
                         "PairsWorkload")
    {
    }

  private:
    void CheckParts();
    void CheckWorkload();

    void DoRun() override
    {
        FileTasks tasks("F");
        tasks.AddSend(0, 1, 64, 9);
        tasks.AddReceive(1, 0, 64, 9);
        const auto compute = tasks.AddComputation(1, 500);
        tasks.SetStream(compute, 3, TaskGraph::StreamUse::WHOLE);
        tasks.AddDependency(1, compute);
        const auto activity = tasks.AddActivity({"late", TaskGraph::ActivityKind::COMPUTATION, 4});
        tasks.AddMessage(1, 2, 5, 777);
        tasks.AddDependency(compute, 3);
        tasks.AddComputation(2, 0);
        tasks.AddDependency(3, 4);
        tasks.Finish();
        NS_TEST_EXPECT_MSG_EQ(activity, 1, "the first one is that of the format");
        NS_TEST_EXPECT_MSG_EQ(tasks.GetRanks(), 3, "ranks");
        NS_TEST_EXPECT_MSG_EQ(tasks.CountTasks(), 5, "tasks");
        NS_TEST_EXPECT_MSG_EQ(tasks.CountPairs(), 2, "pairs");
        NS_TEST_EXPECT_MSG_EQ(tasks.GetLargestMessage(), 64, "largest message");
        TaskGraph graph;
        FabricRandom random;
        tasks.Write(graph, "format", random);
        graph.Close();
        NS_TEST_EXPECT_MSG_EQ(Describe(graph),
                              "0>1 64 0 < 1\n"
                              "1=1 0 0 < 2\n"
                              "1=1 0 500 3/1 < 3\n"
                              "1>2 5 777 < 4\n"
                              "2=2 0 0 <\n",
                              "tasks");
        NS_TEST_ASSERT_MSG_EQ(graph.GetActivities().size(), 2, "activities");
        NS_TEST_EXPECT_MSG_EQ(graph.GetActivities()[0].name, "format", "of the format");
        NS_TEST_EXPECT_MSG_EQ(graph.GetActivities()[1].name, "late", "as it is said");
        NS_TEST_EXPECT_MSG_EQ(graph.Get(3).collective, 1, "its activity");
        CheckParts();
        CheckWorkload();
    }
};

void
FileGraphTestCase::CheckParts()
{
    FileTasks tasks("F");
    FileTasks::Part part;
    for (uint32_t rank = 0; rank < 2; rank++)
    {
        part.begins.push_back(tasks.AddComputation(rank, 10));
    }
    for (uint32_t rank = 0; rank < 2; rank++)
    {
        part.ends.push_back(tasks.AddComputation(rank, 20));
    }
    part.tasks = 2;
    part.pairs = 2;
    part.add = [](TaskGraph& graph, const std::vector<TaskGraph::Id>& begins, FabricRandom&) {
        graph.AddCollective("part");
        const auto there = graph.AddMessage(0, 1, 1);
        const auto back = graph.AddMessage(1, 0, 1);
        graph.AddDependency(begins[0], there);
        graph.AddDependency(begins[1], back);
        return std::vector<TaskGraph::Id>{back, there};
    };
    tasks.AddPart(part);
    tasks.Finish();
    NS_TEST_EXPECT_MSG_EQ(tasks.CountTasks(), 6, "tasks with those of the part");
    NS_TEST_EXPECT_MSG_EQ(tasks.CountPairs(), 2, "pairs of the part");
    TaskGraph graph;
    FabricRandom random;
    tasks.Write(graph, "format", random);
    graph.Close();
    NS_TEST_EXPECT_MSG_EQ(Describe(graph),
                          "0=0 0 10 < 4\n"
                          "1=1 0 10 < 5\n"
                          "0=0 0 20 <\n"
                          "1=1 0 20 <\n"
                          "0>1 1 0 < 3\n"
                          "1>0 1 0 < 2\n",
                          "the part lies between its begins and its ends");
}

void
FileGraphTestCase::CheckWorkload()
{
    const auto workload = Read("0 1\n1 0 5\n5 2\n", {{"Bytes", "100"}});
    NS_TEST_EXPECT_MSG_EQ(workload->CountRanks(8), 6, "as many as the highest says");
    NS_TEST_EXPECT_MSG_EQ(workload->GetLargestMessage(), 100, "largest message");
    workload->SetAttribute("Bytes", StringValue("3"));
    NS_TEST_EXPECT_MSG_EQ(workload->GetLargestMessage(), 5, "read again with other attributes");
    NS_TEST_EXPECT_MSG_EQ(workload->Check(5),
                          m_path + ", line 3: there is no host 5, hosts are 0 to 4",
                          "a fabric that is too small");
    FabricSimulatorImpl::Interrupt();
    bool isHeeded = false;
    try
    {
        Read("0 1\n")->Check(8);
    }
    catch (const ReadingInterrupted&)
    {
        isHeeded = true;
    }
    FabricSimulatorImpl::ForgetInterruption();
    NS_TEST_EXPECT_MSG_EQ(isHeeded, true, "^C ends the reading");
}

/**
 * @ingroup ai-fabric-tests
 * The suite of what parsers of files fill.
 */
class FileTasksTestSuite : public TestSuite
{
  public:
    FileTasksTestSuite()
        : TestSuite("ai-fabric-file-tasks", TestSuite::Type::UNIT)
    {
        AddTestCase(new MatchingTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new FileGraphTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const FileTasksTestSuite g_fileTasksTestSuite; ///< the suite

} // namespace
