/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What strategies hear of losses: which packet, and why, of every recovery.
 */

#include "fabric-test-scenario.h"

#include "ns3/fabric-engine.h"
#include "ns3/fabric-helper.h"
#include "ns3/frame-pool.h"
#include "ns3/loss-recovery.h"
#include "ns3/object-factory.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <set>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// What a recovery reports, by hand.
class Reports : public RecoveryListener
{
  public:
    void RecoveryStateChanged() override
    {
    }

    void PacketLost(uint64_t sequence, LossCause cause) override
    {
        reports.emplace_back(sequence, cause);
    }

    /// The reports since the last call, as text: "3g 5t" for packet 3 by a gap, 5 by a timeout; c
    /// is for cut.
    std::string Take()
    {
        std::string text;
        for (const auto& report : reports)
        {
            text += text.empty() ? "" : " ";
            text += std::to_string(report.first) + "gntkc"[static_cast<size_t>(report.second)];
        }
        reports.clear();
        return text;
    }

    std::vector<std::pair<uint64_t, LossCause>> reports;
};

Ptr<LossRecovery>
Make(const std::string& name, Reports& reports, uint32_t sent)
{
    ObjectFactory factory;
    FabricEngine::Prepare();
    factory.SetTypeId("ns3::aifabric::" + name + "LossRecovery");
    auto recovery = factory.Create<LossRecovery>();
    recovery->Start(&reports, {0, 0, 1000, 1000});
    recovery->Extend(sent);
    for (uint32_t i = 0; i < sent; i++)
    {
        recovery->Next();
    }
    return recovery;
}

Frame
Answer(uint64_t expected, uint64_t received, FrameKind kind = FrameKind::ACK)
{
    Frame frame{};
    frame.kind = kind;
    frame.flags = kind == FrameKind::ACK && received + 1 != expected ? FRAME_SACK : 0;
    frame.psn = static_cast<uint32_t>(expected);
    frame.sackPsn = static_cast<uint32_t>(received);
    return frame;
}

/**
 * @ingroup ai-fabric-tests
 * Each recovery by hand.
 */
class ReportsTestCase : public TestCase
{
  public:
    ReportsTestCase()
        : TestCase("Each recovery tells which packet is lost, and why, once")
    {
    }

  private:
    void GoBackN()
    {
        Reports reports;
        const auto recovery = Make("GoBackN", reports, 10);
        recovery->Acknowledged(Answer(3, 5, FrameKind::NAK));
        NS_TEST_EXPECT_MSG_EQ(reports.Take(), "3n", "the packet that the NAK asks for");
        recovery->Next();
        recovery->Acknowledged(Answer(2, 4, FrameKind::NAK));
        NS_TEST_EXPECT_MSG_EQ(reports.Take(), "", "a NAK for what has been acknowledged");
        recovery->TimedOut();
        NS_TEST_EXPECT_MSG_EQ(reports.Take(), "3t", "the lowest one open, by timeout");
    }

    void Sack()
    {
        Reports reports;
        const auto recovery = Make("Sack", reports, 100);
        for (uint64_t s = 0; s < 40; s++)
        {
            if (s != 2 && s != 6)
            {
                recovery->Acknowledged(Answer(s < 2 ? s + 1 : 2, s));
            }
        }
        NS_TEST_EXPECT_MSG_EQ(reports.Take(), "2g 6g", "gaps of 32 and more");
        NS_TEST_EXPECT_MSG_EQ(recovery->Next().sequence, 2, "the first is sent again");
        for (uint64_t s = 40; s < 97; s++)
        {
            recovery->Acknowledged(Answer(2, s));
        }
        NS_TEST_EXPECT_MSG_EQ(reports.Take(), "", "each once");
        recovery->TimedOut();
        NS_TEST_EXPECT_MSG_EQ(reports.Take(),
                              "2t 97t 98t 99t",
                              "what is open, but not 6, which waits to be sent again");
        NS_TEST_EXPECT_MSG_EQ(recovery->Next().sequence, 2, "though it is");
        NS_TEST_EXPECT_MSG_EQ(recovery->Next().sequence, 6, "in order");
    }

    void Rateless()
    {
        Reports reports;
        const auto recovery = Make("Rateless", reports, 10);
        recovery->Acknowledged(Answer(2, 4));
        NS_TEST_EXPECT_MSG_EQ(reports.Take(), "", "a gap is no loss: packets are alike");
        recovery->TimedOut();
        NS_TEST_EXPECT_MSG_EQ(reports.Take(), "9t", "the last one sent");
    }

    void Oracle()
    {
        FabricTestScenario::Reset(1);
        Reports reports;
        const auto recovery = Make("Oracle", reports, 10);
        recovery->Dropped(4, DropReason::GREY_LOSS, LossCause::KNOWN);
        recovery->Dropped(7, DropReason::GREY_LOSS, LossCause::KNOWN);
        NS_TEST_EXPECT_MSG_EQ(reports.Take(), "", "not known yet");
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(Simulator::Now().GetTimeStep(), 1000, "after a round trip");
        NS_TEST_EXPECT_MSG_EQ(reports.Take(), "4k 7k", "both");
        recovery->Dropped(3, DropReason::BUFFER_FULL, LossCause::TRIMMED);
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(reports.Take(), "3c", "and that it was trimmed");
        recovery->Next();
        recovery->Next();
        recovery->Next();
        recovery->TimedOut();
        NS_TEST_EXPECT_MSG_EQ(reports.Take(), "0t", "only ACKs can be lost without its knowledge");
        recovery->Dropped(2, DropReason::GREY_LOSS, LossCause::KNOWN);
        recovery->Acknowledged(Answer(10, 9));
        NS_TEST_EXPECT_MSG_EQ(recovery->HasWork(), false, "what has arrived is not sent again");
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(reports.Take(), "", "a lost copy of what has arrived is no loss");
        NS_TEST_EXPECT_MSG_EQ(recovery->HasWork(), false, "nor is it sent again");
        Simulator::Destroy();
    }

    void DoRun() override
    {
        GoBackN();
        Sack();
        Rateless();
        Oracle();
    }
};

/// Notes what it hears.
class ListeningBalancer : public HostLoadBalancer
{
  public:
    std::vector<LostPacket> lost;

  private:
    void DoSelect(Frame&) override
    {
    }

    void DoLost(const LostPacket& packet) override
    {
        lost.push_back(packet);
    }

    NetworkNeeds DoGetNeeds() const override
    {
        return {}; // order is kept
    }
};

/**
 * @ingroup ai-fabric-tests
 * A link that is down for a moment: what the strategy hears is what was dropped.
 */
class HoleReportTestCase : public TestCase, public FramePool::DropListener
{
  public:
    explicit HoleReportTestCase(const std::string& recovery, LossCause cause)
        : TestCase("A hole in a flow is reported as it is by " + recovery),
          m_recovery(recovery),
          m_cause(cause)
    {
    }

    void FrameDropped(const Frame& frame, DropReason) override
    {
        if (frame.kind == FrameKind::DATA)
        {
            m_dropped.insert(frame.psn);
        }
    }

  private:
    void DoRun() override
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        scenario.UseLeafSpine(2, 1, 1);
        scenario.Helper().SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
        scenario.Helper().SetLossRecovery("ns3::aifabric::" + m_recovery + "LossRecovery");
        auto balancer = CreateObject<ListeningBalancer>();
        scenario.Helper().SetNicAttribute("LoadBalancer", PointerValue(balancer));
        const FabricContainer& fabric = scenario.Build();
        FramePool::AddListener(this);
        const auto link = fabric.GetChannel(fabric.GetTopology()->GetAdjacencies(1)[0].link);
        Simulator::Schedule(NanoSeconds(10000), &FabricChannel::SetUp, link, false);
        Simulator::Schedule(NanoSeconds(10500), &FabricChannel::SetUp, link, true);
        const auto outcome = scenario.Run({{0, 1, 1000 * 4096, 0}});
        FramePool::RemoveListener(this);
        scenario.Destroy();
        NS_TEST_ASSERT_MSG_EQ(outcome.sent, 1, "complete");
        NS_TEST_ASSERT_MSG_GT(m_dropped.size(), 6, "a hole");
        std::set<uint32_t> reported;
        for (const LostPacket& packet : balancer->lost)
        {
            reported.insert(packet.psn);
            NS_TEST_EXPECT_MSG_EQ(packet.dst, 1, "its receiver");
            NS_TEST_EXPECT_MSG_EQ(packet.qp, 1 << 8, "its queue pair");
            NS_TEST_EXPECT_MSG_EQ(static_cast<int>(packet.cause),
                                  static_cast<int>(m_cause),
                                  "the cause");
        }
        if (m_cause == LossCause::NAK)
        {
            NS_TEST_EXPECT_MSG_EQ(balancer->lost.size(), 1, "one NAK");
            NS_TEST_EXPECT_MSG_EQ(*reported.begin(), *m_dropped.begin(), "for the first packet");
        }
        else
        {
            NS_TEST_EXPECT_MSG_EQ(balancer->lost.size(), reported.size(), "each once");
            NS_TEST_EXPECT_MSG_EQ((reported == m_dropped), true, "those that were dropped");
        }
    }

    std::string m_recovery;
    LossCause m_cause;
    std::set<uint32_t> m_dropped;
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class LossReportTestSuite : public TestSuite
{
  public:
    LossReportTestSuite()
        : TestSuite("ai-fabric-loss-report", TestSuite::Type::UNIT)
    {
        AddTestCase(new ReportsTestCase);
        AddTestCase(new HoleReportTestCase("Sack", LossCause::GAP));
        AddTestCase(new HoleReportTestCase("Oracle", LossCause::KNOWN));
        AddTestCase(new HoleReportTestCase("GoBackN", LossCause::NAK));
    }
};

/// Registers the suite.
LossReportTestSuite g_lossReportTestSuite;

} // namespace
