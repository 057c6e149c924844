/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Training that reads from storage nodes and writes there, by RDMA and by TCP.
 */

#include "run-with.h"
#include "workload-test-helper.h"

#include "ns3/component-families.h"
#include "ns3/component-spec.h"
#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/test.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// Payload of 4096 bytes in frames of 4154 bytes, with gaps of 24: bytes per ns at 400 Gb/s.
constexpr double LINE = 50.0 * 4096 / 4178;

RunRecord
RunStorage(const std::string& workload, const std::string& fabric, const OptionTexts& more = {})
{
    OptionTexts texts{{"fabric", fabric},
                      {"lb", "ofan"},
                      {"switch", "generic:shared-per-port=60MB"},
                      {"workload", workload}};
    texts.insert(texts.end(), more.begin(), more.end());
    return RunWith(texts);
}

/**
 * @ingroup ai-fabric-tests
 * The graph: what is read and written, by whom.
 */
class StorageGraphTestCase : public TestCase
{
  public:
    StorageGraphTestCase()
        : TestCase("Batches and checkpoints are read and written whole, at the nodes; refusals")
    {
    }

  private:
    static Ptr<Workload> Make(const std::string& text)
    {
        return MakeFactory(families::Workloads(), ParseComponent(text)).Create<Workload>();
    }

    /// Bytes of each activity, by who sends and who receives.
    static std::map<std::string, uint64_t> AddUp(const TaskGraph& graph, uint32_t clients)
    {
        std::map<std::string, uint64_t> bytes;
        for (TaskGraph::Id id = 0; id < graph.GetCount(); id++)
        {
            const TaskGraph::Task& task = graph.Get(id);
            if (task.IsMessage())
            {
                const std::string& name = graph.GetActivities()[task.collective].name;
                const std::string from = task.host < clients ? "host" : "node";
                bytes[name + ":" + from + (task.peer < clients ? ">host" : ">node")] += task.bytes;
            }
        }
        return bytes;
    }

    /// A code of 3 and 2: the data are read, all parts are written.
    void CheckCode()
    {
        const auto workload =
            Make("storage:nodes=5,accelerators=2,steps=3,scale=0.001,spread=false,"
                 "read-size=100KB,code=3/2,mode=mixed,checkpoint-bytes=1GB,"
                 "profile=unet3d-h100");
        NS_TEST_ASSERT_MSG_EQ(workload->Check(7), "", "fine");
        const auto graph = workload_test::Build(workload, 7);
        auto bytes = AddUp(*graph, 2);
        // Ten pieces of 100 kB and one of 26204 bytes, in thirds.
        NS_TEST_EXPECT_MSG_EQ(bytes["read:node>host"],
                              uint64_t{12} * 3 * (10 * 33334 + 8735),
                              "batches");
        NS_TEST_EXPECT_MSG_EQ(bytes["read:host>node"], 12 * 11 * 3 * 256, "requests");
        NS_TEST_EXPECT_MSG_EQ(bytes["checkpoint:host>node"], 10 * 5 * 33334, "data and parity");
        NS_TEST_EXPECT_MSG_EQ(bytes["checkpoint:node>host"], 10 * 5 * 256, "answers");
        NS_TEST_EXPECT_MSG_EQ(bytes.size(), 4, "nothing from node to node");
        NS_TEST_EXPECT_MSG_GT_OR_EQ(workload->GetTaskCount(7), graph->GetCount(), "the estimate");
        NS_TEST_EXPECT_MSG_GT_OR_EQ(workload->CountPairs(7), 20, "pairs");
    }

    /// Of which nodes a host asks: of the least asked ones, each gets as many pieces.
    void CheckChoice()
    {
        const auto getMost = [this](const std::string& choice) {
            const auto graph = workload_test::Build(
                Make("storage:nodes=4,accelerators=8,steps=2,scale=0.001,spread=false,"
                     "read-size=32KiB,copies=3,choice=" +
                     choice),
                5);
            std::map<uint32_t, uint32_t> pieces;
            uint32_t all = 0;
            for (TaskGraph::Id id = 0; id < graph->GetCount(); id++)
            {
                const TaskGraph::Task& task = graph->Get(id);
                if (task.IsMessage() && task.host == 0)
                {
                    pieces[task.peer]++;
                    all++;
                }
            }
            NS_TEST_EXPECT_MSG_EQ(all, 2 * 8 * 32, "pieces");
            uint32_t most = 0;
            for (const auto& [node, count] : pieces)
            {
                most = std::max(most, count);
            }
            return most;
        };
        const uint32_t least = getMost("least");
        NS_TEST_EXPECT_MSG_LT_OR_EQ(least, 1.02 * 2 * 8 * 32 / 4, "even");
        NS_TEST_EXPECT_MSG_GT(getMost("random"), least, "drawn");
        NS_TEST_EXPECT_MSG_LT(getMost("round-robin"), 2 * 8 * 32 / 3, "in turn");
    }

    void Refuse(const std::string& text, const std::string& problem)
    {
        const std::string said = Make(text)->Check(8);
        NS_TEST_EXPECT_MSG_EQ(said.rfind(problem, 0), 0, text << ": " << said);
    }

    void DoRun() override
    {
        // Two hosts with two accelerators each, three steps; four nodes.
        const auto workload =
            Make("storage:nodes=4,accelerators=2,steps=3,scale=0.001,spread=false,"
                 "read-size=100KB,copies=2,mode=mixed,checkpoint-bytes=1GB,"
                 "profile=unet3d-h100");
        NS_TEST_ASSERT_MSG_EQ(workload->Check(6), "", "fine");
        const auto graph = workload_test::Build(workload, 6);
        auto bytes = AddUp(*graph, 2);
        uint64_t computed = 0;
        for (TaskGraph::Id id = 0; id < graph->GetCount(); id++)
        {
            const TaskGraph::Task& task = graph->Get(id);
            const std::string& name = graph->GetActivities()[task.collective].name;
            computed += name == "compute" ? task.duration : 0;
        }
        // Seven samples of 146.6 kB are 1026204 bytes, in eleven pieces.
        NS_TEST_EXPECT_MSG_EQ(bytes["read:node>host"], uint64_t{12} * 1026204, "batches");
        NS_TEST_EXPECT_MSG_EQ(bytes["read:host>node"], 12 * 11 * 256, "requests");
        NS_TEST_EXPECT_MSG_EQ(bytes["checkpoint:host>node"], 1000000, "the first copy");
        NS_TEST_EXPECT_MSG_EQ(bytes["checkpoint:node>node"], 1000000, "the second one");
        NS_TEST_EXPECT_MSG_EQ(bytes["checkpoint:node>host"], 10 * 256, "answers");
        NS_TEST_EXPECT_MSG_EQ(bytes.size(), 5, "nothing else");
        NS_TEST_EXPECT_MSG_EQ(computed, uint64_t{12} * 323000000, "computing, ps");
        NS_TEST_EXPECT_MSG_GT_OR_EQ(workload->GetTaskCount(6), graph->GetCount(), "the estimate");
        CheckCode();
        CheckChoice();
        Refuse("storage:nodes=4,code=4", "Code must be the number of parts of data and that of");
        Refuse("storage:nodes=4,code=0/1", "Code must be the number of parts of data and that of");
        Refuse("storage:nodes=4,code=3/2", "Code must have at most as many parts as there are");
        Refuse("storage:nodes=4,code=2/1,copies=2", "Code takes the place of copies");
        Refuse("storage:nodes=8", "Nodes must leave a host that reads");
        Refuse("storage:nodes=4,copies=5", "Copies must be at most Nodes, 4, not 5");
        Refuse("storage:nodes=4,scale=0", "Scale must be above 0");
        Refuse("storage:nodes=4,profile=unet3d", "Profile: unknown profile 'unet3d'; did you mean");
        Refuse("storage:nodes=4,transport=tcp,queue-pairs=2", "QueuePairs are of RDMA");
        Refuse("storage:nodes=4,transport=tcp,class=2", "Class and Dscp are of RDMA");
    }
};

/**
 * @ingroup ai-fabric-tests
 * How long steps take.
 */
class StorageTimesTestCase : public TestCase
{
  public:
    StorageTimesTestCase()
        : TestCase("A port, a medium or threads bound reading; a checkpoint fills the nodes' ports")
    {
    }

  private:
    /// The share of computing of a host behind one port, first steps left out.
    double GetShare(const std::string& more)
    {
        const std::string text = "storage:profile=unet3d-h100,nodes=8,spread=false,scale=0.001,"
                                 "read-size=32KiB," +
                                 more + ",steps=";
        const std::string fabric = "leaf-spine:leaves=1,spines=1,hosts=9";
        const RunRecord few = RunStorage(text + "4", fabric);
        const RunRecord many = RunStorage(text + "10", fabric);
        NS_TEST_EXPECT_MSG_EQ(many.status, "ok", many.error);
        NS_TEST_EXPECT_MSG_EQ(many.drops.value_or(1), 0, "nothing is lost");
        return 6 * 323000 / (many.cctNs.value_or(0) - few.cctNs.value_or(0));
    }

    void DoRun() override
    {
        // A batch of 1.0262 GB in 0.323 s, and 49.02 GB/s: 15 accelerators have enough.
        const double batch = 7 * 146600628.0 * 0.001;
        for (const uint32_t accelerators : {15, 17})
        {
            const double expected = std::min(1.0, 323000 / (accelerators * batch / LINE));
            const double share =
                GetShare("media=0bps,seek=0s,accelerators=" + std::to_string(accelerators));
            NS_TEST_EXPECT_MSG_EQ_TOL(share, expected, 0.01 * expected, accelerators);
        }
        // Media of 1 GB/s on eight nodes, four accelerators: 8 bytes a ns, and computing is faster.
        NS_TEST_EXPECT_MSG_EQ_TOL(GetShare("media=8Gbps,seek=0s,accelerators=4,window=32"),
                                  323000 / (4 * batch / 8),
                                  0.01,
                                  "media");
        // One thread per node that seeks for 200 us: eight pieces in that time.
        NS_TEST_EXPECT_MSG_EQ_TOL(GetShare("media=0bps,seek=200us,threads=1,accelerators=1"),
                                  323000 / (32 * 25000.0),
                                  0.02,
                                  "threads");
        // 5.29 TB into 16 ports, scaled: the time of its bytes at line rate.
        const RunRecord written =
            RunStorage("storage:mode=checkpoint,checkpoint-bytes=5290GB,nodes=16,"
                       "media=0bps,scale=2e-4,read-size=64KiB,window=16",
                       "leaf-spine:leaves=2,spines=16,hosts=16");
        NS_TEST_EXPECT_MSG_EQ(written.status, "ok", written.error);
        NS_TEST_EXPECT_MSG_EQ_TOL(written.cctNs.value_or(0),
                                  5290e9 * 2e-4 / 16 / LINE,
                                  0.02 * 5290e9 * 2e-4 / 16 / LINE,
                                  "a checkpoint");
        NS_TEST_EXPECT_MSG_EQ(written.drops.value_or(1), 0, "nothing is lost");
        // With a code of 4 and 2, half as much again.
        const RunRecord coded =
            RunStorage("storage:mode=checkpoint,checkpoint-bytes=5290GB,nodes=16,"
                       "media=0bps,scale=1e-4,read-size=256KiB,window=16,code=4/2",
                       "leaf-spine:leaves=2,spines=16,hosts=16");
        NS_TEST_EXPECT_MSG_EQ(coded.status, "ok", coded.error);
        NS_TEST_EXPECT_MSG_EQ_TOL(coded.cctNs.value_or(0),
                                  1.5 * 5290e9 * 1e-4 / 16 / LINE,
                                  0.03 * 1.5 * 5290e9 * 1e-4 / 16 / LINE,
                                  "a checkpoint in parts");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Reading beside a collective, on the same hosts.
 */
class StorageClassTestCase : public TestCase
{
  public:
    StorageClassTestCase()
        : TestCase("A collective beside reads of another class has half of the links, else less")
    {
    }

  private:
    void DoRun() override
    {
        // 96 loaders on eight hosts have four pieces each outstanding from eight nodes.
        const std::string fabric = "leaf-spine:leaves=2,spines=8,hosts=8";
        const std::string ring = "all-reduce:bytes=4MiB,count=8";
        const std::string reads = "+storage:nodes=8,media=0bps,seek=0s,steps=6,scale=0.0003,"
                                  "spread=false,accelerators=12,window=4,prefetch=6";
        const auto time = [&](const std::string& workload) {
            const RunRecord run = RunStorage(workload, fabric);
            NS_TEST_EXPECT_MSG_EQ(run.status, "ok", run.error);
            NS_TEST_EXPECT_MSG_EQ(run.drops.value_or(1), 0, "nothing is lost");
            return run.jobs[0].cctNs.value_or(0);
        };
        const double alone = time(ring);
        const double apart = time(ring + reads + ",class=2");
        const double mixed = time(ring + reads);
        // Classes take turns, packet by packet of like sizes.
        NS_TEST_EXPECT_MSG_LT(apart, 2.05 * alone, "half");
        NS_TEST_EXPECT_MSG_GT(apart, 1.8 * alone, "no more");
        NS_TEST_EXPECT_MSG_GT(mixed, 2.5 * alone, "less");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Messages over TCP.
 */
class TcpTestCase : public TestCase
{
  public:
    TcpTestCase()
        : TestCase("Any workload can go by TCP, beside others by RDMA")
    {
    }

  private:
    void DoRun() override
    {
        const std::string fabric = "leaf-spine:leaves=2,spines=2,hosts=4";
        const OptionTexts hashed{{"lb", "ecmp"}, {"spread", "0s"}};
        const RunRecord pair = RunStorage("pair:bytes=10MB,dst=5,transport=tcp", fabric, hashed);
        NS_TEST_ASSERT_MSG_EQ(pair.status, "ok", pair.error);
        NS_TEST_EXPECT_MSG_EQ(pair.jobs[0].flowsEnded, 1, "the message");
        // At line rate it takes 200 us; slow start takes some round trips, of 6 us.
        NS_TEST_EXPECT_MSG_GT(pair.cctNs.value_or(0), 200000, "no faster than the link");
        NS_TEST_EXPECT_MSG_LT(pair.cctNs.value_or(0), 450000, "most of the link");
        NS_TEST_EXPECT_MSG_EQ(pair.boundNs.has_value(), false, "bounds are of RDMA");
        // What waits for messages waits for theirs, too.
        const RunRecord ring = RunStorage("all-reduce:bytes=800KB,transport=tcp", fabric, hashed);
        NS_TEST_ASSERT_MSG_EQ(ring.status, "ok", ring.error);
        NS_TEST_EXPECT_MSG_EQ(ring.jobs[0].flowsEnded, 8 * 14, "messages of a ring");
        NS_TEST_EXPECT_MSG_GT(ring.cctNs.value_or(0), 14 * 4000, "14 steps of a trip each");
        const RunRecord both =
            RunStorage("storage:nodes=2,accelerators=1,steps=2,scale=0.001,hosts=8,"
                       "transport=tcp+all-reduce:bytes=1MB,count=6",
                       fabric,
                       hashed);
        NS_TEST_ASSERT_MSG_EQ(both.status, "ok", both.error);
        for (const JobRecord& job : both.jobs)
        {
            NS_TEST_EXPECT_MSG_EQ(job.flowsEnded, job.flows, "all messages of " << job.workload);
        }
        NS_TEST_EXPECT_MSG_EQ(both.jobs[0].boundNs.has_value(), false, "by TCP");
        NS_TEST_EXPECT_MSG_EQ(both.jobs[1].boundNs.has_value(), true, "by RDMA");
        for (const std::string domains : {"1", "3"})
        {
            OptionTexts texts = hashed;
            texts.emplace_back("domains", domains);
            NS_TEST_EXPECT_MSG_EQ(
                RunStorage("all-reduce:bytes=800KB,transport=tcp", fabric, texts).resultDigest,
                ring.resultDigest,
                "the same results in " << domains << " domains");
        }
        std::string refusal;
        try
        {
            RunStorage("pair:transport=tcp", "multi-plane:planes=2,leaves=2,spines=2,hosts=2");
        }
        catch (const ConfigError& error)
        {
            refusal = error.what();
        }
        NS_TEST_EXPECT_MSG_EQ(refusal.rfind("Transport=Tcp is for fabrics of one plane", 0),
                              0,
                              refusal);
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of storage.
 */
class StorageTestSuite : public TestSuite
{
  public:
    StorageTestSuite()
        : TestSuite("ai-fabric-storage", TestSuite::Type::UNIT)
    {
        AddTestCase(new StorageGraphTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new StorageTimesTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new StorageClassTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new TcpTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const StorageTestSuite g_storageTestSuite; ///< the suite

} // namespace
