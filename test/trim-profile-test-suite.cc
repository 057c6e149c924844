/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What a switch writes on packets that it trims, what it counts of them, and the bytes of answers
 * that tell more than RoCEv2 has.
 */

#include "frame-codec-test-helper.h"
#include "port-bench.h"

#include "ns3/data-rate.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-engine.h"
#include "ns3/nack-reason.h"
#include "ns3/test.h"

#include <random>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

namespace codec = ns3::aifabric::tests;
using Sent = PortBench::Sent;

/// Two leaves of two hosts, whose links to the spine are ten times slower.
void
BuildSlowUplink(PortBench& bench)
{
    bench.Helper().SetLayout("ns3::aifabric::LeafSpineFabric",
                             "Leaves",
                             UintegerValue(2),
                             "Spines",
                             UintegerValue(1),
                             "Hosts",
                             UintegerValue(2),
                             "UplinkRate",
                             DataRateValue(DataRate("40Gbps")));
    bench.Build();
}

/**
 * @ingroup ai-fabric-tests
 * Size, DSCP and counters, at the last hop and before.
 */
class ProfileTestCase : public TestCase
{
  public:
    ProfileTestCase()
        : TestCase("A trimming profile: size, DSCP, that of the last hop, and counters by port")
    {
    }

  private:
    static constexpr uint32_t SIZE = 1000;

    /// What is told of the packets that a port has trimmed.
    struct Seen
    {
        uint32_t trimmed{0}; ///< sent without payload
        uint32_t size{0};    ///< of these
        uint8_t dscp{0};     ///< of these
        uint32_t lastHop{0}; ///< of these, those that tell the last hop
        FabricSwitch::TrimCounters counters;
    };

    /**
     * Sixteen packets for a port with room for four.
     * @param size TrimSize
     * @param dscp TrimDscp
     * @param lastHop LastHopDscp
     * @param buffer bytes
     * @param uplink whether the port leads to another switch
     */
    Seen Trim(uint32_t size, uint8_t dscp, uint8_t lastHop, uint32_t buffer, bool uplink)
    {
        PortBench bench;
        bench.Helper().SetSwitchAttribute("Trim", BooleanValue(true));
        bench.Helper().SetSwitchAttribute("TrimSize", UintegerValue(size));
        bench.Helper().SetSwitchAttribute("TrimDscp", UintegerValue(dscp));
        bench.Helper().SetSwitchAttribute("LastHopDscp", UintegerValue(lastHop));
        bench.Helper().SetAdmission("ns3::aifabric::PerPortAdmission",
                                    "BufferPerPort",
                                    UintegerValue(buffer));
        if (uplink)
        {
            BuildSlowUplink(bench);
        }
        else
        {
            bench.BuildOneSwitch(3);
        }
        const uint32_t to = 2;
        // Behind the hosts of the leaf its port to the spine follows.
        const auto egress = bench.SwitchPort(2);
        const auto& log = bench.Watch(egress);
        if (!uplink)
        {
            bench.HoldBack(0, to);
        }
        bench.Send(1000000, {0, to, SIZE}, 16);
        if (!uplink)
        {
            bench.HoldBack(20000000, to, 0);
        }
        bench.Run();
        Seen seen;
        for (const Sent& sent : log)
        {
            if (sent.what.Has(FRAME_TRIMMED))
            {
                seen.trimmed++;
                seen.size = sent.what.size;
                seen.dscp = FrameCodec::GetDscp(sent.what);
                seen.lastHop += sent.what.Has(FRAME_LAST_HOP) ? 1 : 0;
            }
        }
        const auto fabricSwitch = bench.Fabric().GetSwitch(0);
        seen.counters = fabricSwitch->GetTrimCounters(egress->GetPort());
        NS_TEST_EXPECT_MSG_EQ(fabricSwitch->GetTrimCounters(0).trimmed, 0, "no other port");
        NS_TEST_EXPECT_MSG_EQ(seen.counters.trimmed, fabricSwitch->GetTrims(), "all");
        NS_TEST_EXPECT_MSG_EQ(seen.counters.trimmed,
                              seen.counters.dropped + seen.counters.sent,
                              "dropped or sent");
        NS_TEST_EXPECT_MSG_EQ(seen.counters.sent, seen.trimmed, "as the port has seen");
        NS_TEST_EXPECT_MSG_EQ(bench.IsBalanced(), true, "balance");
        NS_TEST_EXPECT_MSG_EQ(bench.Fabric().CheckAccounts(), "", "accounts at the end");
        bench.Destroy();
        return seen;
    }

    void DoRun() override
    {
        constexpr uint8_t AUTO = 64;
        Seen seen = Trim(0, AUTO, AUTO, 4500, false);
        NS_TEST_EXPECT_MSG_EQ(seen.counters.trimmed, 12, "four have room");
        NS_TEST_EXPECT_MSG_EQ(seen.counters.sent, 7, "and seven headers in 500 bytes");
        NS_TEST_EXPECT_MSG_EQ(seen.counters.dropped, 5, "the others have none");
        NS_TEST_EXPECT_MSG_EQ(seen.size, 64, "headers");
        NS_TEST_EXPECT_MSG_EQ(+seen.dscp, 56, "of class 7");
        NS_TEST_EXPECT_MSG_EQ(seen.lastHop, 0, "nobody tells");
        seen = Trim(200, 12, AUTO, 4500, false);
        NS_TEST_EXPECT_MSG_EQ(seen.counters.sent, 2, "two of 200 bytes in 500");
        NS_TEST_EXPECT_MSG_EQ(seen.size, 200, "and not less");
        NS_TEST_EXPECT_MSG_EQ(+seen.dscp, 12, "the DSCP");
        NS_TEST_EXPECT_MSG_EQ(seen.lastHop, 0, "is that of all hops");
        seen = Trim(10, 12, 5, 4500, false);
        NS_TEST_EXPECT_MSG_EQ(seen.size, 64, "headers at least");
        NS_TEST_EXPECT_MSG_EQ(+seen.dscp, 5, "that of the last hop");
        NS_TEST_EXPECT_MSG_EQ(seen.lastHop, seen.trimmed, "tells");
        seen = Trim(4096, 12, 5, 4500, false);
        NS_TEST_EXPECT_MSG_EQ(seen.counters.trimmed, 0, "nothing is shorter than that");
        seen = Trim(0, 12, 5, 4500, true);
        NS_TEST_EXPECT_MSG_GT(seen.trimmed, 3, "before the last hop");
        NS_TEST_EXPECT_MSG_EQ(+seen.dscp, 12, "another DSCP");
        NS_TEST_EXPECT_MSG_EQ(seen.lastHop, 0, "does not");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Marks at ports that lead to hosts.
 */
class LastHopMarksTestCase : public TestCase
{
  public:
    LastHopMarksTestCase()
        : TestCase("Ports that lead to hosts mark as others do, or not at all")
    {
    }

  private:
    uint64_t Mark(bool marksLastHop, bool uplink)
    {
        PortBench bench;
        bench.Helper().SetSwitchAttribute("MarkLastHop", BooleanValue(marksLastHop));
        bench.Helper().SetMarkerAttribute("Kmin", UintegerValue(2500));
        bench.Helper().SetMarkerAttribute("Kmax", UintegerValue(2500));
        if (uplink)
        {
            BuildSlowUplink(bench);
        }
        else
        {
            bench.BuildOneSwitch(3);
        }
        bench.Send(1000000, {0, 2, 1000}, 8);
        bench.Send(1000000, {1, 2, 1000}, 8);
        bench.Run();
        const uint64_t marks = bench.Fabric().GetSwitch(0)->GetMarker()->GetMarks();
        bench.Destroy();
        return marks;
    }

    void DoRun() override
    {
        const uint64_t marks = Mark(true, false);
        NS_TEST_EXPECT_MSG_GT(marks, 2, "a queue of more than two packets");
        NS_TEST_EXPECT_MSG_EQ(Mark(false, false), 0, "not where the receiver sees to it");
        NS_TEST_EXPECT_MSG_EQ(Mark(false, true), Mark(true, true), "but in the fabric");
        NS_TEST_EXPECT_MSG_GT(Mark(true, true), 2, "where there is one, too");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The bytes of what is ours.
 */
class ExtensionsTestCase : public TestCase
{
  public:
    ExtensionsTestCase()
        : TestCase("Bitmaps, reasons and credits are bytes of their own, and are known again")
    {
    }

  private:
    /// @return a number of the bytes from a place on
    static uint64_t At(const codec::Bytes& bytes, size_t place, uint32_t size)
    {
        uint64_t value = 0;
        for (uint32_t i = 0; i < size; i++)
        {
            value = value << 8 | bytes[place + i];
        }
        return value;
    }

    void Expect(FrameKind kind, uint16_t flags, uint8_t reason)
    {
        std::mt19937 random(7);
        FrameExtra extra;
        extra.bitmapBase = 0xabcdef;
        extra.bitmap = 0x8123456789abcde1;
        extra.received = 0x1122334455;
        extra.overtaken = 77;
        Frame frame = codec::MakeFrame(kind, flags, 0, random);
        const bool hasBitmap = frame.Has(FRAME_BITMAP);
        frame.size += hasBitmap ? wire::BITMAP_BYTES : 0;
        frame.reason = reason;
        frame.extra = &extra;
        const codec::Bytes bytes = FrameCodec::Encode(frame);
        NS_TEST_ASSERT_MSG_EQ(bytes.size(), frame.size - wire::FCS_BYTES, "size");
        size_t at = codec::EXTENDED_AT + wire::AETH_BYTES;
        if (frame.Has(FRAME_SACK))
        {
            const uint8_t told = kind == FrameKind::NAK ? reason : 0;
            NS_TEST_EXPECT_MSG_EQ(At(bytes, at, 1), told, "the reason of a NAK");
            NS_TEST_EXPECT_MSG_EQ(At(bytes, at + 1, 3), frame.sackPsn, "the packet");
            at += wire::SACK_BYTES;
        }
        if (hasBitmap)
        {
            const uint8_t told = kind == FrameKind::ACK ? reason : 0;
            NS_TEST_EXPECT_MSG_EQ(At(bytes, at, 1), told, "that of an ACK");
            NS_TEST_EXPECT_MSG_EQ(At(bytes, at + 1, 3), extra.bitmapBase, "base");
            NS_TEST_EXPECT_MSG_EQ(At(bytes, at + 4, 8), extra.bitmap, "bitmap");
            NS_TEST_EXPECT_MSG_EQ(At(bytes, at + 12, 8), extra.received, "bytes received");
            NS_TEST_EXPECT_MSG_EQ(At(bytes, at + 20, 4), extra.overtaken, "overtaken");
        }
        Frame decoded{};
        FrameExtra more;
        NS_TEST_ASSERT_MSG_EQ(FrameCodec::Decode(bytes.data(), bytes.size(), decoded, false, &more),
                              true,
                              "decoded, flags " << flags);
        decoded.extra = &more;
        NS_TEST_EXPECT_MSG_EQ((FrameCodec::Encode(decoded) == bytes), true, "there and back");
        NS_TEST_EXPECT_MSG_EQ(more.bitmap, (hasBitmap ? extra.bitmap : 0), "bitmap");
        NS_TEST_EXPECT_MSG_EQ((decoded.kind == kind), true, "kind");
        NS_TEST_EXPECT_MSG_EQ(decoded.flags, flags, "flags");
        NS_TEST_EXPECT_MSG_EQ(decoded.sackPsn, frame.sackPsn, "packet");
        NS_TEST_EXPECT_MSG_EQ(+decoded.reason, +reason, "reason");
    }

    void DoRun() override
    {
        FabricEngine::Prepare();
        for (const uint16_t ip : {uint16_t{0}, uint16_t{FRAME_IPV6}})
        {
            if (ip == 0)
            {
                Expect(FrameKind::ACK, FRAME_BITMAP, 255);
                Expect(FrameKind::ACK, FRAME_BITMAP | FRAME_SACK | FRAME_BECN, 0);
                Expect(FrameKind::NAK, FRAME_BITMAP | FRAME_SACK, NACK_OUT_OF_WINDOW);
                Expect(FrameKind::NAK, FRAME_SACK | FRAME_BECN, NACK_TRIMMED_LAST_HOP);
            }
            std::mt19937 random(8);
            Frame credit = codec::MakeFrame(FrameKind::CNP, ip, 0, random);
            FrameExtra extra;
            extra.credit = 0x0102030405060708;
            credit.kind = FrameKind::CREDIT;
            credit.flags = ip;
            credit.size = wire::CREDIT_FRAME_BYTES + (ip ? wire::IPV6_EXTRA_BYTES : 0);
            credit.extra = &extra;
            const codec::Bytes bytes = FrameCodec::Encode(credit);
            NS_TEST_ASSERT_MSG_EQ(bytes.size(), credit.size - wire::FCS_BYTES, "credit");
            const size_t at = codec::EXTENDED_AT + (ip ? wire::IPV6_EXTRA_BYTES : 0);
            NS_TEST_EXPECT_MSG_EQ(At(bytes, at, 8), extra.credit, "what is granted");
            Frame decoded{};
            FrameExtra more;
            NS_TEST_ASSERT_MSG_EQ(
                FrameCodec::Decode(bytes.data(), bytes.size(), decoded, false, &more),
                true,
                "decoded");
            NS_TEST_EXPECT_MSG_EQ((decoded.kind == FrameKind::CREDIT), true, "a credit");
            NS_TEST_EXPECT_MSG_EQ(more.credit, extra.credit, "what is granted, read");
        }
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of trimming profiles.
 */
class TrimProfileTestSuite : public TestSuite
{
  public:
    TrimProfileTestSuite()
        : TestSuite("ai-fabric-trim-profile", TestSuite::Type::UNIT)
    {
        AddTestCase(new ProfileTestCase);
        AddTestCase(new LastHopMarksTestCase);
        AddTestCase(new ExtensionsTestCase);
    }
};

const TrimProfileTestSuite g_trimProfileTestSuite; ///< the instance that registers the suite

} // namespace
