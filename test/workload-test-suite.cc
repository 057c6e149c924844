/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Workloads: what they ask for, and how they are carried out.
 */

#include "workload-test-helper.h"

#include "ns3/fabric-compat.h"
#include "ns3/fabric-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/task-graph-application.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"
#include "ns3/workload-helper.h"
#include "ns3/workload.h"

#include <set>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::workload_test;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * The messages of every workload.
 */
class PatternTestCase : public TestCase
{
  public:
    PatternTestCase()
        : TestCase("Workloads make the messages that their names promise")
    {
    }

  private:
    using Pairs = std::multiset<std::pair<uint32_t, uint32_t>>;

    static Pairs List(Ptr<TaskGraph> graph)
    {
        Pairs pairs;
        for (TaskGraph::Id id = 0; id < graph->GetCount(); id++)
        {
            pairs.emplace(graph->Get(id).host, graph->Get(id).peer);
        }
        return pairs;
    }

    void DoRun() override
    {
        std::set<Pairs> permutations;
        for (uint64_t run = 1; run <= 200; run++)
        {
            const Pairs pairs = List(Build(Make("PermutationWorkload", {}), 4, run));
            std::set<uint32_t> from;
            std::set<uint32_t> to;
            for (const auto& [src, dst] : pairs)
            {
                NS_TEST_EXPECT_MSG_NE(src, dst, "no host sends to itself");
                from.insert(src);
                to.insert(dst);
            }
            NS_TEST_EXPECT_MSG_EQ(from.size(), 4, "every host sends");
            NS_TEST_EXPECT_MSG_EQ(to.size(), 4, "every host receives");
            permutations.insert(pairs);
        }
        NS_TEST_EXPECT_MSG_EQ(permutations.size(), 9, "4 hosts have 9 derangements, all come up");
        NS_TEST_EXPECT_MSG_EQ((List(Build(Make("PermutationWorkload", {}), 64, 7)) ==
                               List(Build(Make("PermutationWorkload", {}), 64, 7))),
                              true,
                              "the same run number draws the same permutation");

        const Pairs incast =
            List(Build(Make("IncastWorkload", {{"FanIn", 5}, {"Receiver", 3}}), 16));
        std::set<uint32_t> senders;
        for (const auto& [src, dst] : incast)
        {
            NS_TEST_EXPECT_MSG_EQ(dst, 3, "one receiver");
            senders.insert(src);
        }
        NS_TEST_EXPECT_MSG_EQ(senders.size(), 5, "different senders");
        NS_TEST_EXPECT_MSG_EQ(senders.count(3), 0, "the receiver does not send");

        const Pairs all = List(Build(Make("AllToAllWorkload", {}), 5));
        NS_TEST_EXPECT_MSG_EQ(all.size(), 20, "all pairs");
        NS_TEST_EXPECT_MSG_EQ(
            (std::set<std::pair<uint32_t, uint32_t>>(all.begin(), all.end()).size()),
            20,
            "each once");
        const auto window = Build(Make("AllToAllWorkload", {{"Concurrent", 3}}), 6);
        NS_TEST_EXPECT_MSG_EQ((List(window) == List(Build(Make("AllToAllWorkload", {}), 6))),
                              true,
                              "as many, in the same order");
        for (TaskGraph::Id task = 0; task < window->GetCount(); task++)
        {
            const bool waits = task % 5 >= 3;
            NS_TEST_EXPECT_MSG_EQ(window->GetPredecessorCounts()[task], waits, "three at a time");
            const auto next = window->GetSuccessors(task);
            NS_TEST_ASSERT_MSG_EQ(next.end() - next.begin(), (task % 5 < 2), "one waits for it");
            if (next.begin() != next.end())
            {
                NS_TEST_EXPECT_MSG_EQ(*next.begin(), task + 3, "three places on");
            }
        }

        const Pairs expected{{0, 3}, {1, 4}, {2, 0}, {3, 1}, {4, 2}};
        NS_TEST_EXPECT_MSG_EQ((List(Build(Make("ShiftWorkload", {{"Offset", 8}}), 5)) == expected),
                              true,
                              "shift by 8 modulo 5");
    }
};

/**
 * @ingroup ai-fabric-tests
 * What cannot be done is refused, naming the attribute.
 */
class RefusalTestCase : public TestCase
{
  public:
    RefusalTestCase()
        : TestCase("Impossible workloads are refused")
    {
    }

  private:
    void Expect(Ptr<Workload> workload, uint32_t hosts, const std::string& culprit)
    {
        const std::string problem = workload->Check(hosts);
        NS_TEST_EXPECT_MSG_NE(problem.find(culprit),
                              std::string::npos,
                              "'" << problem << "' names " << culprit);
    }

    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(Make("PermutationWorkload", {})->Check(2),
                              "",
                              "two hosts are enough");
        Expect(Make("PermutationWorkload", {}), 1, "2 hosts");
        Expect(Make("PermutationWorkload", {{"Bytes", 0}}), 8, "Bytes");
        Expect(Make("PermutationWorkload", {{"Bytes", uint64_t{1} << 32}}), 8, "4294967295");
        Expect(Make("IncastWorkload", {{"FanIn", 8}}), 8, "FanIn");
        Expect(Make("IncastWorkload", {{"FanIn", 0}}), 8, "FanIn");
        Expect(Make("IncastWorkload", {{"FanIn", 2}, {"Receiver", 8}}), 8, "Receiver");
        Expect(Make("ShiftWorkload", {{"Offset", 16}}), 8, "Offset");
        Expect(Make("PairWorkload", {{"Src", 1}, {"Dst", 1}}), 8, "Dst");
        Expect(Make("PairWorkload", {{"Src", 9}}), 8, "Src");
        Expect(Make("AllToAllWorkload", {}), 65536, "50000000");
        Expect(Make("AllReduceWorkload", {{"Bytes", 7}}), 8, "Bytes");
        const Ptr<Workload> unknown = Make("AllReduceWorkload", {});
        unknown->SetAttribute("Algorithm", StringValue("tee"));
        Expect(unknown, 8, "ring");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Ring all-reduce under one switch: 2(n-1) steps of latency and n-th part of the vector.
 */
class RingTestCase : public TestCase
{
  public:
    RingTestCase()
        : TestCase("Ring all-reduce takes 2(n-1) steps, each of one n-th of the vector")
    {
    }

  private:
    void DoRun() override
    {
        const uint32_t n = 8;
        const uint32_t packets = 16;
        FabricHelper helper;
        helper.SetLinks(DataRate("400Gbps"), NanoSeconds(500));
        helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                         "Leaves",
                         UintegerValue(1),
                         "Spines",
                         UintegerValue(1),
                         "Hosts",
                         UintegerValue(n));
        helper.SetNicAttribute("AckInterval", UintegerValue(64));
        const FabricContainer fabric = helper.Install();
        const auto run = WorkloadHelper::GetRun(WorkloadHelper("ns3::aifabric::AllReduceWorkload",
                                                               "Bytes",
                                                               UintegerValue(n * packets * 4096))
                                                    .Install(fabric));
        NS_TEST_ASSERT_MSG_EQ(run->GetGraph().GetCount(), 2 * (n - 1) * n, "messages");
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(run->IsComplete(), true, "completes");
        // A step: packets back to back, the last one stored and forwarded once, two links. The
        // ACK of the step before goes first. The last message ends with its ACK.
        const double byte = 0.02;
        const double ack = (64 + 20) * byte;
        const double step = 1000 + (packets * (4158 + 20) + 16 - 20) * byte + 4158 * byte + ack;
        const double time = 2 * (n - 1) * step + 1000 + 2 * 64 * byte;
        NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(run->GetLastEnd()) / 1e3,
                                  time,
                                  0.002 * time,
                                  "completion time, ns");
        // Every rank sends exactly 2(n-1)/n of the vector.
        std::vector<uint64_t> sent(n);
        for (TaskGraph::Id id = 0; id < run->GetGraph().GetCount(); id++)
        {
            sent[run->GetGraph().Get(id).host] += run->GetGraph().Get(id).bytes;
        }
        for (const uint64_t bytes : sent)
        {
            NS_TEST_EXPECT_MSG_EQ(bytes, 2 * (n - 1) * packets * 4096, "bytes sent by a rank");
        }
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Order of tasks: after receipt, after acknowledgement, after a computation.
 */
class DependencyTestCase : public TestCase
{
  public:
    DependencyTestCase()
        : TestCase("Tasks start when what they wait for has ended where they start")
    {
    }

  private:
    void DoRun() override
    {
        FabricHelper helper;
        helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                         "Leaves",
                         UintegerValue(1),
                         "Spines",
                         UintegerValue(1),
                         "Hosts",
                         UintegerValue(3));
        const FabricContainer fabric = helper.Install();
        const auto graph = Create<TaskGraph>();
        graph->AddCollective("test");
        const auto first = graph->AddMessage(0, 1, 100000);
        const auto answer = graph->AddMessage(1, 0, 100000); // waits for receipt
        const auto again = graph->AddMessage(0, 2, 100000);  // waits for the acknowledgement
        const auto compute = graph->AddComputation(2, 7000000);
        const auto last = graph->AddMessage(2, 1, 1); // waits for two
        graph->AddDependency(first, answer);
        graph->AddDependency(first, again);
        graph->AddDependency(again, compute);
        graph->AddDependency(compute, last);
        graph->AddDependency(again, last);
        graph->Close();
        const auto run = Create<TaskGraphRun>(graph);
        for (uint32_t host = 0; host < 3; host++)
        {
            const auto application = CreateObject<TaskGraphApplication>();
            std::vector<TaskGraph::Id> own;
            for (TaskGraph::Id id = 0; id < graph->GetCount(); id++)
            {
                if (graph->Get(id).host == host)
                {
                    own.push_back(id);
                }
            }
            application->SetTasks(run, own);
            // Host 1 starts late: what it has received until then counts.
            application->SetStartTime(host == 1 ? MicroSeconds(100) : Seconds(0));
            fabric.GetHosts().Get(host)->AddApplication(application);
        }
        Simulator::Run();
        const auto& records = run->GetRecords();
        NS_TEST_ASSERT_MSG_EQ(run->IsComplete(), true, "all tasks end");
        NS_TEST_EXPECT_MSG_EQ(records[answer].start, 100000000, "the answer waits for its host");
        NS_TEST_EXPECT_MSG_EQ(records[again].start, records[first].end, "after the ACK");
        NS_TEST_EXPECT_MSG_LT(records[compute].start, records[again].end, "receipt before ACK");
        NS_TEST_EXPECT_MSG_EQ(records[compute].end - records[compute].start, 7000000, "duration");
        NS_TEST_EXPECT_MSG_EQ(records[last].start, records[compute].end, "after the slower one");
        NS_TEST_EXPECT_MSG_EQ(run->GetLastEnd(), records[answer].end, "the last end counts");
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of workloads.
 */
class WorkloadTestSuite : public TestSuite
{
  public:
    WorkloadTestSuite()
        : TestSuite("ai-fabric-workload", TestSuite::Type::UNIT)
    {
        AddTestCase(new PatternTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new RefusalTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new RingTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new DependencyTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const WorkloadTestSuite g_workloadTestSuite; ///< the suite

} // namespace
