/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The reaction point of DCQCN by itself, without a network: a test tells it of CNPs and packets at
 * times of its choice, and compares rates with closed forms.
 */

#include "congestion-control-test-helper.h"

#include <cmath>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::congestion_test;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Cuts at CNPs: halves while alpha is 1, not below the least rate, not beyond the largest cut.
 */
class CutTestCase : public TimedTestCase
{
  public:
    CutTestCase()
        : TimedTestCase("DCQCN: cuts at CNPs")
    {
    }

  private:
    void Plan() override
    {
        auto paper = MakeStarted({});
        auto floor = MakeStarted({{"MinRate", "30Gbps"}});
        auto gentle = MakeStarted({{"MaxCut", "0.25"}});
        double rate = LINE;
        for (int k = 1; k <= 6; k++, rate /= 2)
        {
            At(k, [paper, floor, gentle]() {
                paper->Notified();
                floor->Notified();
                gentle->Notified();
            });
            Expect(k + 0.5, paper, rate / 2, rate);
        }
        At(7, [this, paper, floor, gentle]() {
            NS_TEST_EXPECT_MSG_EQ(floor->GetRate(), 30e9, "least rate");
            NS_TEST_EXPECT_MSG_EQ(gentle->GetRate(), LINE * std::pow(0.75, 6), "largest cut");
            for (int k = 0; k < 60; k++)
            {
                paper->Notified();
            }
            NS_TEST_EXPECT_MSG_EQ(paper->GetRate(), 1e6, "least rate of the profile");
        });
    }
};

/**
 * @ingroup ai-fabric-tests
 * Cuts at the end of monitor periods: one however many CNPs came, none if none came.
 */
class MonitorTestCase : public TimedTestCase
{
  public:
    MonitorTestCase()
        : TimedTestCase("DCQCN: cuts at the end of monitor periods")
    {
    }

  private:
    void Plan() override
    {
        auto firmware = MakeStarted({{"Profile", "firmware"}});
        // Periods count from the first CNP, at 10 us: they end at 14, 18, 22 ...
        for (const double us : {10.0, 11.5, 13.5})
        {
            At(us, [firmware]() { firmware->Notified(); });
        }
        double alpha = 1023.0 / 1024;
        for (const bool seen : {true, true, false, true})
        {
            alpha = 1019.0 / 1024 * alpha + (seen ? 5.0 / 1024 : 0);
        }
        Expect(14, firmware, LINE, LINE);
        Expect(14.1, firmware, LINE * (1 - alpha / 2), LINE);
        Expect(29.9, firmware, LINE * (1 - alpha / 2), LINE);
        // In the period that ends at 34 us.
        At(31, [firmware]() { firmware->Notified(); });
        for (int period = 0; period < 24 - 4; period++)
        {
            alpha = 1019.0 / 1024 * alpha + (period == 31 - 14 ? 5.0 / 1024 : 0);
        }
        // No timer increase came in between, so the target stays.
        At(34.1, [this, firmware, alpha]() {
            NS_TEST_EXPECT_MSG_EQ(firmware->GetAlpha(), alpha, "alpha of each us");
            NS_TEST_EXPECT_MSG_EQ(firmware->GetTargetRate(), LINE, "no clamp");
        });

        // On a border, a CNP belongs to the next period, and an increase comes before a cut.
        auto border = MakeStarted({{"CutPeriod", "10us"},
                                   {"IncreasePeriod", "20us"},
                                   {"AlphaGain", "1e-300"},
                                   {"Clamp", "after-increase"},
                                   {"ByteCounter", "0"}});
        for (const double us : {0.0, 10.0, 35.0})
        {
            At(us, [border]() { border->Notified(); });
        }
        Expect(10.1, border, LINE / 2, LINE);
        Expect(20.1, border, LINE / 4, LINE);
        Expect(40.1, border, LINE * 0.3125, LINE * 0.625);
    }
};

/**
 * @ingroup ai-fabric-tests
 * After one cut: R_T (1 - 2^-(j+1)) after j timers, and no event at all once line rate is back.
 */
class RecoveryTestCase : public TimedTestCase
{
  public:
    RecoveryTestCase()
        : TimedTestCase("DCQCN: fast recovery, and timers that stop at line rate")
    {
    }

  private:
    void Plan() override
    {
        auto paper = MakeStarted({});
        At(0, [paper]() { paper->Notified(); });
        At(1, [this, paper]() {
            NS_TEST_EXPECT_MSG_EQ(paper->IsRecovering(), true, "the timer runs");
        });
        for (int j = 0; j < 19; j++)
        {
            Expect(55 * j + 1, paper, LINE * (1 - std::ldexp(1, -(j + 1))), LINE);
        }
        At(5 * 55 + 1,
           [this, paper]() { NS_TEST_EXPECT_MSG_EQ(paper->GetRate(), .984375 * LINE, "j = 5"); });
        At(19 * 55 + 1, [this, paper]() {
            NS_TEST_EXPECT_MSG_EQ(paper->GetRate(), LINE, "within a millionth of line rate");
            NS_TEST_EXPECT_MSG_EQ(paper->IsRecovering(), false, "the timer stopped");
        });
        At(1e6, [this, paper]() {
            NS_TEST_EXPECT_MSG_EQ(FabricEngine::Get().GetExecuted(), 19, "19 timers in a second");
            paper->Sent(100000000);
            NS_TEST_EXPECT_MSG_EQ(paper->GetRate(), LINE, "the byte counter rests too");
            paper->Notified();
            NS_TEST_EXPECT_MSG_EQ(paper->GetAlpha(), 0, "alpha is forgotten after a second");
            NS_TEST_EXPECT_MSG_EQ(paper->IsRecovering(), false, "and there is nothing to regain");
        });
    }
};

/**
 * @ingroup ai-fabric-tests
 * Fast recovery, additive and hyper increase, by the timer alone and with the byte counter.
 */
class IncreaseTestCase : public TimedTestCase
{
  public:
    IncreaseTestCase()
        : TimedTestCase("DCQCN: phases of increase")
    {
    }

  private:
    /// Cut twice, to R_T = 1/2 and R_C = 1/4, and expect additions to R_T, in Mb/s, per timer.
    void TimerOnly(Settings settings, const std::vector<double>& steps)
    {
        settings.insert(settings.end(), {{"ByteCounter", "0"}, {"IncreasePeriod", "50us"}});
        auto control = MakeStarted(settings);
        Cut(control);
        double target = LINE / 2;
        double rate = LINE / 4;
        for (size_t j = 0; j < steps.size(); j++)
        {
            target += steps[j] * 1e6;
            rate = (rate + target) / 2;
            Expect(50.0 * static_cast<double>(j) + 51, control, rate, target);
        }
    }

    static void Cut(Ptr<DcqcnCongestionControl> control)
    {
        At(0, [control]() {
            control->Notified();
            control->Notified();
        });
    }

    void Plan() override
    {
        TimerOnly({{"RecoverySteps", "5"}}, {0, 0, 0, 0, 0, 40, 40, 40, 40});
        TimerOnly({{"RecoverySteps", "2"}, {"HyperRate", "200Mbps"}}, {0, 0, 40, 200, 400, 600});
        TimerOnly({{"RecoverySteps", "0"}, {"AdditiveRate", "80Mbps"}}, {80, 80, 80});
        TimerOnly({{"RecoverySteps", "2"}, {"HyperRate", "200Mbps"}, {"HyperStep", "constant"}},
                  {0, 0, 40, 200, 200, 200});
        // hpcc's increases are four times as large on a link that is four times as fast.
        TimerOnly({{"Profile", "hpcc"}, {"CutPeriod", "0s"}, {"Clamp", "always"}},
                  {0, 20, 200, 200});

        auto both = MakeStarted({{"ByteCounter", "10000"},
                                 {"RecoverySteps", "1"},
                                 {"HyperRate", "1Gbps"},
                                 {"IncreasePeriod", "50us"}});
        Cut(both);
        const auto step = [this, both](double us, uint32_t bytes, double megabits) {
            At(us, [this, both, bytes, megabits, us]() {
                const double target = both->GetTargetRate();
                both->Sent(bytes);
                NS_TEST_EXPECT_MSG_EQ(both->GetTargetRate() - target, megabits * 1e6, us);
            });
        };
        At(2, [this, both]() {
            both->Sent(9999);
            NS_TEST_EXPECT_MSG_EQ(both->GetRate(), LINE / 4, "a byte is missing");
            both->Sent(1);
            NS_TEST_EXPECT_MSG_EQ(both->GetRate(), LINE * 3 / 8, "fast recovery by bytes");
        });
        step(3, 10000, 40);     // one of the two is through fast recovery
        step(4, 25000, 2 * 40); // two counters' worth, and half of the next
        step(5, 5000, 40);
        step(101, 10000, 1000); // the second timer put both beyond it
        step(102, 10000, 2000);
        At(103, [this, both]() {
            both->Sent(9999);
            both->Notified();
            const double rate = both->GetRate();
            both->Sent(1);
            NS_TEST_EXPECT_MSG_EQ(both->GetRate(), rate, "a cut restarts the byte counter");
        });
        // And the timer, which would have fired at 150 us: 103 + 50 it is.
        for (const bool fired : {false, true})
        {
            At(fired ? 153.5 : 152.5, [this, both, fired]() {
                const double share = both->GetRate() / both->GetTargetRate();
                NS_TEST_EXPECT_MSG_EQ_TOL(share,
                                          (fired ? 0.75 : 0.5),
                                          1e-12,
                                          "a cut restarts timer");
            });
        }
        step(260, 29999, 40 + 40 + 1000); // hyper increase starts from one again
        auto large = MakeStarted({{"AdditiveRate", "900Gbps"}, {"RecoverySteps", "0"}});
        Cut(large);
        Expect(56, large, LINE * 0.625, LINE);
    }
};

} // namespace

std::vector<TestCase*>
ns3::aifabric::congestion_test::MakeDcqcnTestCases()
{
    return {new CutTestCase, new MonitorTestCase, new RecoveryTestCase, new IncreaseTestCase};
}
