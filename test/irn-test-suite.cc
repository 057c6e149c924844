/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * IRN: what sets it apart from other recoveries, by hand and on fabrics.
 */

#include "fabric-test-scenario.h"
#include "run-with.h"

#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-engine.h"
#include "ns3/irn-loss-recovery.h"
#include "ns3/nack-reason.h"
#include "ns3/object-factory.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint64_t US = 1000000; ///< ps

/// An answer that expects a packet, and names one that has come unless that is none.
Frame
Answer(FrameKind kind, uint64_t expected, uint64_t named = UINT64_MAX)
{
    Frame frame{};
    frame.kind = kind;
    frame.psn = static_cast<uint32_t>(expected) & PSN_MASK;
    frame.sackPsn = static_cast<uint32_t>(named) & PSN_MASK;
    frame.flags = named == UINT64_MAX ? 0 : FRAME_SACK;
    frame.reason = kind == FrameKind::NAK && frame.flags != 0 ? NACK_ARRIVED : 0;
    return frame;
}

/**
 * @ingroup ai-fabric-tests
 * The sender by hand.
 */
class IrnSenderTestCase : public TestCase
{
  public:
    IrnSenderTestCase()
        : TestCase("IRN: the bound, recovery, one retransmission in a recovery")
    {
    }

  private:
    /// Send packets, and expect their numbers.
    void Expect(const std::vector<uint64_t>& numbers, bool again, const std::string& what)
    {
        for (const uint64_t number : numbers)
        {
            NS_TEST_ASSERT_MSG_EQ(m_recovery->HasWork(), true, what << ": packet " << number);
            const auto next = m_recovery->Next();
            NS_TEST_EXPECT_MSG_EQ(next.sequence, number, what);
            NS_TEST_EXPECT_MSG_EQ(next.retransmitted, again, what << ": sent before");
        }
    }

    /// Packets sent during a recovery are missing when it would end: it goes on.
    void GoOn()
    {
        Expect({28, 29, 30, 31}, false, "new");
        m_recovery->Acknowledged(Answer(FrameKind::NAK, 28, 29));
        Expect({28}, true, "it begins, and is to end with 31");
        Expect({32, 33, 34}, false, "new ones leave in it");
        m_recovery->Acknowledged(Answer(FrameKind::NAK, 28, 30));
        m_recovery->Acknowledged(Answer(FrameKind::NAK, 28, 31));
        m_recovery->Acknowledged(Answer(FrameKind::NAK, 28, 33));
        Expect({32}, true, "which may be missing");
        m_recovery->Acknowledged(Answer(FrameKind::ACK, 32));
        NS_TEST_EXPECT_MSG_EQ(m_recovery->IsRecovering(), true, "32 is on its way again");
        m_recovery->Acknowledged(Answer(FrameKind::NAK, 32, 34));
        Expect({35}, false, "and is not sent twice");
        m_recovery->Acknowledged(Answer(FrameKind::ACK, 36));
        NS_TEST_EXPECT_MSG_EQ(m_recovery->IsRecovering(), false, "all is there");
    }

    void DoRun() override
    {
        FabricEngine::Prepare();
        ObjectFactory factory("ns3::aifabric::IrnLossRecovery");
        m_recovery = factory.Create<IrnLossRecovery>();
        m_recovery->Start(nullptr, {0, 0, 19500, 1000});
        NS_TEST_EXPECT_MSG_EQ(m_recovery->GetCap(), 20, "packets of a round trip, rounded up");
        m_recovery->Extend(100);
        for (uint64_t s = 0; s < 20; s++)
        {
            Expect({s}, false, "new");
        }
        NS_TEST_EXPECT_MSG_EQ(m_recovery->HasWork(), false, "the bound is reached");
        m_recovery->Acknowledged(Answer(FrameKind::ACK, 5));
        Expect({20, 21, 22, 23, 24}, false, "as many as are acknowledged");
        NS_TEST_EXPECT_MSG_EQ(m_recovery->HasWork(), false, "the bound is reached again");

        // 5 and 6 are missing, 7 has come.
        NS_TEST_EXPECT_MSG_EQ(m_recovery->Acknowledged(Answer(FrameKind::NAK, 5, 7)),
                              1,
                              "7 is new");
        NS_TEST_EXPECT_MSG_EQ(m_recovery->IsRecovering(), true, "a NAK begins a recovery");
        NS_TEST_EXPECT_MSG_EQ(m_recovery->TakeLossFound(), true, "control hears of it");
        NS_TEST_EXPECT_MSG_EQ(m_recovery->GetInFlight(), 17, "25 - 5, two lost, one there");
        Expect({5, 6}, true, "all below the packet named");
        NS_TEST_EXPECT_MSG_EQ(m_recovery->HasWork(),
                              false,
                              "the bound counts from the lowest packet missing");
        m_recovery->Acknowledged(Answer(FrameKind::NAK, 5, 9));
        Expect({8}, true, "each once");
        m_recovery->Acknowledged(Answer(FrameKind::NAK, 5, 10));
        NS_TEST_EXPECT_MSG_EQ(m_recovery->HasWork(), false, "none twice in a recovery");
        // 5 comes; 6 was lost again: only the timer tells.
        m_recovery->Acknowledged(Answer(FrameKind::ACK, 6));
        Expect({25}, false, "new ones as the bound allows");
        m_recovery->TimedOut();
        Expect({6, 8, 11, 12}, true, "after a timeout all that is not acknowledged");
        NS_TEST_EXPECT_MSG_EQ(m_recovery->Acknowledged(Answer(FrameKind::ACK, 25)),
                              25 - 6 - 3,
                              "but 7, 9 and 10");
        NS_TEST_EXPECT_MSG_EQ(m_recovery->IsRecovering(), true, "25 was sent before the timeout");
        Expect({25}, true, "and is sent again");
        m_recovery->Acknowledged(Answer(FrameKind::ACK, 26));
        NS_TEST_EXPECT_MSG_EQ(m_recovery->IsRecovering(), false, "recovery is over");
        // 26 is overtaken by 27: taken for lost at once.
        Expect({26, 27}, false, "new");
        m_recovery->Acknowledged(Answer(FrameKind::NAK, 26, 27));
        Expect({26}, true, "there is no threshold");
        NS_TEST_EXPECT_MSG_EQ(m_recovery->Acknowledged(Answer(FrameKind::ACK, 28)), 1, "26");
        m_recovery->Acknowledged(Answer(FrameKind::NAK, 20, 22));
        NS_TEST_EXPECT_MSG_EQ(m_recovery->IsRecovering(), false, "an old NAK says nothing");
        m_recovery->Acknowledged(Answer(FrameKind::ACK, 99));
        NS_TEST_EXPECT_MSG_EQ(m_recovery->GetUnacknowledged(), 28, "99 was never sent");
        NS_TEST_EXPECT_MSG_EQ(m_recovery->GetRetransmitted(), 3 + 4 + 1 + 1, "sent again in all");
        GoOn();
        m_recovery = nullptr;
        Simulator::Destroy();
    }

    Ptr<IrnLossRecovery> m_recovery;
};

/**
 * @ingroup ai-fabric-tests
 * Two timeouts.
 */
class IrnTimeoutTestCase : public TestCase
{
  public:
    IrnTimeoutTestCase()
        : TestCase("IRN: 100 us while fewer than three packets are under way, else 320 us")
    {
    }

  private:
    Ptr<IrnLossRecovery> Make(uint64_t roundTrip, uint64_t wait)
    {
        auto recovery = m_factory.Create<IrnLossRecovery>();
        recovery->FitTimeout(wait);
        recovery->Start(nullptr, {0, 0, roundTrip, 1000});
        recovery->Extend(10);
        return recovery;
    }

    /// Time from the begin to the end of a message whose packets are all lost the first time.
    double Complete(uint64_t packets)
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        scenario.UseOneSwitch(2);
        scenario.Helper().SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
        scenario.Helper().SetLossRecovery("ns3::aifabric::IrnLossRecovery");
        const FabricContainer& fabric = scenario.Build();
        const auto cable = fabric.GetChannel(fabric.GetTopology()->GetAdjacencies(1)[0].link);
        cable->SetUp(false);
        Simulator::Schedule(MicroSeconds(20), &FabricChannel::SetUp, cable, true);
        const auto outcome = scenario.Run({{0, 1, packets * 4096, 0}});
        scenario.Destroy();
        NS_TEST_EXPECT_MSG_EQ(outcome.drops, packets, "all are lost once");
        NS_TEST_EXPECT_MSG_EQ(outcome.retransmitted, packets, "and sent again once");
        return outcome.completion / 1000;
    }

    void DoRun() override
    {
        FabricEngine::Prepare();
        auto recovery = Make(20 * US, 50 * US);
        const std::vector<uint64_t> expected{100, 100, 320, 320};
        for (const uint64_t us : expected)
        {
            recovery->Next();
            NS_TEST_EXPECT_MSG_EQ(recovery->GetTimeout(), us * US, "by packets under way");
        }
        recovery->Acknowledged(Answer(FrameKind::ACK, 2));
        NS_TEST_EXPECT_MSG_EQ(recovery->GetTimeout(), 100 * US, "two are left");
        recovery = Make(80 * US, 500 * US);
        recovery->Next();
        NS_TEST_EXPECT_MSG_EQ(recovery->GetTimeout(), 160 * US, "two idle round trips");
        recovery->Next();
        recovery->Next();
        NS_TEST_EXPECT_MSG_EQ(recovery->GetTimeout(), 500 * US, "a full buffer on the way");
        m_factory.Set("RtoLow", TimeValue(MicroSeconds(10)));
        m_factory.Set("RtoHigh", TimeValue(MicroSeconds(30)));
        m_factory.Set("RtoPackets", UintegerValue(2));
        recovery = Make(80 * US, 500 * US);
        recovery->Next();
        NS_TEST_EXPECT_MSG_EQ(recovery->GetTimeout(), 10 * US, "as given");
        recovery->Next();
        NS_TEST_EXPECT_MSG_EQ(recovery->GetTimeout(), 30 * US, "as given");
        m_factory.Set("TimeoutExponent", UintegerValue(0));
        NS_TEST_EXPECT_MSG_EQ(Make(80 * US, 0)->GetTimeout(), 0, "none at all");
        m_factory.Set("RtoHigh", TimeValue(MicroSeconds(5)));
        NS_TEST_EXPECT_MSG_NE(Make(80 * US, 0)->Check(), "", "low above high");
        recovery = nullptr;
        Simulator::Destroy();
        NS_TEST_EXPECT_MSG_EQ_TOL(Complete(2), 100 + 2.5, 1, "a short message, us");
        NS_TEST_EXPECT_MSG_EQ_TOL(Complete(3), 320 + 2.5, 1, "a longer one, us");
    }

    ObjectFactory m_factory{"ns3::aifabric::IrnLossRecovery"};
};

/**
 * @ingroup ai-fabric-tests
 * IRN on fabrics.
 */
class IrnFabricTestCase : public TestCase
{
  public:
    IrnFabricTestCase()
        : TestCase("IRN on fabrics: a hole, an incast, an idle path, spraying")
    {
    }

  private:
    FabricTestScenario::Outcome RunHole(const std::string& recovery)
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        scenario.UseLeafSpine(2, 1, 1);
        scenario.Helper().SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
        scenario.Helper().SetLossRecovery("ns3::aifabric::" + recovery + "LossRecovery");
        const FabricContainer& fabric = scenario.Build();
        const auto link = fabric.GetChannel(fabric.GetTopology()->GetAdjacencies(1)[0].link);
        Simulator::Schedule(NanoSeconds(10000), &FabricChannel::SetUp, link, false);
        Simulator::Schedule(NanoSeconds(10500), &FabricChannel::SetUp, link, true);
        const auto outcome = scenario.Run({{0, 1, 1000 * 4096, 0}});
        scenario.Destroy();
        NS_TEST_EXPECT_MSG_EQ(outcome.sent, 1, recovery << " completes");
        NS_TEST_EXPECT_MSG_EQ(outcome.conserved, true, recovery << " conserves frames");
        return outcome;
    }

    FabricTestScenario::Outcome RunIncast(uint32_t senders, uint64_t cap)
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        scenario.UseOneSwitch(senders + 1);
        scenario.Helper().SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
        scenario.Helper().SetAdmission("ns3::aifabric::PerPortAdmission",
                                       "BufferPerPort",
                                       UintegerValue(1 << 30));
        if (cap > 0)
        {
            scenario.Helper().SetLossRecovery("ns3::aifabric::IrnLossRecovery",
                                              "Cap",
                                              UintegerValue(cap));
        }
        else
        {
            scenario.Helper().SetLossRecovery("ns3::aifabric::IrnLossRecovery");
        }
        std::vector<FabricTestScenario::Message> messages;
        for (uint32_t host = 0; host < senders; host++)
        {
            messages.push_back({host, senders, 400 * 4096, 0});
        }
        const auto outcome = scenario.Run(messages);
        scenario.Destroy();
        NS_TEST_EXPECT_MSG_EQ(outcome.retransmitted, 0, "nothing is lost");
        return outcome;
    }

    void DoRun() override
    {
        const auto irn = RunHole("Irn");
        const auto oracle = RunHole("Oracle");
        NS_TEST_ASSERT_MSG_GT(irn.drops, 6, "a hole");
        NS_TEST_EXPECT_MSG_EQ(irn.retransmitted, oracle.retransmitted, "IRN fills the hole alone");

        // The idle round trip is 25.96 packets: the bound is 26, and one flow keeps its line full.
        const auto alone = RunIncast(1, 0);
        NS_TEST_EXPECT_MSG_EQ_TOL(alone.lastArrival,
                                  400 * 83.56 + 1000 + 83.2,
                                  90,
                                  "a bound of one round trip costs nothing, ns");
        const auto half = RunIncast(1, 13);
        NS_TEST_EXPECT_MSG_EQ_TOL(half.lastArrival,
                                  2 * alone.lastArrival,
                                  0.06 * half.lastArrival,
                                  "half of it does");
        // All that is under way is at the last switch, or on links: N W - BDP.
        const auto incast = RunIncast(8, 50);
        NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(incast.hostQueue),
                                  (8 * 50 - 25.96) * 4158,
                                  8 * 4158.0,
                                  "queue of an incast under the bound");

        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        scenario.Helper().SetLayout("ns3::aifabric::FatTreeFabric", "K", UintegerValue(4));
        scenario.Helper().SetLoadBalancer("ns3::aifabric::SprayLoadBalancer");
        scenario.Helper().SetLossRecovery("ns3::aifabric::IrnLossRecovery");
        std::string refusal;
        try
        {
            scenario.Helper().Check();
        }
        catch (const ConfigError& error)
        {
            refusal = error.what();
        }
        NS_TEST_EXPECT_MSG_NE(refusal.find("takes reordering for loss"),
                              std::string::npos,
                              "'" << refusal << "'");
        scenario.Helper().SetForce(true);
        const auto sprayed = scenario.Run(FabricTestScenario::Permutation(16, 100, 83.56, 4));
        scenario.Destroy();
        NS_TEST_EXPECT_MSG_EQ(sprayed.sent, 16, "it completes in the end");
        NS_TEST_EXPECT_MSG_EQ(sprayed.drops, 0, "nothing was lost");
        NS_TEST_EXPECT_MSG_GT(sprayed.retransmitted, 100, "yet what is overtaken is sent again");

        std::string notes;
        for (const std::string& note : RunWith({{"fabric", "leaf-spine:leaves=1,spines=1,hosts=2"},
                                                {"lb", "ecmp"},
                                                {"workload", "pair:bytes=1MiB,dst=1"},
                                                {"ack-interval", "8"},
                                                {"recovery", "irn"}})
                                           .notes)
        {
            notes += note + "\n";
        }
        NS_TEST_EXPECT_MSG_NE(notes.find("--ack-interval=8 acts on nothing: --recovery=irn"),
                              std::string::npos,
                              notes);
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of IRN.
 */
class IrnTestSuite : public TestSuite
{
  public:
    IrnTestSuite()
        : TestSuite("ai-fabric-irn", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new IrnSenderTestCase, Duration::QUICK);
        AddTestCase(new IrnTimeoutTestCase, Duration::QUICK);
        AddTestCase(new IrnFabricTestCase, Duration::QUICK);
    }
};

const IrnTestSuite g_irnTestSuite; ///< the instance that registers the suite

} // namespace
