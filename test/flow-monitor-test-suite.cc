/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The statistics of RDMA flows: what NICs and ports count, and times in closed form.
 */

#include "fabric-test-scenario.h"

#include "ns3/boolean.h"
#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/rdma-flow-monitor.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <memory>
#include <sstream>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// A full packet on the wire, and its IP packet, bytes.
constexpr uint64_t FRAME_BYTES = wire::ROCE_BYTES + 4096;
constexpr uint64_t IP_BYTES = FRAME_BYTES - wire::ETHERNET_BYTES - wire::FCS_BYTES;

/**
 * @ingroup ai-fabric-tests
 * One message over an idle switch.
 */
class IdleFlowTestCase : public TestCase
{
  public:
    IdleFlowTestCase()
        : TestCase("A flow alone has the delay of the idle path, and no jitter")
    {
    }

  private:
    void DoRun() override
    {
        constexpr uint64_t PACKETS = 8;
        constexpr double PS_PER_BYTE = 8e12 / 100e9;
        RdmaFlowMonitor monitor;
        FabricTestScenario scenario;
        scenario.UseOneSwitch(2);
        scenario.Helper().SetLinks(DataRate("100Gbps"), NanoSeconds(500));
        scenario.Helper().SetSwitchAttribute("ForwardingLatency", TimeValue(NanoSeconds(300)));
        monitor.Install(scenario.Build());
        // Its packets are alike but for the header of the first one, and the first has none before.
        scenario.Run({{0, 1, PACKETS * 4096, 1000}});
        scenario.Destroy();
        NS_TEST_ASSERT_MSG_EQ(monitor.GetFlows().size(), 1, "ACKs are no flow");
        const RdmaFlow& flow = monitor.GetFlows().front();
        NS_TEST_EXPECT_MSG_EQ(flow.src, 0, "from");
        NS_TEST_EXPECT_MSG_EQ(flow.dst, 1, "to");
        NS_TEST_EXPECT_MSG_EQ(flow.sent.packets, PACKETS, "packets");
        NS_TEST_EXPECT_MSG_EQ(flow.sent.bytes, PACKETS * IP_BYTES + wire::RETH_BYTES, "bytes");
        NS_TEST_EXPECT_MSG_EQ(flow.received.packets, PACKETS, "packets received");
        NS_TEST_EXPECT_MSG_EQ(flow.received.bytes, flow.sent.bytes, "bytes received");
        NS_TEST_EXPECT_MSG_EQ(flow.CountLost(), 0, "nothing is lost");
        NS_TEST_EXPECT_MSG_EQ(flow.timesForwarded, PACKETS, "one switch");
        NS_TEST_EXPECT_MSG_EQ(flow.firstSent, 1000000, "at once");
        // Two links, one after the other, and what is between them.
        const double idle = 2 * (FRAME_BYTES * PS_PER_BYTE + 500e3) + 300e3;
        const auto delay = static_cast<double>(flow.lastDelay);
        NS_TEST_EXPECT_MSG_EQ_TOL(delay, idle, 0.01 * idle, "delay of the last packet");
        const auto first = static_cast<double>(flow.firstReceived - flow.firstSent);
        NS_TEST_EXPECT_MSG_EQ_TOL(first, idle, 0.01 * idle, "and of the first one");
        NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(flow.delaySum),
                                  PACKETS * idle,
                                  0.01 * PACKETS * idle,
                                  "of all");
        NS_TEST_EXPECT_MSG_LT(flow.jitterSum, 0.02 * idle, "but for the header of the first");
        NS_TEST_EXPECT_MSG_EQ(flow.lastReceived - flow.lastSent, flow.lastDelay, "times agree");
    }
};

/**
 * @ingroup ai-fabric-tests
 * An incast that loses packets.
 */
class LostFlowTestCase : public TestCase
{
  public:
    /**
     * @param trims whether the switch trims
     */
    explicit LostFlowTestCase(bool trims)
        : TestCase(trims ? "Flows that are trimmed" : "Flows that lose packets"),
          m_trims(trims)
    {
    }

  private:
    /// @return how often a text is in another one
    static size_t Count(const std::string& text, const std::string& part)
    {
        size_t count = 0;
        for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        {
            count++;
        }
        return count;
    }

    void CheckXml(const RdmaFlowMonitor& monitor, uint64_t sent)
    {
        std::ostringstream xml;
        monitor.SerializeToXmlStream(xml);
        const std::string text = xml.str();
        const size_t flows = monitor.GetFlows().size();
        NS_TEST_EXPECT_MSG_EQ(Count(text, "<Flow flowId="), 2 * flows, "statistics and names");
        NS_TEST_EXPECT_MSG_EQ(Count(text, "</Flow>"), 2 * flows, "closed");
        NS_TEST_EXPECT_MSG_EQ(Count(text, " lostPackets=\""), flows, "losses");
        NS_TEST_EXPECT_MSG_EQ(Count(text, " destinationPort=\"4791\""), flows, "RoCEv2");
        uint64_t sum = 0;
        const std::string name = " txPackets=\"";
        for (size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + 1))
        {
            sum += std::stoull(text.substr(at + name.size()));
        }
        NS_TEST_EXPECT_MSG_EQ(sum, sent, "packets in the text");
    }

    void DoRun() override
    {
        constexpr uint32_t HOSTS = 6;
        RdmaFlowMonitor monitor;
        FabricTestScenario scenario;
        scenario.UseOneSwitch(HOSTS);
        scenario.Helper().SetAdmission("ns3::aifabric::PerPortAdmission",
                                       "BufferPerPort",
                                       UintegerValue(100000));
        scenario.Helper().SetSwitchAttribute("Trim", BooleanValue(m_trims));
        const FabricContainer& fabric = scenario.Build();
        monitor.Install(fabric);
        std::vector<FabricTestScenario::Message> messages;
        for (uint32_t host = 0; host + 1 < HOSTS; host++)
        {
            messages.push_back({host, HOSTS - 1, 400000, 0});
        }
        scenario.Run(messages);
        uint64_t sent = 0;
        uint64_t received = 0;
        uint64_t trimmed = 0;
        for (uint32_t host = 0; host < HOSTS; host++)
        {
            sent += fabric.GetNic(host)->GetCounters().dataSent;
            received += fabric.GetNic(host)->GetCounters().dataReceived;
            trimmed += fabric.GetNic(host)->GetCounters().trimmed;
        }
        scenario.Destroy();
        RdmaFlow::Amount all;
        uint64_t arrived = 0;
        uint64_t cut = 0;
        uint64_t lost = 0;
        NS_TEST_EXPECT_MSG_EQ(monitor.GetFlows().size(), HOSTS - 1, "one of each sender");
        for (const RdmaFlow& flow : monitor.GetFlows())
        {
            all.packets += flow.sent.packets;
            arrived += flow.received.packets;
            cut += flow.trimmed.packets;
            lost += flow.CountLost();
            NS_TEST_EXPECT_MSG_EQ(flow.sent.packets,
                                  flow.received.packets + flow.CountLost(),
                                  "what host " << flow.src << " sent has come or is lost");
            NS_TEST_EXPECT_MSG_EQ(flow.timesForwarded, flow.received.packets, "one switch");
        }
        NS_TEST_EXPECT_MSG_EQ(all.packets, sent, "packets sent");
        NS_TEST_EXPECT_MSG_EQ(arrived, received, "packets received");
        NS_TEST_EXPECT_MSG_EQ(cut, trimmed, "packets trimmed");
        NS_TEST_EXPECT_MSG_GT(lost, 10, "there are losses");
        NS_TEST_EXPECT_MSG_EQ((cut > 0), m_trims, "of the kind in question");
        CheckXml(monitor, sent);
    }

    bool m_trims;
};

/**
 * @ingroup ai-fabric-tests
 * Mistakes in the use of a monitor.
 */
class MonitorMistakesTestCase : public TestCase
{
  public:
    MonitorMistakesTestCase()
        : TestCase("A monitor is installed once, before the run, and may end before it")
    {
    }

  private:
    static std::string Install(RdmaFlowMonitor& monitor, const FabricContainer& fabric)
    {
        try
        {
            monitor.Install(fabric);
        }
        catch (const ConfigError& error)
        {
            return error.what();
        }
        return "";
    }

    void Expect(const std::string& problem, const std::string& part)
    {
        NS_TEST_EXPECT_MSG_NE(problem.find(part), std::string::npos, part << " in " << problem);
    }

    void DoRun() override
    {
        RdmaFlowMonitor monitor;
        Expect(Install(monitor, FabricContainer()), "it is not built");
        FabricTestScenario scenario;
        scenario.UseOneSwitch(2);
        const FabricContainer& fabric = scenario.Build();
        NS_TEST_EXPECT_MSG_EQ(Install(monitor, fabric), "", "the first time");
        Expect(Install(monitor, fabric), "is called once");
        auto brief = std::make_unique<RdmaFlowMonitor>();
        NS_TEST_EXPECT_MSG_EQ(Install(*brief, fabric), "", "another one beside it");
        brief.reset();
        scenario.Run({{0, 1, 40960, 0}});
        RdmaFlowMonitor late;
        Expect(Install(late, fabric), "before Simulator::Run()");
        scenario.Destroy();
        NS_TEST_ASSERT_MSG_EQ(monitor.GetFlows().size(), 1, "a flow");
        NS_TEST_EXPECT_MSG_EQ(monitor.GetFlows().front().sent.packets, 10, "counted once");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of statistics of flows.
 */
class FlowMonitorTestSuite : public TestSuite
{
  public:
    FlowMonitorTestSuite()
        : TestSuite("ai-fabric-flow-monitor", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new IdleFlowTestCase, Duration::QUICK);
        AddTestCase(new LostFlowTestCase(false), Duration::QUICK);
        AddTestCase(new LostFlowTestCase(true), Duration::QUICK);
        AddTestCase(new MonitorMistakesTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const FlowMonitorTestSuite g_flowMonitorTestSuite;

} // namespace
