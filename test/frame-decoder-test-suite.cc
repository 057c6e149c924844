/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "frame-codec-test-helper.h"

#include "ns3/frame-codec.h"
#include "ns3/roce-icrc.h"
#include "ns3/test.h"

#include <array>
#include <random>
#include <string>

/**
 * @file
 * @ingroup ai-fabric-tests
 *
 * Bytes as frames: round trips, and the refusal of malformed bytes.
 */

namespace ns3
{
namespace aifabric
{
namespace tests
{

namespace
{

/**
 * A frame of random kind and fields.
 * @param random source of values
 * @return the frame
 */
Frame
MakeRandomFrame(std::mt19937& random)
{
    static const std::array<FrameKind, 8> KINDS{FrameKind::DATA,
                                                FrameKind::ACK,
                                                FrameKind::NAK,
                                                FrameKind::CNP,
                                                FrameKind::PFC,
                                                FrameKind::PROBE,
                                                FrameKind::PROBE_REPLY,
                                                FrameKind::SWITCH};
    const FrameKind kind = KINDS[random() % KINDS.size()];
    uint8_t mask = FRAME_ACK_REQUEST | FRAME_BECN;
    switch (kind)
    {
    case FrameKind::DATA:
        mask |= FRAME_FIRST | FRAME_LAST;
        break;
    case FrameKind::CNP:
        mask = FRAME_ACK_REQUEST;
        break;
    case FrameKind::PROBE:
    case FrameKind::PROBE_REPLY:
        break;
    default:
        mask |= FRAME_SACK;
        break;
    }
    return MakeFrame(kind,
                     static_cast<uint8_t>(random()) & mask,
                     static_cast<uint16_t>(random() % 9001),
                     random);
}

/**
 * Put right both checksums of bytes that a test has changed.
 * @param bytes a RoCEv2 frame without FCS
 */
void
Repair(Bytes& bytes)
{
    bytes[IP_AT + 10] = bytes[IP_AT + 11] = 0;
    uint32_t sum = 0;
    for (size_t i = IP_AT; i < UDP_AT; i += 2)
    {
        sum += static_cast<uint32_t>(bytes[i]) << 8 | bytes[i + 1];
    }
    sum = (sum & 0xffff) + (sum >> 16);
    sum = ~((sum & 0xffff) + (sum >> 16));
    bytes[IP_AT + 10] = static_cast<uint8_t>(sum >> 8);
    bytes[IP_AT + 11] = static_cast<uint8_t>(sum);
    const size_t covered = bytes.size() - IP_AT - wire::ICRC_BYTES;
    uint32_t icrc = RoceIcrc(&bytes[IP_AT], covered).value();
    for (size_t i = bytes.size() - wire::ICRC_BYTES; i < bytes.size(); i++, icrc >>= 8)
    {
        bytes[i] = static_cast<uint8_t>(icrc);
    }
}

} // namespace

/**
 * @ingroup ai-fabric-tests
 * Encoding and decoding random frames gives the same fields.
 */
class RoundTripTestCase : public TestCase
{
  public:
    RoundTripTestCase()
        : TestCase("round trip of random frames")
    {
    }

  private:
    void DoRun() override
    {
        std::mt19937 random(2);
        for (int i = 0; i < 2000; i++)
        {
            const Frame in = MakeRandomFrame(random);
            const bool withFcs = random() & 1;
            const Bytes bytes = FrameCodec::Encode(in, withFcs);
            Frame out{};
            const bool ok = FrameCodec::Decode(bytes.data(), bytes.size(), out, withFcs);
            NS_TEST_ASSERT_MSG_EQ(ok, true, "decoded, kind " << static_cast<int>(in.kind));
            NS_TEST_ASSERT_MSG_EQ(AreEqual(in, out), true, "kind " << static_cast<int>(in.kind));
        }
        CheckIpv6(random);
        CheckBookkeeping(random);
    }

    /**
     * The same over IPv6: twenty bytes longer, and every change but of the mutable fields is seen.
     * @param random source of values
     */
    void CheckIpv6(std::mt19937& random)
    {
        for (int i = 0; i < 500; i++)
        {
            Frame in = MakeRandomFrame(random);
            if (in.kind == FrameKind::PFC || in.kind == FrameKind::SWITCH)
            {
                continue;
            }
            const size_t v4Bytes = FrameCodec::Encode(in, true).size();
            in.flags |= FRAME_IPV6;
            in.size += wire::IPV6_EXTRA_BYTES;
            Bytes bytes = FrameCodec::Encode(in);
            NS_TEST_ASSERT_MSG_EQ(bytes.size() + wire::FCS_BYTES, in.size, "size on the wire");
            NS_TEST_EXPECT_MSG_EQ(in.size - v4Bytes, wire::IPV6_EXTRA_BYTES, "beside IPv4");
            NS_TEST_EXPECT_MSG_EQ((bytes[12] << 8 | bytes[13]), 0x86dd, "Ethernet type");
            Frame out{};
            NS_TEST_ASSERT_MSG_EQ(Decode(bytes, out), true, "decoded");
            NS_TEST_ASSERT_MSG_EQ(AreEqual(in, out), true, "kind " << static_cast<int>(in.kind));
            bytes[IP_AT + 7] ^= 1;
            NS_TEST_EXPECT_MSG_EQ(Decode(bytes, out), true, "the hop limit is not covered");
            // Addresses (source and destination, all of them), UDP ports, PSN.
            const size_t at = IP_AT + 8 + random() % (2 * 16 + 4);
            bytes[at] ^= 1;
            NS_TEST_EXPECT_MSG_EQ(Decode(bytes, out), false, "ICRC, byte " << at);
        }
    }

    /**
     * Compare the fields that are on the wire, and that the others are zero.
     * @param a a frame
     * @param b another one
     * @return true if they are the same
     */
    static bool AreEqual(const Frame& a, const Frame& b)
    {
        return a.kind == b.kind && a.src == b.src && a.dst == b.dst && a.plane == b.plane &&
               a.psn == b.psn && a.qp == b.qp && a.size == b.size && a.entropy == b.entropy &&
               a.priority == b.priority && a.ecn == b.ecn && a.flags == b.flags &&
               a.payload == b.payload && a.hopLimit == b.hopLimit && a.msn == b.msn &&
               a.sackPsn == b.sackPsn && a.dmaLength == b.dmaLength &&
               a.remoteAddress == b.remoteAddress && a.pfcClasses == b.pfcClasses &&
               a.pfcQuanta == b.pfcQuanta && a.sentAt == b.sentAt && a.srcQp == b.srcQp &&
               a.echoTime == b.echoTime && a.echoEntropy == b.echoEntropy;
    }

    /**
     * What the simulator keeps in a frame for itself does not show on the wire.
     * @param random source of values
     */
    void CheckBookkeeping(std::mt19937& random)
    {
        const Frame frame = MakeFrame(FrameKind::DATA, FRAME_LAST, 100, random);
        Frame busy = frame;
        busy.flags |= FRAME_STEERED | FRAME_RETRANSMIT;
        busy.sentAt = busy.echoTime = 12345;
        busy.srcQp = busy.msn = busy.dmaLength = busy.sackPsn = 6;
        busy.ingress = busy.echoEntropy = 7;
        const bool same = FrameCodec::Encode(frame) == FrameCodec::Encode(busy);
        NS_TEST_EXPECT_MSG_EQ(same, true, "bookkeeping on the wire");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Malformed bytes are refused, and the result is left alone.
 */
class MalformedTestCase : public TestCase
{
  public:
    MalformedTestCase()
        : TestCase("malformed bytes")
    {
    }

  private:
    void DoRun() override
    {
        std::mt19937 random(3);
        for (int i = 0; i < 60; i++)
        {
            Frame frame = MakeRandomFrame(random);
            if (frame.kind == FrameKind::DATA)
            {
                frame.payload %= 64;
            }
            CheckLengths(FrameCodec::Encode(frame));
            CheckBitErrors(frame, random);
        }
        CheckRepaired(random);
    }

    /**
     * Expect a refusal.
     * @param bytes the bytes
     * @param what what is wrong with them
     */
    void ExpectRefusal(const Bytes& bytes, const std::string& what)
    {
        Frame frame{};
        frame.psn = 77;
        NS_TEST_EXPECT_MSG_EQ(Decode(bytes, frame), false, what);
        NS_TEST_EXPECT_MSG_EQ(frame.psn, 77U, "untouched: " << what);
    }

    /**
     * Every shorter and some longer byte strings are refused.
     * @param bytes a good frame
     */
    void CheckLengths(const Bytes& bytes)
    {
        for (size_t size = 0; size < bytes.size(); size++)
        {
            ExpectRefusal(Bytes(bytes.begin(), bytes.begin() + size), "truncated");
        }
        Bytes longer = bytes;
        longer.push_back(1); // zeros may be what a hop has added
        ExpectRefusal(longer, "trailing byte");
    }

    /**
     * The FCS finds every bit error.
     * @param frame a good frame
     * @param random source of positions
     */
    void CheckBitErrors(const Frame& frame, std::mt19937& random)
    {
        Bytes bytes = FrameCodec::Encode(frame, true);
        bytes[random() % bytes.size()] ^= static_cast<uint8_t>(1U << (random() % 8));
        Frame out{};
        const bool ok = FrameCodec::Decode(bytes.data(), bytes.size(), out, true);
        NS_TEST_EXPECT_MSG_EQ(ok, false, "bit error");
    }

    /**
     * Change one byte with and without correct checksums.
     * @param random source of values
     */
    void CheckRepaired(std::mt19937& random)
    {
        const Frame data = MakeFrame(FrameKind::DATA, FRAME_FIRST, 64, random);
        const Frame ack = MakeFrame(FrameKind::ACK, FRAME_SACK, 0, random);
        const Frame cnp = MakeFrame(FrameKind::CNP, 0, 0, random);
        Bytes bytes = FrameCodec::Encode(data);
        bytes[IP_AT + 8] ^= 1;
        ExpectRefusal(bytes, "IP checksum");
        Repair(bytes);
        Frame frame{};
        NS_TEST_EXPECT_MSG_EQ(Decode(bytes, frame), true, "repaired");
        NS_TEST_EXPECT_MSG_EQ(+frame.hopLimit, (data.hopLimit ^ 1), "the change is seen");
        for (const size_t at : {BTH_AT + 7, BTH_AT + 11, EXTENDED_AT + 20})
        {
            bytes = FrameCodec::Encode(data);
            bytes[at] ^= 1;
            ExpectRefusal(bytes, "ICRC, byte " + std::to_string(at));
        }
        bytes = FrameCodec::Encode(data);
        bytes[BTH_AT + 4] ^= 0x40;
        NS_TEST_EXPECT_MSG_EQ(Decode(bytes, frame), true, "BECN is not covered");

        ExpectRefusal(Change(data, 12, 0x86), "Ethernet type");
        ExpectRefusal(Change(data, IP_AT, 0x46), "IP options");
        ExpectRefusal(Change(data, IP_AT, 0x65), "IP version");
        ExpectRefusal(Change(data, IP_AT + 6, 0x20), "fragment");
        ExpectRefusal(Change(data, IP_AT + 9, 6), "TCP");
        ExpectRefusal(Change(data, IP_AT + 12, 11), "a source outside the fabric");
        ExpectRefusal(Change(data, UDP_AT + 3, 0), "UDP port");
        ExpectRefusal(Change(data, UDP_AT + 5, 1), "UDP length");
        ExpectRefusal(Change(data, BTH_AT, 0x15), "another operation");
        ExpectRefusal(Change(data, BTH_AT + 1, 0x01), "BTH version");
        ExpectRefusal(Change(ack, EXTENDED_AT, 0x64), "another NAK");
        ExpectRefusal(Change(ack, EXTENDED_AT + 4, 1), "SACK reserved bits");
        ExpectRefusal(Change(cnp, BTH_AT + 4, 0), "CNP without BECN");
        ExpectRefusal(Change(cnp, BTH_AT, 0x11), "ACK of odd length");
        ExpectRefusal(Change(ack, BTH_AT, 0x81), "CNP of odd length");
        ExpectRefusal(Change(ack, BTH_AT, 0x0a), "RETH cut short");
        const Frame probe = MakeFrame(FrameKind::PROBE, 0, 0, random);
        ExpectRefusal(Change(ack, BTH_AT, 0xc0), "probe of odd length");
        ExpectRefusal(Change(ack, BTH_AT, 0xc1), "answer to a probe of odd length");
        ExpectRefusal(Change(probe, BTH_AT, 0x11), "ACK as long as a probe");
        ExpectRefusal(Change(probe, BTH_AT, 0x81), "CNP without BECN, as long as a probe");
        ExpectRefusal(Change(ack, BTH_AT, 0xc2), "credit of odd length");
        ExpectRefusal(Change(probe, BTH_AT, 0xc3), "an operation that nobody defined");
        NS_TEST_EXPECT_MSG_EQ(Decode(Change(probe, BTH_AT, 0xc1), frame), true, "an answer");
        NS_TEST_EXPECT_MSG_EQ((frame.kind == FrameKind::PROBE_REPLY), true, "to a probe");

        const Bytes pause = FrameCodec::Encode(MakeFrame(FrameKind::PFC, 0, 0, random));
        for (const size_t at : {5, 7, 12, 15})
        {
            bytes = pause;
            bytes[at] ^= 2;
            ExpectRefusal(bytes, "PFC, byte " + std::to_string(at));
        }

        // Prefixes of both addresses, type, and the padding after the four words.
        const Bytes message = FrameCodec::Encode(MakeFrame(FrameKind::SWITCH, 0, 0, random));
        for (const size_t at : {0, 1, 6, 7, 12, 13, 30, 59})
        {
            bytes = message;
            bytes[at] ^= 2;
            ExpectRefusal(bytes, "message of a switch, byte " + std::to_string(at));
        }
        for (size_t at = wire::ETHERNET_BYTES; at < 30; at++)
        {
            bytes = message;
            bytes[at] ^= 0x81;
            NS_TEST_EXPECT_MSG_EQ(Decode(bytes, frame), true, "any word is a message");
            const uint32_t word = frame.overlay[(at - wire::ETHERNET_BYTES) / 4];
            const size_t shift = 24 - 8 * ((at - wire::ETHERNET_BYTES) % 4);
            NS_TEST_EXPECT_MSG_EQ((word >> shift & 0xff), +bytes[at], "byte " << at);
        }
    }

    /**
     * Change one byte of a frame and make the checksums fit.
     * @param frame a good frame
     * @param at offset of the byte
     * @param value its new value
     * @return the bytes
     */
    static Bytes Change(const Frame& frame, size_t at, uint8_t value)
    {
        Bytes bytes = FrameCodec::Encode(frame);
        bytes[at] = value;
        if (at != IP_AT)
        {
            Repair(bytes);
        }
        return bytes;
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class FrameDecoderTestSuite : public TestSuite
{
  public:
    FrameDecoderTestSuite()
        : TestSuite("ai-fabric-wire-decoder", TestSuite::Type::UNIT)
    {
        AddTestCase(new RoundTripTestCase);
        AddTestCase(new MalformedTestCase);
    }
};

/// Registers the suite.
static FrameDecoderTestSuite g_frameDecoderTestSuite;

} // namespace tests
} // namespace aifabric
} // namespace ns3
