/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Priority flow control of a switch in quanta and bytes: when a pause is sent, refreshed and ended,
 * how much headroom is used.
 */

#include "port-bench.h"

#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

using Sent = PortBench::Sent;

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
 * The headroom that a link needs, what is said of less, and what a frame beyond it does.
 */
class NeededHeadroomTestCase : public TestCase
{
  public:
    NeededHeadroomTestCase()
        : TestCase("Needed headroom, findings and a frame beyond the headroom, to the byte")
    {
    }

  private:
    static constexpr uint64_t XOFF = 20000;
    static constexpr uint64_t LARGEST = wire::LARGEST_FRAME_BYTES;
    static constexpr uint64_t AUTO_HEADROOM = UINT64_MAX;

    static void Prepare(PortBench& bench, uint64_t headroom, uint64_t xoff = XOFF)
    {
        FabricHelper& helper = bench.Helper();
        helper.SetLinks(DataRate("100Gbps"), NanoSeconds(500));
        helper.SetSwitchAttribute("ForwardingLatency", TimeValue(NanoSeconds(300)));
        helper.SetPfcAttribute("LosslessClasses", UintegerValue(0x08));
        helper.SetPfcAttribute("Xoff", UintegerValue(xoff));
        helper.SetPfcAttribute("Xon", UintegerValue(1000));
        if (headroom != AUTO_HEADROOM)
        {
            helper.SetPfcAttribute("Headroom", UintegerValue(headroom));
        }
        bench.BuildOneSwitch(3);
    }

    /// @return how many things are said of a switch
    static size_t CountFindings(uint64_t headroom, uint64_t buffer)
    {
        PortBench bench;
        Prepare(bench, headroom);
        std::vector<std::string> findings;
        bench.Fabric().GetSwitch(0)->GetPfc()->ListFindings(buffer, findings);
        bench.Destroy();
        return findings.size();
    }

    void CheckNeed()
    {
        PortBench bench;
        Prepare(bench, AUTO_HEADROOM);
        bench.HostPort(1)->SetDataRate(DataRate("50Gbps"));
        bench.Fabric().GetNic(2)->SetJitter(NanoSeconds(100));
        const auto pfc = bench.Fabric().GetSwitch(0)->GetPfc();
        // A frame of 9,000 + 18 bytes and the pause (64), each with its gap, at 80 ps a byte; 500
        // ns there, 800 ns back; then two full frames, of which one was begun.
        const uint64_t wait = (9000 + 18 + 64 + 40) * 80 + 500000 + 800000;
        NS_TEST_EXPECT_MSG_EQ(pfc->GetNeededHeadroom(0), wait / 80 + 2 * LARGEST + 1, "need");
        NS_TEST_EXPECT_MSG_EQ(pfc->GetNeededHeadroom(1), wait / 160 + 2 * LARGEST + 1, "slow peer");
        NS_TEST_EXPECT_MSG_EQ(pfc->GetNeededHeadroom(2),
                              (wait + 100000) / 80 + 2 * LARGEST + 1,
                              "peer with jitter");
        NS_TEST_EXPECT_MSG_EQ(pfc->GetHeadroom(1), pfc->GetNeededHeadroom(1), "auto");
        bench.Destroy();
        // Of three hosts and the spine, the spine takes 300 ns more to hear of it.
        const uint64_t need = (wait + 300000) / 80 + 2 * LARGEST + 1;
        const uint64_t ports = 4;
        NS_TEST_EXPECT_MSG_EQ(CountFindings(need, ports * (XOFF + need)), 0, "enough of both");
        NS_TEST_EXPECT_MSG_EQ(CountFindings(need - 1, 1000000), 1, "too little headroom");
        NS_TEST_EXPECT_MSG_EQ(CountFindings(need, ports * (XOFF + need) - 1), 1, "and buffer");
    }

    void CheckLeast()
    {
        PortBench enough;
        Prepare(enough, 100, LARGEST - 100);
        enough.Destroy();
        bool isRefused = false;
        try
        {
            PortBench bench;
            Prepare(bench, 100, LARGEST - 101);
        }
        catch (const ConfigError&)
        {
            isRefused = true;
        }
        NS_TEST_EXPECT_MSG_EQ(isRefused, true, "less than a frame");
        Simulator::Destroy();
    }

    void CheckBeyond()
    {
        PortBench bench;
        Prepare(bench, 50, 10000);
        bench.HoldBack(0, 2, 2000);
        bench.Send(0, {0, 2, 1000}, 10);
        bench.Send(0, {0, 2, 64});
        bench.Run();
        const auto pfc = bench.Fabric().GetSwitch(0)->GetPfc();
        NS_TEST_EXPECT_MSG_EQ(pfc->GetPauses(), 1, "a frame that is lost crosses Xoff too");
        NS_TEST_EXPECT_MSG_EQ(pfc->GetMaxHeadroom(), 0, "and uses no headroom");
        NS_TEST_EXPECT_MSG_EQ(PortBench::Dropped(DropReason::HEADROOM_FULL), 1, "lost");
        NS_TEST_EXPECT_MSG_EQ(bench.IsBalanced(), true, "balance");
        bench.Destroy();
    }

    void DoRun() override
    {
        CheckNeed();
        CheckLeast();
        CheckBeyond();
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
        AddTestCase(new ThresholdTestCase(20), Duration::QUICK);
        AddTestCase(new ThresholdTestCase(10), Duration::QUICK);
        AddTestCase(new HeadroomTestCase, Duration::QUICK);
        AddTestCase(new NeededHeadroomTestCase, Duration::QUICK);
    }
};

const PfcTestSuite g_pfcTestSuite; ///< the instance that registers the suite

} // namespace
