/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Task graphs with computations that take turns and messages that are held back, and collectives as
 * parts of larger graphs.
 */

#include "workload-test-helper.h"

#include "ns3/collective-library.h"
#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-helper.h"
#include "ns3/iteration-times.h"
#include "ns3/simulator.h"
#include "ns3/task-graph-application.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"
#include "ns3/workload-helper.h"

#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint64_t US = 1000000; ///< ps

/// One leaf with some hosts.
FabricContainer
MakeFabric(uint32_t hosts)
{
    FabricHelper helper;
    helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                     "Leaves",
                     UintegerValue(1),
                     "Spines",
                     UintegerValue(1),
                     "Hosts",
                     UintegerValue(hosts));
    return helper.Install();
}

/// Carry a graph out.
Ptr<TaskGraphRun>
CarryOut(const FabricContainer& fabric, Ptr<TaskGraph> graph)
{
    graph->Close();
    const auto run = Create<TaskGraphRun>(graph);
    for (uint32_t host = 0; host < fabric.GetHosts().GetN(); host++)
    {
        std::vector<TaskGraph::Id> own;
        for (TaskGraph::Id id = 0; id < graph->GetCount(); id++)
        {
            if (graph->Get(id).host == host)
            {
                own.push_back(id);
            }
        }
        const auto application = CreateObject<TaskGraphApplication>();
        application->SetTasks(run, own);
        fabric.GetHosts().Get(host)->AddApplication(application);
    }
    Simulator::Run();
    return run;
}

/**
 * @ingroup ai-fabric-tests
 * Streams, delays, causes.
 */
class StreamTestCase : public TestCase
{
  public:
    StreamTestCase()
        : TestCase("Computations of a stream take turns, the lowest number first; messages wait")
    {
    }

  private:
    void ExpectTurns()
    {
        const FabricContainer fabric = MakeFabric(2);
        const auto graph = Create<TaskGraph>();
        graph->AddActivity({"step", TaskGraph::ActivityKind::COMPUTATION, 1});
        const auto free = graph->AddComputation(0, 5 * US);
        // Of the lowest number, and ready after the others: it overtakes those that wait.
        const auto first = graph->AddComputation(0, 2 * US);
        graph->SetStream(first, 7, TaskGraph::StreamUse::WHOLE);
        graph->AddDependency(free, first);
        std::vector<TaskGraph::Id> turns;
        for (int i = 0; i < 3; i++)
        {
            turns.push_back(graph->AddComputation(0, 10 * US));
            graph->SetStream(turns.back(), 7, TaskGraph::StreamUse::WHOLE);
        }
        // Ready while the first one runs, and of the highest number: it goes last.
        const auto late = graph->AddComputation(0, 1 * US);
        graph->SetStream(late, 7, TaskGraph::StreamUse::WHOLE);
        graph->AddDependency(free, late);
        const auto other = graph->AddComputation(0, 10 * US);
        graph->SetStream(other, 8, TaskGraph::StreamUse::WHOLE);
        const auto peer = graph->AddComputation(1, 10 * US);
        graph->SetStream(peer, 7, TaskGraph::StreamUse::WHOLE);
        const auto run = CarryOut(fabric, graph);
        NS_TEST_EXPECT_MSG_EQ(run->GetRecords()[turns[0]].start, 0, "alone at first");
        NS_TEST_EXPECT_MSG_EQ(run->GetRecords()[first].start, 10 * US, "before who waited longer");
        NS_TEST_EXPECT_MSG_EQ(run->GetRecords()[turns[1]].start, 12 * US, "in turn");
        NS_TEST_EXPECT_MSG_EQ(run->GetRecords()[turns[2]].start, 22 * US, "in turn");
        NS_TEST_EXPECT_MSG_EQ(run->GetRecords()[late].start, 32 * US, "behind lower numbers");
        NS_TEST_EXPECT_MSG_EQ(run->GetCause(late), turns[2], "whose end freed the stream");
        NS_TEST_EXPECT_MSG_EQ(run->GetCause(turns[0]), TaskGraph::NONE, "its host started");
        NS_TEST_EXPECT_MSG_EQ(run->GetRecords()[other].start, 0, "another stream");
        NS_TEST_EXPECT_MSG_EQ(run->GetRecords()[peer].start, 0, "a stream of another host");
        const auto times = MeasureIterations(*run);
        NS_TEST_ASSERT_MSG_EQ(times.size(), 1, "one iteration");
        NS_TEST_EXPECT_MSG_EQ(times[0].slowestHost, 0, "the busier one");
        NS_TEST_EXPECT_MSG_EQ(times[0].slowestCompute, 33 * US, "side by side counts once");
        Simulator::Destroy();
    }

    void ExpectHeld()
    {
        const FabricContainer fabric = MakeFabric(2);
        const auto graph = Create<TaskGraph>();
        graph->AddCollective("held");
        const auto begin = graph->AddComputation(0, 0);
        graph->SetStream(begin, 0, TaskGraph::StreamUse::TAKES);
        const auto message = graph->AddMessage(0, 1, 1000);
        graph->SetDelay(message, 40 * US);
        const auto end = graph->AddComputation(0, 0);
        graph->SetStream(end, 0, TaskGraph::StreamUse::FREES);
        const auto next = graph->AddComputation(0, US);
        graph->SetStream(next, 0, TaskGraph::StreamUse::WHOLE);
        graph->AddDependency(begin, message);
        graph->AddDependency(message, end);
        const auto run = CarryOut(fabric, graph);
        const auto& records = run->GetRecords();
        NS_TEST_EXPECT_MSG_EQ(records[message].start, 40 * US, "held back");
        NS_TEST_EXPECT_MSG_EQ(records[end].start, records[message].end, "acknowledged");
        NS_TEST_EXPECT_MSG_EQ(records[next].start, records[end].end, "the stream was taken");
        NS_TEST_EXPECT_MSG_EQ(run->GetCause(next), end, "what freed it");
        const double bound = WorkloadHelper::GetIdealTime(fabric, *graph);
        NS_TEST_EXPECT_MSG_GT(bound, 40e3, "the delay is part of the ideal time");
        NS_TEST_EXPECT_MSG_LT(bound, 45e3, "and little else");
        Simulator::Destroy();
    }

    void ExpectRefusals()
    {
        const auto graph = Create<TaskGraph>();
        graph->AddCollective("wrong");
        const auto message = graph->AddMessage(0, 1, 1);
        const auto computation = graph->AddComputation(0, 1);
        const auto refused = [this](const std::function<void()>& call, const char* name) {
            std::string text;
            try
            {
                call();
            }
            catch (const ConfigError& error)
            {
                text = error.what();
            }
            NS_TEST_EXPECT_MSG_EQ((text.find(name) != std::string::npos), true, text << name);
        };
        refused([&] { graph->SetDelay(computation, 1); }, "SetDelay(1, 1)");
        refused([&] { graph->SetDelay(message, UINT64_MAX); }, "30 days");
        refused([&] { graph->SetStream(message, 1, TaskGraph::StreamUse::WHOLE); }, "SetStream");
        refused([&] { graph->SetStream(9, 1, TaskGraph::StreamUse::WHOLE); }, "SetStream");
        refused([&] { graph->SetActivity(1); }, "SetActivity(1)");
        refused([&] { graph->Relocate({5}); }, "host 1");
        graph->Relocate({5, 3});
        NS_TEST_EXPECT_MSG_EQ(graph->Get(message).host, 5, "moved");
        NS_TEST_EXPECT_MSG_EQ(graph->Get(message).peer, 3, "moved");
    }

    void DoRun() override
    {
        ExpectTurns();
        ExpectHeld();
        ExpectRefusals();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Collectives within graphs.
 */
class CallTestCase : public TestCase
{
  public:
    CallTestCase()
        : TestCase("A rank takes part in a collective when it may, and is over when its part is")
    {
    }

  private:
    /// Two hosts compute for a time each, then all four reduce; when each part is over.
    std::vector<TaskGraphRun::Record> Measure(const std::string& operation,
                                              uint64_t first,
                                              uint64_t last,
                                              bool& isHeld)
    {
        const FabricContainer fabric = MakeFabric(4);
        const auto graph = Create<TaskGraph>();
        graph->AddActivity({"compute", TaskGraph::ActivityKind::COMPUTATION, 1});
        CollectiveCall call;
        call.operation = operation;
        call.bytes = 1000000;
        call.hosts = {3, 1, 0, 2};
        call.after.assign(4, TaskGraph::NONE);
        call.after[0] = graph->AddComputation(3, first);
        call.after[3] = graph->AddComputation(2, last);
        CollectiveLibrary library;
        library.Set("all-reduce", {{"algorithm", "ring"}, {"channels", "2"}});
        FabricRandom random;
        const auto over = library.Add(*graph, call, random);
        const uint32_t count = graph->GetCount();
        NS_TEST_EXPECT_MSG_EQ(library.CountTasks(operation, 4, 1000000),
                              count - 2,
                              "counted before they are made");
        const auto run = CarryOut(fabric, graph);
        isHeld = true;
        std::vector<TaskGraphRun::Record> ends;
        for (TaskGraph::Id task = 2; task < count; task++)
        {
            const TaskGraph::Task& what = graph->Get(task);
            const uint64_t ready = what.host == 3 ? first : what.host == 2 ? last : 0;
            isHeld = isHeld && run->GetRecords()[task].start >= ready;
        }
        for (const TaskGraph::Id task : over)
        {
            ends.push_back(run->GetRecords()[task]);
        }
        Simulator::Destroy();
        return ends;
    }

    void DoRun() override
    {
        for (const char* operation : {"all-reduce", "all-gather", "reduce-scatter", "all-to-all"})
        {
            bool isHeld = false;
            const auto prompt = Measure(operation, 0, 0, isHeld);
            const auto late = Measure(operation, 0, 500 * US, isHeld);
            NS_TEST_EXPECT_MSG_EQ(isHeld, true, operation << ": also what forwards waits");
            uint64_t most = 0;
            uint64_t mostLate = 0;
            for (size_t rank = 0; rank < 4; rank++)
            {
                most = std::max(most, prompt[rank].end);
                mostLate = std::max(mostLate, late[rank].end);
            }
            NS_TEST_EXPECT_MSG_GT(mostLate, 500 * US, "nobody ends without the last one");
            NS_TEST_EXPECT_MSG_LT(mostLate, 2 * most + 500 * US, "all goes on when it comes");
        }
        CollectiveLibrary library;
        NS_TEST_EXPECT_MSG_EQ(library.Check("all-reduce", 1, 5), "", "one rank has nothing to do");
        NS_TEST_EXPECT_MSG_EQ(library.CountTasks("all-reduce", 1, 5), 0, "and no messages");
        NS_TEST_EXPECT_MSG_NE(library.Check("all-reduce", 8, 5), "", "a byte for each rank");
        for (const auto& [key, value] : ParameterList{{"bytes", "5"}, {"first", "1"}, {"no", "1"}})
        {
            bool isRefused = false;
            try
            {
                library.Set("all-reduce", {{key, value}});
            }
            catch (const ConfigError&)
            {
                isRefused = true;
            }
            NS_TEST_EXPECT_MSG_EQ(isRefused, true, key << " is not for calls");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of parts of graphs.
 */
class TaskStreamTestSuite : public TestSuite
{
  public:
    TaskStreamTestSuite()
        : TestSuite("ai-fabric-task-stream", TestSuite::Type::UNIT)
    {
        AddTestCase(new StreamTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new CallTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const TaskStreamTestSuite g_taskStreamTestSuite; ///< the suite

} // namespace
