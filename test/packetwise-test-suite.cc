/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Recoveries that decide on each packet by itself (trimming, uet, mrc), by hand: what each takes
 * for a loss, and what it does not.
 */

#include "recovery-by-hand.h"

#include "ns3/fabric-compat.h"
#include "ns3/frame-pool.h"
#include "ns3/mrc-loss-recovery.h"
#include "ns3/nack-reason.h"
#include "ns3/trimming-loss-recovery.h"
#include "ns3/uet-loss-recovery.h"

#include <memory>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::congestion_test;
using namespace ns3::aifabric::recovery_test;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Trimming: only NAKs and time tell.
 */
class TrimmingTestCase : public ByHandTestCase
{
  public:
    TrimmingTestCase()
        : ByHandTestCase("trimming: NAKs tell losses, gaps of any size do not, each packet has "
                         "its own time")
    {
    }

  private:
    void Plan() override
    {
        auto recovery = MakeRecovery<TrimmingLossRecovery>("Trimming", {}, 1000);
        NS_TEST_EXPECT_MSG_EQ(recovery->GetRto(), 15 * US + 2 * RTT, "15 us and the longest wait");
        At(1, [this, recovery]() {
            NS_TEST_EXPECT_MSG_EQ(Drain(*recovery).size(), 1000, "all leave");
        });
        At(10, [this, recovery]() {
            for (uint64_t s = 2; s < 900; s++)
            {
                NS_TEST_EXPECT_MSG_EQ(recovery->Acknowledged(Ack(0, s)), 1, "new");
            }
            NS_TEST_EXPECT_MSG_EQ(m_lost.size(), 0, "0 and 1 were overtaken by 898 packets");
            recovery->Acknowledged(Nak(0, 1, NACK_TRIMMED, US));
            NS_TEST_EXPECT_MSG_EQ((m_lost == List{1}), true, "the NAK tells");
            NS_TEST_EXPECT_MSG_EQ((m_causes[0] == LossCause::TRIMMED), true, "that it was trimmed");
            recovery->Extend(1);
            NS_TEST_EXPECT_MSG_EQ((Drain(*recovery) == List{1, 1000}), true, "goes first");
            recovery->Acknowledged(Nak(0, 1, NACK_TRIMMED, US));
            NS_TEST_EXPECT_MSG_EQ(m_lost.size(), 1, "a NAK of the first time says nothing now");
            recovery->Acknowledged(Nak(0, 1, NACK_TRIMMED, 10 * US));
            NS_TEST_EXPECT_MSG_EQ(m_lost.size(), 2, "one of the second time does");
            Drain(*recovery);
            NS_TEST_EXPECT_MSG_EQ(recovery->GetInFlight(), 1001 - 898, "in flight");
        });
        // Sent at 1 us, lost at 36 us; what was sent at 10 us is not.
        At(35, [this]() { NS_TEST_EXPECT_MSG_EQ(m_lost.size(), 2, "not yet"); });
        At(37, [this, recovery]() {
            NS_TEST_EXPECT_MSG_EQ(m_lost.size(), 2 + 101, "0 and 900 to 999");
            NS_TEST_EXPECT_MSG_EQ((m_causes.back() == LossCause::TIMEOUT), true, "by time");
            NS_TEST_EXPECT_MSG_EQ(recovery->GetInFlight(), 2, "1 and 1000 are younger");
            NS_TEST_EXPECT_MSG_EQ(recovery->GetTimeouts(), 0, "the queue pair did not time out");
            Drain(*recovery);
            recovery->Acknowledged(Ack(1001, 1000));
            NS_TEST_EXPECT_MSG_EQ(recovery->GetUnacknowledged(), 1001, "all is there");
            NS_TEST_EXPECT_MSG_EQ(recovery->IsPlain(), false, "losses were found");
            recovery->TakeLossFound();
            NS_TEST_EXPECT_MSG_EQ(recovery->IsPlain(), true, "and no timer runs");
        });
        Receiver();
    }

    void Receiver()
    {
        auto tracker = MakeRecovery<TrimmingLossRecovery>("Trimming", {}, 0)->MakeTracker(4096);
        Frame data{};
        NS_TEST_EXPECT_MSG_EQ(tracker->Receive(data, 0).urgent, true, "each is answered at once");
        PacketVerdict verdict = tracker->Trimmed(data, 1);
        NS_TEST_EXPECT_MSG_EQ(verdict.sendNak && verdict.namesPacket, true, "a NAK that names it");
        NS_TEST_EXPECT_MSG_EQ(+verdict.reason, +NACK_TRIMMED, "somewhere");
        data.flags = FRAME_LAST_HOP;
        NS_TEST_EXPECT_MSG_EQ(+tracker->Trimmed(data, 1).reason, +NACK_TRIMMED_LAST_HOP, "there");
        NS_TEST_EXPECT_MSG_EQ(tracker->Trimmed(data, 0).sendNak, false, "it is here already");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Ultra Ethernet: counts, bitmaps and questions.
 */
class UetTestCase : public ByHandTestCase
{
  public:
    UetTestCase()
        : ByHandTestCase("uet: out-of-order counts above 1.5 windows, holes once, questions")
    {
    }

  private:
    /// An ACK that tells the packets from a base on, and how many wait.
    static void Answer(LossRecovery& recovery,
                       Frame ack,
                       uint64_t base,
                       uint64_t bitmap,
                       uint32_t overtaken)
    {
        FrameExtra extra;
        extra.bitmapBase = static_cast<uint32_t>(base) & PSN_MASK;
        extra.bitmap = bitmap;
        extra.overtaken = overtaken;
        ack.flags |= FRAME_BITMAP;
        ack.extra = &extra;
        recovery.Acknowledged(ack);
    }

    void Plan() override
    {
        m_window = 8; // a threshold of 12
        auto recovery = MakeRecovery<UetLossRecovery>("Uet", {}, 100);
        At(1, [recovery]() { Drain(*recovery); });
        At(12, [this, recovery]() {
            // 2 to 13 have come: twelve.
            Answer(*recovery, Ack(0, 13), 2, 0xfff, 12);
            NS_TEST_EXPECT_MSG_EQ(recovery->GetInFlight(), 88, "one answer tells twelve");
            NS_TEST_EXPECT_MSG_EQ(recovery->IsRecovering(), false, "not more than 12");
            Answer(*recovery, Ack(0, 20), 20, 1, 13);
            NS_TEST_EXPECT_MSG_EQ(recovery->IsRecovering(), true, "13 are");
            NS_TEST_EXPECT_MSG_EQ((m_lost == List{0, 1, 14, 15, 16, 17, 18, 19}),
                                  true,
                                  "holes below 20, a window of them");
            NS_TEST_EXPECT_MSG_EQ((m_causes[0] == LossCause::GAP), true, "by what came");
            NS_TEST_EXPECT_MSG_EQ(recovery->IsRepeating(), true, "and may pass the window");
            NS_TEST_EXPECT_MSG_EQ((Drain(*recovery) == m_lost), true, "go again");
            NS_TEST_EXPECT_MSG_EQ(recovery->IsRepeating(), false, "all have");
            Answer(*recovery, Ack(0, 22), 22, 1, 14);
            NS_TEST_EXPECT_MSG_EQ(m_lost.size(), 9, "21: each once");
            NS_TEST_EXPECT_MSG_EQ(m_lost.back(), 21, "and no other");
            Drain(*recovery);
            Answer(*recovery, Ack(100, 99), 101, 0, 0);
            NS_TEST_EXPECT_MSG_EQ(recovery->IsRecovering(), false, "until all had come");
        });
        At(20, [this]() { Least(); });
        Told();
        Ask();
        Receiver();
    }

    /// Where switches trim, they tell of losses, and no count does.
    void Told()
    {
        auto recovery = MakeRecovery<UetLossRecovery>("Uet", {}, 100);
        At(2, [recovery]() { Drain(*recovery); });
        At(11, [this, recovery]() {
            m_lost.clear();
            Answer(*recovery, Nak(0, 3, NACK_TRIMMED), 4, 1, 1);
            NS_TEST_EXPECT_MSG_EQ((m_lost == List{3}), true, "trimmed");
            NS_TEST_EXPECT_MSG_EQ(recovery->IsRepeating(), false, "it obeys the window");
            Answer(*recovery, Ack(0, 60), 4, ~uint64_t{0}, 60);
            NS_TEST_EXPECT_MSG_EQ(recovery->IsRecovering(), false, "the others were not");
            m_lost.clear();
            m_causes.clear();
        });
    }

    void Least()
    {
        m_lost.clear();
        m_window = 1;
        auto recovery = MakeRecovery<UetLossRecovery>("Uet", {}, 20);
        auto large = MakeRecovery<UetLossRecovery>("Uet", {}, 40);
        Drain(*recovery);
        Drain(*large);
        Answer(*recovery, Ack(0, 5), 1, 0x1f, 5);
        NS_TEST_EXPECT_MSG_EQ(recovery->IsRecovering(), false, "five are borne in any case");
        Answer(*recovery, Ack(0, 6), 6, 1, 6);
        NS_TEST_EXPECT_MSG_EQ(recovery->IsRecovering(), true, "six are not");
        NS_TEST_EXPECT_MSG_EQ(m_lost.size(), 0, "but no answer to 0 can be here yet");
        At(9, [this, recovery]() { Answer(*recovery, Ack(0, 7), 7, 1, 7); });
        At(11, [this, recovery, large]() {
            NS_TEST_EXPECT_MSG_EQ(m_lost.size(), 0, "nor a bit sooner than a round trip");
            Answer(*recovery, Ack(0, 8), 8, 1, 8);
            NS_TEST_EXPECT_MSG_EQ((m_lost == List{0}), true, "now it can");
            m_lost.clear();
            m_window = UINT64_MAX; // the largest window: 15 packets
            Answer(*large, Ack(0, 15), 1, 0x7fff, 15);
            NS_TEST_EXPECT_MSG_EQ(m_lost.size(), 0, "15 packets of 1.5 round trips");
            Answer(*large, Ack(0, 16), 16, 1, 16);
            NS_TEST_EXPECT_MSG_EQ((m_lost == List{0}), true, "16");
            large->Acknowledged(Ack(40, 39));
            recovery->Acknowledged(Ack(20, 19));
            m_lost.clear();
        });
    }

    void Ask()
    {
        // Nothing is left to send: a round trip and the target of one, from the last answer on.
        static constexpr double START = 1000;
        At(START, [this]() {
            m_lost.clear();
            m_window = 100;
            m_tail = MakeRecovery<UetLossRecovery>("Uet", {{"Rto", "10ms"}}, 10);
            Drain(*m_tail);
            m_probes = 0;
        });
        At(START + 19, [this]() { NS_TEST_EXPECT_MSG_EQ(m_probes, 0, "patient"); });
        At(START + 21, [this]() { NS_TEST_EXPECT_MSG_EQ(m_probes, 1, "asks"); });
        At(START + 29.5, [this]() {
            Frame answer = Ack(4, 9);
            answer.flags = 0;
            answer.reason = RecoveryListener::PROBE_ANSWER;
            answer.echoTime = static_cast<uint64_t>((START + 9) * US);
            Answer(*m_tail, answer, 5, 0x3, 2); // late by 10.5 us: queues are full
            NS_TEST_EXPECT_MSG_EQ(m_lost.size(), 0, "a late answer tells no losses");
            answer.echoTime = static_cast<uint64_t>((START + 19) * US);
            Answer(*m_tail, answer, 5, 0x3, 2);
            NS_TEST_EXPECT_MSG_EQ((m_lost == List{4, 7, 8, 9}), true, "one in time does");
            NS_TEST_EXPECT_MSG_EQ(m_tail->GetProbes(), 1, "one question");
            m_tail->Acknowledged(Ack(10, 9));
        });
        At(START + 100, [this]() { NS_TEST_EXPECT_MSG_EQ(m_probes, 1, "and no more"); });
    }

    void Receiver()
    {
        auto tracker = MakeRecovery<UetLossRecovery>("Uet", {}, 0)->MakeTracker(4096);
        FramePool& pool = FramePool::Get();
        Frame data{};
        data.payload = 1000;
        const auto receive = [&](uint64_t s, uint16_t flags = 0, Ecn ecn = Ecn::ECT0) {
            data.psn = static_cast<uint32_t>(s);
            data.flags = flags;
            data.ecn = ecn;
            return tracker->Receive(data, s);
        };
        NS_TEST_EXPECT_MSG_EQ(receive(0).urgent, true, "the first packet");
        NS_TEST_EXPECT_MSG_EQ(receive(1).urgent, false, "the second one waits");
        NS_TEST_EXPECT_MSG_EQ(receive(2, 0, Ecn::CE).urgent, true, "a mark");
        NS_TEST_EXPECT_MSG_EQ(receive(2).urgent, true, "a duplicate");
        NS_TEST_EXPECT_MSG_EQ(receive(4).urgent, false, "a hole waits");
        NS_TEST_EXPECT_MSG_EQ(receive(3).urgent, false, "it is filled, and nobody had asked");
        NS_TEST_EXPECT_MSG_EQ(receive(6, FRAME_ACK_REQUEST).urgent, false, "the NIC sees to it");
        NS_TEST_EXPECT_MSG_EQ(receive(8).urgent, false, "two holes");
        NS_TEST_EXPECT_MSG_EQ(receive(5).urgent, false, "one is filled");
        NS_TEST_EXPECT_MSG_EQ(receive(7).urgent, true, "and the last one, after somebody asked");
        receive(80);
        NS_TEST_EXPECT_MSG_EQ(tracker->GetAnswerBytes(), wire::BITMAP_BYTES, "24 bytes");
        Frame* answer = pool.Make();
        tracker->CompleteAnswer(data, *answer, pool);
        NS_TEST_EXPECT_MSG_EQ(answer->extra->bitmapBase, 17, "from 63 below on");
        NS_TEST_EXPECT_MSG_EQ(answer->extra->bitmap, uint64_t{1} << 63, "which is the last bit");
        NS_TEST_EXPECT_MSG_EQ(answer->extra->received, 10000, "bytes in all");
        NS_TEST_EXPECT_MSG_EQ(answer->extra->overtaken, 1, "one waits");
        receive(30, FRAME_ACK_REQUEST);
        tracker->CompleteAnswer(data, *answer, pool);
        NS_TEST_EXPECT_MSG_EQ(answer->extra->bitmapBase, 30, "from the packet itself on");
        NS_TEST_EXPECT_MSG_EQ(answer->extra->bitmap, 1 + (uint64_t{1} << 50), "30 and 80");
        receive(20);
        tracker->CompleteAnswer(data, *answer, pool);
        NS_TEST_EXPECT_MSG_EQ(answer->extra->bitmapBase, 10, "not below what is expected");
        pool.Deliver(answer);
    }

    Ptr<UetLossRecovery> m_tail;
};

/**
 * @ingroup ai-fabric-tests
 * Multipath reliable connection: windows, reasons and time.
 */
class MrcTestCase : public ByHandTestCase
{
  public:
    MrcTestCase()
        : ByHandTestCase("mrc: a window of packet numbers, reasons, and losses by time")
    {
    }

  private:
    void Plan() override
    {
        auto recovery = MakeRecovery<MrcLossRecovery>("Mrc", {{"Window", "64"}}, 1000);
        At(1, [this, recovery]() {
            NS_TEST_EXPECT_MSG_EQ(Drain(*recovery).size(), 64, "a window");
            recovery->Acknowledged(Ack(0, 63));
            NS_TEST_EXPECT_MSG_EQ(Drain(*recovery).size(), 0, "from the lowest missing on");
            recovery->Acknowledged(Ack(10, 9));
            NS_TEST_EXPECT_MSG_EQ(Drain(*recovery).size(), 10, "it moves");
        });
        At(5, [this, recovery]() {
            recovery->Acknowledged(Ack(10, 70)); // sent at 1 us as all others
            NS_TEST_EXPECT_MSG_EQ(m_lost.size(), 0, "overtaken by 60 packets of the same time");
            recovery->Acknowledged(Ack(12, 11));
            NS_TEST_EXPECT_MSG_EQ((Drain(*recovery) == List{74, 75}), true, "two at 5 us");
            recovery->Acknowledged(Ack(12, 74));
            NS_TEST_EXPECT_MSG_EQ(m_lost.size(), 0, "4 us later is not a round trip later");
            recovery->Acknowledged(Ack(20, 19));
        });
        At(11, [this, recovery]() {
            NS_TEST_EXPECT_MSG_EQ(Drain(*recovery).size(), 8, "eight at 11 us");
            recovery->Acknowledged(Ack(20, 76));
            NS_TEST_EXPECT_MSG_EQ(m_lost.size(), 0, "exactly a round trip later");
        });
        At(12, [this, recovery]() {
            recovery->Acknowledged(Ack(21, 20));
            NS_TEST_EXPECT_MSG_EQ((Drain(*recovery) == List{84}), true, "one at 12 us");
            recovery->Acknowledged(Ack(21, 84));
            // 21 to 62, 64 to 69, 71 to 73 were sent at 1 us.
            NS_TEST_EXPECT_MSG_EQ(m_lost.size(), 42 + 6 + 3, "more than a round trip later");
            NS_TEST_EXPECT_MSG_EQ((m_causes[0] == LossCause::GAP), true, "by what came");
            Drain(*recovery);
            m_lost.clear();
            recovery->Acknowledged(Nak(21, 77, NACK_TRIMMED_LAST_HOP, 11 * US));
            recovery->Acknowledged(Nak(21, 78, NACK_OUT_OF_WINDOW, 11 * US));
            NS_TEST_EXPECT_MSG_EQ((m_lost == List{77, 78}), true, "both are named");
            NS_TEST_EXPECT_MSG_EQ((m_causes.end()[-2] == LossCause::TRIMMED), true, "trimmed");
            NS_TEST_EXPECT_MSG_EQ((m_causes.back() == LossCause::NAK), true, "refused");
            NS_TEST_EXPECT_MSG_EQ(recovery->GetRefused(), 1, "one was refused");
            NS_TEST_EXPECT_MSG_EQ(recovery->HasWork(), false, "it waits for the window to move");
            recovery->Acknowledged(Ack(22, 21));
            NS_TEST_EXPECT_MSG_EQ((Drain(*recovery) == List{77, 78, 85}), true, "which it did");
        });
        Receiver();
    }

    void Receiver()
    {
        auto tracker = MakeRecovery<MrcLossRecovery>("Mrc", {{"Bitmap", "16"}}, 0)->MakeTracker(1);
        Frame data{};
        data.payload = 1;
        NS_TEST_EXPECT_MSG_EQ(tracker->Receive(data, 15).accepted,
                              true,
                              "the last one in its room");
        const PacketVerdict verdict = tracker->Receive(data, 16);
        NS_TEST_EXPECT_MSG_EQ(verdict.accepted, false, "no room for the next");
        NS_TEST_EXPECT_MSG_EQ(verdict.sendNak && verdict.namesPacket, true, "which is told");
        NS_TEST_EXPECT_MSG_EQ(+verdict.reason, +NACK_OUT_OF_WINDOW, "and why");
        NS_TEST_EXPECT_MSG_EQ(tracker->Receive(data, 0).accepted, true, "the one expected");
        NS_TEST_EXPECT_MSG_EQ(tracker->Receive(data, 16).accepted, true, "moves the room");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of recoveries that decide on each packet by itself.
 */
class PacketwiseTestSuite : public TestSuite
{
  public:
    PacketwiseTestSuite()
        : TestSuite("ai-fabric-packetwise", TestSuite::Type::UNIT)
    {
        AddTestCase(new TrimmingTestCase);
        AddTestCase(new UetTestCase);
        AddTestCase(new MrcTestCase);
    }
};

const PacketwiseTestSuite g_packetwiseTestSuite; ///< the instance that registers the suite

} // namespace
