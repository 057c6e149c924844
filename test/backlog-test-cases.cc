/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What ports say of their backlogs and counters.
 */

#include "port-bench.h"
#include "port-test-cases.h"

#include "ns3/config-error.h"
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
 * What ports count: backlogs, with the frame in service as a whole, and where a frame without a way
 * is lost; whose turn it is at a NIC.
 */
class BacklogTestCase : public TestCase
{
  public:
    BacklogTestCase()
        : TestCase("Backlogs to the byte, drops where they happen, turns at a NIC")
    {
    }

  private:
    void Backlogs()
    {
        PortBench bench;
        bench.BuildOneSwitch(5);
        // A frame that comes as the former ends finds nothing.
        bench.Send(0, {0, 2, 1000}, 10);
        // One in service and one that waits.
        bench.Send(0, {0, 3, 1000});
        bench.Send(10 * PortBench::Slot(1000) + 1, {1, 3, 700});
        // All wait.
        bench.HoldBack(1000000, 4, 1000);
        bench.Send(1000000, {0, 4, 1000}, 7);
        bench.Run();
        NS_TEST_EXPECT_MSG_EQ(bench.SwitchPort(2)->GetCounters().maxBacklog, 1000, "one by one");
        NS_TEST_EXPECT_MSG_EQ(bench.SwitchPort(3)->GetCounters().maxBacklog, 1700, "two at once");
        NS_TEST_EXPECT_MSG_EQ(bench.SwitchPort(4)->GetCounters().maxBacklog, 7000, "held back");
        NS_TEST_EXPECT_MSG_EQ(bench.SwitchPort(2)->GetCounters().frames, 10, "frames");
        NS_TEST_EXPECT_MSG_EQ(bench.SwitchPort(2)->GetCounters().bytes, 10000, "bytes");
        // Hosts answer frames behind a hole.
        uint64_t answers = 0;
        for (uint32_t host = 0; host < 5; host++)
        {
            answers += bench.Fabric().GetNic(host)->GetCounters().acksSent;
        }
        NS_TEST_EXPECT_MSG_EQ(bench.Fabric().GetSwitch(0)->GetReceived(),
                              19 + answers,
                              "frames received");
        bench.Destroy();
    }

    void NoWay()
    {
        PortBench bench;
        bench.Scenario().UseLeafSpine(2, 2, 2);
        bench.Build();
        const uint32_t leaf = 4;
        bench.Fabric().GetDevice(leaf, 2)->SetLinkUp(false);
        bench.Fabric().GetDevice(leaf, 3)->SetLinkUp(false);
        bench.Send(1000, {1, 2, 1000}, 3);
        bench.Run();
        NS_TEST_EXPECT_MSG_EQ(PortBench::Dropped(DropReason::NO_ROUTE), 3, "no way");
        NS_TEST_EXPECT_MSG_EQ(bench.Fabric().GetDevice(leaf, 1)->GetCounters().drops, 3, "came");
        NS_TEST_EXPECT_MSG_EQ(bench.Fabric().GetDevice(leaf, 0)->GetCounters().drops, 0, "not");
        bench.Destroy();
    }

    void Turns()
    {
        PortBench bench;
        bench.BuildOneSwitch(2);
        const auto& log = bench.Watch(bench.HostPort(0));
        bench.Send(0, {0, 1, 4158, 0}, 10);
        bench.Scenario().Run({{0, 1, 10 * 4096, 0}});
        NS_TEST_ASSERT_MSG_EQ(log.size(), 20, "frames");
        for (size_t i = 3; i < 18; i++)
        {
            NS_TEST_EXPECT_MSG_NE(+log[i].what.priority,
                                  +log[i - 1].what.priority,
                                  "queue and queue pairs take turns, " << i);
        }
        bench.Destroy();
    }

    void Settings()
    {
        for (const auto& [name, value, accepted] :
             std::vector<std::tuple<std::string, std::string, bool>>{
                 {"StrictClasses", "7", true},
                 {"StrictClasses", "8", false},
                 {"ClassWeights", "1,1,1,1,1,1,1,1", true},
                 {"ClassWeights", "1,1,1,0,1,1,1,1", false},
                 {"ClassWeights", "1,1,1,1,1,1,1", false}})
        {
            PortBench bench;
            bench.Helper().SetSwitchAttribute(name, StringValue(value));
            NS_TEST_EXPECT_MSG_EQ(IsAccepted(bench), accepted, name << " " << value);
        }
        for (const uint64_t xon : {9999, 10000, 10001})
        {
            PortBench bench;
            bench.Helper().SetPfcAttribute("LosslessClasses", UintegerValue(8));
            bench.Helper().SetPfcAttribute("Xoff", UintegerValue(10000));
            bench.Helper().SetPfcAttribute("Xon", UintegerValue(xon));
            NS_TEST_EXPECT_MSG_EQ(IsAccepted(bench), (xon <= 10000), "xon " << xon);
        }
        // Bytes that a port can count on: its own, or its share.
        PortBench bench;
        bench.Helper().SetAdmission("ns3::aifabric::PerPortAdmission",
                                    "BufferPerPort",
                                    UintegerValue(70000));
        bench.BuildOneSwitch(4);
        NS_TEST_EXPECT_MSG_EQ(bench.Fabric().GetSwitch(0)->GetAdmission()->GetBufferPerPort(),
                              70000,
                              "private");
        bench.Destroy();
        PortBench shared;
        shared.Helper().SetAdmission("ns3::aifabric::DynamicThresholdAdmission",
                                     "Buffer",
                                     UintegerValue(70000));
        shared.BuildOneSwitch(4);
        NS_TEST_EXPECT_MSG_EQ(shared.Fabric().GetSwitch(0)->GetAdmission()->GetBufferPerPort(),
                              14000,
                              "shared by four hosts and a spine");
        shared.Destroy();
    }

    static bool IsAccepted(PortBench& bench)
    {
        bool accepted = true;
        try
        {
            bench.BuildOneSwitch(2);
        }
        catch (const ConfigError&)
        {
            accepted = false;
        }
        bench.Destroy();
        return accepted;
    }

    void DoRun() override
    {
        Backlogs();
        NoWay();
        Turns();
        Settings();
    }
};

} // namespace

TestCase*
ns3::aifabric::port_test::MakeBacklogTestCase()
{
    return new BacklogTestCase;
}
