/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What becomes of frames on their way: hop limits, CNPs, rates, counters of ports, turns at a NIC.
 */

#include "port-bench.h"
#include "port-test-cases.h"

#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/test.h"

#include <tuple>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

using Sent = PortBench::Sent;

/**
 * @ingroup ai-fabric-tests
 * A frame with hop limit h passes h - 1 switches.
 */
class HopLimitTestCase : public TestCase
{
  public:
    HopLimitTestCase()
        : TestCase("A frame with hop limit h passes h - 1 switches")
    {
    }

  private:
    void DoRun() override
    {
        for (const uint8_t limit : {0, 1, 2, 3, 4, 64, 255})
        {
            PortBench bench;
            bench.Scenario().UseLeafSpine(2, 1, 1);
            bench.Helper().SetSwitchAttribute("ForwardingLatency", TimeValue(NanoSeconds(300)));
            bench.Build();
            // Leaf 0, the spine, leaf 1.
            std::vector<const std::deque<Sent>*> logs{&bench.Watch(bench.Fabric().GetDevice(2, 1)),
                                                      &bench.Watch(bench.Fabric().GetDevice(4, 1)),
                                                      &bench.Watch(bench.Fabric().GetDevice(3, 0))};
            bench.Send(0, {0, 1, 1000, 3, Ecn::ECT0, limit});
            bench.Run();
            for (int i = 0; i < 3; i++)
            {
                const bool passes = limit > i + 1;
                NS_TEST_ASSERT_MSG_EQ(logs[i]->size(),
                                      (passes ? 1 : 0),
                                      "limit " << +limit << ", switch " << i);
                if (passes)
                {
                    NS_TEST_EXPECT_MSG_EQ(+logs[i]->front().what.hopLimit,
                                          limit - i - 1,
                                          "one less at each");
                    // Store and forward, 300 ns in each switch.
                    NS_TEST_EXPECT_MSG_EQ(logs[i]->front().time,
                                          (i + 1) *
                                              (1000 * PortBench::PS + PortBench::DELAY + 300000),
                                          "time");
                }
            }
            NS_TEST_EXPECT_MSG_EQ(PortBench::Dropped(DropReason::HOP_LIMIT),
                                  (limit > 3 ? 0 : 1),
                                  "limit " << +limit);
            // The port through which it came counts it.
            NS_TEST_EXPECT_MSG_EQ(bench.Fabric().GetDevice(3, 1)->GetCounters().drops,
                                  (limit == 3 ? 1 : 0),
                                  "limit " << +limit);
            NS_TEST_EXPECT_MSG_EQ(bench.IsBalanced(), true, "balance");
            bench.Destroy();
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * What a receiver says about marks: CNPs, and the bit of an ACK.
 */
class NotificationTestCase : public TestCase
{
  public:
    NotificationTestCase()
        : TestCase("A CNP per mark, or per interval and queue pair; none without a mark")
    {
    }

  private:
    /// A frame of host 0, or of host 1, to host 2.
    struct Arrival
    {
        uint64_t time; ///< ps
        uint32_t from; ///< host
        Ecn ecn;       ///< codepoint
        bool cnp;      ///< whether a CNP follows
    };

    void Expect(const std::string& what,
                const std::string& control,
                Time interval,
                const std::vector<Arrival>& arrivals)
    {
        PortBench bench;
        if (control == "Dcqcn")
        {
            bench.Helper().SetCongestionControl("ns3::aifabric::DcqcnCongestionControl",
                                                "CnpInterval",
                                                TimeValue(interval));
        }
        bench.Helper().SetMarkerAttribute("Enabled", BooleanValue(false));
        bench.Helper().SetNicAttribute("AckInterval", UintegerValue(1));
        bench.BuildOneSwitch(3);
        const auto& log = bench.Watch(bench.HostPort(2));
        std::vector<Arrival> notified;
        uint64_t marked = 0;
        for (const Arrival& arrival : arrivals)
        {
            bench.Send(arrival.time, {arrival.from, 2, 1000, 3, arrival.ecn});
            marked += arrival.ecn == Ecn::CE ? 1 : 0;
            if (arrival.cnp)
            {
                notified.push_back(arrival);
            }
        }
        bench.Run();
        const auto cnps = PortBench::Only(log, FrameKind::CNP);
        const auto acks = PortBench::Only(log, FrameKind::ACK);
        NS_TEST_ASSERT_MSG_EQ(cnps.size(), notified.size(), what << ": CNPs");
        NS_TEST_ASSERT_MSG_EQ(acks.size(), arrivals.size(), what << ": ACKs");
        const uint64_t way = 2 * (1000 * PortBench::PS + PortBench::DELAY);
        for (size_t i = 0; i < cnps.size(); i++)
        {
            const Frame& cnp = cnps[i].what;
            NS_TEST_EXPECT_MSG_EQ(cnps[i].time, notified[i].time + way, what << ": CNP " << i);
            NS_TEST_EXPECT_MSG_EQ(cnp.dst, notified[i].from, what << ": destination " << i);
            NS_TEST_EXPECT_MSG_EQ(cnp.size, 78, what << ": bytes");
            NS_TEST_EXPECT_MSG_EQ(+cnp.priority, 6, what << ": class");
            NS_TEST_EXPECT_MSG_EQ(+cnp.hopLimit, 64, what << ": hop limit");
            NS_TEST_EXPECT_MSG_EQ((cnp.ecn == Ecn::NOT_ECT), true, what << ": not marked itself");
            NS_TEST_EXPECT_MSG_EQ(cnp.Has(FRAME_BECN), true, what << ": what it says");
        }
        for (size_t i = 0; i < acks.size(); i++)
        {
            NS_TEST_EXPECT_MSG_EQ(acks[i].what.Has(FRAME_BECN),
                                  (arrivals[i].ecn == Ecn::CE),
                                  what << ": ACK " << i);
        }
        const auto& counters = bench.Fabric().GetNic(2)->GetCounters();
        NS_TEST_EXPECT_MSG_EQ(counters.marksReceived, marked, what << ": marks counted");
        NS_TEST_EXPECT_MSG_EQ(counters.cnpsSent, cnps.size(), what << ": CNPs counted");
        bench.Destroy();
    }

    void DoRun() override
    {
        const uint64_t us = 1000000;
        const Time zero(0);
        Expect("each mark",
               "Dcqcn",
               zero,
               {{0, 0, Ecn::CE, true},
                {us, 0, Ecn::ECT0, false},
                {2 * us, 0, Ecn::CE, true},
                {3 * us, 0, Ecn::ECT1, false},
                {4 * us, 1, Ecn::NOT_ECT, false},
                {5 * us, 1, Ecn::CE, true},
                {6 * us, 0, Ecn::CE, true}});
        // The interval counts from the last CNP, and ends with its last picosecond.
        Expect("4 us",
               "Dcqcn",
               MicroSeconds(4),
               {{us, 0, Ecn::CE, true},
                {2 * us, 1, Ecn::CE, true},
                {3 * us, 0, Ecn::CE, false},
                {5 * us - 1, 0, Ecn::CE, false},
                {6 * us + 1, 1, Ecn::CE, true},
                {8 * us, 0, Ecn::CE, true},
                {9 * us, 0, Ecn::ECT0, false},
                {12 * us, 0, Ecn::CE, true},
                {16 * us - 1, 0, Ecn::CE, false},
                {20 * us, 0, Ecn::ECT0, false},
                {21 * us, 0, Ecn::CE, true}});
        Expect("a control without CNPs",
               "FixedRate",
               zero,
               {{0, 0, Ecn::CE, false}, {us, 0, Ecn::ECT0, false}, {2 * us, 0, Ecn::CE, false}});
    }
};

/**
 * @ingroup ai-fabric-tests
 * What a NIC writes on its packets, and that a CNP halves the rate of its queue pair.
 */
class SenderTestCase : public TestCase
{
  public:
    SenderTestCase()
        : TestCase("Packets leave with hop limit 64; a CNP halves the rate of a queue pair")
    {
    }

  private:
    void Expect(bool capable)
    {
        PortBench bench;
        bench.Helper().SetNicAttribute("EcnCapable", BooleanValue(capable));
        bench.Helper().SetMarkerAttribute("Kmin", UintegerValue(0));
        bench.Helper().SetMarkerAttribute("Kmax", UintegerValue(0));
        bench.Helper().SetCongestionControl("ns3::aifabric::DcqcnCongestionControl");
        bench.BuildOneSwitch(2);
        const auto& log = bench.Watch(bench.HostPort(0));
        bench.Scenario().Run({{0, 1, 60 * 4096, 0}});
        NS_TEST_ASSERT_MSG_EQ(log.size(), 60, "packets");
        for (const Sent& sent : log)
        {
            NS_TEST_EXPECT_MSG_EQ(+sent.what.hopLimit, 64, "hop limit");
            NS_TEST_EXPECT_MSG_EQ((sent.what.ecn == (capable ? Ecn::ECT0 : Ecn::NOT_ECT)),
                                  true,
                                  "codepoint");
        }
        const uint64_t slot = PortBench::Slot(4158);
        NS_TEST_EXPECT_MSG_EQ(log[2].time - log[1].time, slot, "at line rate at first");
        NS_TEST_EXPECT_MSG_EQ(log[59].time - log[58].time,
                              (capable ? 2 * slot : slot),
                              "at half of it after a CNP");
        NS_TEST_EXPECT_MSG_EQ(bench.IsBalanced(), true, "balance");
        bench.Destroy();
    }

    void DoRun() override
    {
        Expect(true);
        Expect(false);
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class FramePathTestSuite : public TestSuite
{
  public:
    FramePathTestSuite()
        : TestSuite("ai-fabric-frame-path", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(port_test::MakeBacklogTestCase(), Duration::QUICK);
        AddTestCase(new HopLimitTestCase, Duration::QUICK);
        AddTestCase(new NotificationTestCase, Duration::QUICK);
        AddTestCase(new SenderTestCase, Duration::QUICK);
    }
};

const FramePathTestSuite g_framePathTestSuite; ///< the instance that registers the suite

} // namespace
