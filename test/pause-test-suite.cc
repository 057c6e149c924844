/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Pauses that a port obeys: how long they hold, which classes, what a NIC does meanwhile.
 */

#include "port-bench.h"

#include "ns3/fabric-compat.h"
#include "ns3/test.h"

#include <algorithm>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

using Sent = PortBench::Sent;

/**
 * @ingroup ai-fabric-tests
 * A port obeys a pause: quanta of 512 bit times at its own rate, class by class.
 */
class PauseLengthTestCase : public TestCase
{
  public:
    /// @param psPerByte what tells the rate of the links
    explicit PauseLengthTestCase(uint64_t psPerByte)
        : TestCase("A pause lasts its quanta to the ps, " + std::to_string(psPerByte) +
                   " ps per byte"),
          m_ps(psPerByte)
    {
    }

  private:
    /// A pause that the switch sends.
    struct Pause
    {
        uint64_t time;   ///< when, ps
        uint8_t classes; ///< which classes
        uint16_t quanta; ///< how long
    };

    /// 200 frames of a class at a host that hears pauses: when does the stop end?
    void Expect(const std::string& what, const std::vector<Pause>& pauses, uint64_t stop)
    {
        PortBench bench;
        bench.Helper().SetLinks(DataRate(8000000000000ULL / m_ps), PicoSeconds(PortBench::DELAY));
        bench.BuildOneSwitch(2);
        const auto& log = bench.Watch(bench.HostPort(0));
        bench.Send(0, {0, 1, 1000}, 200);
        uint32_t effective = 0;
        for (const Pause& pause : pauses)
        {
            PortBench::At(pause.time, [&bench, pause]() {
                bench.SwitchPort(0)->SendPause(pause.classes, pause.quanta);
            });
            effective += pause.quanta ? 1 : 0;
        }
        bench.Run();
        const auto counters = bench.HostPort(0)->GetCounters();
        NS_TEST_EXPECT_MSG_EQ(counters.pausesReceived, effective, what << ": pauses received");
        NS_TEST_EXPECT_MSG_EQ(bench.SwitchPort(0)->GetCounters().pausesSent, effective, what);
        NS_TEST_ASSERT_MSG_EQ(log.size(), 200, what << ": all leave in the end");
        const uint64_t slot = 1020 * m_ps;
        const uint64_t begin = pauses[0].time + 64 * m_ps + PortBench::DELAY;
        const uint64_t before = begin / slot + 1;
        for (uint64_t i = 0; i < log.size(); i++)
        {
            const bool held = stop > before * slot && i >= before;
            NS_TEST_EXPECT_MSG_EQ(log[i].time,
                                  (held ? stop + (i - before) * slot : i * slot),
                                  what << ": frame " << i);
        }
        NS_TEST_EXPECT_MSG_EQ(bench.IsBalanced(), true, what << ": balance");
        bench.Destroy();
    }

    void DoRun() override
    {
        const uint64_t way = 64 * m_ps + PortBench::DELAY;
        const uint64_t quantum = 64 * m_ps;
        const uint64_t slot = 84 * m_ps; // of a PFC frame
        Expect("one", {{0, 0x08, 100}}, way + 100 * quantum);
        Expect("all classes", {{7, 0xff, 100}}, 7 + way + 100 * quantum);
        Expect("the longest", {{0, 0x08, 65535}}, way + 65535 * quantum);
        Expect("another class", {{0, 0xf7, 100}}, 0);
        Expect("longer", {{0, 0x08, 30}, {0, 0x08, 100}}, slot + way + 100 * quantum);
        Expect("shorter", {{0, 0x08, 100}, {0, 0x08, 30}}, slot + way + 30 * quantum);
        Expect("resumed", {{0, 0x08, 65535}, {99999, 0x08, 0}}, 99999 + way);
        Expect("another resumed", {{0, 0x08, 100}, {99999, 0xf7, 0}}, way + 100 * quantum);
        Expect("another paused", {{0, 0x08, 100}, {0, 0x10, 500}}, way + 100 * quantum);
    }

    uint64_t m_ps;
};

/**
 * @ingroup ai-fabric-tests
 * Time spent paused adds up over classes; PFC frames go ahead of all else and are never paused.
 */
class PausedTimeTestCase : public TestCase
{
  public:
    PausedTimeTestCase()
        : TestCase("Paused time in class-picoseconds; PFC frames wait for no queue")
    {
    }

  private:
    void DoRun() override
    {
        PortBench bench;
        bench.BuildOneSwitch(2);
        const auto port = bench.SwitchPort(1);
        // Two classes for 100 quanta, one of them for 50 more that begin 40 quanta later.
        const uint64_t quantum = 64 * PortBench::PS;
        bench.HoldBack(0, 1, 100, 0x14);
        bench.HoldBack(40 * quantum, 1, 110, 0x10);
        uint8_t masks[3]{};
        for (const uint64_t i : {0, 1, 2})
        {
            const uint64_t time = PortBench::PAUSE_WAY + (i == 0 ? 1 : 50 + 50 * i) * quantum;
            PortBench::At(time + 1, [port, i, &masks]() { masks[i] = port->GetPausedMask(); });
        }
        // A queue that waits, and a port that sends a PFC frame in the midst of a frame.
        const auto& log = bench.Watch(port);
        bench.Send(0, {0, 1, 1000, 4}, 3);
        bench.Send(0, {0, 1, 1000, 5}, 30);
        const uint64_t busy = 3 * PortBench::Slot(1000) + 1000 * PortBench::PS + PortBench::DELAY;
        PortBench::At(busy + 1, [port]() { port->SendPause(0x01, 7); });
        bench.Run();
        NS_TEST_EXPECT_MSG_EQ(+masks[0], 0x14, "both");
        NS_TEST_EXPECT_MSG_EQ(+masks[1], 0x10, "one of them after 100 quanta");
        NS_TEST_EXPECT_MSG_EQ(+masks[2], 0, "none after 150");
        NS_TEST_EXPECT_MSG_EQ(port->GetCounters().pausedPs,
                              (2 * 100 + 50) * quantum,
                              "class-picoseconds");
        NS_TEST_ASSERT_MSG_EQ(log.size(), 34, "all sent");
        // The frames of class 4 wait behind the pause, the first one of class 5 does not.
        NS_TEST_EXPECT_MSG_EQ(log[0].time, busy, "as it arrives");
        NS_TEST_EXPECT_MSG_EQ(+log[0].what.priority, 5, "class 5");
        NS_TEST_EXPECT_MSG_EQ((log[1].what.kind == FrameKind::PFC), true, "then PFC");
        NS_TEST_EXPECT_MSG_EQ(log[1].time, busy + PortBench::Slot(1000), "at once");
        NS_TEST_EXPECT_MSG_EQ(log[1].what.size, 64, "bytes");
        NS_TEST_EXPECT_MSG_EQ(log[1].what.pfcClasses, 1, "class 0");
        NS_TEST_EXPECT_MSG_EQ(log[1].what.pfcQuanta[0], 7, "its quanta");
        NS_TEST_EXPECT_MSG_EQ(log[1].what.pfcQuanta[3], 0, "those of no other");
        NS_TEST_EXPECT_MSG_EQ(bench.HostPort(1)->GetCounters().pausesReceived, 1, "heard");
        NS_TEST_EXPECT_MSG_EQ(bench.IsBalanced(), true, "balance");
        bench.Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * What a NIC makes itself obeys pauses class by class: data, ACKs, CNPs.
 */
class NicPauseTestCase : public TestCase
{
  public:
    NicPauseTestCase()
        : TestCase("A NIC holds back the class that is paused, and no other")
    {
    }

  private:
    /**
     * Pause one class at sender and receiver of a message, from 5.5 us for 1000 quanta.
     * @param paused the class
     */
    void Expect(uint8_t paused)
    {
        PortBench bench;
        FabricHelper& helper = bench.Helper();
        helper.SetNicAttribute("DataClass", UintegerValue(2));
        helper.SetNicAttribute("AckClass", UintegerValue(4));
        helper.SetNicAttribute("CnpClass", UintegerValue(5));
        helper.SetNicAttribute("AckInterval", UintegerValue(1));
        helper.SetMarkerAttribute("Kmin", UintegerValue(0));
        helper.SetMarkerAttribute("Kmax", UintegerValue(0));
        helper.SetCongestionControl("ns3::aifabric::DcqcnCongestionControl",
                                    "CnpInterval",
                                    TimeValue(Time(0)),
                                    "MinRate",
                                    StringValue("400Gbps"));
        bench.BuildOneSwitch(2);
        std::vector<const std::deque<Sent>*> logs;
        std::vector<const std::deque<Sent>*> pausers;
        for (const uint32_t host : {0, 1})
        {
            logs.push_back(&bench.Watch(bench.HostPort(host)));
            pausers.push_back(&bench.Watch(bench.SwitchPort(host)));
            PortBench::At(5000000, [&bench, host, paused]() {
                bench.SwitchPort(host)->SendPause(static_cast<uint8_t>(1 << paused), 1000);
            });
        }
        bench.Scenario().Run({{0, 1, 400 * 4096, 0}});
        for (const uint8_t c : {2, 4, 5})
        {
            const uint32_t host = c == 2 ? 0 : 1;
            const auto pauses = PortBench::Only(*pausers[host], FrameKind::PFC);
            NS_TEST_ASSERT_MSG_EQ(pauses.size(), 1, "a pause for host " << host);
            const uint64_t begin = pauses[0].time + PortBench::PAUSE_WAY;
            const uint64_t end = begin + 1000 * 64 * PortBench::PS;
            uint32_t within = 0;
            uint32_t all = 0;
            uint64_t first = UINT64_MAX;
            for (const Sent& sent : *logs[host])
            {
                if (sent.what.priority == c && sent.what.kind != FrameKind::PFC)
                {
                    all++;
                    within += sent.time > begin && sent.time < end ? 1 : 0;
                    first = sent.time >= end ? std::min(first, sent.time) : first;
                }
            }
            NS_TEST_EXPECT_MSG_GT_OR_EQ(all, 400, "frames of class " << +c);
            if (c == paused)
            {
                NS_TEST_EXPECT_MSG_EQ(within, 0, "class " << +c << " is held back");
                NS_TEST_EXPECT_MSG_LT(first - end, (c == 2 ? 1U : 20U * 83560), "until then");
            }
            else if (paused != 2)
            {
                // 1.28 us hold 15 packets of 83.56 ns, and what answers them.
                NS_TEST_EXPECT_MSG_GT_OR_EQ(within, 15, "class " << +c << " goes on");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(bench.IsBalanced(), true, "balance");
        bench.Destroy();
    }

    void DoRun() override
    {
        Expect(2);
        Expect(4);
        Expect(5);
        Expect(3);
    }
};

/**
 * @ingroup ai-fabric-tests
 * Pauses and links that go down: what was paused is free when the link is back, a dead port pauses
 * nobody, and what has arrived is not lost with the link.
 */
class DownTestCase : public TestCase
{
  public:
    DownTestCase()
        : TestCase("A link that goes down ends pauses; PFC frames leave back to back")
    {
    }

  private:
    void DoRun() override
    {
        PortBench bench;
        bench.BuildOneSwitch(3);
        const auto& sender = bench.Watch(bench.HostPort(0));
        const auto& peer = bench.Watch(bench.SwitchPort(0));
        const auto& third = bench.Watch(bench.SwitchPort(2));
        const auto setUp = [&bench](uint64_t time, bool up) {
            PortBench::At(time, [&bench, up]() {
                bench.HostPort(0)->SetLinkUp(up);
                bench.SwitchPort(0)->SetLinkUp(up);
            });
        };
        PortBench::At(0, [&bench]() { bench.SwitchPort(0)->SendPause(0x08, 65535); });
        setUp(1000000, false);
        PortBench::At(1500000, [&bench]() { bench.SwitchPort(0)->SendPause(0x08, 65535); });
        setUp(2000000, true);
        bench.Send(3000000, {0, 1, 1000}, 2);
        // Three PFC frames that have to wait for the same frame.
        bench.Send(0, {1, 2, 1000, 4});
        const uint64_t arrival = 1000 * PortBench::PS + PortBench::DELAY;
        PortBench::At(arrival + 1, [&bench]() {
            for (const uint16_t quanta : {1, 2, 3})
            {
                bench.SwitchPort(2)->SendPause(0x01, quanta);
            }
        });
        bench.Run();
        NS_TEST_EXPECT_MSG_EQ(peer.size(), 1, "a dead port sends nothing, nor does it later");
        NS_TEST_EXPECT_MSG_EQ(bench.SwitchPort(0)->GetCounters().pausesSent, 1, "nor counts it");
        NS_TEST_EXPECT_MSG_EQ(bench.HostPort(0)->GetCounters().pausedPs,
                              1000000 - PortBench::PAUSE_WAY,
                              "paused until the link was down");
        NS_TEST_ASSERT_MSG_EQ(sender.size(), 2, "frames");
        NS_TEST_EXPECT_MSG_EQ(sender[0].time, 3000000, "nothing holds them back");
        NS_TEST_ASSERT_MSG_EQ(third.size(), 4, "a frame and three of PFC");
        for (uint64_t i = 1; i < 4; i++)
        {
            NS_TEST_EXPECT_MSG_EQ(third[i].what.pfcQuanta[0], i, "in their order");
            NS_TEST_EXPECT_MSG_EQ(third[i].time,
                                  arrival + PortBench::Slot(1000) + (i - 1) * PortBench::Slot(64),
                                  "back to back, " << i);
        }
        NS_TEST_EXPECT_MSG_EQ(bench.IsBalanced(), true, "balance");
        bench.Destroy();
        Cut();
    }

    /// A fibre is cut a ps before the last bit of a frame is in, with it, and a ps before the
    /// switch has forwarded it.
    void Cut()
    {
        const uint64_t arrival = 1000 * PortBench::PS + PortBench::DELAY;
        for (const uint64_t cut : {arrival - 1, arrival, arrival + 1, arrival + 299999})
        {
            PortBench bench;
            bench.Helper().SetSwitchAttribute("ForwardingLatency", TimeValue(NanoSeconds(300)));
            bench.BuildOneSwitch(2);
            const auto& log = bench.Watch(bench.SwitchPort(1));
            bench.Send(0, {0, 1, 1000});
            PortBench::At(cut, [&bench]() { bench.HostPort(0)->SetFibreCut(true); });
            bench.Run();
            const bool lost = cut < arrival;
            NS_TEST_EXPECT_MSG_EQ(log.size(), (lost ? 0 : 1), "cut at " << cut);
            NS_TEST_EXPECT_MSG_EQ(PortBench::Dropped(DropReason::LINK_DOWN),
                                  (lost ? 1 : 0),
                                  "cut at " << cut);
            bench.Destroy();
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class PauseTestSuite : public TestSuite
{
  public:
    PauseTestSuite()
        : TestSuite("ai-fabric-pause", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new PauseLengthTestCase(20), Duration::QUICK);
        AddTestCase(new PauseLengthTestCase(80), Duration::QUICK);
        AddTestCase(new PausedTimeTestCase, Duration::QUICK);
        AddTestCase(new NicPauseTestCase, Duration::QUICK);
        AddTestCase(new DownTestCase, Duration::QUICK);
    }
};

const PauseTestSuite g_pauseTestSuite; ///< the instance that registers the suite

} // namespace
