/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * How queues share the memory of a switch, held against the equation of each policy.
 */

#include "memory-bench.h"
#include "port-bench.h"
#include "small-fabric-test-helper.h"

#include "ns3/abm-policy.h"
#include "ns3/fabric-compat.h"
#include "ns3/queue-limit.h"
#include "ns3/test.h"

#include <array>
#include <map>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::tests;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Where queues settle.
 */
class ThresholdsTestCase : public TestCase
{
  public:
    ThresholdsTestCase()
        : TestCase("n full queues have alpha B / (1 + n alpha) each, for every level of both rows")
    {
    }

  private:
    static constexpr uint32_t CELL = 208;
    static constexpr uint32_t POOL = 30000000 / CELL; ///< cells of a domain

    /// Fill n queues of a domain, and keep them full while they are served.
    void Expect(const std::string& row, uint64_t level, uint32_t n)
    {
        const double alpha = QueueLimit::GetAlpha(row, level);
        MemoryBench bench(32, MemoryBench::Thresholds(4 * 30000000, 4, alpha, CELL));
        const auto domain = static_cast<uint32_t>(level % 4);
        std::vector<uint32_t> ports;
        for (uint32_t i = 0; i < n; i++)
        {
            ports.push_back(domain * 8 + i);
        }
        bench.Fill(ports, CELL);
        const double share = alpha * POOL / (1 + n * alpha);
        for (uint32_t served = 0; served < 2; served++)
        {
            uint32_t sum = 0;
            for (const uint32_t port : ports)
            {
                const uint32_t cells = bench.Memory().GetQueueCells(port, 3);
                sum += cells;
                NS_TEST_EXPECT_MSG_EQ_TOL(cells,
                                          share,
                                          1.0,
                                          row << " level " << level << ", one of " << n);
            }
            NS_TEST_EXPECT_MSG_EQ(bench.Memory().GetDomain(domain).pool, sum, "and no other");
            NS_TEST_EXPECT_MSG_EQ_TOL(POOL - sum, POOL / (1 + n * alpha), n, "what stays free");
            // Each is served, and twice as much is offered to it.
            for (uint32_t i = 0; i < 200; i++)
            {
                const uint32_t port = bench.List()[i].port;
                bench.TakeOut(i);
                bench.Offer(port, CELL);
                bench.Offer(port, CELL);
            }
        }
        for (uint32_t other = 0; other < 4; other++)
        {
            const uint32_t most = bench.Memory().GetDomain(other).maxUsed;
            NS_TEST_EXPECT_MSG_EQ((most > 0), (other == domain), "one domain only");
        }
    }

    void DoRun() override
    {
        for (const std::string& row : QueueLimit::ListRows())
        {
            for (uint64_t level = 0; level <= QueueLimit::MOST; level++)
            {
                for (const uint32_t n : {1, 2, 4, 8})
                {
                    Expect(row, level, n);
                }
            }
        }
        // Shares of the buffer in percent, by level, as they are told of Cloud Scale.
        const std::map<uint32_t, std::array<double, 11>> told{
            {1, {11.1, 20, 33.3, 42.9, 52.9, 63.6, 75, 83.3, 88.9, 93.3, 94.7}},
            {2, {10, 16.7, 25, 30, 34.6, 38.9, 42.9, 45.5, 47.1, 48.3, 48.6}},
            {4, {8.3, 12.5, 16.7, 18.8, 20.5, 21.9, 23.1, 23.8, 24.2, 24.6, 24.7}},
            {8, {6.25, 8.33, 10, 10.7, 11.25, 11.67, 12, 12.2, 12.31, 12.39, 12.41}}};
        for (const auto& [n, shares] : told)
        {
            for (uint64_t level = 0; level <= QueueLimit::MOST; level++)
            {
                const double alpha = QueueLimit::GetAlpha("cloud-scale", level);
                NS_TEST_EXPECT_MSG_EQ_TOL(100 * alpha / (1 + n * alpha),
                                          shares[level],
                                          0.051,
                                          "level " << level << " of " << n);
            }
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(100 * QueueLimit::GetAlpha("generic", 0) / (1 + 1 / 128.0),
                                  0.775,
                                  0.001,
                                  "the lowest of the generic row");
        NS_TEST_EXPECT_MSG_EQ(Refusal([]() { QueueLimit::GetAlpha("generic", 11); }),
                              "queue-limit=11 is no level; they are 0 to 10",
                              "no level");
        NS_TEST_EXPECT_MSG_NE(Refusal([]() {
                                  QueueLimit::GetAlpha("cloud", 1);
                              }).find("there is no row 'cloud' of alphas"),
                              std::string::npos,
                              "no row");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Policies without a factor.
 */
class PlainTestCase : public TestCase
{
  public:
    PlainTestCase()
        : TestCase("Complete sharing gives one queue all, a static limit no more than that")
    {
    }

  private:
    void DoRun() override
    {
        const auto make = [](const std::string& type, uint64_t limit) {
            ObjectFactory factory = MakeTypeFactory<BufferAdmission>(type,
                                                                     "Buffer",
                                                                     UintegerValue(208 * 4000),
                                                                     "Domains",
                                                                     UintegerValue(2));
            if (limit != 0)
            {
                factory.Set("Limit", UintegerValue(limit));
            }
            return factory;
        };
        MemoryBench all(8, make("ns3::aifabric::CompleteSharingPolicy", 0));
        all.Fill({1}, 208);
        NS_TEST_EXPECT_MSG_EQ(all.Memory().GetQueueCells(1, 3), 2000, "a domain");
        all.Fill({0, 2}, 208);
        NS_TEST_EXPECT_MSG_EQ(all.Memory().GetQueueCells(2, 3), 0, "nothing is left");
        NS_TEST_EXPECT_MSG_EQ(all.Memory().GetDomain(0).aboveThreshold, 0, "and no threshold");
        NS_TEST_EXPECT_MSG_GT(all.Memory().GetDomain(0).poolFull, 2, "refused");

        MemoryBench even(8, make("ns3::aifabric::StaticPolicy", AUTO));
        even.Fill({0, 1, 2, 3}, 208);
        even.Fill({4}, 208);
        for (const uint32_t port : {0, 1, 2, 3, 4})
        {
            NS_TEST_EXPECT_MSG_EQ(even.Memory().GetQueueCells(port, 3), 500, "a quarter");
        }
        MemoryBench given(8, make("ns3::aifabric::StaticPolicy", 208 * 700 - 1));
        given.Fill({0}, 208);
        given.Fill({1}, 208);
        given.Fill({2}, 208);
        NS_TEST_EXPECT_MSG_EQ(given.Memory().GetQueueCells(0, 3), 700, "as given");
        NS_TEST_EXPECT_MSG_EQ(given.Memory().GetQueueCells(1, 3), 700, "whatever others have");
        NS_TEST_EXPECT_MSG_EQ(given.Memory().GetQueueCells(2, 3), 600, "while there is room");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Active buffer management.
 */
class AbmTestCase : public TestCase
{
  public:
    AbmTestCase()
        : TestCase("ABM: thresholds are alpha times what is free, over n, times the drain rate")
    {
    }

  private:
    static constexpr uint32_t FRAME = 4160; ///< 20 cells
    static constexpr uint32_t CELLS = 20;
    static constexpr uint64_t CONGESTED = 28000;

    /// Bytes of class queues of the ports that lead to hosts, as they are.
    static uint64_t Bytes(PortBench& bench, uint32_t host, uint8_t priority)
    {
        return bench.SwitchPort(host)->GetQueues().GetQueue(priority).bytes;
    }

    /// Hold what the policy has against the equation.
    void Expect(PortBench& bench, const AbmPolicy& policy, const std::map<uint8_t, double>& drains)
    {
        const auto& domain = policy.GetDomain(0);
        const double free = domain.poolSize - domain.pool;
        for (const auto& [priority, drain] : drains)
        {
            uint32_t n = 0;
            for (uint32_t host = 0; host < 8; host++)
            {
                n += Bytes(bench, host, priority) > CONGESTED ? 1 : 0;
            }
            NS_TEST_EXPECT_MSG_EQ(policy.GetCongested(0, priority), n, "class " << +priority);
            for (const uint32_t host : {6, 7})
            {
                if (Bytes(bench, host, priority) <= CONGESTED)
                {
                    continue;
                }
                const double mu = policy.GetDrain(host, priority);
                // Whole frames in 30 us of 360: and what is on the way.
                NS_TEST_EXPECT_MSG_EQ_TOL(mu, drain, 0.02, "drain of class " << +priority);
                const double threshold = policy.GetAlpha(priority) * free / n * mu;
                NS_TEST_EXPECT_MSG_EQ_TOL(policy.GetThreshold(host, priority),
                                          threshold,
                                          1e-6,
                                          "the equation");
                // It is offered more than it sends, and so it is full to a frame.
                NS_TEST_EXPECT_MSG_EQ_TOL(policy.GetQueueCells(host, priority),
                                          threshold,
                                          2 * CELLS,
                                          "class " << +priority << " to host " << host);
            }
        }
    }

    /// Build a switch of 8 ports.
    static Ptr<AbmPolicy> Build(PortBench& bench, Time unscheduled)
    {
        bench.Helper().SetSwitchAttribute("FairAdmission", BooleanValue(false));
        bench.Helper().SetAdmission("ns3::aifabric::AbmPolicy",
                                    "Buffer",
                                    UintegerValue(800000),
                                    "ClassAlphas",
                                    StringValue("1/1/1/1/0.5/1/1/1"),
                                    "Unscheduled",
                                    TimeValue(unscheduled));
        bench.BuildOneSwitch(8);
        return DynamicCast<AbmPolicy>(bench.Fabric().GetSwitch(0)->GetAdmission());
    }

    void DoRun() override
    {
        constexpr uint64_t SLOT = PortBench::Slot(FRAME);
        {
            PortBench bench;
            const auto policy = Build(bench, Time(0));
            // Two to one, first of one port, then of another, then in another class beside it.
            bench.Send(1000000, {0, 6, FRAME}, 3000);
            bench.Send(1000000, {1, 6, FRAME}, 3000);
            PortBench::At(1000000 + 900 * SLOT, [&]() { Expect(bench, *policy, {{3, 0.995}}); });
            bench.Send(1000000 + 1000 * SLOT, {2, 7, FRAME}, 2000);
            bench.Send(1000000 + 1000 * SLOT, {3, 7, FRAME}, 2000);
            PortBench::At(1000000 + 1900 * SLOT, [&]() {
                Expect(bench, *policy, {{3, 0.995}});
                NS_TEST_EXPECT_MSG_EQ(policy->GetCongested(0, 3), 2, "two ports");
            });
            bench.Send(1000000 + 2000 * SLOT, {4, 7, FRAME, 4}, 1000);
            bench.Send(1000000 + 2000 * SLOT, {5, 7, FRAME, 4}, 1000);
            PortBench::At(1000000 + 2900 * SLOT, [&]() {
                // Host 7 is served in both classes by turns.
                NS_TEST_EXPECT_MSG_EQ_TOL(policy->GetDrain(7, 3), 0.4975, 0.02, "half");
                NS_TEST_EXPECT_MSG_EQ_TOL(policy->GetDrain(6, 3), 0.995, 0.02, "all");
                Expect(bench, *policy, {{4, 0.4975}});
            });
            bench.Run();
            NS_TEST_EXPECT_MSG_EQ(bench.IsBalanced(), true, "balance");
            bench.Destroy();
        }
        Unscheduled();
    }

    /// A flow that begins finds room where an old one finds none.
    void Unscheduled()
    {
        PortBench bench;
        const auto policy = Build(bench, MicroSeconds(1)); // 50,000 bytes, 12 frames
        bench.Send(1000000, {0, 6, FRAME}, 3000);
        bench.Send(1000000, {1, 6, FRAME}, 3000);
        constexpr uint64_t LATER = 1000000 + 1500 * PortBench::Slot(FRAME);
        std::map<uint32_t, uint32_t> lost;
        bench.SwitchPort(6)->TraceConnectWithoutContext(
            "FrameDropped",
            Callback<void, const Frame&, DropReason>(
                [&lost](const Frame& frame, DropReason) { lost[frame.src]++; }));
        bench.Send(LATER, {2, 6, FRAME}, 12);
        bench.Send(LATER + 100000, {3, 6, FRAME}, 60);
        bench.Run();
        NS_TEST_EXPECT_MSG_GT(lost[0] + lost[1], 1000, "old flows are held");
        NS_TEST_EXPECT_MSG_EQ(lost[2], 0, "the first packets of a new one are not");
        NS_TEST_EXPECT_MSG_GT(lost[3], 10, "those behind them are");
        NS_TEST_EXPECT_MSG_LT(lost[3], 49, "and only those");
        bench.Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class BufferPoliciesTestSuite : public TestSuite
{
  public:
    BufferPoliciesTestSuite()
        : TestSuite("ai-fabric-buffer-policies", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new ThresholdsTestCase, Duration::QUICK);
        AddTestCase(new PlainTestCase, Duration::QUICK);
        AddTestCase(new AbmTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const BufferPoliciesTestSuite g_bufferPoliciesTestSuite;

} // namespace
