/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CONTROL_LAW_TEST_HELPER_H
#define CONTROL_LAW_TEST_HELPER_H

#include "congestion-control-test-helper.h"

#include "ns3/frame-pool.h"

#include <cmath>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{
namespace congestion_test
{

constexpr uint64_t US = 1000000; ///< ps
constexpr double GBPS = 1e9;

/// What a hop tells: time in us, bytes sent, bytes that wait.
struct Told
{
    double us;
    uint64_t sent;
    uint32_t queue;
};

/**
 * @ingroup ai-fabric-tests
 * Base of the cases: an idle round trip of 8 us at 100 Gb/s, which is 100 packets of 1,000 bytes.
 */
class LawTestCase : public TimedTestCase
{
  public:
    using TimedTestCase::TimedTestCase;

  protected:
    /// Make a control that stands there.
    template <typename T = CongestionControl>
    static Ptr<T> Begin(const std::string& type, const Settings& settings, uint64_t baseRtt = 8)
    {
        static uint32_t part = 0;
        auto control = Make<T>(settings, type);
        control->Start({2, ++part, LINE, baseRtt * US, 1000, 1000, 3}, nullptr);
        return control;
    }

    /// Let an ACK come.
    static void Answer(Ptr<CongestionControl> control,
                       double us,
                       double sentUs,
                       bool marked = false,
                       const std::vector<Told>& hops = {},
                       uint64_t rate = 100000000000)
    {
        At(us, [=]() {
            Frame* ack = FramePool::Get().Make();
            ack->kind = FrameKind::ACK;
            ack->flags = marked ? FRAME_BECN : 0;
            ack->echoTime = static_cast<uint64_t>(std::llround(sentUs * US));
            uint16_t port = 0;
            for (const Told& hop : hops)
            {
                FramePool::Get().GetExtra(*ack).Push(
                    {static_cast<uint64_t>(std::llround(hop.us * US)),
                     hop.sent,
                     rate,
                     hop.queue,
                     9,
                     port++});
            }
            control->Acknowledged(*ack, 1000);
            FramePool::Get().Deliver(ack);
        });
    }

    /// Expect a rate, to a millionth.
    void ExpectRate(Ptr<CongestionControl> control, double us, double rate)
    {
        At(us, [this, control, us, rate]() {
            NS_TEST_EXPECT_MSG_EQ_TOL(control->GetRate(), rate, rate / 1e6, "at " << us << " us");
        });
    }

    /// Expect a window.
    void ExpectWindow(Ptr<CongestionControl> control, double us, uint64_t window)
    {
        At(us, [this, control, us, window]() {
            NS_TEST_EXPECT_MSG_EQ(control->GetWindow(), window, "window at " << us << " us");
        });
    }
};

} // namespace congestion_test
} // namespace aifabric
} // namespace ns3

#endif // CONTROL_LAW_TEST_HELPER_H
