/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Frames without room lose their payload only: bytes, accounts, and what it saves.
 */

#include "frame-codec-test-helper.h"
#include "port-bench.h"

#include "ns3/config-error.h"
#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-engine.h"
#include "ns3/test.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

namespace codec = ns3::aifabric::tests;
using Sent = PortBench::Sent;

/**
 * @ingroup ai-fabric-tests
 * The bytes of a trimmed packet, as a capture shows them.
 */
class TrimmedBytesTestCase : public TestCase
{
  public:
    TrimmedBytesTestCase()
        : TestCase("A trimmed packet is what is left of it, without ICRC, and is known again")
    {
    }

  private:
    void Expect(uint16_t flags, uint32_t size)
    {
        std::mt19937 random(size);
        FabricEngine::Prepare();
        FramePool& pool = FramePool::Get();
        Frame& frame = *pool.Make();
        frame = codec::MakeFrame(FrameKind::DATA, flags, 4096, random);
        const uint32_t whole = frame.size;
        const codec::Bytes before = FrameCodec::Encode(frame);
        pool.Trim(frame);
        NS_TEST_EXPECT_MSG_EQ(frame.size, size, "size, flags " << flags);
        NS_TEST_EXPECT_MSG_EQ(frame.extra->originalSize, whole, "its size before");
        NS_TEST_EXPECT_MSG_EQ(frame.payload, 0, "no payload");
        const codec::Bytes bytes = FrameCodec::Encode(frame);
        NS_TEST_ASSERT_MSG_EQ(bytes.size(), size - wire::FCS_BYTES, "on the wire");
        const bool isV6 = flags & FRAME_IPV6;
        const uint32_t at = wire::ETHERNET_BYTES + (isV6 ? 4 : 2);
        const uint32_t length = bytes[at] * 256U + bytes[at + 1] + (isV6 ? wire::IPV6_BYTES : 0);
        NS_TEST_EXPECT_MSG_EQ(length, bytes.size() - wire::ETHERNET_BYTES, "length of IP");
        Frame decoded{};
        NS_TEST_ASSERT_MSG_EQ(FrameCodec::Decode(bytes.data(), bytes.size(), decoded),
                              true,
                              "decoded, flags " << flags);
        NS_TEST_EXPECT_MSG_EQ(decoded.flags, (flags | FRAME_TRIMMED), "flags");
        NS_TEST_EXPECT_MSG_EQ(decoded.psn, frame.psn, "packet number");
        NS_TEST_EXPECT_MSG_EQ(decoded.size, size, "size");
        NS_TEST_EXPECT_MSG_EQ(decoded.dmaLength,
                              (flags & FRAME_FIRST ? frame.dmaLength : 0),
                              "RETH");
        // A whole packet whose ICRC is wrong is no trimmed one.
        codec::Bytes wrong = before;
        wrong.back() ^= 1;
        NS_TEST_EXPECT_MSG_EQ(FrameCodec::Decode(wrong.data(), wrong.size(), decoded),
                              false,
                              "ICRC");
        pool.Deliver(&frame);
    }

    void DoRun() override
    {
        // 14 Ethernet, 20 or 40 IP, 8 UDP, 12 BTH, 16 RETH, 4 FCS; 64 at least.
        Expect(0, 64);
        Expect(FRAME_LAST, 64);
        Expect(FRAME_FIRST, 74);
        Expect(FRAME_FIRST | FRAME_LAST, 74);
        Expect(FRAME_IPV6, 78);
        Expect(FRAME_IPV6 | FRAME_FIRST, 94);
        Frame frame{};
        FrameExtra extra;
        extra.grown = 24;
        frame.extra = &extra;
        NS_TEST_EXPECT_MSG_EQ(FramePool::GetTrimmedSize(frame), 64 + 24, "what hops add stays");
        NS_TEST_EXPECT_MSG_EQ(FramePool::GetExtrasInUse(), 0, "extras went back");
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * One hop: which frames are whole, trimmed and dropped, to the byte and the picosecond.
 */
class OneHopTrimTestCase : public TestCase
{
  public:
    OneHopTrimTestCase()
        : TestCase("Trimming at one hop, to the byte: whole, trimmed, dropped, first out")
    {
    }

  private:
    static constexpr uint32_t SIZE = 1000;
    static constexpr uint32_t HEADERS = 64;

    void Expect(bool trims, uint8_t trimClass)
    {
        PortBench bench;
        bench.Helper().SetSwitchAttribute("Trim", BooleanValue(trims));
        bench.Helper().SetSwitchAttribute("TrimClass", UintegerValue(trimClass));
        bench.Helper().SetAdmission("ns3::aifabric::PerPortAdmission",
                                    "BufferPerPort",
                                    UintegerValue(4500));
        bench.BuildOneSwitch(3);
        const auto egress = bench.SwitchPort(2);
        const auto& log = bench.Watch(egress);
        uint32_t trimmed = 0;
        egress->TraceConnectWithoutContext(
            "FrameTrimmed",
            Callback<void, const Frame&>([&](const Frame& frame) {
                trimmed++;
                NS_TEST_EXPECT_MSG_EQ(frame.extra->originalSize, SIZE, "its size before");
            }));
        bench.HoldBack(0, 2);
        bench.Send(1000000, {0, 2, SIZE}, 16);
        const uint32_t headers = trims ? 7 : 0; // of 64 bytes in the 500 that four frames leave
        const auto fabricSwitch = bench.Fabric().GetSwitch(0);
        PortBench::At(10000000, [&]() {
            const uint64_t used = 4 * SIZE + headers * HEADERS;
            NS_TEST_EXPECT_MSG_EQ(fabricSwitch->GetAdmission()->GetUsed(), used, "charged");
            NS_TEST_EXPECT_MSG_EQ(bench.Fabric().CheckAccounts(), "", "accounts");
        });
        constexpr uint64_t BACK = 20000000;
        bench.HoldBack(BACK, 2, 0);
        bench.Run();
        NS_TEST_ASSERT_MSG_EQ(log.size(), 4 + headers, "sent");
        // Strict priority: headers first in class 7, last in a class that takes turns after one.
        uint64_t time = BACK + PortBench::PAUSE_WAY;
        uint32_t seen = 0;
        for (const Sent& sent : log)
        {
            const bool isTrimmed = sent.what.Has(FRAME_TRIMMED);
            NS_TEST_EXPECT_MSG_EQ(sent.time, time, "without a gap");
            NS_TEST_EXPECT_MSG_EQ(sent.what.size, (isTrimmed ? HEADERS : SIZE), "size");
            NS_TEST_EXPECT_MSG_EQ(+sent.what.priority, (isTrimmed ? trimClass : 3), "class");
            NS_TEST_EXPECT_MSG_EQ((isTrimmed || trimClass != 7 || seen >= headers), true, "first");
            time += PortBench::Slot(sent.what.size);
            seen++;
        }
        NS_TEST_EXPECT_MSG_EQ(PortBench::Dropped(DropReason::BUFFER_FULL), 12 - headers, "drops");
        const uint32_t trims12 = trims ? 12 : 0; // those whose headers had no room either, too
        NS_TEST_EXPECT_MSG_EQ(trimmed, trims12, "traced");
        NS_TEST_EXPECT_MSG_EQ(fabricSwitch->GetTrims(), trims12, "counted by the switch");
        NS_TEST_EXPECT_MSG_EQ(egress->GetCounters().trims, trims12, "and by the port");
        const auto& counters = bench.Fabric().GetNic(2)->GetCounters();
        NS_TEST_EXPECT_MSG_EQ(counters.trimmed, headers, "counted apart");
        NS_TEST_EXPECT_MSG_EQ(counters.dataReceived, 4, "from what came whole");
        NS_TEST_EXPECT_MSG_EQ(counters.naksSent, headers, "told at once");
        NS_TEST_EXPECT_MSG_EQ(bench.IsBalanced(), true, "balance");
        NS_TEST_EXPECT_MSG_EQ(bench.Fabric().CheckAccounts(), "", "accounts at the end");
        bench.Destroy();
    }

    void DoRun() override
    {
        Expect(true, 7);
        Expect(true, 1);
        Expect(false, 7);
    }
};

/**
 * @ingroup ai-fabric-tests
 * Four hosts send a packet each to a fifth, whose port has room for one and a header.
 */
class RoundTripTestCase : public TestCase
{
  public:
    explicit RoundTripTestCase(const std::string& recovery, uint32_t nak)
        : TestCase("A trimmed packet comes one round trip later: " + recovery),
          m_recovery(recovery),
          m_nak(nak)
    {
    }

  private:
    double Measure(bool trims, uint64_t& drops)
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        scenario.UseOneSwitch(5);
        scenario.Helper().SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
        scenario.Helper().SetLossRecovery("ns3::aifabric::" + m_recovery);
        scenario.Helper().SetSwitchAttribute("Trim", BooleanValue(trims));
        scenario.Helper().SetAdmission("ns3::aifabric::PerPortAdmission",
                                       "BufferPerPort",
                                       UintegerValue(4500));
        std::vector<FabricTestScenario::Message> messages;
        for (uint32_t host = 0; host < 4; host++)
        {
            messages.push_back({host, 4, 4096, 0});
        }
        const auto outcome = scenario.Run(messages);
        NS_TEST_EXPECT_MSG_EQ(outcome.received, 4, "all come");
        NS_TEST_EXPECT_MSG_EQ(outcome.failed, 0, "in the end");
        NS_TEST_EXPECT_MSG_EQ(outcome.conserved, true, "accounts");
        drops = outcome.drops;
        scenario.Destroy();
        return outcome.lastArrival;
    }

    void DoRun() override
    {
        // Ns: a packet of 4096 bytes that is a message, at 400 Gb/s, stored at one switch.
        constexpr double DELAY = 500;
        constexpr double PACKET = 4174 * 0.02;
        constexpr double SLOT = 4194 * 0.02;
        const double way = PACKET + DELAY;
        const double nak = 2 * (m_nak * 0.02 + DELAY);
        // One is on the link, one waits, two are trimmed: their headers go next, and of the two
        // that are sent again the second waits for the first.
        const double expected = way + SLOT + (74 * 0.02 + DELAY) + nak + way + SLOT + way;
        uint64_t drops = 0;
        NS_TEST_EXPECT_MSG_EQ_TOL(Measure(true, drops), expected, 0.01 * expected, "trimmed");
        NS_TEST_EXPECT_MSG_EQ(drops, 0, "nothing is dropped");
        NS_TEST_EXPECT_MSG_GT(Measure(false, drops), 1e6, "a timeout of 1 ms");
        NS_TEST_EXPECT_MSG_GT(drops, 1, "for what was dropped");
    }

    std::string m_recovery;
    uint32_t m_nak;
};

/**
 * @ingroup ai-fabric-tests
 * An incast in a small fabric.
 */
class TrimIncastTestCase : public TestCase
{
  public:
    explicit TrimIncastTestCase(const std::string& recovery)
        : TestCase("An incast with trimming keeps its last link busy: " + recovery),
          m_recovery(recovery)
    {
    }

  private:
    ExperimentOptions Usual(const std::string& more) const
    {
        ExperimentOptions options;
        options.fabric = "leaf-spine:leaves=3,spines=2,hosts=4";
        options.workload = "incast:fan-in=8,bytes=1600KiB";
        options.lb = "ecmp";
        options.cc = "fixed-rate";
        options.recovery = m_recovery;
        // Ten packets and no header; a window that goes back as a whole can starve in that.
        const std::string room = m_recovery == "sack" ? "41580B" : "40KB";
        options.switchModel = "generic:buffer-per-port=" + room + more;
        options.stop = "1s";
        options.db = "none";
        options.record = "all";
        return options;
    }

    RunRecord Run(const std::string& more, RunDetails& details)
    {
        Experiment experiment(Usual(more));
        const RunRecord run = experiment.Measure(details);
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", run.error);
        return run;
    }

    static uint64_t Count(const RunDetails& details, const std::string& name)
    {
        const auto found = std::find_if(details.counters.begin(),
                                        details.counters.end(),
                                        [&name](const auto& one) { return one.name == name; });
        return found == details.counters.end() ? UINT64_MAX : found->value;
    }

    void DoRun() override
    {
        RunDetails details;
        const RunRecord trimmed = Run(",trim=true", details);
        const uint64_t trims = trimmed.trims.value_or(0);
        NS_TEST_EXPECT_MSG_GT(trims, 100, "much is too much");
        NS_TEST_EXPECT_MSG_EQ(trimmed.timeouts.value_or(1), 0, "no timer");
        NS_TEST_EXPECT_MSG_EQ(trimmed.drops.value_or(1), 0, "headers have room of their own");
        uint64_t ports = 0;
        for (const PortRecord& port : details.ports)
        {
            ports += port.trims;
        }
        NS_TEST_EXPECT_MSG_EQ(ports, trims, "by port");
        NS_TEST_EXPECT_MSG_EQ(Count(details, "nic.trimmed-received"), trims, "each header comes");
        // The last link is busy but while the first packets come and the last are sent again.
        const double payload = 8 * 400 * 4178 * 0.02 + 8 * 16 * 0.02;
        const double headers = static_cast<double>(trims) * (64 + 20) * 0.02;
        if (m_recovery == "sack")
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(*trimmed.cctNs, payload + headers, 0.05 * payload, "busy");
        }
        const RunRecord dropped = Run("", details);
        NS_TEST_EXPECT_MSG_EQ(dropped.trims.value_or(1), 0, "off by default");
        NS_TEST_EXPECT_MSG_GT(dropped.timeouts.value_or(0), 0, "the timer");
        NS_TEST_EXPECT_MSG_GT(*dropped.cctNs, *trimmed.cctNs, "takes longer");
    }

    std::string m_recovery;
};

/**
 * @ingroup ai-fabric-tests
 * What is refused, and what PFC protects.
 */
class TrimChoiceTestCase : public TestCase
{
  public:
    TrimChoiceTestCase()
        : TestCase("Trimming is refused in a lossless class and idle where PFC protects data")
    {
    }

  private:
    void DoRun() override
    {
        ExperimentOptions options;
        options.fabric = "leaf-spine:leaves=2,spines=2,hosts=4";
        options.workload = "incast:fan-in=4,bytes=64KiB";
        options.lb = "ecmp";
        options.stop = "1s";
        options.db = "none";
        options.switchModel = "generic:lossless=true,trim=true,trim-class=3";
        std::string error;
        try
        {
            Experiment experiment(options);
        }
        catch (const ConfigError& problem)
        {
            error = problem.what();
        }
        Simulator::Destroy();
        NS_TEST_EXPECT_MSG_NE(error.find("trim-class=3"), std::string::npos, error);
        NS_TEST_EXPECT_MSG_NE(error.find("choose another"), std::string::npos, error);
        options.switchModel = "generic:lossless=true,trim=true,xoff=20KB,xon=10KB,ecn=false";
        RunDetails details;
        Experiment experiment(options);
        const RunRecord run = experiment.Measure(details);
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", run.error);
        NS_TEST_EXPECT_MSG_EQ(run.trims.value_or(1), 0, "PFC protects it");
        const bool noted =
            std::any_of(run.notes.begin(), run.notes.end(), [](const std::string& note) {
                return note.find("trim") != std::string::npos;
            });
        NS_TEST_EXPECT_MSG_EQ(noted, true, "which a note says");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class TrimTestSuite : public TestSuite
{
  public:
    TrimTestSuite()
        : TestSuite("ai-fabric-trim", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new TrimmedBytesTestCase, Duration::QUICK);
        AddTestCase(new OneHopTrimTestCase, Duration::QUICK);
        AddTestCase(new RoundTripTestCase("SackLossRecovery", 70), Duration::QUICK);
        AddTestCase(new RoundTripTestCase("GoBackNLossRecovery", 66), Duration::QUICK);
        AddTestCase(new TrimIncastTestCase("sack"), Duration::QUICK);
        AddTestCase(new TrimIncastTestCase("go-back-n"), Duration::QUICK);
        AddTestCase(new TrimChoiceTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const TrimTestSuite g_trimTestSuite;

} // namespace
