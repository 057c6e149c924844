/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Algorithms and protocols by NCCL's tables.
 */

#include "run-with.h"
#include "workload-test-helper.h"

#include "ns3/fabric-compat.h"
#include "ns3/nccl-tuner.h"
#include "ns3/test.h"

#include <string>
#include <utility>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::workload_test;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * NCCL's tables, computed by hand for one server of 8 and for 64 servers of one Hopper.
 */
class TunerTestCase : public TestCase
{
  public:
    TunerTestCase()
        : TestCase("algorithm=auto chooses as NCCL's tables do")
    {
    }

  private:
    using Protocol = CollectiveProtocol;

    void Expect(const NcclTuner& tuner,
                uint64_t bytes,
                NcclTuner::Algorithm algorithm,
                Protocol protocol,
                double time)
    {
        const auto best = tuner.Choose(NcclTuner::ALL_REDUCE, bytes);
        NS_TEST_EXPECT_MSG_EQ(best.algorithm, algorithm, bytes << " bytes");
        NS_TEST_EXPECT_MSG_EQ((best.protocol == protocol), true, bytes << " bytes: protocol");
        NS_TEST_EXPECT_MSG_EQ_TOL(best.time, time, 0.002 * time, bytes << " bytes, us");
    }

    void DoRun() override
    {
        const NcclMachine machine;
        const uint64_t large = 1 << 30;
        const auto bytes = static_cast<double>(large);
        // 18 links of 20.6 GB/s; 14 steps of 0.6 or 3.4 us.
        const NcclTuner server(machine, 8, 8);
        Expect(server,
               8192,
               NcclTuner::RING,
               Protocol::LL,
               6.6 + 14 * 0.6 + 8.192 / (141. * 8 / 14));
        Expect(server,
               large,
               NcclTuner::RING,
               Protocol::SIMPLE,
               8.4 + 14 * 3.4 + bytes / 1000 / (370.8 * 8 / 14));
        // A NIC of 50 GB/s each: up and down six levels of 5, 8.5 or 14 us.
        const NcclTuner cluster(machine, 64, 1);
        Expect(cluster,
               8192,
               NcclTuner::TREE,
               Protocol::LL,
               6.8 + 12 * 5 + 8.192 / (46 / 3.8 / 2 * 0.7));
        Expect(cluster,
               1 << 20,
               NcclTuner::TREE,
               Protocol::LL128,
               14 + 12 * 8.5 + 1048.576 / (46 * 120 / 128. / 2 * 0.6));
        Expect(cluster,
               large,
               NcclTuner::RING,
               Protocol::SIMPLE,
               1.4 * (8.4 + 126 * 14) + bytes / 1000 / (50. * 64 / 126));
        // A switch inside the server takes its share of the links, and 25 us.
        NcclMachine reducing;
        reducing.inNetwork = true;
        for (const auto& estimate : NcclTuner(reducing, 8, 8).List(NcclTuner::ALL_REDUCE, large))
        {
            if (estimate.algorithm == NcclTuner::NVLS)
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(estimate.time,
                                          25 + bytes / 1000 / (370.8 * 0.85 * 8 / 14),
                                          1,
                                          "NVLS, us");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(NcclTuner(reducing, 8, 8).List(NcclTuner::ALL_REDUCE, large).size(),
                              server.List(NcclTuner::ALL_REDUCE, large).size() + 1,
                              "NVLS is a choice of machines that have it");
        // PAT: six levels of 4 us and 2.8 us for each rank.
        const auto gather = cluster.Choose(NcclTuner::ALL_GATHER, 1 << 20);
        NS_TEST_EXPECT_MSG_EQ(gather.algorithm, NcclTuner::PAT, "one accelerator a server");
        NS_TEST_EXPECT_MSG_EQ_TOL(gather.time,
                                  8 + 6 * 4 + 64 * 2.8 + 1048.576 / 37.5,
                                  0.1,
                                  "PAT, us");
        const auto plan = [](const std::string& workload, const std::string& size) {
            return MakeCollective(workload, {{"Algorithm", "auto"}, {"Bytes", size}})
                ->GetPlans(64)
                .front();
        };
        NS_TEST_EXPECT_MSG_EQ(
            plan("AllReduceWorkload", "8192").algorithm->GetInstanceTypeId().GetName(),
            "ns3::aifabric::DoubleBinaryTreeAllReduceAlgorithm",
            "small");
        NS_TEST_EXPECT_MSG_EQ((plan("AllReduceWorkload", "8192").protocol == Protocol::LL),
                              true,
                              "small");
        NS_TEST_EXPECT_MSG_EQ(
            plan("AllReduceWorkload", "1073741824").algorithm->GetInstanceTypeId().GetName(),
            "ns3::aifabric::RingAllReduceAlgorithm",
            "large");
        NS_TEST_EXPECT_MSG_EQ(
            plan("AllGatherWorkload", "1048576").algorithm->GetInstanceTypeId().GetName(),
            "ns3::aifabric::PatAllGatherAlgorithm",
            "all-gather");
        NS_TEST_EXPECT_MSG_EQ(
            plan("BroadcastWorkload", "1048576").algorithm->GetInstanceTypeId().GetName(),
            "ns3::aifabric::ChainBroadcastAlgorithm",
            "broadcast");
    }
};

/**
 * @ingroup ai-fabric-tests
 * A protocol of choice: the best of its algorithms, not the protocol of another's.
 */
class GivenProtocolTestCase : public TestCase
{
  public:
    GivenProtocolTestCase()
        : TestCase("algorithm=auto with a protocol chooses among the algorithms that have it")
    {
    }

  private:
    void Expect(const std::string& workload,
                uint64_t bytes,
                const std::string& protocol,
                const std::string& algorithm)
    {
        const auto plan =
            MakeCollective(
                workload,
                {{"Algorithm", "auto"}, {"Bytes", std::to_string(bytes)}, {"Protocol", protocol}})
                ->GetPlans(64)
                .front();
        NS_TEST_EXPECT_MSG_EQ(plan.algorithm->GetInstanceTypeId().GetName(),
                              "ns3::aifabric::" + algorithm,
                              workload << " of " << bytes << " bytes with " << protocol);
        const auto wire = GetWireBytes(plan.protocol, 960);
        const uint64_t expected = protocol == "LL" ? 1920 : protocol == "LL128" ? 1024 : 960;
        NS_TEST_EXPECT_MSG_EQ(wire, expected, "the protocol of choice");
    }

    void DoRun() override
    {
        // PAT has Simple only.
        Expect("AllGatherWorkload", 65536, "LL", "RingAllGatherAlgorithm");
        Expect("AllGatherWorkload", 65536, "LL128", "RingAllGatherAlgorithm");
        Expect("AllGatherWorkload", 65536, "Simple", "PatAllGatherAlgorithm");
        Expect("ReduceScatterWorkload", 65536, "LL", "RingReduceScatterAlgorithm");
        // A run says what was chosen, and says nothing where the user has.
        for (const auto& [algorithm, said] :
             {std::pair<std::string, std::string>{"auto", "double-binary-tree with LL on 16 ranks"},
              {"ring", ""}})
        {
            const std::string workload = "all-reduce:algorithm=" + algorithm + ",bytes=8KiB";
            std::string notes;
            for (const std::string& note :
                 RunWith({{"fabric", "fat-tree:k=4"}, {"workload", workload}}).notes)
            {
                notes += note.rfind(workload + ": ", 0) == 0 ? note : "";
            }
            NS_TEST_EXPECT_MSG_EQ(notes,
                                  (said.empty() ? "" : workload + ": auto is " + said),
                                  "notes");
        }
        // Elsewhere the least time among the choices that have the protocol.
        const NcclTuner tuner(NcclMachine(), 64, 1);
        for (const uint64_t bytes : {uint64_t{8192}, uint64_t{1} << 20, uint64_t{1} << 30})
        {
            for (const auto& [protocol, name] : {std::pair{CollectiveProtocol::SIMPLE, "Simple"},
                                                 {CollectiveProtocol::LL, "LL"},
                                                 {CollectiveProtocol::LL128, "LL128"}})
            {
                NcclTuner::Estimate best;
                best.time = 1e12;
                for (const auto& choice : tuner.List(NcclTuner::ALL_REDUCE, bytes))
                {
                    const bool isBetter = choice.protocol == protocol && choice.time < best.time;
                    best = isBetter ? choice : best;
                }
                Expect("AllReduceWorkload",
                       bytes,
                       name,
                       best.algorithm == NcclTuner::TREE ? "DoubleBinaryTreeAllReduceAlgorithm"
                                                         : "RingAllReduceAlgorithm");
            }
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of NCCL's tables.
 */
class NcclTunerTestSuite : public TestSuite
{
  public:
    NcclTunerTestSuite()
        : TestSuite("ai-fabric-nccl-tuner", TestSuite::Type::UNIT)
    {
        AddTestCase(new TunerTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new GivenProtocolTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const NcclTunerTestSuite g_ncclTunerTestSuite; ///< registers the suite

} // namespace
