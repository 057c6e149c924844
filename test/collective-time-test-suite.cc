/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Collectives against their closed forms, on fabrics where nothing is in their way.
 */

#include "run-with.h"

#include "ns3/fabric-compat.h"
#include "ns3/fabric-helper.h"
#include "ns3/object-factory.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"
#include "ns3/workload-helper.h"

#include <algorithm>
#include <cmath>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// ns of a byte at 400 Gb/s
constexpr double BYTE = 0.02;
/// ns of a byte of data, headers and gaps included
constexpr double DATA = 4178 * BYTE / 4096;
/// ns from the end of sending to arrival: two links of 500 ns, and a packet stored and forwarded
constexpr double STEP = 2 * 500 + 4158 * BYTE;
/// ns from arrival until the sender knows
constexpr double ACK = 2 * 500 + 2 * 64 * BYTE;

/// Attributes with their values as text.
using Values = std::vector<std::pair<std::string, std::string>>;

/**
 * @ingroup ai-fabric-tests
 * Runs collectives on an idle fabric.
 */
class TimedTestCase : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    /// @return ns from the start until the last data are there
    double Run(FabricHelper& helper, const std::string& workload, const Values& values)
    {
        helper.SetNicAttribute("AckInterval", UintegerValue(64));
        const FabricContainer fabric = helper.Install();
        ObjectFactory factory;
        factory.SetTypeId("ns3::aifabric::" + workload);
        for (const auto& [name, value] : values)
        {
            factory.Set(name, StringValue(value));
        }
        const auto run = WorkloadHelper::GetRun(WorkloadHelper(factory).Install(fabric));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(run->IsComplete(), true, workload << " completes");
        const double end = static_cast<double>(run->GetLastEnd()) / 1e3 - ACK;
        Simulator::Destroy();
        return end;
    }

    /// @return the same under one switch
    double RunFlat(const std::string& workload, const Values& values, uint32_t hosts)
    {
        FabricHelper helper;
        helper.SetLinks(DataRate("400Gbps"), NanoSeconds(500));
        helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                         "Leaves",
                         UintegerValue(1),
                         "Spines",
                         UintegerValue(1),
                         "Hosts",
                         UintegerValue(hosts));
        return Run(helper, workload, values);
    }

    /// Expect a time of a collective under one switch, within 2 %.
    void Expect(const std::string& workload,
                const std::string& algorithm,
                uint32_t hosts,
                uint64_t bytes,
                double expected,
                Values more = {})
    {
        more.emplace_back("Algorithm", algorithm);
        more.emplace_back("Bytes", std::to_string(bytes));
        NS_TEST_EXPECT_MSG_EQ_TOL(RunFlat(workload, more, hosts),
                                  expected,
                                  0.02 * expected,
                                  workload << " " << algorithm << " on " << hosts << ", ns");
    }
};

/**
 * @ingroup ai-fabric-tests
 * All-reduce, reduce-scatter and all-gather.
 */
class ReductionTimeTestCase : public TimedTestCase
{
  public:
    ReductionTimeTestCase()
        : TimedTestCase("All-reduce, reduce-scatter and all-gather take their closed forms")
    {
    }

  private:
    void DoRun() override
    {
        for (const uint32_t n : {4U, 8U})
        {
            const uint64_t bytes = n * 32 * 4096; // parts of 32 packets
            const double part = DATA * static_cast<double>(bytes) * (n - 1) / n;
            const double bits = std::log2(n);
            Expect("AllReduceWorkload", "ring", n, bytes, 2 * (n - 1) * STEP + 2 * part);
            Expect("AllReduceWorkload", "halving-doubling", n, bytes, 2 * bits * STEP + 2 * part);
            Expect("ReduceScatterWorkload", "ring", n, bytes, (n - 1) * STEP + part);
            Expect("AllGatherWorkload", "ring", n, bytes, (n - 1) * STEP + part);
            Expect("ReduceScatterWorkload", "recursive-halving", n, bytes, bits * STEP + part);
            Expect("AllGatherWorkload", "recursive-doubling", n, bytes, bits * STEP + part);
            for (const char* algorithm : {"bruck", "pat"})
            {
                Expect("AllGatherWorkload", algorithm, n, bytes, bits * STEP + part);
            }
            Expect("ReduceScatterWorkload", "pat", n, bytes, bits * STEP + part);
            Expect("AllReduceWorkload",
                   "in-network",
                   n,
                   bytes,
                   STEP + DATA * static_cast<double>(bytes));
        }
        // Any number of ranks.
        const double part = DATA * 32 * 4096;
        Expect("AllGatherWorkload", "pat", 7, 7 * 32 * 4096, 3 * STEP + 6 * part);
        Expect("AllGatherWorkload", "bruck", 7, 7 * 32 * 4096, 3 * STEP + 6 * part);
        // Two ranks of six fold into two others: the vector twice more, and two steps. Those that
        // do not wait for that send a part early, which comes in its way.
        Expect("AllReduceWorkload",
               "halving-doubling",
               6,
               4 * 32 * 4096,
               6 * STEP + (8 + 2 * 3 + 1) * part);
        // Twice the bytes, or 128 for 120.
        Expect("AllReduceWorkload",
               "ring",
               4,
               4 * 32 * 4096,
               6 * (STEP + 2 * part),
               {{"Protocol", "LL"}});
        Expect("AllReduceWorkload",
               "ring",
               4,
               4 * 120 * 1024,
               6 * (STEP + DATA * 128 * 1024),
               {{"Protocol", "LL128"}});
        // Parts of one step that follow each other hide its delay.
        const uint64_t large = 4 * 256 * 4096;
        const double sending = DATA * static_cast<double>(large) * 6 / 4;
        Expect("AllReduceWorkload", "ring", 4, large, sending + STEP, {{"Chunk", "131072"}});
    }
};

/**
 * @ingroup ai-fabric-tests
 * Broadcast, reduce, gather, scatter, barrier, send/recv, all-to-all.
 */
class RootedTimeTestCase : public TimedTestCase
{
  public:
    RootedTimeTestCase()
        : TimedTestCase("Collectives with a root, all-to-all and barrier take their closed forms")
    {
    }

  private:
    void DoRun() override
    {
        const uint32_t n = 8;
        const uint64_t bytes = n * 32 * 4096;
        const double all = DATA * static_cast<double>(bytes);
        const double others = all * (n - 1) / n;
        for (const char* workload : {"BroadcastWorkload", "ReduceWorkload"})
        {
            // A rank sends to its next child when it knows that the one before has it.
            const double next = std::string(workload) == "BroadcastWorkload" ? 2 * ACK : 0;
            Expect(workload, "tree", n, bytes, 3 * (STEP + all) + next, {{"Root", "3"}});
            Expect(workload, "chain", n, bytes, (n - 1) * (STEP + all));
            // k chunks: the first ones are under way while the last is sent.
            Expect(workload,
                   "chain",
                   n,
                   bytes,
                   (n - 1) * STEP + all + (n - 2) * all / 8,
                   {{"Chunk", std::to_string(bytes / 8)}});
        }
        for (const char* workload : {"GatherWorkload", "ScatterWorkload"})
        {
            const double next = std::string(workload) == "ScatterWorkload" ? 2 * ACK : 0;
            Expect(workload, "tree", n, bytes, 3 * STEP + others + next, {{"Root", "3"}});
            // Half as much, so that the buffer holds what comes at once.
            Expect(workload, "linear", n, bytes / 2, STEP + others / 2);
        }
        Expect("SendRecvWorkload", "direct", n, 64 * 4096, STEP + 64 * 4096 * DATA);
        const double part = 32 * 4096 * DATA;
        Expect("AllToAllWorkload", "spread", n, 32 * 4096, STEP + (n - 1) * part);
        // A rank goes on when it knows that its message has come.
        Expect("AllToAllWorkload",
               "pairwise",
               n,
               32 * 4096,
               (n - 1) * (STEP + part) + (n - 2) * ACK);
        // A signal is a packet of 8 bytes: the headers of one of 4096, sent twice.
        const double signal = 2 * (4158 - 4096 + 16 + 8) * BYTE + 2 * 500;
        Expect("BarrierWorkload", "dissemination", n, 8, 3 * signal);
        Expect("BarrierWorkload", "dissemination", 11, 8, 4 * signal);
        Expect("BarrierWorkload", "tree", n, 8, 6 * signal);
    }
};

/**
 * @ingroup ai-fabric-tests
 * Where there is no closed form: how far it is from its bound.
 */
class BoundTimeTestCase : public TimedTestCase
{
  public:
    BoundTimeTestCase()
        : TimedTestCase("Trees and servers are as far from their bounds as stated")
    {
    }

  private:
    void ExpectTree()
    {
        // Each rank sends and receives the vector twice; filling the trees is extra.
        const uint64_t bytes = 8 << 20;
        const double bound = 2 * 3 * STEP + 2 * DATA * static_cast<double>(bytes);
        const double time = RunFlat("AllReduceWorkload",
                                    {{"Algorithm", "double-binary-tree"},
                                     {"Bytes", std::to_string(bytes)},
                                     {"Chunk", "65536"},
                                     {"Window", "4"}},
                                    8);
        NS_TEST_EXPECT_MSG_GT(time, bound, "two trees");
        NS_TEST_EXPECT_MSG_LT(time, 1.05 * bound, "two trees");
    }

    /// @return ns of a collective on 4 servers of 4
    double RunServers(const std::string& workload, const Values& values)
    {
        FabricHelper helper;
        helper.SetLinks(DataRate("400Gbps"), NanoSeconds(500));
        helper.SetLayout("ns3::aifabric::RailFabric",
                         "Servers",
                         UintegerValue(4),
                         "Gpus",
                         UintegerValue(4),
                         "Spines",
                         UintegerValue(4),
                         "ScaleUpRate",
                         DataRateValue(DataRate("3600Gbps")),
                         "ScaleUpDelay",
                         TimeValue(NanoSeconds(25)));
        return Run(helper, workload, values);
    }

    void DoRun() override
    {
        ExpectTree();
        const uint64_t bytes = 8 << 20;
        const double inside = DATA / 9 * static_cast<double>(bytes) * 2 * 3 / 4;
        const double outside = DATA * static_cast<double>(bytes) / 4 * 2 * 3 / 4;
        const Values hierarchical{{"Algorithm", "hierarchical"},
                                  {"PerServer", "4"},
                                  {"Bytes", std::to_string(bytes)}};
        const double step = 2 * 25 + 4158 * BYTE / 9;
        const double serial = inside + outside + 6 * (step + STEP);
        NS_TEST_EXPECT_MSG_EQ_TOL(RunServers("AllReduceWorkload", hierarchical),
                                  serial,
                                  0.02 * serial,
                                  "three rings one after the other, ns");
        Values pipelined = hierarchical;
        pipelined.back().second = std::to_string(2 * bytes);
        pipelined.emplace_back("Chunk", "65536");
        const double time = RunServers("AllReduceWorkload", pipelined);
        const double slower = 2 * std::max(inside, outside);
        NS_TEST_EXPECT_MSG_GT(time, slower, "the slower of the two");
        NS_TEST_EXPECT_MSG_LT(time, 1.08 * slower, "the slower of the two");
        // As NCCL's model has it: a chain in each server, a tree of two levels, and back. The chain
        // back is over before the ACK of what came to its head.
        const double small = 2 * 25 + 2 * (158 + 20) * BYTE / 9;
        const double rail = 2 * 500 + 2 * (158 + 20) * BYTE;
        const double tree = 3 * small + 4 * rail;
        NS_TEST_EXPECT_MSG_EQ_TOL(
            RunServers("AllReduceWorkload",
                       {{"Algorithm", "double-binary-tree"}, {"PerServer", "4"}, {"Bytes", "200"}}),
            tree,
            0.02 * tree,
            "a small vector in two trees, ns");
        // All for the other three servers goes along the rail, four parts to each.
        const double part = 128 * 1024 * DATA;
        const double exchange = 3 * (4 * part / 9) + step + 3 * 4 * part + STEP;
        const double measured =
            RunServers("AllToAllWorkload",
                       {{"Algorithm", "hierarchical"}, {"PerServer", "4"}, {"Bytes", "131072"}});
        NS_TEST_EXPECT_MSG_EQ_TOL(measured, exchange, 0.02 * exchange, "along the rails, ns");
    }
};

/**
 * @ingroup ai-fabric-tests
 * A ring whose ranks are placed in order has one flow on each uplink at most.
 */
class PlacementTestCase : public TestCase
{
  public:
    PlacementTestCase()
        : TestCase("A ring in order is insensitive to the balancer, a shuffled one is not")
    {
    }

  private:
    static double Run(const std::string& lb, const std::string& placement)
    {
        return RunWith({{"fabric", "leaf-spine:leaves=4,spines=4,hosts=4"},
                        {"lb", lb},
                        {"workload", "all-reduce:bytes=4MiB,placement=" + placement}})
            .cctNs.value_or(0);
    }

    void DoRun() override
    {
        const double best = Run("ofan", "packed");
        for (const char* lb : {"ecmp", "spray", "host-spray"})
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(Run(lb, "packed"), best, 0.01 * best, lb << " in order");
        }
        const double shuffled = Run("ofan", "random");
        NS_TEST_EXPECT_MSG_LT(shuffled, 1.2 * best, "a balancer of packets does not mind much");
        NS_TEST_EXPECT_MSG_GT(Run("ecmp", "random"), 1.3 * shuffled, "flows collide");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of times of collectives.
 */
class CollectiveTimeTestSuite : public TestSuite
{
  public:
    CollectiveTimeTestSuite()
        : TestSuite("ai-fabric-collective-time", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new ReductionTimeTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new RootedTimeTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new BoundTimeTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new PlacementTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const CollectiveTimeTestSuite g_collectiveTimeTestSuite; ///< registers the suite

} // namespace
