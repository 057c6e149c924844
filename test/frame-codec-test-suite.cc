/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "frame-codec-test-helper.h"

#include "ns3/aeth-header.h"
#include "ns3/bth-header.h"
#include "ns3/frame-codec.h"
#include "ns3/frame-extra.h"
#include "ns3/packet.h"
#include "ns3/pfc-header.h"
#include "ns3/reth-header.h"
#include "ns3/roce-icrc.h"
#include "ns3/test.h"

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup ai-fabric-tests
 *
 * Frames as bytes: sizes, checksums and fields.
 */

namespace ns3
{
namespace aifabric
{
namespace tests
{

/**
 * @ingroup ai-fabric-tests
 * The CRC-32 and the invariant CRC against values from elsewhere, and what the latter covers.
 */
class ChecksumTestCase : public TestCase
{
  public:
    ChecksumTestCase()
        : TestCase("CRC-32 and ICRC")
    {
    }

  private:
    void DoRun() override
    {
        const std::string check = "123456789";
        const auto* text = reinterpret_cast<const uint8_t*>(check.data());
        NS_TEST_EXPECT_MSG_EQ(Crc32(text, 9), 0xcbf43926, "check value of CRC-32");

        // A CNP that a ConnectX-4 Lx adapter sent; its last bytes were 82 fd 00 2a.
        Bytes cnp = {0x45, 0xc2, 0,    0x3c, 0x71, 0x8c, 0x40, 0,    0x40, 0x11, 0x91, 0x61, 10, 0,
                     17,   1,    10,   0,    18,   1,    0,    0,    0x12, 0xb7, 0,    40,   0,  0,
                     0x81, 0,    0xff, 0xff, 0x40, 0,    0x01, 0x18, 0,    0,    0,    0};
        cnp.resize(cnp.size() + wire::CNP_BYTES);
        NS_TEST_EXPECT_MSG_EQ(RoceIcrc(cnp.data(), cnp.size()).value(), 0x2a00fd82, "hardware");
        NS_TEST_EXPECT_MSG_EQ(RoceIcrc(cnp.data(), 39).has_value(), false, "no room for a BTH");
        CheckCoverage(cnp, {1, 8, 10, 11, 26, 27, 32});

        Bytes v6 = {0x60, 0, 0, 0, 0, 40, 17, 64};
        for (uint8_t i = 0; i < 32; i++)
        {
            v6.push_back(i);
        }
        v6.insert(v6.end(), cnp.begin() + wire::IPV4_BYTES, cnp.end());
        NS_TEST_EXPECT_MSG_EQ(RoceIcrc(v6.data(), v6.size()).value(), IPV6_ICRC, "IPv6");
        CheckCoverage(v6, {1, 2, 3, 7, 46, 47, 52});
        v6[0] = 0x6f;
        NS_TEST_EXPECT_MSG_EQ(RoceIcrc(v6.data(), v6.size()).value(), IPV6_ICRC, "traffic class");
    }

    /**
     * Change each byte in turn: the ICRC must stay the same exactly for those that may change.
     * @param packet a packet without ICRC
     * @param variant offsets of the bytes that may change on the way
     */
    void CheckCoverage(Bytes packet, const std::vector<size_t>& variant)
    {
        const uint32_t before = RoceIcrc(packet.data(), packet.size()).value();
        for (size_t i = 1; i < packet.size(); i++)
        {
            packet[i] ^= 0x81;
            const bool same = RoceIcrc(packet.data(), packet.size()).value() == before;
            const bool mayChange = std::find(variant.begin(), variant.end(), i) != variant.end();
            NS_TEST_EXPECT_MSG_EQ(same, mayChange, "byte " << i);
            packet[i] ^= 0x81;
        }
    }

    /// From an independent calculation with the CRC-32 of zlib.
    static constexpr uint32_t IPV6_ICRC = 0x6b148474;
};

/**
 * @ingroup ai-fabric-tests
 * Sizes of frames, and the bytes at their places.
 */
class EncodingTestCase : public TestCase
{
  public:
    EncodingTestCase()
        : TestCase("sizes and bytes")
    {
    }

  private:
    void DoRun() override
    {
        std::mt19937 random(1);
        const std::array<std::pair<uint16_t, uint32_t>, 5> sizes = {
            {{256, 318}, {512, 574}, {1024, 1086}, {2048, 2110}, {4096, 4158}}};
        for (const auto& [mtu, size] : sizes)
        {
            NS_TEST_EXPECT_MSG_EQ(FrameCodec::DataFrameBytes(mtu, false), size, "WRITE middle");
            CheckSize(MakeFrame(FrameKind::DATA, 0, mtu, random), size);
            CheckSize(MakeFrame(FrameKind::DATA, FRAME_FIRST, mtu, random), size + 16);
        }
        CheckSize(MakeFrame(FrameKind::DATA, FRAME_LAST, 4093, random), 4158);
        CheckSize(MakeFrame(FrameKind::DATA, FRAME_FIRST | FRAME_LAST, 0, random), 78);
        CheckSize(MakeFrame(FrameKind::ACK, 0, 0, random), 66);
        CheckSize(MakeFrame(FrameKind::ACK, FRAME_SACK, 0, random), 70);
        CheckSize(MakeFrame(FrameKind::NAK, 0, 0, random), 66);
        CheckSize(MakeFrame(FrameKind::CNP, 0, 0, random), 78);
        CheckSize(MakeFrame(FrameKind::PFC, 0, 0, random), 64);
        CheckSize(MakeFrame(FrameKind::SWITCH, 0, 0, random), 64);
        NS_TEST_EXPECT_MSG_EQ(BthHeader().GetSerializedSize(), wire::BTH_BYTES, "BTH");
        NS_TEST_EXPECT_MSG_EQ(RethHeader().GetSerializedSize(), wire::RETH_BYTES, "RETH");
        NS_TEST_EXPECT_MSG_EQ(AethHeader().GetSerializedSize(), wire::AETH_BYTES, "AETH");
        NS_TEST_EXPECT_MSG_EQ(PfcHeader().GetSerializedSize(), 20U, "PFC");
        CheckData();
        CheckAnswers();
        CheckPfc();
        CheckSwitch();
        CheckForeign();
        CheckGrown();
        CheckAddresses();
    }

    /**
     * Check the length of a frame.
     * @param frame the frame
     * @param size what it should be
     */
    void CheckSize(const Frame& frame, uint32_t size)
    {
        NS_TEST_EXPECT_MSG_EQ(frame.size, size, "size of the frame");
        NS_TEST_EXPECT_MSG_EQ(FrameCodec::Encode(frame).size(), size - 4, "without FCS");
        NS_TEST_EXPECT_MSG_EQ(FrameCodec::Encode(frame, true).size(), size, "with FCS");
        NS_TEST_EXPECT_MSG_EQ(FrameCodec::ToPacket(frame)->GetSize(), size - 4, "packet");
    }

    /**
     * Compare bytes.
     * @param bytes the bytes
     * @param at offset of the first to compare
     * @param expected what should be there
     * @param what name of the thing
     */
    void ExpectBytes(const Bytes& bytes, size_t at, const Bytes& expected, const std::string& what)
    {
        const bool equal = at + expected.size() <= bytes.size() &&
                           std::equal(expected.begin(), expected.end(), bytes.begin() + at);
        NS_TEST_EXPECT_MSG_EQ(equal, true, what);
    }

    /// Look at a WRITE only.
    void CheckData()
    {
        Frame frame{};
        frame.src = 1;
        frame.dst = 0x010203;
        frame.psn = 0xabcdef;
        frame.qp = 0x123456;
        frame.entropy = 0xc001;
        frame.priority = 3;
        frame.ecn = Ecn::CE;
        frame.hopLimit = 61;
        frame.flags = FRAME_FIRST | FRAME_LAST | FRAME_ACK_REQUEST;
        frame.payload = 5;
        frame.remoteAddress = 0x1122334455667788;
        frame.dmaLength = 5;
        const Bytes bytes = FrameCodec::Encode(frame);
        ExpectBytes(bytes, 0, {2, 0, 0, 1, 2, 3, 2, 0, 0, 0, 0, 1, 8, 0}, "Ethernet");
        ExpectBytes(bytes, IP_AT, {0x45, 0x6b, 0, 68, 0, 0, 0x40, 0, 61, 17}, "IPv4");
        ExpectBytes(bytes, IP_AT + 12, {10, 0, 0, 2, 10, 1, 2, 4}, "IPv4 addresses");
        ExpectBytes(bytes, UDP_AT, {0xc0, 1, 0x12, 0xb7, 0, 48, 0, 0}, "UDP");
        ExpectBytes(bytes,
                    BTH_AT,
                    {0x0a, 0x30, 0xff, 0xff, 0, 0x12, 0x34, 0x56, 0x80, 0xab, 0xcd, 0xef},
                    "BTH");
        ExpectBytes(
            bytes,
            EXTENDED_AT,
            {0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0, 0x12, 0x34, 0x56, 0, 0, 0, 5},
            "RETH");
        ExpectBytes(bytes, EXTENDED_AT + wire::RETH_BYTES, Bytes(8, 0), "payload and pad");
        const Bytes withFcs = FrameCodec::Encode(frame, true);
        NS_TEST_EXPECT_MSG_EQ(Crc32(withFcs.data(), withFcs.size()), 0x2144df1c, "FCS residue");
    }

    /// Look at answers: ACK, NAK, CNP.
    void CheckAnswers()
    {
        Frame frame{};
        frame.kind = FrameKind::ACK;
        frame.flags = FRAME_SACK | FRAME_BECN;
        frame.psn = 0;
        frame.msn = 7;
        frame.sackPsn = 0x010203;
        Bytes bytes = FrameCodec::Encode(frame);
        ExpectBytes(bytes, BTH_AT, {0x11, 0, 0xff, 0xff, 0x40}, "ACK with BECN");
        ExpectBytes(bytes, BTH_AT + 8, {0, 0xff, 0xff, 0xff}, "the last PSN acknowledged");
        ExpectBytes(bytes, EXTENDED_AT, {0x1f, 0, 0, 7, 0, 1, 2, 3}, "AETH and SACK");
        frame.kind = FrameKind::NAK;
        frame.psn = 9;
        bytes = FrameCodec::Encode(frame);
        ExpectBytes(bytes, BTH_AT + 8, {0, 0, 0, 9}, "the PSN expected");
        ExpectBytes(bytes, EXTENDED_AT, {0x60, 0, 0, 7}, "NAK");
        frame.kind = FrameKind::CNP;
        frame.flags = 0;
        frame.priority = 6;
        bytes = FrameCodec::Encode(frame);
        ExpectBytes(bytes, IP_AT + 1, {48 << 2}, "DSCP of a CNP");
        ExpectBytes(bytes, BTH_AT, {0x81, 0, 0xff, 0xff, 0x40}, "CNP");
        ExpectBytes(bytes, EXTENDED_AT, Bytes(16, 0), "body of a CNP");
        frame.kind = FrameKind::PROBE;
        frame.entropy = 0xc123;
        bytes = FrameCodec::Encode(frame);
        ExpectBytes(bytes, UDP_AT, {0xc1, 0x23}, "path of a probe");
        ExpectBytes(bytes,
                    BTH_AT,
                    {0xc0, 0, 0xff, 0xff, 0},
                    "probe, of a manufacturer's operations");
        ExpectBytes(bytes, EXTENDED_AT, Bytes(16, 0), "body of a probe");
        NS_TEST_EXPECT_MSG_EQ(bytes.size() + wire::FCS_BYTES, wire::PROBE_FRAME_BYTES, "its size");
        frame.kind = FrameKind::PROBE_REPLY;
        frame.flags = FRAME_BECN;
        bytes = FrameCodec::Encode(frame);
        ExpectBytes(bytes, BTH_AT, {0xc1, 0, 0xff, 0xff, 0x40}, "its answer, with BECN");
    }

    /// Look at PFC.
    void CheckPfc()
    {
        Frame frame{};
        frame.kind = FrameKind::PFC;
        frame.src = 0x80000001;
        frame.pfcClasses = 8;
        frame.pfcQuanta[3] = 0xfffe;
        const Bytes bytes = FrameCodec::Encode(frame);
        ExpectBytes(bytes, 0, {1, 0x80, 0xc2, 0, 0, 1, 2, 1, 0x80, 0, 0, 1}, "addresses");
        ExpectBytes(bytes, 12, {0x88, 8, 1, 1, 0, 8, 0, 0, 0, 0, 0, 0, 0xff, 0xfe, 0, 0}, "PFC");
        ExpectBytes(bytes, 28, Bytes(32, 0), "the rest");
    }

    /// Look at a message between switches.
    void CheckSwitch()
    {
        Frame frame{};
        frame.kind = FrameKind::SWITCH;
        frame.src = 0x010203;
        frame.dst = 0x000405;
        frame.overlay = {0x11223344, 0, 0xffffffff, 0x80000001};
        const Bytes bytes = FrameCodec::Encode(frame);
        ExpectBytes(bytes, 0, {2, 0, 0, 0, 4, 5, 2, 1, 0, 1, 2, 3, 0x88, 0xb5}, "Ethernet");
        ExpectBytes(bytes,
                    wire::ETHERNET_BYTES,
                    {0x11, 0x22, 0x33, 0x44, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x80, 0, 0, 1},
                    "words");
        ExpectBytes(bytes, wire::ETHERNET_BYTES + 16, Bytes(30, 0), "the rest");
    }

    /// A foreign packet comes back as it is, and has a pad on the wire.
    void CheckForeign()
    {
        auto packet = Create<Packet>(20);
        Frame frame{};
        frame.kind = FrameKind::FOREIGN;
        FrameExtra extra;
        extra.foreign = PeekPointer(packet);
        frame.extra = &extra;
        NS_TEST_EXPECT_MSG_EQ(FrameCodec::ToPacket(frame)->GetSize(), 20U, "foreign packet");
        NS_TEST_EXPECT_MSG_EQ(FrameCodec::ToPacket(frame)->GetUid(), packet->GetUid(), "same uid");
        const Bytes bytes = FrameCodec::Encode(frame);
        NS_TEST_EXPECT_MSG_EQ(bytes.size(), 60U, "shortest frame");
        NS_TEST_EXPECT_MSG_EQ(Decode(bytes, frame), false, "foreign frames are not parsed");
        extra.grown = 8;
        NS_TEST_EXPECT_MSG_EQ(FrameCodec::Encode(frame).size(), 68U, "what hops add comes after");
    }

    /// What hops have added follows the packet, which stays as it was.
    void CheckGrown()
    {
        std::mt19937 random(7);
        for (const FrameKind kind : {FrameKind::DATA, FrameKind::ACK, FrameKind::SWITCH})
        {
            Frame frame = MakeFrame(kind, FRAME_FIRST, 1000, random);
            Bytes expected = FrameCodec::Encode(frame);
            FrameExtra extra;
            extra.grown = 24;
            frame.extra = &extra;
            frame.size += extra.grown;
            const Bytes bytes = FrameCodec::Encode(frame);
            expected.resize(expected.size() + extra.grown, 0);
            NS_TEST_EXPECT_MSG_EQ((bytes == expected), true, "a trailer of zeros");
            NS_TEST_EXPECT_MSG_EQ(bytes.size() + wire::FCS_BYTES, frame.size, "Frame::size");
            Frame back{};
            FrameExtra more;
            const bool isRoce = kind != FrameKind::SWITCH;
            NS_TEST_EXPECT_MSG_EQ(
                FrameCodec::Decode(bytes.data(), bytes.size(), back, false, &more),
                isRoce,
                "follows RoCEv2 only");
            NS_TEST_EXPECT_MSG_EQ(more.grown, (isRoce ? 24 : 0), "its bytes are counted");
            NS_TEST_EXPECT_MSG_EQ(back.size, (isRoce ? frame.size : 0), "as part of the frame");
        }
    }

    /// Addresses and code points map both ways.
    void CheckAddresses()
    {
        uint32_t number = 99;
        for (const uint32_t host : {0U, 255U, 65535U, 0xfffffdU})
        {
            const bool ip = FrameCodec::Ipv4Host(FrameCodec::HostIpv4(host), number);
            NS_TEST_EXPECT_MSG_EQ(ip && number == host, true, "IPv4 address of " << host);
            const bool mac = FrameCodec::MacHost(FrameCodec::HostMac(host), number);
            NS_TEST_EXPECT_MSG_EQ(mac && number == host, true, "MAC address of " << host);
            const bool port = FrameCodec::MacSwitch(FrameCodec::SwitchMac(host), number);
            NS_TEST_EXPECT_MSG_EQ(port && number == host, true, "switch address of " << host);
            NS_TEST_EXPECT_MSG_EQ(FrameCodec::MacHost(FrameCodec::SwitchMac(host), number),
                                  false,
                                  "a switch is no host");
        }
        for (const char* address : {"10.0.0.0", "10.255.255.255", "11.0.0.1", "138.0.0.1"})
        {
            NS_TEST_EXPECT_MSG_EQ(FrameCodec::Ipv4Host(address, number), false, address);
        }
        NS_TEST_EXPECT_MSG_EQ(FrameCodec::HostIpv4(0), Ipv4Address("10.0.0.1"), "first host");
        NS_TEST_EXPECT_MSG_EQ(FrameCodec::HostMac(258), Mac48Address("02:00:00:00:01:02"), "MAC");
        NS_TEST_EXPECT_MSG_EQ(+FrameCodec::PriorityToDscp(3), 26, "data");
        for (uint8_t priority = 0; priority < CLASS_COUNT; priority++)
        {
            const uint8_t dscp = FrameCodec::PriorityToDscp(priority);
            NS_TEST_EXPECT_MSG_EQ(+FrameCodec::DscpToPriority(dscp), +priority, "DSCP");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class FrameCodecTestSuite : public TestSuite
{
  public:
    FrameCodecTestSuite()
        : TestSuite("ai-fabric-wire", TestSuite::Type::UNIT)
    {
        AddTestCase(new ChecksumTestCase);
        AddTestCase(new EncodingTestCase);
    }
};

/// Registers the suite.
static FrameCodecTestSuite g_frameCodecTestSuite;

} // namespace tests
} // namespace aifabric
} // namespace ns3
