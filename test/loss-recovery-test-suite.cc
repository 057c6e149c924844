/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Loss recoveries by hand: the state machines.
 */

#include "ns3/fabric-engine.h"
#include "ns3/loss-recovery.h"
#include "ns3/object-factory.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <map>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

Ptr<LossRecovery>
Make(const std::string& name)
{
    ObjectFactory factory;
    FabricEngine::Prepare();
    factory.SetTypeId("ns3::aifabric::" + name + "LossRecovery");
    return factory.Create<LossRecovery>();
}

Frame
Ack(uint64_t expected, FrameKind kind = FrameKind::ACK)
{
    Frame frame{};
    frame.kind = kind;
    frame.psn = static_cast<uint32_t>(expected) & PSN_MASK;
    return frame;
}

Frame
Sack(uint64_t expected, uint64_t received)
{
    Frame frame = Ack(expected);
    frame.flags = FRAME_SACK;
    frame.sackPsn = static_cast<uint32_t>(received) & PSN_MASK;
    return frame;
}

/**
 * @ingroup ai-fabric-tests
 * Go-back-N by hand, across the wrap of the 24-bit PSN.
 */
class GoBackNTestCase : public TestCase
{
  public:
    GoBackNTestCase()
        : TestCase("Go-back-N rewinds on NAK and timeout, across the PSN wrap")
    {
    }

  private:
    void DoRun() override
    {
        const auto recovery = Make("GoBackN");
        recovery->Start(nullptr, RecoveryPlace());
        const uint64_t wrap = uint64_t{1} << 24;
        recovery->Extend(wrap + 100);
        for (uint64_t i = 0; i < wrap - 5; i++)
        {
            recovery->Next();
            if (i % 4096 == 4095)
            {
                recovery->Acknowledged(Ack(i + 1));
            }
        }
        recovery->Acknowledged(Ack(wrap - 5));
        NS_TEST_ASSERT_MSG_EQ(recovery->GetUnacknowledged(), wrap - 5, "all acknowledged");
        for (int i = 0; i < 10; i++)
        {
            recovery->Next();
        }
        NS_TEST_EXPECT_MSG_EQ(recovery->GetInFlight(), 10, "in flight across the wrap");
        NS_TEST_EXPECT_MSG_EQ(recovery->Acknowledged(Ack(wrap + 2, FrameKind::NAK)),
                              7,
                              "a NAK acknowledges what is below it");
        NS_TEST_EXPECT_MSG_EQ(recovery->TakeLossFound(), true, "and tells of a loss");
        const auto next = recovery->Next();
        NS_TEST_EXPECT_MSG_EQ(next.sequence, wrap + 2, "rewound to the packet of the NAK");
        NS_TEST_EXPECT_MSG_EQ(next.retransmitted, true, "which was sent before");
        recovery->Acknowledged(Ack(wrap - 9));
        NS_TEST_EXPECT_MSG_EQ(recovery->GetUnacknowledged(), wrap + 2, "an old ACK does nothing");
        recovery->TimedOut();
        NS_TEST_EXPECT_MSG_EQ(recovery->Next().sequence, wrap + 2, "rewound by the timeout");
        NS_TEST_EXPECT_MSG_EQ(recovery->GetRetransmitted(), 2, "two retransmissions");
        recovery->Acknowledged(Ack(wrap + 99));
        NS_TEST_EXPECT_MSG_EQ(recovery->GetUnacknowledged(),
                              wrap + 2,
                              "an ACK of what was never sent does nothing");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Selective acknowledgement by hand: the threshold, the second loss, the timeout.
 */
class SackTestCase : public TestCase
{
  public:
    SackTestCase()
        : TestCase("SACK takes a packet for lost at its threshold, not before")
    {
    }

  private:
    void DoRun() override
    {
        const auto recovery = Make("Sack");
        recovery->SetAttribute("Threshold", UintegerValue(4));
        recovery->Start(nullptr, RecoveryPlace());
        recovery->Extend(20);
        for (int i = 0; i < 10; i++)
        {
            recovery->Next();
        }
        for (const uint64_t received : {1, 2, 3})
        {
            recovery->Acknowledged(Sack(0, received));
        }
        NS_TEST_EXPECT_MSG_EQ(recovery->TakeLossFound(), false, "three above: not lost");
        NS_TEST_EXPECT_MSG_EQ(recovery->GetInFlight(), 7, "3 of 10 acknowledged");
        recovery->Acknowledged(Sack(0, 4));
        NS_TEST_EXPECT_MSG_EQ(recovery->TakeLossFound(), true, "four above: lost");
        auto next = recovery->Next();
        NS_TEST_EXPECT_MSG_EQ(next.sequence, 0, "the lost packet goes first");
        NS_TEST_EXPECT_MSG_EQ(next.retransmitted, true, "again");
        NS_TEST_EXPECT_MSG_EQ(recovery->Next().sequence, 10, "then a new one");
        for (const uint64_t received : {5, 6, 7, 8, 9, 10})
        {
            recovery->Acknowledged(Sack(0, received));
        }
        NS_TEST_EXPECT_MSG_EQ(recovery->TakeLossFound(),
                              false,
                              "the resent packet counts from where it was resent");
        for (int i = 0; i < 6; i++)
        {
            recovery->Next();
        }
        for (const uint64_t received : {11, 12, 13, 14})
        {
            recovery->Acknowledged(Sack(0, received));
        }
        NS_TEST_EXPECT_MSG_EQ(recovery->TakeLossFound(), true, "lost once more");
        NS_TEST_EXPECT_MSG_EQ(recovery->Next().sequence, 0, "sent once more");
        NS_TEST_EXPECT_MSG_EQ(recovery->Acknowledged(Ack(15)), 1, "only the gap was missing");
        recovery->TimedOut();
        NS_TEST_EXPECT_MSG_EQ(recovery->Next().sequence, 15, "a timeout resends what is open");
        NS_TEST_EXPECT_MSG_EQ(recovery->GetTimeouts(), 1, "timeouts");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of the loss recoveries.
 */
class LossRecoveryTestSuite : public TestSuite
{
  public:
    LossRecoveryTestSuite()
        : TestSuite("ai-fabric-loss-recovery", TestSuite::Type::UNIT)
    {
        AddTestCase(new GoBackNTestCase);
        AddTestCase(new SackTestCase);
    }
};

const LossRecoveryTestSuite g_lossRecoveryTestSuite; ///< the instance that registers the suite

} // namespace
