/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Priority flow control in quanta and bytes: how long a pause holds, when it is sent, refreshed and
 * ended, how much headroom is used.
 */

#include "port-bench.h"

#include "ns3/fabric-compat.h"
#include "ns3/test.h"

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
 * A switch pauses an ingress at Xoff, refreshes at half the life, resumes at Xon.
 */
class ThresholdTestCase : public TestCase
{
  public:
    /// @param psPerByte what tells the rate of the links
    explicit ThresholdTestCase(uint64_t psPerByte)
        : TestCase("XOFF, refresh and XON to the byte and the ps, " + std::to_string(psPerByte) +
                   " ps per byte"),
          m_ps(psPerByte)
    {
    }

  private:
    /// Hosts 0, 1 and 2 send, hosts 3 and 4 accept nothing for 65535 quanta.
    void Prepare(PortBench& bench) const
    {
        FabricHelper& helper = bench.Helper();
        helper.SetLinks(DataRate(8000000000000ULL / m_ps), PicoSeconds(PortBench::DELAY));
        helper.SetPfcAttribute("LosslessClasses", UintegerValue(0x28));
        helper.SetPfcAttribute("Xoff", UintegerValue(10000));
        helper.SetPfcAttribute("Xon", UintegerValue(5000));
        helper.SetPfcAttribute("Headroom", UintegerValue(3000));
        helper.SetPfcAttribute("PauseQuanta", UintegerValue(1000));
        helper.SetMarkerAttribute("Enabled", BooleanValue(false));
        bench.BuildOneSwitch(5);
        bench.HoldBack(0, 3);
        bench.HoldBack(0, 4);
    }

    void DoRun() override
    {
        PortBench bench;
        Prepare(bench);
        std::vector<const std::deque<Sent>*> logs;
        for (const uint32_t host : {0, 1, 2})
        {
            logs.push_back(&bench.Watch(bench.SwitchPort(host)));
        }
        const auto& sender = bench.Watch(bench.HostPort(0));
        // Up to Xoff, above it, to the end of the headroom, and beyond.
        bench.Send(0, {0, 3, 1000}, 10);
        bench.Send(0, {0, 3, 64});
        bench.Send(0, {0, 3, 2936});
        bench.Send(0, {0, 3, 64});
        // Not above Xoff: every port and class has thresholds of its own, lossy classes have none.
        bench.Send(0, {1, 3, 1000, 5}, 10);
        bench.Send(0, {1, 4, 1000, 3}, 10);
        bench.Send(0, {2, 3, 1000, 4}, 30);
        // These find the host paused, but for the lossy one.
        const uint64_t later = 8000000;
        bench.Send(later, {0, 3, 1000}, 5);
        bench.Send(later, {0, 4, 1000, 4});
        const uint64_t resume = 20000000;
        bench.HoldBack(resume, 3, 0, 0x08);
        uint64_t charged = 0;
        PortBench::At(later,
                      [&]() { charged = bench.Fabric().GetSwitch(0)->GetAdmission()->GetUsed(); });
        bench.Run();

        const uint64_t slot = 1020 * m_ps;
        const uint64_t way = 64 * m_ps + PortBench::DELAY;
        const uint64_t xoff = 10 * slot + way; // the frame of 64 bytes has arrived
        const uint64_t xon = resume + way + 7 * slot;
        const uint64_t life = 1000 * 64 * m_ps;
        std::vector<uint64_t> times;
        for (uint64_t time = xoff; time < xon; time += life / 2)
        {
            times.push_back(time);
        }
        const auto pauses = PortBench::Only(*logs[0], FrameKind::PFC);
        NS_TEST_ASSERT_MSG_EQ(pauses.size(), times.size() + 1, "pauses, and one end of them");
        for (size_t i = 0; i < pauses.size(); i++)
        {
            const bool last = i == times.size();
            NS_TEST_EXPECT_MSG_EQ(pauses[i].time, (last ? xon : times[i]), "PFC frame " << i);
            NS_TEST_EXPECT_MSG_EQ(pauses[i].what.pfcClasses, 0x08, "class of PFC frame " << i);
            NS_TEST_EXPECT_MSG_EQ(pauses[i].what.pfcQuanta[3], (last ? 0 : 1000), "quanta " << i);
        }
        NS_TEST_EXPECT_MSG_EQ(PortBench::Only(*logs[1], FrameKind::PFC).size(), 0, "at Xoff");
        NS_TEST_EXPECT_MSG_EQ(PortBench::Only(*logs[2], FrameKind::PFC).size(), 0, "lossy");
        NS_TEST_EXPECT_MSG_EQ(PortBench::Dropped(DropReason::HEADROOM_FULL), 1, "beyond it");
        NS_TEST_EXPECT_MSG_EQ(charged, 13000 + 20000 + 30000, "bytes in the buffer");
        const auto pfc = bench.Fabric().GetSwitch(0)->GetPfc();
        NS_TEST_EXPECT_MSG_EQ(pfc->GetMaxHeadroom(), 3000, "headroom used at most");
        NS_TEST_EXPECT_MSG_EQ(pfc->GetPauses(), 1, "pauses begun");
        const auto counters = bench.HostPort(0)->GetCounters();
        NS_TEST_EXPECT_MSG_EQ(counters.pausesReceived, times.size(), "and heard");
        NS_TEST_EXPECT_MSG_EQ(counters.pausedPs, xon - xoff, "paused in between, without a gap");
        NS_TEST_ASSERT_MSG_EQ(sender.size(), 19, "frames of host 0");
        NS_TEST_EXPECT_MSG_EQ(sender[13].time, later, "the lossy class is not paused");
        for (uint64_t i = 0; i < 5; i++)
        {
            NS_TEST_EXPECT_MSG_EQ(sender[14 + i].time, xon + way + i * slot, "resumed, " << i);
        }
        for (uint16_t port = 0; port < 5; port++)
        {
            NS_TEST_EXPECT_MSG_EQ(pfc->GetIngressBytes(port, 3), 0, "balance of port " << port);
            NS_TEST_EXPECT_MSG_EQ(pfc->GetIngressBytes(port, 5), 0, "balance of port " << port);
        }
        NS_TEST_EXPECT_MSG_EQ(bench.IsBalanced(), true, "balance");
        bench.Destroy();
    }

    uint64_t m_ps;
};

/**
 * @ingroup ai-fabric-tests
 * The high-water mark of the headroom, and an ingress that is paused twice.
 */
class HeadroomTestCase : public TestCase
{
  public:
    HeadroomTestCase()
        : TestCase("Headroom used, to the byte; a second pause")
    {
    }

  private:
    void DoRun() override
    {
        PortBench bench;
        FabricHelper& helper = bench.Helper();
        helper.SetPfcAttribute("LosslessClasses", UintegerValue(0x08));
        helper.SetPfcAttribute("Xoff", UintegerValue(10000));
        helper.SetPfcAttribute("Xon", UintegerValue(9000));
        helper.SetPfcAttribute("Headroom", UintegerValue(100000));
        bench.BuildOneSwitch(3);
        const auto pfc = bench.Fabric().GetSwitch(0)->GetPfc();
        const auto& log = bench.Watch(bench.SwitchPort(0));

        struct Peak
        {
            uint32_t bytes;   // of an eleventh frame
            uint64_t largest; // headroom used at most, so far
            uint32_t pauses;  // begun so far
        };

        // Each time the receiver stands still for a while, and all drains afterwards.
        uint64_t time = 0;
        for (const Peak& peak :
             {Peak{0, 0, 0}, Peak{777, 777, 1}, Peak{64, 777, 2}, Peak{778, 778, 3}})
        {
            bench.HoldBack(time, 2, 2000);
            bench.Send(time, {0, 2, 1000}, 10);
            if (peak.bytes)
            {
                bench.Send(time, {0, 2, peak.bytes});
            }
            time += 10000000;
            PortBench::At(time - 1, [this, pfc, peak]() {
                NS_TEST_EXPECT_MSG_EQ(pfc->GetMaxHeadroom(), peak.largest, "after " << peak.bytes);
                NS_TEST_EXPECT_MSG_EQ(pfc->GetPauses(), peak.pauses, "after " << peak.bytes);
                NS_TEST_EXPECT_MSG_EQ(pfc->GetIngressBytes(0, 3), 0, "after " << peak.bytes);
            });
        }
        bench.Run();
        NS_TEST_EXPECT_MSG_EQ(log.size(), 3 * 2, "as many ends as pauses, no refresh is due");
        NS_TEST_EXPECT_MSG_EQ(bench.HostPort(0)->GetCounters().pausesReceived, 3, "heard");
        NS_TEST_EXPECT_MSG_EQ(bench.IsBalanced(), true, "balance");
        bench.Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class PfcTestSuite : public TestSuite
{
  public:
    PfcTestSuite()
        : TestSuite("ai-fabric-pfc", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new PauseLengthTestCase(20), Duration::QUICK);
        AddTestCase(new PauseLengthTestCase(80), Duration::QUICK);
        AddTestCase(new PausedTimeTestCase, Duration::QUICK);
        AddTestCase(new NicPauseTestCase, Duration::QUICK);
        AddTestCase(new ThresholdTestCase(20), Duration::QUICK);
        AddTestCase(new ThresholdTestCase(10), Duration::QUICK);
        AddTestCase(new HeadroomTestCase, Duration::QUICK);
    }
};

const PfcTestSuite g_pfcTestSuite; ///< the instance that registers the suite

} // namespace
