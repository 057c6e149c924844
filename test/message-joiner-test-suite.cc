/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/message-joiner.h"
#include "ns3/test.h"

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * The joiner by hand.
 */
class JoinerTestCase : public TestCase
{
  public:
    JoinerTestCase()
        : TestCase("The joiner: last piece, sums, failures, numbers")
    {
    }

  private:
    static MessageInfo Message(uint32_t src, uint64_t tag, uint64_t bytes)
    {
        MessageInfo message;
        message.src = src;
        message.tag = tag;
        message.bytes = bytes;
        message.posted = 17;
        return message;
    }

    static MessageInfo Piece(uint32_t src, uint32_t join, uint16_t pieces, uint64_t bytes)
    {
        MessageInfo piece = Message(src, 5, bytes);
        piece.join = join;
        piece.pieces = pieces;
        piece.packets = bytes / 10;
        piece.retransmissions = 3;
        return piece;
    }

    void DoRun() override
    {
        MessageJoiner joiner;
        const uint32_t first = joiner.Cut(Message(1, 5, 600), 3);
        const uint32_t second = joiner.Cut(Message(1, 6, 80), 2);
        NS_TEST_ASSERT_MSG_NE(first, second, "messages under way have different numbers");
        MessageInfo piece = Piece(1, first, 3, 100);
        NS_TEST_EXPECT_MSG_EQ(joiner.Sent(piece, false), false, "two are left");
        piece = Piece(1, second, 2, 40);
        NS_TEST_EXPECT_MSG_EQ(joiner.Sent(piece, true), false, "one of the other is left");
        piece = Piece(1, first, 3, 300);
        NS_TEST_EXPECT_MSG_EQ(joiner.Sent(piece, false), false, "one is left");
        piece = Piece(1, first, 3, 200);
        NS_TEST_ASSERT_MSG_EQ(joiner.Sent(piece, false), true, "the last");
        NS_TEST_EXPECT_MSG_EQ(joiner.HasFailed(first), false, "all are well");
        NS_TEST_EXPECT_MSG_EQ(piece.bytes, 600, "bytes of the message");
        NS_TEST_EXPECT_MSG_EQ(piece.packets, 60, "packets add up");
        NS_TEST_EXPECT_MSG_EQ(piece.retransmissions, 9, "retransmissions add up");
        NS_TEST_EXPECT_MSG_EQ(piece.posted, 17, "posted when the message was");
        NS_TEST_EXPECT_MSG_EQ(piece.tag, 5, "its tag");
        piece = Piece(1, second, 2, 40);
        NS_TEST_ASSERT_MSG_EQ(joiner.Sent(piece, false), true, "the last of the other");
        NS_TEST_EXPECT_MSG_EQ(joiner.HasFailed(second), true, "one piece failed: the message did");
        NS_TEST_EXPECT_MSG_EQ(joiner.Cut(Message(1, 7, 9), 2), first, "its number is free again");
        NS_TEST_EXPECT_MSG_NE(joiner.Cut(Message(1, 8, 9), 2),
                              second,
                              "that of a failure is not: the receiver may hold pieces");

        piece = Piece(1, 0, 2, 40);
        NS_TEST_EXPECT_MSG_EQ(joiner.Received(piece), false, "first of host 1");
        piece = Piece(2, 0, 2, 70);
        NS_TEST_EXPECT_MSG_EQ(joiner.Received(piece), false, "the same number of host 2");
        piece = Piece(1, 0, 2, 50);
        NS_TEST_ASSERT_MSG_EQ(joiner.Received(piece), true, "second of host 1");
        NS_TEST_EXPECT_MSG_EQ(piece.bytes, 90, "its bytes");
        piece = Piece(1, 0, 2, 11);
        NS_TEST_EXPECT_MSG_EQ(joiner.Received(piece), false, "the number begins anew");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class MessageJoinerTestSuite : public TestSuite
{
  public:
    MessageJoinerTestSuite()
        : TestSuite("ai-fabric-message-joiner", TestSuite::Type::UNIT)
    {
        AddTestCase(new JoinerTestCase);
    }
};

/// Registers the suite.
MessageJoinerTestSuite g_messageJoinerTestSuite;

} // namespace
