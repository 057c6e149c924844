/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Packets of every operation: their bytes, what the decoder and tshark make of them, and their
 * sizes.
 */

#include "rocev2-samples.h"

#include "ns3/aeth-header.h"
#include "ns3/fabric-compat.h"
#include "ns3/frame-pool.h"
#include "ns3/pcap-file.h"
#include "ns3/roce-icrc.h"
#include "ns3/test.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::tests;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Every kind of packet, with random values, there and back.
 */
class OperationsRoundTripTestCase : public TestCase
{
  public:
    OperationsRoundTripTestCase()
        : TestCase("packets of every operation have their opcodes and survive the codec")
    {
    }

  private:
    void DoRun() override
    {
        std::mt19937 random(11);
        for (const Sample& sample : GetSamples())
        {
            for (uint32_t round = 0; round < 40; round++)
            {
                FrameExtra extra;
                const uint16_t ip = round % 2 ? FRAME_IPV6 : 0;
                const auto payload = static_cast<uint16_t>(round == 0 ? 0 : random() % 9001);
                Frame frame = MakeSample(sample, ip, payload, random, extra);
                Check(frame, extra, sample, "opcode " + std::to_string(sample.opcode));
            }
        }
    }

    void Check(Frame frame, const FrameExtra& extra, const Sample& sample, const std::string& what)
    {
        const Bytes bytes = FrameCodec::Encode(frame);
        NS_TEST_EXPECT_MSG_EQ(bytes.size() + wire::FCS_BYTES, frame.size, what << ": size");
        const size_t bth = BTH_AT + (frame.Has(FRAME_IPV6) ? wire::IPV6_EXTRA_BYTES : 0);
        NS_TEST_EXPECT_MSG_EQ(+bytes[bth], +sample.opcode, what);
        Frame back{};
        FrameExtra more;
        const bool ok = FrameCodec::Decode(bytes.data(), bytes.size(), back, false, &more);
        NS_TEST_ASSERT_MSG_EQ(ok, true, what << " is understood");
        NS_TEST_EXPECT_MSG_EQ((back.kind == frame.kind), true, what << ": kind");
        NS_TEST_EXPECT_MSG_EQ((back.operation == frame.operation), true, what << ": operation");
        NS_TEST_EXPECT_MSG_EQ(back.flags, frame.flags, what << ": flags");
        NS_TEST_EXPECT_MSG_EQ(back.psn, frame.psn, what << ": psn");
        NS_TEST_EXPECT_MSG_EQ(back.msn, frame.msn, what << ": msn");
        NS_TEST_EXPECT_MSG_EQ(back.payload, frame.payload, what << ": payload");
        NS_TEST_EXPECT_MSG_EQ(back.size, frame.size, what << ": size");
        NS_TEST_EXPECT_MSG_EQ(back.remoteAddress, frame.remoteAddress, what << ": address");
        NS_TEST_EXPECT_MSG_EQ(back.dmaLength, frame.dmaLength, what << ": length");
        NS_TEST_EXPECT_MSG_EQ(more.immediate, extra.immediate, what << ": immediate");
        NS_TEST_EXPECT_MSG_EQ(more.operand, extra.operand, what << ": operand");
        NS_TEST_EXPECT_MSG_EQ(more.compare, extra.compare, what << ": compare");
        if (frame.kind == FrameKind::DATA)
        {
            Frame cut = frame;
            cut.size = FramePool::GetTrimmedSize(frame);
            cut.payload = 0;
            cut.flags |= FRAME_TRIMMED;
            const Bytes rest = FrameCodec::Encode(cut);
            Frame headers{};
            NS_TEST_EXPECT_MSG_EQ(rest.size() + wire::FCS_BYTES, cut.size, what << ", trimmed");
            NS_TEST_EXPECT_MSG_EQ(FrameCodec::Decode(rest.data(), rest.size(), headers),
                                  true,
                                  what << ", trimmed, is understood");
            NS_TEST_EXPECT_MSG_EQ(headers.flags, cut.flags, what << ", trimmed: flags");
            // A switch may leave more than the headers (TrimSize).
            for (const uint32_t more : {1U, 4U, 50U, 700U})
            {
                Frame longer = cut;
                longer.size += more;
                const Bytes left = FrameCodec::Encode(longer);
                NS_TEST_EXPECT_MSG_EQ(FrameCodec::Decode(left.data(), left.size(), headers),
                                      true,
                                      what << ", trimmed to " << longer.size);
                NS_TEST_EXPECT_MSG_EQ(headers.flags, cut.flags, what << ", trimmed less: flags");
                NS_TEST_EXPECT_MSG_EQ(headers.size, longer.size, what << ", trimmed less: size");
                Bytes odd = left;
                odd.back() = 1;
                NS_TEST_EXPECT_MSG_EQ(FrameCodec::Decode(odd.data(), odd.size(), headers),
                                      false,
                                      what << ": this is a wrong ICRC");
            }
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Bytes at their places, by hand from the layouts of the headers.
 */
class OperationBytesTestCase : public TestCase
{
  public:
    OperationBytesTestCase()
        : TestCase("AtomicETH, AtomicAckETH, immediate data and AETH syndromes, byte by byte")
    {
    }

  private:
    void Expect(const Frame& frame, const Bytes& wanted, const std::string& what)
    {
        const Bytes bytes = FrameCodec::Encode(frame);
        const auto from = bytes.begin() + static_cast<long>(EXTENDED_AT);
        const Bytes there(from, from + static_cast<long>(wanted.size()));
        NS_TEST_EXPECT_MSG_EQ((there == wanted), true, what);
    }

    void DoRun() override
    {
        FrameExtra extra;
        extra.operand = 0x1122334455667788;
        extra.compare = 0x99aabbccddeeff00;
        extra.immediate = 0xcafe0123;
        Frame frame{};
        frame.kind = FrameKind::REQUEST;
        frame.operation = RdmaOperation::COMPARE_SWAP;
        frame.qp = 0x010203;
        frame.remoteAddress = 0x0102030405060708;
        frame.extra = &extra;
        frame.size = wire::ROCE_BYTES + wire::ATOMIC_BYTES;
        Expect(frame,
               {1,    2,    3,    4,    5,    6,    7,    8,    0,    1,    2,    3,    0x11, 0x22,
                0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff, 0},
               "AtomicETH: address, key, swap, compare");

        frame.kind = FrameKind::DATA;
        frame.flags = ONLY | FRAME_RESPONSE;
        frame.msn = 0x010204;
        Expect(frame,
               {0x1f, 1, 2, 5, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88},
               "AETH and AtomicAckETH");

        frame.operation = RdmaOperation::WRITE_IMMEDIATE;
        frame.flags = ONLY;
        frame.dmaLength = 4;
        frame.payload = 4;
        Expect(frame,
               {1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 0, 0, 0, 4, 0xca, 0xfe, 0x01, 0x23, 0},
               "RETH, then immediate data");

        frame.kind = FrameKind::NAK;
        frame.flags = 0;
        for (const uint8_t reason : {0x20, 0x2c, 0x3f, 0x61, 0x62, 0x63})
        {
            frame.reason = reason;
            frame.msn = 5;
            Expect(frame, {reason, 0, 0, 5}, "syndrome " + std::to_string(reason));
            const Bytes bytes = FrameCodec::Encode(frame);
            Frame back{};
            NS_TEST_EXPECT_MSG_EQ(Decode(bytes, back), true, "understood");
            NS_TEST_EXPECT_MSG_EQ(+back.reason, +reason, "the syndrome comes back");
        }

        // A packet of the tests of scapy's contrib/roce, whose ICRC it gives as 78 f3 53 f3.
        const Bytes packet = {0x45, 0x01, 0x00, 0x40, 0x04, 0x78, 0x40, 0x00, 0x40, 0x11,
                              0xb4, 0xd5, 0xc0, 0xa8, 0x00, 0x07, 0xc0, 0xa8, 0x00, 0x07,
                              0xc0, 0x00, 0x12, 0xb7, 0x00, 0x2c, 0xac, 0xa2, 0x24, 0x60,
                              0xff, 0xff, 0x00, 0x00, 0x00, 0xd3, 0x00, 0xcf, 0x17, 0x10,
                              0x46, 0x30, 0x81, 0x8b, 0xe2, 0x89, 0x35, 0xd9, 0x0e, 0x9a,
                              0x95, 0x50, 0x54, 0x01, 0xbe, 0x88, 0x5e, 0x50, 0x00, 0x00};
        NS_TEST_EXPECT_MSG_EQ(RoceIcrc(packet.data(), packet.size()).value(),
                              0xf353f378,
                              "the ICRC of UC SEND only");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Sizes of frames and what share of the wire is payload.
 */
class FrameSizesTestCase : public TestCase
{
  public:
    FrameSizesTestCase()
        : TestCase("frames have the sizes, and wires the efficiency, of RoCEv2")
    {
    }

  private:
    void DoRun() override
    {
        /// A path MTU, frame sizes over IPv4 and IPv6, and shares of payload, percent.
        struct Row
        {
            uint16_t mtu;
            uint32_t v4;
            double v4Share;
            uint32_t v6;
            double v6Share;
        };

        for (const Row& row : {Row{256, 318, 75.74, 338, 71.51},
                               Row{512, 574, 86.20, 594, 83.39},
                               Row{1024, 1086, 92.59, 1106, 90.94},
                               Row{2048, 2110, 96.15, 2130, 95.26},
                               Row{4096, 4158, 98.04, 4178, 97.57}})
        {
            Expect(row.mtu, 0, row.v4, row.v4Share);
            Expect(row.mtu, FRAME_IPV6, row.v6, row.v6Share);
        }
        Expect(4096, FRAME_IPV6 | FRAME_RETH, 4194, 97.20);
        Expect(4096, FRAME_FIRST, 4174, 97.66);
        NS_TEST_EXPECT_MSG_EQ(wire::ACK_FRAME_BYTES, 66, "ACK");
        NS_TEST_EXPECT_MSG_EQ(wire::CNP_FRAME_BYTES, 78, "CNP");
        Frame request{};
        request.kind = FrameKind::REQUEST;
        request.operation = RdmaOperation::READ;
        NS_TEST_EXPECT_MSG_EQ(FrameCodec::Encode(request, true).size(), 78, "READ request");
        request.flags = FRAME_IPV6;
        NS_TEST_EXPECT_MSG_EQ(FrameCodec::Encode(request, true).size(), 98, "the same, IPv6");
    }

    void Expect(uint16_t mtu, uint16_t flags, uint32_t size, double share)
    {
        Frame frame{};
        frame.kind = FrameKind::DATA;
        frame.flags = flags;
        frame.payload = mtu;
        const size_t bytes = FrameCodec::Encode(frame, true).size();
        NS_TEST_EXPECT_MSG_EQ(bytes, size, "mtu " << mtu);
        NS_TEST_EXPECT_MSG_EQ_TOL(100.0 * mtu / static_cast<double>(bytes + WIRE_OVERHEAD_BYTES),
                                  share,
                                  0.006,
                                  "payload of the wire, mtu " << mtu);
    }
};

/**
 * @ingroup ai-fabric-tests
 * tshark, where it is installed, reads one packet of each kind.
 */
class TsharkTestCase : public TestCase
{
  public:
    TsharkTestCase()
        : TestCase("tshark reads packets of every operation, and finds none malformed")
    {
    }

  private:
    static std::string Ask(const std::string& arguments)
    {
        std::string text;
        FILE* pipe = popen(("tshark " + arguments + " 2>/dev/null").c_str(), "r");
        std::array<char, 256> line{};
        while (pipe && std::fgets(line.data(), line.size(), pipe))
        {
            text += line.data();
        }
        if (pipe)
        {
            pclose(pipe);
        }
        return text;
    }

    void DoRun() override
    {
        const std::string name = CreateTempDirFilename("operations.pcap");
        std::ostringstream wanted;
        {
            std::mt19937 random(3);
            PcapFile file;
            file.Open(name, std::ios::out);
            file.Init(1);
            for (const Sample& sample : GetSamples())
            {
                FrameExtra extra;
                const Frame frame = MakeSample(sample, 0, 64, random, extra);
                const Bytes bytes = FrameCodec::Encode(frame);
                const auto size = static_cast<uint32_t>(bytes.size());
                file.Write(0, 0, bytes.data(), size);
                wanted << +sample.opcode << ' ' << frame.psn << ' ' << frame.qp << '\n';
            }
        }
        if (std::system("command -v tshark >/dev/null 2>&1") != 0)
        {
            return; // the decoder has seen every byte; this is a second opinion
        }
        const std::string read = "-r '" + name + "' ";
        NS_TEST_EXPECT_MSG_EQ(Ask(read + "-Y _ws.malformed"), "", "malformed");
        std::string fields = Ask(read + "-T fields -E separator=' ' -e infiniband.bth.opcode -e "
                                        "infiniband.bth.psn -e infiniband.bth.destqp");
        std::istringstream lines(fields);
        std::ostringstream got;
        std::string opcode;
        std::string psn;
        std::string qp;
        while (lines >> opcode >> psn >> qp)
        {
            got << std::stoul(opcode) << ' ' << std::stoul(psn) << ' ' << std::stoul(qp, nullptr, 0)
                << '\n';
        }
        NS_TEST_EXPECT_MSG_EQ(got.str(), wanted.str(), "opcode, PSN and queue pair");
        const std::string atomics =
            Ask(read + "-Y 'infiniband.bth.opcode in {19,20}' -T fields -e infiniband.atomiceth");
        NS_TEST_EXPECT_MSG_EQ((atomics.size() > 1), true, "AtomicETH: " << atomics);
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class RoceV2CodecTestSuite : public TestSuite
{
  public:
    RoceV2CodecTestSuite()
        : TestSuite("ai-fabric-rocev2-codec", TestSuite::Type::UNIT)
    {
        AddTestCase(new OperationsRoundTripTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new OperationBytesTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new FrameSizesTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new TsharkTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const RoceV2CodecTestSuite g_roceV2CodecTestSuite; ///< registers the suite

} // namespace
