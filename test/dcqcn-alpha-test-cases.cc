/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Alpha and the clamp of the target rate of DCQCN, without a network, against closed forms.
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
 * Alpha as looked up now and then equals alpha as updated every period, to the last bit.
 */
class AlphaTestCase : public TimedTestCase
{
  public:
    AlphaTestCase()
        : TimedTestCase("DCQCN: alpha")
    {
    }

  private:
    /// Expect the decay of an alpha of 1/2 after the n-th period, and no event for it.
    void Decay(const Settings& settings, double period, double keep, double initial)
    {
        // The CNP of the first period lifts alpha once.
        auto control = MakeStarted(settings);
        At(0, [control]() { control->Notified(); });
        double alpha = keep * initial + (1 - keep);
        for (int n = 1; n <= 2000; n++, alpha *= keep)
        {
            if (n % 7 == 0 || n < 5)
            {
                At(n * period, [this, alpha, control, n]() {
                    NS_TEST_EXPECT_MSG_EQ(control->GetAlpha(), alpha, "period " << n);
                });
            }
        }
    }

    /// Expect alpha to halve between two times in us after it was 1.
    void HalfLife(const Settings& settings, double before, double after)
    {
        auto control = MakeStarted(settings);
        At(0, [control]() { control->Notified(); });
        At(before,
           [this, control, before]() { NS_TEST_EXPECT_MSG_GT(control->GetAlpha(), 0.5, before); });
        At(after,
           [this, control, after]() { NS_TEST_EXPECT_MSG_LT(control->GetAlpha(), 0.5, after); });
    }

    void Plan() override
    {
        Decay({}, 55, 255.0 / 256, 1);
        Decay({{"Profile", "firmware"}}, 1, 1019.0 / 1024, 1023.0 / 1024);
        // 177.1 and 141.6 periods; the first period holds the CNP and does not decay.
        HalfLife({}, 178 * 55 + 1, 179 * 55 + 1);
        HalfLife({{"Profile", "firmware"}, {"InitialAlpha", "1"}}, 142.5, 143.5);

        // CNPs at odd times, against an update per period; cuts to the least rate do no harm.
        auto lazy = MakeStarted({});
        auto polled = MakeStarted({});
        double alpha = 1;
        uint64_t updated = 0;
        bool seen = false;
        uint64_t time = 0;
        for (uint64_t i = 0; i < 500; i++)
        {
            for (; updated < time / 55; updated++, seen = false)
            {
                alpha = 255.0 / 256 * alpha + (seen ? 1.0 / 256 : 0);
            }
            seen = true;
            At(static_cast<double>(time), [this, alpha, lazy, polled, time]() {
                lazy->Notified();
                polled->Notified();
                NS_TEST_EXPECT_MSG_EQ(lazy->GetAlpha(), alpha, "CNP at " << time << " us");
            });
            At(static_cast<double>(time) + 30, [polled]() { polled->GetAlpha(); });
            time += i % 50 == 49 ? 20000 : (i * 7919 + 13) % 211;
        }
        At(static_cast<double>(time), [this, lazy, polled]() {
            NS_TEST_EXPECT_MSG_EQ(lazy->GetAlpha(), polled->GetAlpha(), "looking changes nothing");
        });

        // A CNP in each period: up to 1.
        auto steady = MakeStarted({{"Profile", "firmware"}, {"InitialAlpha", "0.2"}});
        for (int us = 0; us < 8000; us++)
        {
            At(us, [steady]() { steady->Notified(); });
        }
        At(8000, [this, steady]() {
            NS_TEST_EXPECT_MSG_EQ_TOL(steady->GetAlpha(), 1, 1e-12, "fixed point");
        });
    }
};

/**
 * @ingroup ai-fabric-tests
 * What a cut does to the target, in each mode, before and after the timer ran out.
 */
class ClampTestCase : public TimedTestCase
{
  public:
    ClampTestCase()
        : TimedTestCase("DCQCN: target rate at cuts, and traces")
    {
    }

  private:
    void Plan() override
    {
        for (const std::string mode : {"always", "after-increase", "never"})
        {
            auto control = MakeStarted({{"Clamp", mode}});
            for (const double us : {0.0, 1.0, 57.0})
            {
                At(us, [control]() { control->Notified(); });
            }
            const bool always = mode == "always";
            Expect(2, control, LINE / 4, always ? LINE / 2 : LINE);
            // The timer of 56 us takes the rate halfway to the target.
            const double rate = always ? LINE * 0.375 : LINE * 0.625;
            Expect(58, control, rate / 2, mode == "never" ? LINE : rate);
        }
        auto control = MakeStarted({});
        control->TraceConnectWithoutContext("TargetRate", MakeCallback(&ClampTestCase::Hear, this));
        control->TraceConnectWithoutContext("Alpha", MakeCallback(&ClampTestCase::Hear, this));
        for (const double us : {0.0, 1.0, 120.0})
        {
            At(us, [control]() { control->Notified(); });
        }
        At(121, [this]() {
            // R_T falls at the second cut; alpha and R_T at the third.
            NS_TEST_ASSERT_MSG_EQ(m_heard.size(), 3, "changes");
            NS_TEST_EXPECT_MSG_EQ(m_heard[0], LINE / 2, "target rate");
            NS_TEST_EXPECT_MSG_EQ(m_heard[1], 255.0 / 256, "alpha");
            NS_TEST_EXPECT_MSG_EQ(m_heard[2], LINE * 0.4375, "target rate, two timers later");
        });
    }

    void Hear(double, double now)
    {
        m_heard.push_back(now);
    }

    std::vector<double> m_heard;
};

} // namespace

std::vector<TestCase*>
ns3::aifabric::congestion_test::MakeDcqcnAlphaTestCases()
{
    return {new AlphaTestCase, new ClampTestCase};
}
