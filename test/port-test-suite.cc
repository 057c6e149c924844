/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * ECN and class scheduling of a port, frame by frame and to the byte.
 */

#include "port-bench.h"
#include "port-test-cases.h"

#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/test.h"

#include <algorithm>
#include <map>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

using Sent = PortBench::Sent;

/**
 * @ingroup ai-fabric-tests
 * Which frames leave with the mark.
 */
class MarkedFramesTestCase : public TestCase
{
  public:
    MarkedFramesTestCase()
        : TestCase("ECN marks frame by frame: by the length of the class queue with the frame")
    {
    }

  private:
    /**
     * Ten frames of 1000 bytes wait, then leave.
     * @param enabled whether the switch marks
     * @param threshold all above it are marked
     * @param ecn codepoint of the frames
     * @param marked how many of the first leave as CE
     */
    void Expect(bool enabled, uint64_t threshold, Ecn ecn, uint64_t marked)
    {
        PortBench bench;
        bench.Helper().SetMarkerAttribute("Enabled", BooleanValue(enabled));
        bench.Helper().SetMarkerAttribute("Kmin", UintegerValue(threshold));
        bench.Helper().SetMarkerAttribute("Kmax", UintegerValue(threshold));
        bench.BuildOneSwitch(3);
        const auto& log = bench.Watch(bench.SwitchPort(2));
        bench.HoldBack(0, 2, 1000);
        bench.Send(0, {0, 2, 1000, 3, ecn}, 10);
        // The queue of another class does not count.
        bench.Send(0, {1, 2, 1000, 4, Ecn::NOT_ECT}, 30);
        bench.Run();
        const std::string what = std::to_string(threshold) + " bytes, codepoint " +
                                 std::to_string(static_cast<int>(ecn));
        uint64_t i = 0;
        for (const Sent& sent : log)
        {
            if (sent.what.priority == 4)
            {
                NS_TEST_EXPECT_MSG_EQ((sent.what.ecn == Ecn::NOT_ECT), true, what);
                continue;
            }
            const Ecn expected = i < marked ? Ecn::CE : ecn;
            NS_TEST_EXPECT_MSG_EQ((sent.what.ecn == expected), true, what << ": frame " << i);
            i++;
        }
        NS_TEST_EXPECT_MSG_EQ(i, 10, what << ": all leave");
        NS_TEST_EXPECT_MSG_EQ(bench.Fabric().GetSwitch(0)->GetMarker()->GetMarks(),
                              (ecn == Ecn::CE ? 0 : marked),
                              what << ": marks made");
        bench.Destroy();
    }

    void DoRun() override
    {
        Expect(true, 5000, Ecn::ECT0, 5);
        Expect(true, 4999, Ecn::ECT0, 6);
        Expect(true, 5001, Ecn::ECT0, 5);
        Expect(true, 5000, Ecn::ECT1, 5);
        Expect(true, 5000, Ecn::NOT_ECT, 0);
        Expect(true, 5000, Ecn::CE, 10);
        Expect(false, 5000, Ecn::ECT0, 0);
        Expect(true, 10000, Ecn::ECT0, 0);
        Expect(true, 0, Ecn::ECT0, 10);
        // Chance is another at every switch, and the same in every run.
        std::vector<std::vector<bool>> drawn;
        for (const uint32_t node : {7, 8, 7})
        {
            auto marker = CreateObject<RedMarker>();
            marker->SetAttribute("Kmin", UintegerValue(0));
            marker->SetAttribute("Kmax", UintegerValue(1000));
            marker->SetAttribute("Pmax", DoubleValue(1));
            NS_TEST_EXPECT_MSG_EQ(marker->Start({node}), "", "accepted");
            drawn.emplace_back();
            for (uint32_t i = 0; i < 100; i++)
            {
                Frame frame{};
                frame.ecn = Ecn::ECT0;
                marker->Mark(frame, 500);
                drawn.back().push_back(frame.ecn == Ecn::CE);
            }
        }
        NS_TEST_EXPECT_MSG_EQ((drawn[0] == drawn[2]), true, "the same");
        NS_TEST_EXPECT_MSG_EQ((drawn[0] == drawn[1]), false, "another");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Deficit round robin over rounds of unequal frames: after r turns a class has sent as many whole
 * frames as r quanta hold, no more and no less.
 */
class RoundsTestCase : public TestCase
{
  public:
    RoundsTestCase()
        : TestCase("Deficit round robin: what a turn leaves over counts in the next")
    {
    }

  private:
    /// Check the turns of a port from a place of its log on.
    void CheckTurns(const std::deque<Sent>& log, size_t begin, uint64_t firstTurns)
    {
        std::map<uint8_t, std::vector<uint64_t>> sizes;
        for (size_t i = begin; i < log.size(); i++)
        {
            sizes[log[i].what.priority].push_back(log[i].what.size);
        }
        std::map<uint8_t, uint64_t> turns;
        std::map<uint8_t, uint64_t> bytes;
        std::vector<uint8_t> order;
        for (size_t i = begin; i < log.size(); i++)
        {
            const uint8_t c = log[i].what.priority;
            turns[c] += i == begin || log[i - 1].what.priority != c ? 1 : 0;
            if (i == begin || log[i - 1].what.priority != c)
            {
                order.push_back(c);
            }
            bytes[c] += log[i].what.size;
            const bool ends = i + 1 < log.size() && log[i + 1].what.priority != c;
            if (!ends || turns[c] > firstTurns)
            {
                continue;
            }
            uint64_t whole = 0;
            for (const uint64_t size : sizes[c])
            {
                if (whole + size > turns[c] * QUANTA[c])
                {
                    break;
                }
                whole += size;
            }
            NS_TEST_EXPECT_MSG_EQ(bytes[c], whole, "class " << +c << " after turn " << turns[c]);
        }
        for (size_t i = 1; i < 3 * firstTurns; i++)
        {
            NS_TEST_EXPECT_MSG_EQ(+order[i], (order[i - 1] + 1) % 3, "classes take turns, " << i);
        }
    }

    void DoRun() override
    {
        PortBench bench;
        bench.Helper().SetSwitchAttribute("Quantum", UintegerValue(QUANTA[0]));
        bench.Helper().SetSwitchAttribute("ClassWeights", StringValue("1,2,1,1,1,1,1,1"));
        bench.Helper().SetMarkerAttribute("Enabled", BooleanValue(false));
        bench.BuildOneSwitch(4);
        const auto& log = bench.Watch(bench.SwitchPort(3));
        size_t second = 0;
        // Twice: the first time leaves every class with bytes over, which are forfeited.
        for (const uint64_t begin : {0, 50000000})
        {
            PortBench::At(begin, [&]() { second = log.size(); });
            bench.HoldBack(begin, 3, 10000);
            for (uint32_t i = 0; i < 20; i++)
            {
                bench.Send(begin, {0, 3, i % 2 ? 1700U : 1000U, 0});
                bench.Send(begin, {1, 3, i % 3 ? 1300U : 900U, 1}, 2);
                bench.Send(begin, {2, 3, 1990, 2});
            }
        }
        bench.Run();
        NS_TEST_ASSERT_MSG_EQ(log.size(), 2 * 80, "all leave");
        CheckTurns(std::deque<Sent>(log.begin(), log.begin() + 80), 0, 10);
        CheckTurns(log, second, 10);
        bench.Destroy();
    }

    static constexpr uint64_t QUANTA[] = {2000, 4000, 2000}; ///< bytes per turn
};

/**
 * @ingroup ai-fabric-tests
 * Strict classes go first, the highest first of all; a paused one lets the others pass.
 */
class StrictTestCase : public TestCase
{
  public:
    StrictTestCase()
        : TestCase("Strict classes of a port, the highest first")
    {
    }

  private:
    /**
     * Frames of classes 1, 2, 6 and 7 wait together: in which order do they leave?
     * @param strict classes that are strict
     * @param held a class that stays paused until the others are gone
     * @param order expected
     */
    void Expect(const std::string& strict, int held, const std::string& order)
    {
        PortBench bench;
        bench.Helper().SetSwitchAttribute("StrictClasses", StringValue(strict));
        bench.Helper().SetSwitchAttribute("Quantum", UintegerValue(1000));
        bench.BuildOneSwitch(5);
        const auto& log = bench.Watch(bench.SwitchPort(4));
        bench.HoldBack(0, 4, 1000);
        bench.HoldBack(0, 4, 2000, static_cast<uint8_t>(1 << held));
        uint32_t host = 0;
        for (const uint8_t c : {1, 2, 6, 7})
        {
            bench.Send(0, {host++, 4, 1000, c}, 3);
        }
        bench.Run();
        std::string sent;
        for (const Sent& frame : log)
        {
            sent += std::to_string(frame.what.priority);
        }
        NS_TEST_EXPECT_MSG_EQ(sent, order, "strict: " << strict << ", held: " << held);
        bench.Destroy();
    }

    void DoRun() override
    {
        Expect("6,7", 0, "777666121212");
        Expect("7", 0, "777126126126");
        Expect("1,6", 0, "666111272727");
        Expect("6,7", 7, "666121212777");
        Expect("6,7", 2, "777666111222");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class PortTestSuite : public TestSuite
{
  public:
    PortTestSuite()
        : TestSuite("ai-fabric-port", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(port_test::MakeAdmissionTestCase(), Duration::QUICK);
        AddTestCase(new MarkedFramesTestCase, Duration::QUICK);
        AddTestCase(new RoundsTestCase, Duration::QUICK);
        AddTestCase(new StrictTestCase, Duration::QUICK);
    }
};

const PortTestSuite g_portTestSuite; ///< the instance that registers the suite

} // namespace
