/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Pauses in time: quanta, response of the peer, from XOFF to the stop, and headroom to the byte.
 */

#include "port-bench.h"

#include "ns3/component-spec.h"
#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/headroom-rule.h"
#include "ns3/test.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// When a port was stopped and let go, ps.
struct Stops
{
    std::vector<uint64_t> begin;
    std::vector<uint64_t> end;
};

/// Note when a class of a port is paused.
void
WatchPauses(Ptr<FabricNetDevice> port, uint8_t priority, Stops& stops)
{
    port->TraceConnectWithoutContext(
        "Paused",
        Callback<void, uint8_t, uint8_t>([priority, &stops](uint8_t before, uint8_t after) {
            if (((before ^ after) >> priority) & 1)
            {
                ((after >> priority) & 1 ? stops.begin : stops.end).push_back(PortBench::Now());
            }
        }));
}

/**
 * @ingroup ai-fabric-tests
 * Quanta and response time at each rate.
 */
class QuantaTestCase : public TestCase
{
  public:
    /// @param gigabits rate of the links
    explicit QuantaTestCase(uint64_t gigabits)
        : TestCase("A pause of q quanta holds for q times 512 bit times, response or not, " +
                   std::to_string(gigabits) + " Gb/s"),
          m_gigabits(gigabits)
    {
    }

  private:
    void Expect(uint64_t response, uint16_t quanta)
    {
        PortBench bench;
        FabricHelper& helper = bench.Helper();
        const uint64_t ps = 8000 / m_gigabits;
        helper.SetLinks(DataRate(m_gigabits * 1000000000), PicoSeconds(PortBench::DELAY));
        helper.SetPfcAttribute("LosslessClasses", UintegerValue(0x08));
        helper.SetPfcAttribute("PauseResponse", UintegerValue(response));
        bench.BuildOneSwitch(2);
        Stops stops;
        WatchPauses(bench.HostPort(0), 3, stops);
        constexpr uint64_t AT = 7000;
        PortBench::At(AT, [&bench, quanta]() { bench.SwitchPort(0)->SendPause(0x08, quanta); });
        bench.Run();
        const uint64_t heeded = response == UINT64_MAX
                                    ? HeadroomRule::GetResponseLimit(m_gigabits * 1000000000)
                                    : response;
        const uint64_t begin = AT + 64 * ps + PortBench::DELAY + heeded * 64 * ps;
        const std::string what =
            std::to_string(quanta) + " quanta, response " + std::to_string(heeded);
        NS_TEST_ASSERT_MSG_EQ(stops.begin.size(), 1, what);
        NS_TEST_ASSERT_MSG_EQ(stops.end.size(), 1, what);
        NS_TEST_EXPECT_MSG_EQ(stops.begin[0], begin, what << ": begin");
        NS_TEST_EXPECT_MSG_EQ(stops.end[0] - stops.begin[0],
                              uint64_t{quanta} * 512 * 1000 / m_gigabits,
                              what << ": length");
        bench.Destroy();
    }

    /// A pause and its end, both within the response time, act in their order.
    void Overtake()
    {
        PortBench bench;
        FabricHelper& helper = bench.Helper();
        const uint64_t ps = 8000 / m_gigabits;
        helper.SetLinks(DataRate(m_gigabits * 1000000000), PicoSeconds(PortBench::DELAY));
        helper.SetPfcAttribute("LosslessClasses", UintegerValue(0x08));
        helper.SetPfcAttribute("PauseResponse", UintegerValue(400));
        bench.BuildOneSwitch(2);
        Stops stops;
        WatchPauses(bench.HostPort(0), 3, stops);
        for (const uint16_t quanta : {1000, 0, 5})
        {
            PortBench::At(0, [&bench, quanta]() { bench.SwitchPort(0)->SendPause(0x08, quanta); });
        }
        bench.Run();
        const uint64_t first = (64 + 400 * 64) * ps + PortBench::DELAY;
        const uint64_t slot = 84 * ps;
        NS_TEST_ASSERT_MSG_EQ(stops.begin.size(), 2, "two pauses");
        NS_TEST_EXPECT_MSG_EQ(stops.begin[0], first, "the first one");
        NS_TEST_EXPECT_MSG_EQ(stops.end[0], first + slot, "which is ended");
        NS_TEST_EXPECT_MSG_EQ(stops.begin[1], first + 2 * slot, "the second one");
        NS_TEST_EXPECT_MSG_EQ(stops.end[1], first + 2 * slot + 5 * 64 * ps, "which runs out");
        bench.Destroy();
    }

    void DoRun() override
    {
        for (const uint64_t response : {uint64_t{0}, uint64_t{1}, UINT64_MAX})
        {
            for (const uint16_t quanta : {1, 100, 65535})
            {
                Expect(response, quanta);
            }
        }
        Overtake();
    }

    uint64_t m_gigabits;
};

/**
 * @ingroup ai-fabric-tests
 * The worst that a link can do after XOFF: nothing is lost at the headroom that is calculated, and
 * something with two frames less.
 */
class WorstCaseTestCase : public TestCase
{
  public:
    /**
     * @param gigabits rate of the links
     * @param metres length of the cables
     */
    WorstCaseTestCase(uint64_t gigabits, uint64_t metres)
        : TestCase("From XOFF to the stop, and headroom, " + std::to_string(gigabits) +
                   " Gb/s and " + std::to_string(metres) + " m"),
          m_ps(8000 / gigabits),
          m_rate(gigabits * 1000000000),
          m_delay(HeadroomRule::GetCableDelay(static_cast<double>(metres)))
    {
    }

  private:
    static constexpr uint64_t LARGEST = wire::LARGEST_FRAME_BYTES;
    static constexpr uint64_t FOREIGN = 9000 + 18;
    static constexpr uint64_t BEFORE = 10; ///< frames up to XOFF

    /// What came of it.
    struct Result
    {
        uint64_t lost;
        uint64_t used;     ///< headroom at most
        uint64_t headroom; ///< that there is
        uint64_t stop;     ///< when the peer heeds the pause
    };

    uint64_t Slot(uint64_t bytes) const
    {
        return (bytes + 20) * m_ps;
    }

    /// When the frame that crosses XOFF has come in.
    uint64_t GetCrossing() const
    {
        return BEFORE * Slot(LARGEST) + LARGEST * m_ps + m_delay;
    }

    /// When the peer stops: behind a frame that the port has just begun, and the pause.
    uint64_t GetStop() const
    {
        return GetCrossing() - 1 + Slot(FOREIGN) + 64 * m_ps + m_delay +
               HeadroomRule::GetResponseLimit(m_rate) * 64 * m_ps;
    }

    Result Try(uint64_t headroom)
    {
        PortBench bench;
        FabricHelper& helper = bench.Helper();
        helper.SetLinks(DataRate(m_rate), PicoSeconds(m_delay));
        helper.SetAdmission("ns3::aifabric::PerPortAdmission",
                            "BufferPerPort",
                            UintegerValue(100000000));
        helper.SetMarkerAttribute("Enabled", BooleanValue(false));
        helper.SetPfcAttribute("LosslessClasses", UintegerValue(0x08));
        helper.SetPfcAttribute("Xoff", UintegerValue(BEFORE * LARGEST));
        helper.SetPfcAttribute("Xon", UintegerValue(LARGEST));
        helper.SetPfcAttribute("Headroom", UintegerValue(headroom));
        helper.SetPfcAttribute("PauseResponse", UintegerValue(UINT64_MAX));
        bench.BuildOneSwitch(3);
        Stops stops;
        WatchPauses(bench.HostPort(0), 3, stops);
        bench.HoldBack(0, 2);
        bench.Send(0, {0, 2, LARGEST}, BEFORE + 1);
        // One frame of such a length that another one begins a ps before the peer stops.
        const uint64_t sendEnd = (BEFORE + 1) * Slot(LARGEST);
        const uint64_t left = GetStop() - 1 - sendEnd;
        const uint64_t rest = left % Slot(LARGEST) / m_ps;
        const uint64_t filler = rest >= 84 ? rest - 20 : 0;
        m_expected = LARGEST + filler + (left / Slot(LARGEST) + 1) * LARGEST;
        if (filler > 0)
        {
            bench.Send(0, {0, 2, static_cast<uint32_t>(filler)});
        }
        bench.Send(0, {0, 2, LARGEST}, 300);
        // A frame for the sender, which its port begins a ps before XOFF.
        bench.Send(GetCrossing() - 1 - FOREIGN * m_ps - m_delay,
                   {1, 0, static_cast<uint32_t>(FOREIGN), 5});
        const auto pfc = bench.Fabric().GetSwitch(0)->GetPfc();
        uint64_t used = 0;
        PortBench::At(2 * GetStop(), [&]() { used = pfc->GetMaxHeadroom(); });
        bench.Run();
        const Result result{PortBench::Dropped(DropReason::HEADROOM_FULL),
                            used,
                            pfc->GetHeadroom(0),
                            stops.begin.empty() ? 0 : stops.begin[0]};
        bench.Destroy();
        return result;
    }

    void DoRun() override
    {
        const Result whole = Try(UINT64_MAX);
        NS_TEST_EXPECT_MSG_EQ(whole.stop, GetStop(), "XOFF to stop");
        NS_TEST_EXPECT_MSG_EQ(whole.lost, 0, "nothing is lost");
        NS_TEST_EXPECT_MSG_EQ(whole.used, m_expected, "what comes in, to the byte");
        // The calculation takes gaps between frames for bytes.
        const uint64_t frames = m_expected / LARGEST + 3;
        NS_TEST_EXPECT_MSG_LT_OR_EQ(whole.used, whole.headroom, "it has room");
        NS_TEST_EXPECT_MSG_LT(whole.headroom - whole.used, frames * 20 + 84, "and no more");
        const Result less = Try(whole.headroom - 2 * LARGEST);
        NS_TEST_EXPECT_MSG_GT(less.lost, 0, "with two frames less something is");
        const Result exact = Try(m_expected);
        NS_TEST_EXPECT_MSG_EQ(exact.lost, 0, "with what came in nothing is");
        NS_TEST_EXPECT_MSG_GT(Try(m_expected - 1).lost, 0, "with a byte less something is");
    }

    uint64_t m_ps;
    uint64_t m_rate;
    uint64_t m_delay;
    uint64_t m_expected{0};
};

/**
 * @ingroup ai-fabric-tests
 * The sums that headroom is configured by.
 */
class HeadroomRuleTestCase : public TestCase
{
  public:
    HeadroomRuleTestCase()
        : TestCase("Headroom by the sums of text books and of SONiC; limits of the response")
    {
    }

  private:
    static uint64_t Calculate(const std::string& rule,
                              uint64_t gigabits,
                              double metres,
                              uint32_t mtu)
    {
        const uint64_t rate = gigabits * 1000000000;
        return CreateComponent<HeadroomRule>(HeadroomRule::GetFamily(), rule)
            ->Calculate({rate,
                         HeadroomRule::GetCableDelay(metres),
                         mtu,
                         HeadroomRule::GetResponseLimit(rate),
                         123});
    }

    /// A fabric is told when the sum is less than its links need.
    void CheckFinding(const std::string& rule, size_t findings)
    {
        PortBench bench;
        FabricHelper& helper = bench.Helper();
        helper.SetPfcAttribute("LosslessClasses", UintegerValue(0x08));
        helper.SetPfcAttribute("PauseResponse", UintegerValue(UINT64_MAX));
        helper.SetPfcAttribute("HeadroomRule", StringValue(rule));
        bench.BuildOneSwitch(2);
        std::vector<std::string> said;
        bench.Fabric().GetSwitch(0)->GetPfc()->ListFindings(1000000000, said);
        NS_TEST_EXPECT_MSG_EQ(said.size(), findings, rule);
        bench.Destroy();
    }

    void DoRun() override
    {
        struct Sum
        {
            uint64_t gigabits;
            double metres;
            double kib;
        };

        for (const Sum& sum : {Sum{400, 5, 77.0},
                               Sum{400, 40, 94.3},
                               Sum{400, 100, 123.9},
                               Sum{400, 300, 222.5},
                               Sum{400, 2000, 1061},
                               Sum{100, 100, 55.0},
                               Sum{200, 100, 71.0},
                               Sum{800, 100, 173.2},
                               Sum{800, 2000, 2047}})
        {
            const double kib =
                static_cast<double>(Calculate("simple", sum.gigabits, sum.metres, 9216)) / 1024;
            NS_TEST_EXPECT_MSG_EQ_TOL(kib,
                                      sum.kib,
                                      (sum.kib > 1000 ? 0.5 : 0.05),
                                      sum.gigabits << "G, " << sum.metres << " m");
        }
        // 1500 + (9216 + 12626.3 + 819 + 25216) x 144/64 = 109,224; x 1 = 49,377; x 256/129.
        NS_TEST_EXPECT_MSG_EQ(Calculate("sonic", 100, 100, 1500), 107 * 1024, "small packets");
        NS_TEST_EXPECT_MSG_EQ(Calculate("sonic:small-share=0", 100, 100, 1500), 49 * 1024, "large");
        NS_TEST_EXPECT_MSG_EQ(Calculate("sonic:cell=128", 100, 100, 1500), 95 * 1024, "cells");
        NS_TEST_EXPECT_MSG_EQ(Calculate("sonic:lanes=8", 100, 100, 1500), 116 * 1024, "lanes");
        NS_TEST_EXPECT_MSG_EQ(Calculate("exact", 100, 100, 1500), 123, "exact");
        NS_TEST_EXPECT_MSG_EQ(HeadroomRule::GetResponseLimit(10000000000), 67, "10G");
        NS_TEST_EXPECT_MSG_EQ(HeadroomRule::GetResponseLimit(25000000000), 80, "25G");
        NS_TEST_EXPECT_MSG_EQ(HeadroomRule::GetResponseLimit(100000000000), 394, "100G");
        NS_TEST_EXPECT_MSG_EQ(HeadroomRule::GetResponseLimit(100000000001), 453, "in between");
        NS_TEST_EXPECT_MSG_EQ(HeadroomRule::GetResponseLimit(1600000000000), 905, "1.6T");
        CheckFinding("exact", 0);
        CheckFinding("sonic", 0);
        CheckFinding("simple", 1); // it has no frame that the port has begun
        bool isRefused = false;
        try
        {
            CheckFinding("simpel", 0);
        }
        catch (const ConfigError& error)
        {
            isRefused = std::string(error.what()).find("simple") != std::string::npos;
        }
        NS_TEST_EXPECT_MSG_EQ(isRefused, true, "a rule that is not there");
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class PfcTimingTestSuite : public TestSuite
{
  public:
    PfcTimingTestSuite()
        : TestSuite("ai-fabric-pfc-timing", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        for (const uint64_t gigabits : {100, 200, 400, 800})
        {
            AddTestCase(new QuantaTestCase(gigabits), Duration::QUICK);
            for (const uint64_t metres : {5, 40, 100, 300})
            {
                AddTestCase(new WorstCaseTestCase(gigabits, metres), Duration::QUICK);
            }
        }
        AddTestCase(new HeadroomRuleTestCase, Duration::QUICK);
    }
};

const PfcTimingTestSuite g_pfcTimingTestSuite; ///< the instance that registers the suite

} // namespace
