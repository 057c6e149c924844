/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * No artefacts of exact periods: shares of losses at a full queue, and the jitter of NICs.
 */

#include "fault-run-test-helper.h"

#include "ns3/fabric-compat.h"
#include "ns3/link-jitter.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/test.h"

#include <algorithm>
#include <string>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::fault_test;

namespace
{

/// Hosts at one switch that send to one of them.
ExperimentOptions
MakeIncast(uint32_t senders, const std::string& bytes, const std::string& more)
{
    ExperimentOptions options;
    options.db = "none";
    options.record = "flows";
    options.lb = "ecmp";
    options.fabric = "leaf-spine:leaves=1,spines=1,hosts=" + std::to_string(senders + 1);
    options.workload = "incast:fan-in=" + std::to_string(senders) + ",bytes=" + bytes;
    options.switchModel = "generic:ecn=false" + more;
    return options;
}

/**
 * @ingroup ai-fabric-tests
 * Equal senders lose equal shares.
 */
class FairLossTestCase : public TestCase
{
  public:
    /**
     * @param seeds number of seeds
     * @param bytes what each sender sends
     */
    FairLossTestCase(uint32_t seeds, const std::string& bytes)
        : TestCase("losses at a full queue are shared, " + bytes),
          m_seeds(seeds),
          m_bytes(bytes)
    {
    }

  private:
    void DoRun() override
    {
        for (uint32_t seed = 1; seed <= m_seeds; seed++)
        {
            ExperimentOptions options = MakeIncast(2, m_bytes, "");
            options.seed = seed;
            const std::string what = "seed " + std::to_string(seed);
            NS_TEST_EXPECT_MSG_GT(GetLeastShare(options), 0.45, what);
            options.switchModel += ",fair-admission=false";
            NS_TEST_EXPECT_MSG_LT(GetLeastShare(options), 0.05, what << ": the phases decide");
        }
        ExperimentOptions options = MakeIncast(3, m_bytes, "");
        NS_TEST_EXPECT_MSG_GT(GetLeastShare(options), 0.30, "three senders");
        options = MakeIncast(2, m_bytes, ",shared-buffer=2MB,alpha=1");
        NS_TEST_EXPECT_MSG_GT(GetLeastShare(options), 0.45, "a shared buffer");
        options = MakeIncast(2, m_bytes, "");
        options.mtu = "1024";
        NS_TEST_EXPECT_MSG_GT(GetLeastShare(options), 0.45, "small packets");
        // Two leaves with a sender each: the queue towards the receiver's leaf is at the spine.
        options = MakeIncast(2, m_bytes, "");
        options.fabric = "leaf-spine:leaves=3,spines=1,hosts=1";
        NS_TEST_EXPECT_MSG_GT(GetLeastShare(options), 0.45, "between switches");
    }

    /// The share of the luckier sender in what was sent again.
    static double GetLeastShare(const ExperimentOptions& options)
    {
        const FaultRun run = Execute(options);
        uint64_t least = UINT64_MAX;
        uint64_t sum = 0;
        for (const FlowRecord& flow : run.details.flows)
        {
            least = std::min(least, flow.retransmittedPackets);
            sum += flow.retransmittedPackets;
        }
        return run.record.status == "ok" && sum > 100
                   ? static_cast<double>(least) / static_cast<double>(sum)
                   : 0.2;
    }

    uint32_t m_seeds;
    std::string m_bytes;
};

/**
 * @ingroup ai-fabric-tests
 * Random delays behind a port.
 */
class JitterTestCase : public TestCase
{
  public:
    JitterTestCase()
        : TestCase("jitter keeps order and rate, and is what it is said to be")
    {
    }

  private:
    void DoRun() override
    {
        constexpr uint64_t LIMIT = 80000;
        constexpr uint64_t GAP = 1000000; // beyond the limit: no frame meets the one before
        constexpr uint32_t FRAMES = 20000;
        RngSeedManager::SetSeed(1);
        LinkJitter wide(LIMIT, 1);
        uint64_t sum = 0;
        uint64_t most = 0;
        for (uint64_t i = 1; i <= FRAMES; i++)
        {
            const uint64_t late = wide.Delay(i * GAP) - i * GAP;
            sum += late;
            most = std::max(most, late);
        }
        NS_TEST_EXPECT_MSG_LT_OR_EQ(most, LIMIT, "never later than the limit");
        NS_TEST_EXPECT_MSG_GT(most, LIMIT - LIMIT / 100, "up to the limit");
        NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(sum) / FRAMES, LIMIT / 2.0, 1000, "mean");
        LinkJitter dense(LIMIT, 2);
        uint64_t last = 0;
        uint32_t inOrder = 0;
        uint32_t bounded = 0;
        for (uint64_t i = 1; i <= FRAMES; i++)
        {
            const uint64_t arrival = dense.Delay(i * 10000);
            inOrder += arrival > last ? 1 : 0;
            bounded += arrival >= i * 10000 && arrival <= i * 10000 + LIMIT + FRAMES ? 1 : 0;
            last = arrival;
        }
        NS_TEST_EXPECT_MSG_EQ(inOrder, FRAMES, "order is kept");
        NS_TEST_EXPECT_MSG_EQ(bounded, FRAMES, "the rate is kept");
        Runs();
    }

    /// What a run makes of it.
    void Runs()
    {
        ExperimentOptions options;
        options.db = "none";
        options.fabric = "leaf-spine:leaves=2,spines=2,hosts=2";
        options.lb = "spray";
        options.workload = "pair:src=0,dst=3,bytes=1MiB";
        const double none = *Execute(options).record.cctNs;
        options.jitter = "1us";
        const FaultRun native = Execute(options);
        NS_TEST_EXPECT_MSG_GT(*native.record.cctNs, none, "a delay delays");
        NS_TEST_EXPECT_MSG_LT(*native.record.cctNs, none + 2000, "the last packet and its ACK");
        options.engine = "pump";
        NS_TEST_EXPECT_MSG_EQ(Execute(options).record.resultDigest,
                              native.record.resultDigest,
                              "the same bits under ns-3's simulator");
        // Round robin keeps hosts in phase, and its queues grow; hosts that jitter do not.
        options = ExperimentOptions();
        options.db = "none";
        options.lb = "round-robin";
        const uint64_t exact = *Execute(options).record.maxFabricQueueBytes;
        options.jitter = "auto";
        NS_TEST_EXPECT_MSG_LT(*Execute(options).record.maxFabricQueueBytes,
                              exact / 3 * 2,
                              "queues of exact periods");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class PhaseTestSuite : public TestSuite
{
  public:
    PhaseTestSuite()
        : TestSuite("ai-fabric-phase", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new FairLossTestCase(2, "8MB"), Duration::QUICK);
        AddTestCase(new FairLossTestCase(10, "20MB"), Duration::EXTENSIVE);
        AddTestCase(new JitterTestCase, Duration::QUICK);
    }
};

const PhaseTestSuite g_phaseTestSuite; ///< the instance that registers the suite

} // namespace
