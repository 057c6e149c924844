/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The oversubscribed control: what marks and trimmed packets make of the share of a receiver.
 */

#include "congestion-control-test-helper.h"

#include "ns3/congestion-receiver.h"
#include "ns3/fabric-compat.h"
#include "ns3/oversubscribed-congestion-control.h"

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::congestion_test;

namespace
{

constexpr uint64_t US = 1000000;  ///< ps
constexpr uint32_t MTU = 4096;    ///< bytes
constexpr uint32_t PACKET = 4178; ///< bytes on the wire

/**
 * @ingroup ai-fabric-tests
 * The rate of a receiver in an oversubscribed fabric, by hand.
 */
class OversubscribedTestCase : public TimedTestCase, private CreditSender
{
  public:
    OversubscribedTestCase()
        : TimedTestCase("Oversubscribed: marks and trimmed packets lower the rate, calm raises it")
    {
    }

  private:
    void SendCredit(const Frame&, uint64_t) override
    {
    }

    /// Packets of a period: so many of ten have a mark, were trimmed here or there.
    void Receive(uint32_t marked, uint32_t trimmed = 0, uint16_t flags = 0)
    {
        for (uint32_t i = 0; i < 10; i++)
        {
            Frame data{};
            data.kind = FrameKind::DATA;
            data.ecn = i < marked ? Ecn::CE : Ecn::ECT0;
            data.flags = i >= 10 - trimmed ? static_cast<uint16_t>(FRAME_TRIMMED | flags) : 0;
            m_pacer.Received(data, true);
        }
    }

    void ExpectShare(double us, double share, const char* what)
    {
        At(us, [this, share, what]() {
            NS_TEST_EXPECT_MSG_EQ_TOL(m_pacer.GetShare(), share, 1e-9, what);
        });
    }

    void Plan() override
    {
        m_pacer.Start({1, 100e9, MTU, PACKET, &FabricEngine::Get().GetDomain(), this});
        // A period takes 13.5 to 22.5 us. Behind one with packets comes one without, and no more.
        At(100, [this]() { Receive(10); });
        ExpectShare(123, 0.9, "half an average of 1: 1 - 0.5 (0.5 - 0.3)");
        ExpectShare(160, 0.91, "a step");
        At(200, [this]() { Receive(0, 5); });
        ExpectShare(223, 0.41, "half of the packets were trimmed in the fabric");
        ExpectShare(260, 0.42, "a step");
        At(300, [this]() { Receive(0, 5, FRAME_LAST_HOP); });
        ExpectShare(323, 0.44, "those of the last hop do not count: two steps");
        ExpectShare(360, 0.48, "four steps");
        At(400, [this]() { Receive(1); });
        ExpectShare(423, 0.49, "one step with a mark");
        ExpectShare(460, 0.50, "which begins anew");
        At(500, [this]() { Receive(0, 10); });
        ExpectShare(523, 0.01, "the least");
    }

    static OversubscribedSettings MakeSettings()
    {
        OversubscribedSettings settings;
        settings.period = 18 * US;
        return settings;
    }

    OversubscribedPacer m_pacer{MakeSettings()};
};

/**
 * @ingroup ai-fabric-tests
 * The suite of the oversubscribed control.
 */
class OversubscribedTestSuite : public TestSuite
{
  public:
    OversubscribedTestSuite()
        : TestSuite("ai-fabric-oversubscribed", TestSuite::Type::UNIT)
    {
        AddTestCase(new OversubscribedTestCase);
    }
};

const OversubscribedTestSuite g_oversubscribedTestSuite; ///< registers the suite

} // namespace
