/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Rings whose messages a rule tells: the same messages, the same run, the same bound as with a
 * list, and no more memory for more of them.
 */

#include "ns3/component-families.h"
#include "ns3/component-spec.h"
#include "ns3/config-error.h"
#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-layout.h"
#include "ns3/feasible-rate.h"
#include "ns3/task-sums.h"
#include "ns3/test.h"
#include "ns3/workload.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// The tasks of a workload.
Ptr<TaskGraph>
Build(const std::string& text, uint32_t hosts)
{
    const auto workload = CreateComponent<Workload>(families::Workloads(), text);
    const std::string problem = workload->Check(hosts);
    if (!problem.empty())
    {
        throw ConfigError(problem);
    }
    FabricRandom random;
    random.Seed(FabricRandom::USER, 1);
    return workload->Build(hosts, random);
}

/// What is wrong with a workload.
std::string
Refuse(const std::string& text, uint32_t hosts)
{
    return CreateComponent<Workload>(families::Workloads(), text)->Check(hosts);
}

/**
 * @ingroup ai-fabric-tests
 * A rule tells what AddTo() writes, number by number.
 */
class SameTasksTestCase : public TestCase
{
  public:
    SameTasksTestCase()
        : TestCase("A rule tells the same messages with the same numbers as the list")
    {
    }

  private:
    void DoRun() override
    {
        for (const std::string operation : {"all-reduce:algorithm=ring,",
                                            "all-gather:algorithm=ring,",
                                            "reduce-scatter:algorithm=ring,"})
        {
            for (uint32_t hosts = 2; hosts <= 17; hosts++)
            {
                Compare(operation + "bytes=100003", hosts);
            }
            Compare(operation + "bytes=100003,protocol=LL,per-server=4", 12);
            Compare(operation + "bytes=100003,ranks=7/3/0/5", 12);
            Compare(operation + "bytes=100003,first=2,count=5", 12);
        }
    }

    void Compare(const std::string& text, uint32_t hosts)
    {
        const auto list = Build(text + ",tasks=List", hosts);
        const auto rule = Build(text + ",tasks=Rule", hosts);
        const std::string what = text + " on " + std::to_string(hosts);
        NS_TEST_ASSERT_MSG_EQ((list->GetRule() == nullptr), true, what);
        NS_TEST_ASSERT_MSG_EQ((rule->GetRule() != nullptr), true, what);
        NS_TEST_ASSERT_MSG_EQ(rule->GetCount(), list->GetCount(), what);
        NS_TEST_EXPECT_MSG_EQ(rule->GetActivities()[0].name, list->GetActivities()[0].name, what);
        NS_TEST_EXPECT_MSG_EQ((rule->ListFirst() == list->ListFirst()), true, what);
        for (TaskGraph::Id id = 0; id < list->GetCount(); id++)
        {
            const TaskGraph::Task told = rule->Get(id);
            const TaskGraph::Task listed = list->Get(id);
            NS_TEST_EXPECT_MSG_EQ(told.host, listed.host, what << " host of " << id);
            NS_TEST_EXPECT_MSG_EQ(told.peer, listed.peer, what << " peer of " << id);
            NS_TEST_EXPECT_MSG_EQ(told.bytes, listed.bytes, what << " bytes of " << id);
            NS_TEST_EXPECT_MSG_EQ(told.collective, listed.collective, what);
            NS_TEST_EXPECT_MSG_EQ(rule->CountPredecessors(id), list->CountPredecessors(id), what);
            const auto next = rule->GetSuccessors(id);
            const auto then = list->GetSuccessors(id);
            NS_TEST_EXPECT_MSG_EQ(std::equal(next.begin(), next.end(), then.begin(), then.end()),
                                  true,
                                  what << " successors of " << id);
            NS_TEST_EXPECT_MSG_EQ(
                (next.begin() == next.end() || *next.begin() - id <= rule->GetReach()),
                true,
                what << " reach of " << id);
        }
        std::vector<uint32_t> places(hosts);
        for (uint32_t host = 0; host < hosts; host++)
        {
            places[host] = (host * 5 + 3) % hosts;
        }
        rule->Relocate(places);
        list->Relocate(places);
        for (TaskGraph::Id id = 0; id < list->GetCount(); id++)
        {
            NS_TEST_EXPECT_MSG_EQ(rule->Get(id).host, list->Get(id).host, what << " moved");
            NS_TEST_EXPECT_MSG_EQ(rule->Get(id).peer, list->Get(id).peer, what << " moved");
        }
    }
};

/// What an experiment came to.
struct Outcome
{
    RunRecord run;
    RunDetails details;
    uint64_t hash{0}; ///< of all messages
};

Outcome
Measure(const std::string& workload, bool isRuled)
{
    ExperimentOptions options;
    options.fabric = "leaf-spine:leaves=4,spines=2,hosts=4";
    options.lb = "ecmp";
    options.workload = workload + (isRuled ? ",tasks=Rule" : ",tasks=List");
    options.placement = "random";
    options.db = "none";
    options.record = "flows";
    options.spread = "20us";
    Outcome outcome;
    Experiment experiment(options);
    experiment.Build();
    experiment.Run();
    outcome.run = experiment.Collect(outcome.details);
    for (const Job& job : experiment.GetJobs().GetAll())
    {
        if (const TaskSums* sums = job.run->GetSums())
        {
            outcome.hash = sums->GetHash();
            continue;
        }
        const auto& records = job.run->GetRecords();
        for (uint32_t id = 0; id < records.size(); id++)
        {
            outcome.hash += TaskSums::Hash({id,
                                            records[id].start,
                                            records[id].end,
                                            0,
                                            records[id].packets,
                                            records[id].retransmissions});
        }
    }
    experiment.End();
    return outcome;
}

/**
 * @ingroup ai-fabric-tests
 * A run with a rule is the run with a list.
 */
class SameRunTestCase : public TestCase
{
  public:
    SameRunTestCase()
        : TestCase("A rule runs to the picosecond as the list does, and has its bound")
    {
    }

  private:
    void DoRun() override
    {
        for (const std::string workload : {"all-reduce:algorithm=ring,bytes=1000003",
                                           "all-gather:algorithm=ring,bytes=300007,count=11",
                                           "reduce-scatter:algorithm=ring,bytes=300007"})
        {
            const Outcome list = Measure(workload, false);
            const Outcome rule = Measure(workload, true);
            NS_TEST_ASSERT_MSG_EQ(list.run.status, "ok", workload << " " << list.run.error);
            NS_TEST_ASSERT_MSG_EQ(rule.run.status, "ok", workload << " " << rule.run.error);
            NS_TEST_EXPECT_MSG_EQ(rule.hash, list.hash, workload << ": starts and ends");
            NS_TEST_EXPECT_MSG_EQ(*rule.run.cctNs, *list.run.cctNs, workload);
            NS_TEST_EXPECT_MSG_EQ(*rule.run.boundNs, *list.run.boundNs, workload << ": bound");
            NS_TEST_EXPECT_MSG_EQ(*rule.run.flows, *list.run.flows, workload);
            NS_TEST_EXPECT_MSG_EQ(*rule.run.flowsEnded, *list.run.flowsEnded, workload);
            NS_TEST_EXPECT_MSG_EQ(*rule.run.events, *list.run.events, workload);
            NS_TEST_EXPECT_MSG_EQ(*rule.run.fctMaxNs, *list.run.fctMaxNs, workload);
            NS_TEST_EXPECT_MSG_EQ_TOL(*rule.run.fctP50Ns / *list.run.fctP50Ns, 1, 0.001, workload);
            NS_TEST_EXPECT_MSG_EQ_TOL(*rule.run.fctP99Ns / *list.run.fctP99Ns, 1, 0.001, workload);
            NS_TEST_EXPECT_MSG_EQ(rule.run.jobs[0].bytes, list.run.jobs[0].bytes, workload);
            NS_TEST_ASSERT_MSG_EQ(rule.details.collectives.size(), 1, workload);
            const CollectiveRecord& own = rule.details.collectives[0];
            const CollectiveRecord& other = list.details.collectives[0];
            NS_TEST_EXPECT_MSG_EQ(own.startNs, other.startNs, workload);
            NS_TEST_EXPECT_MSG_EQ(*own.endNs, *other.endNs, workload);
            NS_TEST_EXPECT_MSG_EQ(own.bytes, other.bytes, workload);
            NS_TEST_EXPECT_MSG_EQ(rule.details.flows.size(), 0, "a rule keeps no messages");
            NS_TEST_EXPECT_MSG_EQ(list.details.flows.size(), *list.run.flows, workload);
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * rho_max of a ring that a rule tells, alone and beside others.
 */
class SameRateTestCase : public TestCase
{
  public:
    SameRateTestCase()
        : TestCase("The feasible rate of a rule is that of the list")
    {
    }

  private:
    void DoRun() override
    {
        const auto topology = CreateComponent<FabricLayout>(families::Fabrics(),
                                                            "leaf-spine:leaves=4,spines=1,hosts=3")
                                  ->Build(DataRate("400Gbps"), NanoSeconds(500));
        FeasibleRate rate(*topology, {});
        const std::string ring = "all-reduce:algorithm=ring,bytes=100003,ranks=0/3/6/9/1/4/7/10";
        const auto list = Build(ring + ",tasks=List", 12);
        const auto rule = Build(ring + ",tasks=Rule", 12);
        const auto other = Build("all-gather:algorithm=ring,bytes=100003,ranks=2/5/8", 12);
        NS_TEST_EXPECT_MSG_EQ_TOL(rate.Compute(*list), 0.5, 1e-9, "two of a leaf cross its uplink");
        NS_TEST_EXPECT_MSG_EQ(rate.Compute(*rule), rate.Compute(*list), "alone");
        const auto both = rate.Compute({PeekPointer(list), PeekPointer(other)});
        NS_TEST_EXPECT_MSG_EQ_TOL(both, 1.0 / 3, 1e-9, "and a third one");
        NS_TEST_EXPECT_MSG_EQ(rate.Compute({PeekPointer(rule), PeekPointer(other)}), both, "both");
        NS_TEST_EXPECT_MSG_EQ(rate.Compute({PeekPointer(other), PeekPointer(rule)}), both, "both");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Sums of messages.
 */
class TaskSumsTestCase : public TestCase
{
  public:
    TaskSumsTestCase()
        : TestCase("Quantiles are exact to a thousandth, and sums do not ask for the order")
    {
    }

  private:
    void DoRun() override
    {
        std::vector<uint64_t> times;
        for (uint64_t i = 1; i <= 3000; i++)
        {
            times.push_back(i * i * i);
        }
        TaskSums forward;
        TaskSums backward;
        for (uint32_t i = 0; i < times.size(); i++)
        {
            const auto last = static_cast<uint32_t>(times.size()) - 1 - i;
            forward.Add({i, 7, 7 + times[i], 10, 3, 1});
            backward.Add({last, 7, 7 + times[last], 10, 3, 1});
        }
        NS_TEST_EXPECT_MSG_EQ(forward.GetHash(), backward.GetHash(), "in any order");
        NS_TEST_EXPECT_MSG_EQ(forward.GetBytes(), 30000, "bytes");
        NS_TEST_EXPECT_MSG_EQ(forward.GetPackets(), 9000, "packets");
        NS_TEST_EXPECT_MSG_EQ(forward.GetRetransmissions(), 3000, "sent again");
        NS_TEST_EXPECT_MSG_EQ(forward.GetLongest(), times.back(), "the longest");
        for (const double q : {0.0, 0.001, 0.1, 0.5, 0.9, 0.99, 1.0})
        {
            const auto rank = static_cast<size_t>(std::ceil(q * 3000));
            const uint64_t exact = times[rank == 0 ? 0 : rank - 1];
            const uint64_t told = forward.GetQuantile(q);
            NS_TEST_EXPECT_MSG_EQ((told >= exact && told - exact <= exact / 1000),
                                  true,
                                  "quantile " << q << " is " << told << " for " << exact);
        }
        TaskSums joint;
        joint.Merge(forward);
        joint.Merge(backward);
        NS_TEST_EXPECT_MSG_EQ(joint.GetCount(), 6000, "both");
        NS_TEST_EXPECT_MSG_EQ(joint.GetQuantile(0.5), forward.GetQuantile(0.5), "alike");
        TaskSums other;
        other.Add({0, 7, 8, 10, 3, 1});
        const uint64_t one = other.GetHash();
        NS_TEST_EXPECT_MSG_NE(one, TaskSums::Hash({1, 7, 8, 10, 3, 1}), "the number counts");
        NS_TEST_EXPECT_MSG_NE(one, TaskSums::Hash({0, 8, 8, 10, 3, 1}), "the start counts");
        NS_TEST_EXPECT_MSG_NE(one, TaskSums::Hash({0, 7, 9, 10, 3, 1}), "the end counts");
        NS_TEST_EXPECT_MSG_EQ(other.Release(5, 1), true, "one to wait for");
        NS_TEST_EXPECT_MSG_EQ(other.Release(6, 3), false, "the first of three");
        NS_TEST_EXPECT_MSG_EQ(other.Release(7, 2), false, "the first of two");
        NS_TEST_EXPECT_MSG_EQ(other.Release(6, 3), false, "the second of three");
        NS_TEST_EXPECT_MSG_EQ(other.Release(6, 3), true, "the third of three");
        NS_TEST_EXPECT_MSG_EQ(other.Release(7, 2), true, "the second of two");
    }
};

/**
 * @ingroup ai-fabric-tests
 * A rule where a list would be too long, and refusals.
 */
class LongRingTestCase : public TestCase
{
  public:
    LongRingTestCase()
        : TestCase("A ring of 8,192 ranks is told by a rule by itself; what has none is refused")
    {
    }

  private:
    void DoRun() override
    {
        const auto ring = Build("all-reduce:algorithm=ring,bytes=32MiB", 8192);
        NS_TEST_EXPECT_MSG_EQ((ring->GetRule() != nullptr), true, "by itself");
        NS_TEST_EXPECT_MSG_EQ(ring->GetCount(), 134201344U, "2 x 8191 x 8192");
        NS_TEST_EXPECT_MSG_EQ(ring->Get(134201343).host, 8191, "the last one");
        const auto none = ring->GetSuccessors(134201343);
        NS_TEST_EXPECT_MSG_EQ((none.begin() == none.end()), true, "nothing follows it");
        const auto small = Build("all-reduce:algorithm=ring,bytes=32MiB", 16);
        NS_TEST_EXPECT_MSG_EQ((small->GetRule() == nullptr), true, "a list where there is room");
        const std::string many = "all-reduce:algorithm=ring,bytes=32MiB,rounds=2";
        NS_TEST_EXPECT_MSG_EQ((Refuse(many, 8192).find("too many") != std::string::npos),
                              true,
                              Refuse(many, 8192));
        for (const std::string more : {"rounds=2",
                                       "pause=1us",
                                       "channels=2",
                                       "chunk=300",
                                       "stride=2",
                                       "transport=tcp",
                                       "algorithm=halving-doubling"})
        {
            const std::string text = "all-reduce:bytes=32MiB,tasks=Rule," + more;
            NS_TEST_EXPECT_MSG_EQ((Refuse(text, 16).find("Tasks=Rule is for") == 0),
                                  true,
                                  text << ": " << Refuse(text, 16));
        }
        ExperimentOptions options;
        options.fabric = "leaf-spine:leaves=4,spines=2,hosts=2";
        options.workload = "all-reduce:algorithm=ring,bytes=1MiB,tasks=Rule";
        options.lb = "ethereal";
        options.db = "none";
        std::string refusal;
        try
        {
            Experiment(options).Build();
        }
        catch (const ConfigError& error)
        {
            refusal = error.what();
        }
        NS_TEST_EXPECT_MSG_EQ((refusal.find("Tasks=List") != std::string::npos), true, refusal);
    }
};

/**
 * @ingroup ai-fabric-tests
 * Rings by rule.
 */
class RingRuleTestSuite : public TestSuite
{
  public:
    RingRuleTestSuite()
        : TestSuite("ai-fabric-ring-rule", TestSuite::Type::UNIT)
    {
        AddTestCase(new SameTasksTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new SameRunTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new SameRateTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new TaskSumsTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new LongRingTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const RingRuleTestSuite g_ringRuleTestSuite; ///< the suite

} // namespace
