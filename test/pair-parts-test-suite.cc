/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What queue pairs are made of: messages, bitmaps, losses, memory.
 */

#include "ns3/fabric-compat.h"
#include "ns3/fabric-engine.h"
#include "ns3/huge-arena.h"
#include "ns3/object-factory.h"
#include "ns3/posted-messages.h"
#include "ns3/responder.h"
#include "ns3/sack-loss-recovery.h"
#include "ns3/sequence-bitmap.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <cstdint>
#include <iterator>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * The messages of a queue pair, whether one or several.
 */
class MessagesTestCase : public TestCase
{
  public:
    MessagesTestCase()
        : TestCase("Messages keep their order, in the queue pair and beyond")
    {
    }

  private:
    void DoRun() override
    {
        PostedMessages messages;
        uint64_t posted = 0;
        uint32_t number = 0;
        for (const int count : {1, 5, 3})
        {
            NS_TEST_ASSERT_MSG_EQ(messages.IsEmpty(), true, "none is left");
            const uint32_t oldest = number;
            for (int i = 0; i < count; i++)
            {
                PostedMessage& message = messages.PushBack();
                NS_TEST_EXPECT_MSG_EQ(message.tag, 0, "nothing is left of another one");
                message.first = posted;
                message.number = number++;
                message.tag = 100 + message.number;
                posted += 10;
            }
            const uint64_t first = messages.GetFront()->first;
            const auto find = [&](uint64_t s) { return messages.FindPacket(s).number - oldest; };
            for (const uint64_t s : {first, posted - 1, first + 9, posted - 10, first})
            {
                NS_TEST_EXPECT_MSG_EQ(find(s), (s - first) / 10, "of packet " << s);
            }
            NS_TEST_EXPECT_MSG_EQ(messages.FindNumber(number - 1).number, number - 1, "the last");
            for (uint32_t n = oldest; n < number; n++)
            {
                NS_TEST_EXPECT_MSG_EQ(messages.FindNumber(n).tag, 100 + n, "by number");
                NS_TEST_EXPECT_MSG_EQ(messages.GetFront()->number, n, "in order");
                NS_TEST_EXPECT_MSG_EQ(messages.GetFrontEnd(posted), (n + 1) * 10, "its end");
                messages.PopFront();
            }
        }
        messages.PushBack();
        messages.PushBack(); // that are left, the destructor frees
    }
};

/**
 * @ingroup ai-fabric-tests
 * Bitmaps against sets.
 */
class BitmapTestCase : public TestCase
{
  public:
    BitmapTestCase()
        : TestCase("A bitmap is a set of numbers, in one word and in many")
    {
    }

  private:
    void DoRun() override
    {
        std::mt19937 random(1);
        for (const uint64_t reach : {10, 63, 64, 65, 200, 1000})
        {
            SequenceBitmap bitmap;
            std::set<uint64_t> members; // above the base
            uint64_t base = 0;
            for (int step = 0; step < 5000; step++)
            {
                const uint64_t number = base + random() % reach;
                if (random() % 64 == 0)
                {
                    const auto end = members.lower_bound(number);
                    const auto before = static_cast<uint64_t>(std::distance(members.begin(), end));
                    NS_TEST_ASSERT_MSG_EQ(bitmap.Advance(number), number - base - before, "new");
                    members.erase(members.begin(), end);
                    base = number;
                }
                else
                {
                    NS_TEST_ASSERT_MSG_EQ(bitmap.Add(number), members.insert(number).second, "add");
                }
                while (members.erase(base) > 0)
                {
                    base++;
                }
                NS_TEST_ASSERT_MSG_EQ(bitmap.GetBase(), base, "base");
                NS_TEST_ASSERT_MSG_EQ(bitmap.GetCount(), members.size(), "count");
                const uint64_t other = base + random() % reach;
                NS_TEST_ASSERT_MSG_EQ(bitmap.Contains(other), (members.count(other) > 0), "member");
            }
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * What a recovery knows of losses is made with the first one, and is gone when it is used again.
 */
class LossesTestCase : public TestCase
{
  public:
    LossesTestCase()
        : TestCase("Losses of a queue pair that was parked do not come back")
    {
    }

  private:
    static Frame Ack(uint64_t expected, uint64_t received)
    {
        Frame frame{};
        frame.kind = FrameKind::ACK;
        frame.psn = static_cast<uint32_t>(expected);
        frame.sackPsn = static_cast<uint32_t>(received);
        frame.flags = FRAME_SACK;
        return frame;
    }

    /// Ten packets, of which the first is lost, found, sent again, and lost to a timeout.
    void Lose(Ptr<LossRecovery> recovery, uint64_t from)
    {
        recovery->Extend(10);
        for (int i = 0; i < 10; i++)
        {
            const auto next = recovery->Next();
            NS_TEST_EXPECT_MSG_EQ(next.sequence, from + i, "in order");
            NS_TEST_EXPECT_MSG_EQ(next.retransmitted, false, "once");
        }
        for (uint64_t i = 1; i < 10; i++)
        {
            recovery->Acknowledged(Ack(from, from + i));
        }
        NS_TEST_EXPECT_MSG_EQ(recovery->TakeLossFound(), true, "found");
        NS_TEST_EXPECT_MSG_EQ(recovery->Next().sequence, from, "sent again");
        recovery->TimedOut();
        NS_TEST_EXPECT_MSG_EQ(recovery->HasWork(), true, "to be sent once more");
        NS_TEST_EXPECT_MSG_EQ(recovery->IsPlain(), false, "something is open");
        Frame last = Ack(from + 10, 0);
        last.flags = 0;
        NS_TEST_EXPECT_MSG_EQ(recovery->Acknowledged(last), 1, "the answer was late");
        NS_TEST_EXPECT_MSG_EQ(recovery->HasWork(), false, "it need not be sent");
        NS_TEST_EXPECT_MSG_EQ(recovery->GetInFlight(), 0, "nothing is under way");
    }

    void DoRun() override
    {
        FabricEngine::Prepare();
        ObjectFactory factory("ns3::aifabric::SackLossRecovery", "Threshold", UintegerValue(4));
        const auto recovery = factory.Create<LossRecovery>()->Copy();
        for (const uint64_t from : {0, 10, 1000})
        {
            if (from == 1000)
            {
                NS_TEST_EXPECT_MSG_EQ(recovery->IsPlain(), true, "it can be parked");
            }
            if (from != 10)
            {
                recovery->Start(nullptr, RecoveryPlace());
                recovery->Resume(from, 0);
                NS_TEST_EXPECT_MSG_EQ(recovery->GetRetransmitted(), 0, "as new");
            }
            Lose(recovery, from);
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Messages that are complete out of order.
 */
class EndingsTestCase : public TestCase
{
  public:
    EndingsTestCase()
        : TestCase("Messages end in order, when all before them is here")
    {
    }

  private:
    void DoRun() override
    {
        Responder responder(std::make_unique<BitmapTracker>(true));
        responder.Start(1, {});
        std::vector<Responder::Ending> complete;
        // Messages of two packets; the tag is the number.
        const auto receive = [&](uint32_t psn) {
            Frame frame{};
            frame.kind = FrameKind::DATA;
            frame.psn = psn;
            frame.remoteAddress = psn / 2;
            frame.flags = psn % 2 == 1 ? FRAME_LAST : 0;
            complete.clear();
            responder.Receive(frame, complete);
            std::string tags;
            for (const auto& ending : complete)
            {
                tags += std::to_string(ending.tag);
            }
            return tags;
        };
        NS_TEST_EXPECT_MSG_EQ(receive(0), "", "half of it");
        NS_TEST_EXPECT_MSG_EQ(receive(1), "0", "in order");
        NS_TEST_EXPECT_MSG_EQ(responder.CanPark(), true, "nothing is open");
        NS_TEST_EXPECT_MSG_EQ(receive(7), "", "too early");
        NS_TEST_EXPECT_MSG_EQ(receive(3), "", "too early");
        NS_TEST_EXPECT_MSG_EQ(receive(5), "", "too early");
        NS_TEST_EXPECT_MSG_EQ(receive(5), "", "and twice");
        NS_TEST_EXPECT_MSG_EQ(responder.CanPark(), false, "three are open");
        NS_TEST_EXPECT_MSG_EQ(receive(4), "", "one is missing before it");
        NS_TEST_EXPECT_MSG_EQ(receive(2), "12", "both");
        NS_TEST_EXPECT_MSG_EQ(receive(6), "3", "the last");
        NS_TEST_EXPECT_MSG_EQ(responder.GetCompleted(), 4, "all");
        NS_TEST_EXPECT_MSG_EQ(responder.CanPark(), true, "nothing is open");
        NS_TEST_EXPECT_MSG_EQ(responder.GetMaxReorder(), 5, "2 after 7");
        responder.Start(2, {20, 19, 0, 7, 0});
        NS_TEST_EXPECT_MSG_EQ(receive(21), "", "of another queue pair");
        NS_TEST_EXPECT_MSG_EQ(receive(20), "10", "whose first message this is");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Objects of a group lie side by side.
 */
class GroupTestCase : public TestCase
{
  public:
    GroupTestCase()
        : TestCase("Objects that are used together lie side by side, once more too")
    {
    }

  private:
    void DoRun() override
    {
        GroupArena arena;
        std::vector<char*> firsts;
        std::vector<char*> seconds;
        const auto make = [&] {
            firsts.push_back(static_cast<char*>(arena.Allocate(130)));
            seconds.push_back(static_cast<char*>(arena.Allocate(64)));
            return seconds.back() - firsts.back();
        };
        for (int i = 0; i < 100; i++)
        {
            NS_TEST_EXPECT_MSG_EQ(make(), 192, "three lines, then one");
        }
        for (int i = 0; i < 50; i++)
        {
            arena.Free(seconds.back(), 64);
            arena.Free(firsts.back(), 130);
            seconds.pop_back();
            firsts.pop_back();
        }
        for (int i = 0; i < 100; i++)
        {
            NS_TEST_EXPECT_MSG_EQ(make(), 192, "in the same places, then in new ones");
        }
        const std::set<char*> places(firsts.begin(), firsts.end());
        NS_TEST_EXPECT_MSG_EQ(places.size(), 150, "each has its own");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of what queue pairs are made of.
 */
class PairPartsTestSuite : public TestSuite
{
  public:
    PairPartsTestSuite()
        : TestSuite("ai-fabric-pair-parts", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new MessagesTestCase, Duration::QUICK);
        AddTestCase(new BitmapTestCase, Duration::QUICK);
        AddTestCase(new LossesTestCase, Duration::QUICK);
        AddTestCase(new EndingsTestCase, Duration::QUICK);
        AddTestCase(new GroupTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const PairPartsTestSuite g_pairPartsTestSuite;

} // namespace
