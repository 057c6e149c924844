/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * NSCC step by step: its constants, and what each kind of answer does to the window.
 */

#include "congestion-control-test-helper.h"

#include "ns3/fabric-compat.h"
#include "ns3/nscc-congestion-control.h"

#include <algorithm>
#include <cmath>
#include <string>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::congestion_test;

namespace
{

constexpr uint64_t US = 1000000;  ///< ps
constexpr uint64_t RTT = 12 * US; ///< of the tests
constexpr uint64_t MSS = 4096;    ///< bytes

NsccSettings
Settings100(double rate = 100e9)
{
    NsccSettings settings;
    settings.lineRate = rate;
    settings.rtt = RTT;
    settings.target = 9 * US;
    settings.mss = MSS;
    return settings;
}

/// The answer to one packet of MSS bytes that was marked or not, and took a delay (us).
NsccSignal
Answer(uint64_t now, double delayUs, bool marked = false, uint64_t bytes = MSS)
{
    NsccSignal signal;
    signal.now = now;
    signal.bytes = bytes;
    signal.marked = marked;
    signal.rtt = RTT + static_cast<uint64_t>(std::llround(delayUs * 1e6));
    return signal;
}

/**
 * @ingroup ai-fabric-tests
 * What follows from rate and round-trip time.
 */
class ConstantsTestCase : public TestCase
{
  public:
    ConstantsTestCase()
        : TestCase("NSCC: constants at 100, 400 and 800 Gb/s, with and without trimming")
    {
    }

  private:
    void DoRun() override
    {
        struct Row
        {
            double rate, zero, fair, eta, largest, gate;
        };

        for (const Row& row : {Row{100e9, 12288, 20480, 614.4, 225000, 28125},
                               Row{400e9, 49152, 81920, 2457.6, 900000, 112500},
                               Row{800e9, 98304, 163840, 4915.2, 1800000, 225000}})
        {
            NsccLaw law;
            law.Start(Settings100(row.rate), 0);
            const std::string at = std::to_string(row.rate);
            NS_TEST_EXPECT_MSG_EQ_TOL(law.GetProportional(), row.zero, 1e-6, "alpha " << at);
            NS_TEST_EXPECT_MSG_EQ_TOL(law.GetFairIncrease(), row.fair, 1e-6, "fair " << at);
            NS_TEST_EXPECT_MSG_EQ_TOL(law.GetEta(), row.eta, 1e-6, "eta " << at);
            NS_TEST_EXPECT_MSG_EQ_TOL(law.GetFastScale(), row.rate / 400e9, 1e-9, "fast " << at);
            NS_TEST_EXPECT_MSG_EQ_TOL(law.GetLargestWindow(), row.largest, 1e-6, "most " << at);
            NS_TEST_EXPECT_MSG_EQ_TOL(law.GetGate(), row.gate, 1e-6, "gate " << at);
            NS_TEST_EXPECT_MSG_EQ(law.GetWindow(), law.GetLargestWindow(), "at first " << at);
        }
        FabricEngine::Prepare();
        const auto proportional = [](const Settings& settings) {
            auto control = Make<NsccCongestionControl>(settings, "Nscc");
            NS_ABORT_UNLESS(control->Check().empty());
            control->Start({1, 1, 100e9, RTT, MSS, 4178}, nullptr);
            return control->GetLaw().GetProportional();
        };
        NS_TEST_EXPECT_MSG_EQ_TOL(proportional({}), 12288, 1e-6, "a target of 9 us");
        NS_TEST_EXPECT_MSG_EQ_TOL(proportional({{"Trimming", "false"}}), 16384, 1e-6, "of 12 us");
        NS_TEST_EXPECT_MSG_EQ_TOL(proportional({{"Target", "6us"}}), 8192, 1e-6, "of 6 us");
        for (const auto& [name, value] : Settings{{"Gamma", "0"},
                                                  {"DelayWeight", "0"},
                                                  {"DelayWeight", "1.5"},
                                                  {"Threshold", "0"},
                                                  {"MaxWindow", "-1"},
                                                  {"Share", "2"}})
        {
            const std::string error = Make<CongestionControl>({{name, value}}, "Nscc")->Check();
            NS_TEST_EXPECT_MSG_EQ(error.find(name), 0, name << " " << value << ": " << error);
        }
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The four cases of mark and delay.
 */
class CasesTestCase : public TestCase
{
  public:
    CasesTestCase()
        : TestCase("NSCC: what marks and delays do to the window, to the byte")
    {
    }

  private:
    /// A window that was made small by losses.
    static NsccLaw Small(uint64_t window, double weight = 0.0125)
    {
        NsccSettings settings = Settings100();
        settings.weight = weight;
        NsccLaw law;
        law.Start(settings, 0);
        law.Lost(225000 - window);
        return law;
    }

    void Increases()
    {
        // Eight packets do not put increases in force, nine do: 12,288 x 9 x 4096 / 100,000 at
        // half the target, which is half of it.
        NsccLaw law = Small(100000);
        for (uint32_t i = 1; i <= 8; i++)
        {
            law.Acknowledged(Answer(i * US, 4.5));
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(law.GetWindow(), 100000, 1e-6, "not yet");
        law.Acknowledged(Answer(9 * US, 4.5));
        const double proportional = 12288 * 0.5 * 9 * MSS / 100000;
        NS_TEST_EXPECT_MSG_EQ_TOL(law.GetWindow(), 100000 + proportional, 1e-6, "proportional");
        // A round trip later the next answer adds its own share, and eta.
        const double before = law.GetWindow();
        law.Acknowledged(Answer(9 * US + RTT + 1, 4.5));
        NS_TEST_EXPECT_MSG_EQ_TOL(law.GetWindow(),
                                  before + 12288 * 0.5 * MSS / before + 614.4,
                                  1e-6,
                                  "and eta");
        // Above the target without a mark: the same, however far above.
        for (const double delay : {9.0, 35.0})
        {
            NsccLaw fair = Small(100000);
            for (uint32_t i = 1; i <= 9; i++)
            {
                fair.Acknowledged(Answer(i * US, delay));
            }
            NS_TEST_EXPECT_MSG_EQ_TOL(fair.GetWindow(),
                                      100000 + 20480.0 * 9 * MSS / 100000,
                                      1e-6,
                                      "fair increase at " << delay);
        }
        // Marked below the target: nothing.
        NsccLaw same = Small(100000);
        for (uint32_t i = 1; i <= 9; i++)
        {
            same.Acknowledged(Answer(i * US, 8.9, true));
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(same.GetWindow(), 100000, 1e-6, "marked, below the target");
    }

    void FastIncrease()
    {
        // After more than a window without delay, a quarter of what is acknowledged at once.
        NsccLaw law = Small(2 * MSS);
        law.Acknowledged(Answer(1, 0.9));
        law.Acknowledged(Answer(2, 0.9));
        NS_TEST_EXPECT_MSG_EQ_TOL(law.GetWindow(), 2.0 * MSS, 1e-6, "a window is not more");
        law.Acknowledged(Answer(3, 0.9));
        NS_TEST_EXPECT_MSG_EQ_TOL(law.GetWindow(), 2.25 * MSS, 1e-6, "a quarter");
        law.Acknowledged(Answer(4, 0));
        NS_TEST_EXPECT_MSG_EQ_TOL(law.GetWindow(), 2.5 * MSS, 1e-6, "and again");
        law.Acknowledged(Answer(5, 1));
        NS_TEST_EXPECT_MSG_EQ_TOL(law.GetWindow(), 2.5 * MSS, 1e-6, "1 us ends it");
        law.Acknowledged(Answer(6, 0.9));
        NS_TEST_EXPECT_MSG_EQ_TOL(law.GetWindow(), 2.5 * MSS, 1e-6, "it counts anew");
    }

    void Cuts()
    {
        // An average of 18 us at a target of 9 us: 1 - 0.8 (18 - 9) / 18 = 0.6.
        NsccLaw law = Small(200000, 1);
        law.Acknowledged(Answer(1, 18, true));
        NS_TEST_EXPECT_MSG_EQ_TOL(law.GetWindow(), 120000, 1e-6, "0.6");
        law.Acknowledged(Answer(1 + RTT, 18, true));
        NS_TEST_EXPECT_MSG_EQ_TOL(law.GetWindow(), 120614.4, 1e-6, "once in a round trip: eta");
        law.Acknowledged(Answer(2 + RTT, 18, true));
        NS_TEST_EXPECT_MSG_EQ_TOL(law.GetWindow(), 0.6 * 120614.4, 1e-6, "0.6 again");
        NsccLaw worst = Small(200000, 1);
        worst.Acknowledged(Answer(1, 36, true));
        NS_TEST_EXPECT_MSG_EQ_TOL(worst.GetWindow(), 100000, 1e-6, "a half at most");
        // The average decides: with its usual weight one marked packet does nothing.
        NsccLaw slow = Small(200000);
        slow.Acknowledged(Answer(1, 18, true));
        NS_TEST_EXPECT_MSG_EQ_TOL(slow.GetWindow(), 200000, 1e-6, "the average is low");
        NS_TEST_EXPECT_MSG_EQ_TOL(slow.GetAverageDelay(), 0.0125 * 18 * US, 1e-3, "1/80");
        // A high delay without a mark counts as a quarter of a round trip.
        NsccLaw stale = Small(200000, 1);
        stale.Acknowledged(Answer(1, 18, false));
        NS_TEST_EXPECT_MSG_EQ_TOL(stale.GetAverageDelay(), 3.0 * US, 1e-3, "stale");
        stale.Acknowledged(Answer(2, 9, false));
        NS_TEST_EXPECT_MSG_EQ_TOL(stale.GetAverageDelay(), 9.0 * US, 1e-3, "the target is not");
        NsccSignal unknown = Answer(3, 0, true);
        unknown.rtt = 0;
        stale.Acknowledged(unknown);
        NS_TEST_EXPECT_MSG_EQ_TOL(stale.GetAverageDelay(), 9.0 * US, 1e-3, "without a time: as is");
    }

    void DoRun() override
    {
        Increases();
        FastIncrease();
        Cuts();
        // A sender alone on its path ends at the largest window, which follows the round trip.
        NsccLaw alone = Small(MSS);
        for (uint64_t now = RTT; now < 1000 * RTT; now += RTT / 4)
        {
            alone.Acknowledged(
                Answer(now, 0.2, false, static_cast<uint64_t>(alone.GetWindow()) / 4));
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(alone.GetWindow(), 225000, 1e-6, "alone");
        alone.Acknowledged(Answer(1001 * RTT, -2));
        NS_TEST_EXPECT_MSG_EQ(alone.GetBaseRtt(), 10 * US, "the smallest round trip");
        NS_TEST_EXPECT_MSG_EQ_TOL(alone.GetWindow(), 187500, 1e-6, "1.5 products of it");
        NsccLaw least = Small(MSS);
        least.Lost(MSS);
        NS_TEST_EXPECT_MSG_EQ_TOL(least.GetWindow(), MSS, 1e-6, "a packet at least");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Trimmed packets and quick adapt.
 */
class QuickAdaptTestCase : public TestCase
{
  public:
    QuickAdaptTestCase()
        : TestCase("NSCC: quick adapt has a gate, a window of time and a blind period")
    {
    }

  private:
    static NsccSignal Trim(uint64_t now, uint64_t inFlight = 150000)
    {
        NsccSignal signal;
        signal.now = now;
        signal.bytes = MSS;
        signal.inFlight = inFlight;
        return signal;
    }

    void DoRun() override
    {
        constexpr uint64_t WINDOW = RTT + 9 * US;
        NsccLaw law;
        law.Start(Settings100(), 0);
        law.Trimmed(Trim(1)); // begins a window of time
        NS_TEST_EXPECT_MSG_EQ_TOL(law.GetWindow(), 225000.0 - MSS, 1e-6, "one packet less");
        for (uint64_t i = 0; i < 5; i++)
        {
            law.Acknowledged(Answer(2 + i, 8));
        }
        law.Trimmed(Trim(1 + WINDOW));
        NS_TEST_EXPECT_MSG_EQ(law.GetQuickAdapts(), 0, "the window of time lasts to its end");
        NS_TEST_EXPECT_MSG_EQ_TOL(law.GetWindow(), 225000.0 - 2 * MSS, 1e-6, "one less");
        law.Trimmed(Trim(2 + WINDOW));
        NS_TEST_EXPECT_MSG_EQ(law.GetQuickAdapts(), 1, "acts");
        NS_TEST_EXPECT_MSG_EQ_TOL(law.GetWindow(), 5.0 * MSS, 1e-6, "what was delivered in it");
        // Blind until 150,000 bytes were heard of: 36.6 packets.
        const auto blind = static_cast<uint32_t>(std::ceil(150000.0 / MSS));
        for (uint32_t i = 0; i + 1 < blind; i++)
        {
            law.Trimmed(Trim(3 + WINDOW + i));
            NS_TEST_EXPECT_MSG_EQ_TOL(law.GetWindow(), 5.0 * MSS, 1e-6, "blind");
        }
        law.Trimmed(Trim(3 + WINDOW + blind));
        NS_TEST_EXPECT_MSG_EQ_TOL(law.GetWindow(), 4.0 * MSS, 1e-6, "and then not");
        NS_TEST_EXPECT_MSG_EQ(law.GetQuickAdapts(), 1, "acts once");
        // What was trimmed before it acted asks for it no more.
        NsccLaw calm;
        calm.Start(Settings100(), 0);
        calm.Trimmed(Trim(1));
        calm.Trimmed(Trim(2 + WINDOW));
        calm.Acknowledged(Answer(4 + 2 * WINDOW, 1));
        NS_TEST_EXPECT_MSG_EQ(calm.GetQuickAdapts(), 1, "no more is trimmed");
        // In a healthy flow, where an eighth of the largest window came, a trim takes a packet.
        NsccLaw healthy;
        healthy.Start(Settings100(), 0);
        healthy.Acknowledged(Answer(1, 8, true));
        for (uint32_t i = 0; i < 7; i++)
        {
            healthy.Acknowledged(Answer(2 + i, 8, true));
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(healthy.GetGate(), 28125, 1e-6, "6.9 packets");
        healthy.Trimmed(Trim(2 + WINDOW));
        NS_TEST_EXPECT_MSG_EQ(healthy.GetQuickAdapts(), 0, "seven were delivered");
        NS_TEST_EXPECT_MSG_EQ_TOL(healthy.GetWindow(), 225000.0 - MSS, 1e-6, "a packet less");
        NsccSignal credited = Trim(3 + WINDOW);
        credited.subtracts = false;
        healthy.Trimmed(credited);
        NS_TEST_EXPECT_MSG_EQ_TOL(healthy.GetWindow(), 225000.0 - MSS, 1e-6, "at the last hop");
        // A delay above four targets asks for it as well; one of exactly four does not.
        for (const double delay : {36.0, 36.5})
        {
            NsccLaw slow;
            slow.Start(Settings100(), 0);
            slow.Acknowledged(Answer(1, 8, true));
            slow.Acknowledged(Answer(2 + WINDOW, delay, true));
            NS_TEST_EXPECT_MSG_EQ(slow.GetQuickAdapts(), (delay > 36 ? 1 : 0), delay << " us");
        }
        Incast();
    }

    void Incast()
    {
        // Of each 20 packets one is delivered: 2 windows of time bring the window to about that.
        NsccLaw law;
        law.Start(Settings100(), 0);
        constexpr uint64_t WINDOW = RTT + 9 * US;
        uint64_t now = RTT;
        for (uint32_t i = 0; now < RTT + 2 * WINDOW + 2 * US; i++, now += US / 2)
        {
            i % 20 == 0 ? law.Acknowledged(Answer(now, 9, true)) : law.Trimmed(Trim(now));
        }
        NS_TEST_EXPECT_MSG_GT(law.GetQuickAdapts(), 0, "quick adapt");
        NS_TEST_EXPECT_MSG_LT(law.GetWindow(), 3.0 * MSS + 1, "about what is delivered");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of NSCC.
 */
class NsccTestSuite : public TestSuite
{
  public:
    NsccTestSuite()
        : TestSuite("ai-fabric-nscc", TestSuite::Type::UNIT)
    {
        AddTestCase(new ConstantsTestCase);
        AddTestCase(new CasesTestCase);
        AddTestCase(new QuickAdaptTestCase);
    }
};

const NsccTestSuite g_nsccTestSuite; ///< the instance that registers the suite

} // namespace
