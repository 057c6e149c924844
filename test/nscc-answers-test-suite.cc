/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * How NSCC reads the frames that come in.
 */

#include "congestion-control-test-helper.h"
#include "flow-told.h"

#include "ns3/congestion-receiver.h"
#include "ns3/fabric-compat.h"
#include "ns3/nscc-congestion-control.h"

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::congestion_test;

namespace
{

constexpr uint64_t US = 1000000;  ///< ps
constexpr uint64_t RTT = 12 * US; ///< of the tests
constexpr uint64_t MSS = 4096;    ///< bytes

/**
 * @ingroup ai-fabric-tests
 * How the control reads frames.
 */
class AnswersTestCase : public TimedTestCase
{
  public:
    AnswersTestCase()
        : TimedTestCase("NSCC reads times, marks and trimmed packets from answers")
    {
    }

  private:
    static Frame Ack(uint64_t sentAt, uint16_t flags = 0)
    {
        Frame ack{};
        ack.kind = FrameKind::ACK;
        ack.echoTime = sentAt;
        ack.flags = flags;
        return ack;
    }

    static Frame Nak(uint16_t flags = 0)
    {
        Frame nak{};
        nak.kind = FrameKind::NAK;
        nak.flags = FRAME_SACK | FRAME_BECN | flags;
        return nak;
    }

    void Plan() override
    {
        auto control = Make<NsccCongestionControl>({{"DelayWeight", "1"}}, "Nscc");
        control->Start({1, 1, 100e9, RTT, MSS, 4178}, &m_flow);
        auto both = Make<NsccCongestionControl>({{"Credits", "true"}}, "Nscc");
        both->Start({1, 2, 100e9, RTT, MSS, 4178}, &m_flow);
        At(100, [this, control, both]() {
            NS_TEST_EXPECT_MSG_EQ(control->GetWindow(), 225000, "at first");
            NS_TEST_EXPECT_MSG_EQ(control->LetsRepeat(), true, "repairs heed no window");
            control->Acknowledged(Ack(70 * US, FRAME_BECN), MSS); // 18 us above 12
            NS_TEST_EXPECT_MSG_EQ(control->GetWindow(), 135614, "0.6 and eta");
            control->Acknowledged(Nak(), 0);
            NS_TEST_EXPECT_MSG_EQ(control->GetWindow(), 135614, "a NAK acknowledges nothing");
            control->Trimmed(Nak());
            NS_TEST_EXPECT_MSG_EQ(control->GetWindow(), 135614 - MSS, "and takes a packet");
            control->PacketLost(LossCause::TRIMMED);
            control->PacketLost(LossCause::GAP);
            NS_TEST_EXPECT_MSG_EQ(control->GetWindow(), 135614 - MSS, "not in between");
            control->Lost();
            NS_TEST_EXPECT_MSG_EQ(control->GetWindow(), 135614 - 2 * MSS, "a lost one, too");
            both->Trimmed(Nak(FRAME_LAST_HOP));
            NS_TEST_EXPECT_MSG_EQ(both->GetWindow(), 225000, "the receiver sees to the last hop");
            both->Trimmed(Nak());
            NS_TEST_EXPECT_MSG_EQ(both->GetWindow(), 225000 - MSS, "but not to the fabric");
            NS_TEST_EXPECT_MSG_EQ((control->MakeReceiver() == nullptr), true, "sender only");
            NS_TEST_EXPECT_MSG_EQ((both->MakeReceiver() != nullptr), true, "both ends");
        });
    }

    Flow m_flow;
};

/**
 * @ingroup ai-fabric-tests
 * The suite of NSCC and frames.
 */
class NsccAnswersTestSuite : public TestSuite
{
  public:
    NsccAnswersTestSuite()
        : TestSuite("ai-fabric-nscc-answers", TestSuite::Type::UNIT)
    {
        AddTestCase(new AnswersTestCase);
    }
};

const NsccAnswersTestSuite g_nsccAnswersTestSuite; ///< registers the suite

} // namespace
