/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * How the classes of a switch share its links: weights, strict priority, shapers.
 */

#include "qos-bench.h"

#include "ns3/component-spec.h"
#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/qos-profile.h"
#include "ns3/test.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

using Sent = PortBench::Sent;

/**
 * @ingroup ai-fabric-tests
 * Classes share a link by their weights.
 */
class SharesTestCase : public TestCase
{
  public:
    SharesTestCase()
        : TestCase("Shares are the weights, within a frame in each round")
    {
    }

  private:
    /**
     * Three classes with a backlog.
     * @param weights by class 0, 3 and 4, percent
     * @param bytes of their frames
     */
    void Expect(const std::array<uint32_t, 3>& weights, const std::array<uint32_t, 3>& bytes)
    {
        constexpr std::array<uint8_t, 3> CLASSES{0, 3, 4};
        std::string text;
        uint32_t least = 100;
        for (size_t i = 0; i < 3; i++)
        {
            text += (i ? "/" : "") + std::to_string(CLASSES[i]) + ":" + std::to_string(weights[i]);
            least = std::min(least, weights[i]);
        }
        PortBench bench;
        PrepareProfile(bench, "default:weights=" + text, 4);
        const auto& log = bench.Watch(bench.SwitchPort(3));
        bench.HoldBack(0, 3);
        for (uint32_t i = 0; i < 3; i++)
        {
            bench.Send(1000000, {i, 3, bytes[i], CLASSES[i]}, 600 * 4096 / bytes[i]);
        }
        bench.HoldBack(60000000, 3, 0);
        bench.Run();
        // The first turn is that of class 3: a round ends where it has the next one.
        const uint32_t unit = (9216 + least - 1) / least;
        std::map<uint8_t, uint64_t> sent;
        uint64_t rounds = 0;
        uint8_t before = 3;
        for (const Sent& frame : log)
        {
            const uint8_t c = frame.what.priority;
            if (c == 3 && before != 3)
            {
                rounds++;
                for (size_t i = 0; i < 3; i++)
                {
                    const uint64_t share = rounds * weights[i] * unit;
                    const std::string what = text + ", class " + std::to_string(CLASSES[i]) +
                                             " in round " + std::to_string(rounds);
                    NS_TEST_ASSERT_MSG_LT_OR_EQ(sent[CLASSES[i]], share, what);
                    NS_TEST_ASSERT_MSG_GT(sent[CLASSES[i]] + bytes[i], share, what);
                }
            }
            sent[c] += frame.what.size;
            before = c;
            if (rounds == 20)
            {
                break;
            }
        }
        NS_TEST_EXPECT_MSG_EQ(rounds, 20, text << ": rounds with a backlog of all");
        bench.Destroy();
    }

    void DoRun() override
    {
        Expect({50, 30, 20}, {1000, 1000, 1000});
        Expect({50, 30, 20}, {4158, 4158, 4158});
        Expect({10, 60, 30}, {4158, 1500, 64});
        Expect({33, 33, 34}, {9000, 4158, 9216});
    }
};

/**
 * @ingroup ai-fabric-tests
 * Strict priority takes what comes for it, and no more.
 */
class StrictTestCase : public TestCase
{
  public:
    StrictTestCase()
        : TestCase("Strict priority starves others by its own arrivals only, the highest first")
    {
    }

  private:
    void DoRun() override
    {
        PortBench bench;
        PrepareProfile(bench, "cisco-100g", 4);
        const auto& log = bench.Watch(bench.SwitchPort(3));
        constexpr uint32_t BYTES = 1000;
        bench.Send(0, {0, 3, BYTES, 3}, 2000);
        bench.Send(0, {1, 3, BYTES, 3}, 2000);
        // CNPs of their class come at 30 % of the link, alone.
        const uint64_t slot = PortBench::Slot(BYTES);
        constexpr uint32_t COUNT = 300;
        for (uint64_t i = 0; i < COUNT; i++)
        {
            bench.Send(10 * slot + i * slot * 10 / 3, {2, 3, BYTES, 6});
        }
        bench.Run();
        uint64_t strict = 0;
        uint64_t others = 0;
        uint64_t last = 0;
        for (const Sent& sent : log)
        {
            const bool isFirst = sent.what.priority == 7;
            if (isFirst)
            {
                const uint64_t arrival =
                    10 * slot + strict * slot * 10 / 3 + BYTES * PortBench::PS + PortBench::DELAY;
                NS_TEST_ASSERT_MSG_GT_OR_EQ(sent.time, arrival, "it has come");
                NS_TEST_ASSERT_MSG_LT_OR_EQ(sent.time - arrival, slot, "behind one frame at most");
                strict++;
            }
            else if (strict < COUNT)
            {
                others++;
            }
            if (strict <= COUNT && last > 0 && others > 0)
            {
                NS_TEST_ASSERT_MSG_EQ(sent.time - last, slot, "the link never idles");
            }
            last = sent.time;
        }
        NS_TEST_EXPECT_MSG_EQ(strict, COUNT, "all of them, in their class");
        // Until the last of them the others have all that is left: 7 of 10 slots.
        const auto expected = static_cast<double>(COUNT - 1) * 10 / 3 - (COUNT - 1);
        NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(others), expected + 10, 3, "the others");
        NS_TEST_EXPECT_MSG_EQ(log.size(), 4000 + COUNT, "nothing is lost");
        bench.Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Shapers.
 */
class ShaperTestCase : public TestCase
{
  public:
    ShaperTestCase()
        : TestCase("A shaper's rate is exact in the long run, alone and beside others")
    {
    }

  private:
    static constexpr uint64_t BURST = 9216;

    /// Frames of one class behind a shaper.
    void Alone(uint64_t megabits, uint32_t bytes)
    {
        PortBench bench;
        PrepareProfile(bench, "default:shapers=3:" + std::to_string(megabits) + "Mbps", 2);
        const auto& log = bench.Watch(bench.SwitchPort(1));
        constexpr uint64_t BEGIN = 1000000000;
        bench.Send(BEGIN, {0, 1, bytes}, 1000);
        bench.Run();
        NS_TEST_ASSERT_MSG_EQ(log.size(), 1000, "all leave");
        // 8e6 ps for a bit at 1 Mb/s; credit of a burst at first.
        const uint64_t first = log[0].time;
        for (uint64_t i = 1; i < log.size(); i++)
        {
            const uint64_t owed = i * bytes * 8000000 / megabits;
            const uint64_t credit = BURST * 8000000 / megabits;
            const uint64_t due = first + (owed > credit ? owed - credit : 0);
            const uint64_t free = log[i - 1].time + PortBench::Slot(bytes);
            NS_TEST_ASSERT_MSG_EQ(log[i].time,
                                  std::max(due, free),
                                  megabits << " Mb/s, " << bytes << " bytes, frame " << i);
        }
        bench.Destroy();
    }

    /// Beside a class that would fill the link.
    void Beside()
    {
        PortBench bench;
        PrepareProfile(bench, "default:shapers=3:100Gbps", 3);
        const auto& log = bench.Watch(bench.SwitchPort(2));
        constexpr uint32_t BYTES = 4158;
        bench.Send(0, {0, 2, BYTES, 3}, 1000);
        bench.Send(0, {1, 2, 9000, 0}, 4000);
        bench.Run();
        uint64_t bytes = 0;
        uint64_t first = 0;
        uint64_t otherBytes = 0;
        for (const Sent& sent : log)
        {
            if (sent.what.priority != 3)
            {
                otherBytes += bytes > 0 && bytes < 999 * BYTES ? 9020 : 0;
                continue;
            }
            first = bytes == 0 ? sent.time : first;
            // 80 ps for a byte; a burst and a frame at most off, at any time.
            const auto ideal = static_cast<double>(sent.time - first) / 80;
            NS_TEST_ASSERT_MSG_EQ_TOL(static_cast<double>(bytes), ideal, BURST + BYTES, "rate");
            bytes += BYTES;
            if (bytes == 1000 * BYTES)
            {
                const auto all = static_cast<double>(sent.time - first) / PortBench::PS;
                NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(otherBytes),
                                          all - 999.0 * (BYTES + 20),
                                          2 * 9020,
                                          "the other class has what is left");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(bytes, 1000 * BYTES, "all leave");
        bench.Destroy();
    }

    void Refuse(const std::string& shapers, const std::string& part)
    {
        std::string text;
        try
        {
            PortBench bench;
            PrepareProfile(bench, "default:shapers=" + shapers, 2);
        }
        catch (const ConfigError& error)
        {
            text = error.what();
        }
        Simulator::Destroy();
        NS_TEST_EXPECT_MSG_EQ((text.find(part) != std::string::npos),
                              true,
                              shapers << ": " << text);
    }

    void DoRun() override
    {
        Alone(100000, 4158);
        Alone(100000, 1000);
        Alone(7000, 9216); // 8/7 ns for a byte: no whole number of ps
        Alone(399800, 64);
        Beside();
        Refuse("3:150Mbps", "200Mbps");
        Refuse("3:300Mbps", "400Mbps");
        Refuse("8:200Mbps", "'8:200Mbps'");
        Refuse("3:1Gbps/3:2Gbps", "'3:2Gbps'");
        Refuse("3", "'3'");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class QosTestSuite : public TestSuite
{
  public:
    QosTestSuite()
        : TestSuite("ai-fabric-qos", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new SharesTestCase, Duration::QUICK);
        AddTestCase(new StrictTestCase, Duration::QUICK);
        AddTestCase(new ShaperTestCase, Duration::QUICK);
    }
};

const QosTestSuite g_qosTestSuite; ///< the instance that registers the suite

} // namespace
