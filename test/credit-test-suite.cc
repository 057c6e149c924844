/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Receiver credit: what senders ask for, what receivers grant and when, and what an incast makes of
 * it.
 */

#include "congestion-control-test-helper.h"
#include "flow-told.h"
#include "run-with.h"

#include "ns3/config.h"
#include "ns3/congestion-receiver.h"
#include "ns3/credit-pacer.h"
#include "ns3/fabric-compat.h"
#include "ns3/frame-pool.h"
#include "ns3/rccc-congestion-control.h"

#include <string>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::congestion_test;

namespace
{

constexpr uint64_t US = 1000000;   ///< ps
constexpr uint64_t RTT = 12 * US;  ///< of the tests
constexpr uint32_t MTU = 4096;     ///< bytes
constexpr uint32_t PACKET = 4178;  ///< bytes on the wire
constexpr uint32_t PULL = 4 * MTU; ///< bytes of a turn

/**
 * @ingroup ai-fabric-tests
 * The sender by hand.
 */
class SenderTestCase : public TimedTestCase
{
  public:
    SenderTestCase()
        : TimedTestCase("Credit: a sender spends, asks, voids what nobody granted, and asks again")
    {
    }

  private:
    /// Let a full packet leave. @return what it asks for
    uint64_t Send(RcccCongestionControl& control)
    {
        Frame* data = FramePool::Get().Make();
        data->kind = FrameKind::DATA;
        data->size = PACKET - WIRE_OVERHEAD_BYTES;
        m_flow.backlog -= MTU;
        m_flow.inFlight += MTU;
        control.Stamp(*data);
        const uint64_t asked = data->extra->credit;
        FramePool::Get().Deliver(data);
        return asked;
    }

    static void Grant(RcccCongestionControl& control, uint64_t total)
    {
        Frame* credit = FramePool::Get().Make();
        credit->kind = FrameKind::CREDIT;
        FramePool::Get().GetExtra(*credit).credit = total;
        control.Credited(*credit);
        FramePool::Get().Deliver(credit);
    }

    static uint64_t Quanta(uint64_t bytes)
    {
        return (bytes + 255) / 256 * 256;
    }

    void Plan() override
    {
        m_control = Make<RcccCongestionControl>({}, "Rccc");
        m_flow.backlog = 1000 * MTU;
        m_control->Start({1, 1, 100e9, RTT, MTU, PACKET}, &m_flow);
        At(1, [this]() { Begin(); });
        // Blocked from 1 us on: sixteen round trips later one packet may ask.
        At(192, [this]() { NS_TEST_EXPECT_MSG_EQ(m_control->IsBlocked(), true, "16 RTT"); });
        At(194, [this]() {
            NS_TEST_EXPECT_MSG_EQ(m_control->IsBlocked(), false, "then it asks");
            Send(*m_control);
            NS_TEST_EXPECT_MSG_EQ(m_control->IsBlocked(), true, "by one packet");
        });
        At(194 + 380, [this]() { NS_TEST_EXPECT_MSG_EQ(m_control->IsBlocked(), true, "32 RTT"); });
        At(194 + 390, [this]() {
            NS_TEST_EXPECT_MSG_EQ(m_control->IsBlocked(), false, "then again");
            Grant(*m_control, 10 * PULL);
            NS_TEST_EXPECT_MSG_EQ(m_control->GetCredit(), 9 * PULL + m_left - PACKET, "in all");
            Grant(*m_control, 5 * PULL);
            NS_TEST_EXPECT_MSG_EQ(m_control->GetCredit(),
                                  9 * PULL + m_left - PACKET,
                                  "an old one says nothing");
            Grant(*m_control, 1000 * PULL);
            NS_TEST_EXPECT_MSG_EQ(m_control->GetCredit(), 225000, "no more than 1.5 products");
            End();
        });
    }

    void Begin()
    {
        RcccCongestionControl& control = *m_control;
        NS_TEST_EXPECT_MSG_EQ(control.GetSpeculativeCredit(), 225000, "1.5 products");
        NS_TEST_EXPECT_MSG_EQ(control.IsBlocked(), false, "may send");
        // Asks for what exceeds credit in hand, a packet at least.
        NS_TEST_EXPECT_MSG_EQ(Send(control), Quanta(PACKET), "what it has spent: a packet");
        NS_TEST_EXPECT_MSG_EQ(Send(control), Quanta(2 * PACKET), "two");
        NS_TEST_EXPECT_MSG_EQ(control.GetSpeculativeCredit(), 225000 - 2 * PACKET, "spent");
        Grant(control, PULL);
        NS_TEST_EXPECT_MSG_EQ(control.GetCredit(), PULL, "granted");
        const int64_t before = control.GetSpeculativeCredit();
        Send(control);
        NS_TEST_EXPECT_MSG_EQ(control.GetSpeculativeCredit(), before, "what is granted goes first");
        NS_TEST_EXPECT_MSG_EQ(control.GetCredit(), PULL - PACKET, "it takes its size");
        Frame ack{};
        ack.kind = FrameKind::ACK;
        control.Acknowledged(ack, MTU);
        NS_TEST_EXPECT_MSG_EQ(control.GetSpeculativeCredit(), 0, "void at the first answer");
        NS_TEST_EXPECT_MSG_EQ(control.IsBlocked(), false, "credit is left");
        Send(control);
        Send(control);
        NS_TEST_EXPECT_MSG_EQ(control.IsBlocked(), false, "above zero");
        Send(control);
        m_left = control.GetCredit();
        NS_TEST_EXPECT_MSG_EQ(m_left, int64_t{PULL} - 4 * int64_t{PACKET}, "below by a packet");
        NS_TEST_EXPECT_MSG_EQ(control.IsBlocked(), true, "blocked");
        NS_TEST_EXPECT_MSG_EQ(control.GetAsked(),
                              PULL + Quanta(225000 + static_cast<uint64_t>(-m_left)),
                              "asks for a largest window at most, and its debt");
    }

    void End()
    {
        RcccCongestionControl& control = *m_control;
        // The last bytes: no more is asked for than was spent.
        while (control.GetCredit() > 0)
        {
            m_flow.backlog = MTU;
            Send(control);
        }
        const auto debt = static_cast<uint64_t>(-control.GetCredit());
        NS_TEST_EXPECT_MSG_EQ(control.GetAsked(), 1000 * PULL + Quanta(debt), "its debt");
        NS_TEST_EXPECT_MSG_EQ(control.IsBlocked(), true, "and it waits");
        Grant(control, control.GetAsked());
        m_flow.inFlight = 0;
        Frame ack{};
        ack.kind = FrameKind::ACK;
        control.Acknowledged(ack, MTU);
        NS_TEST_EXPECT_MSG_EQ(control.IsBlocked(), false, "all was granted, and all has come");
        // Three queue pairs of the NIC have something to send: a third of what it needs.
        const uint64_t granted = control.GetAsked();
        m_flow.backlog = 31 * MTU;
        m_flow.senders = 3;
        const uint64_t asked = Send(control);
        const auto open = static_cast<uint64_t>(int64_t{30} * PACKET - control.GetCredit());
        NS_TEST_EXPECT_MSG_EQ(asked, granted + Quanta(open / 3), "its share");
    }

    Flow m_flow;
    Ptr<RcccCongestionControl> m_control;
    int64_t m_left{0};
};

/**
 * @ingroup ai-fabric-tests
 * The receiver by hand.
 */
class PacerTestCase : public TimedTestCase, private CreditSender
{
  public:
    PacerTestCase()
        : TimedTestCase("Credit: a receiver grants in turns, at 0.99 of its rate")
    {
    }

  private:
    void SendCredit(const Frame& data, uint64_t credit) override
    {
        m_log.push_back({static_cast<uint64_t>(Simulator::Now().GetTimeStep()), data.src, credit});
    }

    void Ask(uint32_t src, uint64_t asked)
    {
        Frame data{};
        FrameExtra extra;
        data.kind = FrameKind::DATA;
        data.src = src;
        data.srcQp = 7;
        data.extra = &extra;
        extra.credit = asked;
        m_pacer.Received(data, true);
    }

    struct Grant
    {
        uint64_t time;
        uint32_t src;
        uint64_t total;
    };

    void Plan() override
    {
        m_pacer.Start({1, 100e9, MTU, PACKET, &FabricEngine::Get().GetDomain(), this});
        At(10, [this]() {
            Ask(1, 3 * PULL);
            Ask(2, PULL + 1000);
            Ask(1, 2 * PULL); // backwards: says nothing
        });
        At(500, [this]() { Check(); });
    }

    void Check()
    {
        const std::vector<std::pair<uint32_t, uint64_t>> expected{
            {1, PULL},
            {2, PULL},
            {1, 2 * PULL},
            {2, PULL + 1000},
            {1, 3 * PULL},
            // Nobody waits: as much again as was ever asked for at once, in turns.
            {2, 2 * PULL + 1000},
            {1, 4 * PULL},
            {2, 2 * PULL + 2000},
            {1, 5 * PULL},
            {1, 6 * PULL}};
        NS_TEST_ASSERT_MSG_EQ(m_log.size(), expected.size(), "grants");
        double time = 10e6;
        uint64_t last = 0;
        for (size_t i = 0; i < expected.size(); i++)
        {
            NS_TEST_EXPECT_MSG_EQ(m_log[i].src, expected[i].first, "to whom, " << i);
            NS_TEST_EXPECT_MSG_EQ(m_log[i].total, expected[i].second, "in all, " << i);
            if (i < 5)
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(m_log[i].time),
                                          time,
                                          3,
                                          "when " << i);
            }
            const bool isShort = i == 3 || i == 7;
            time += (isShort ? 1000 : PULL) * 8e12 / 99e9;
            last += isShort ? 1000 : PULL;
        }
        NS_TEST_EXPECT_MSG_EQ(m_pacer.GetGranted(), last, "all");
        NS_TEST_EXPECT_MSG_EQ(m_pacer.CountWaiting(), 0, "nobody waits");
    }

    std::vector<Grant> m_log;
    CreditPacer m_pacer{CreditPacer::SHARE};
};

/**
 * @ingroup ai-fabric-tests
 * An incast of 15 senders, as in the tests of the reference program of Ultra Ethernet.
 */
class IncastTestCase : public TestCase
{
  public:
    /**
     * @param cc the congestion control
     * @param recovery the recovery
     * @param most how long it takes at most, of the time of the last link
     */
    IncastTestCase(const std::string& cc, const std::string& recovery, double most = 1.05)
        : TestCase("An incast of 15 x 500 kB keeps its last link busy: " + cc + ", " + recovery),
          m_cc(cc),
          m_recovery(recovery),
          m_most(most)
    {
    }

  private:
    void DoRun() override
    {
        const OptionTexts texts{{"fabric", "fat-tree:k=4"},
                                {"rate", "100Gbps"},
                                {"delay", "1us"},
                                {"switch",
                                 "generic:buffer-per-port=200KB,trim=true,kmin=35000,kmax=140000,"
                                 "pmax=1,last-hop-dscp=5"},
                                {"workload", "incast:fan-in=15,bytes=500kB"},
                                {"lb", "host-spray"},
                                {"cc", m_cc},
                                {"recovery", m_recovery},
                                {"stop", "100ms"}};
        Config::SetDefault("ns3::aifabric::RoceNic::AckClass", StringValue("6"));
        const RunRecord run = RunWith(texts);
        OptionTexts domains = texts;
        domains.emplace_back("domains", "4");
        const RunRecord again = RunWith(domains);
        Config::SetDefault("ns3::aifabric::RoceNic::AckClass", StringValue("3"));
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", run.error);
        // 15 x 123 packets of 4178 bytes (the last one of each is shorter), and headers.
        const double floor = 15 * (500000 + 123 * 82.0) * 8 / 100;
        NS_TEST_EXPECT_MSG_GT(run.cctNs.value_or(0), floor, "no sooner than the link allows");
        NS_TEST_EXPECT_MSG_LT(run.cctNs.value_or(0), m_most * floor + 14000, "and hardly later");
        NS_TEST_EXPECT_MSG_EQ(run.drops.value_or(1), 0, "nothing is dropped");
        NS_TEST_EXPECT_MSG_EQ(run.timeouts.value_or(1), 0, "no timer of a queue pair");
        NS_TEST_EXPECT_MSG_GT(run.trims.value_or(0), 0, "the first windows are too much");
        NS_TEST_EXPECT_MSG_EQ(run.resultDigest, again.resultDigest, "domains change nothing");
    }

    std::string m_cc;
    std::string m_recovery;
    double m_most;
};

/**
 * @ingroup ai-fabric-tests
 * The suite of controls by credit.
 */
class CreditTestSuite : public TestSuite
{
  public:
    CreditTestSuite()
        : TestSuite("ai-fabric-credit", TestSuite::Type::UNIT)
    {
        AddTestCase(new SenderTestCase);
        AddTestCase(new PacerTestCase);
        for (const char* cc : {"nscc", "nscc:credits=true", "rccc"})
        {
            AddTestCase(new IncastTestCase(cc, "trimming"));
        }
        // The first windows are trimmed in the fabric, too, and it takes its time to forget it.
        AddTestCase(new IncastTestCase("oversubscribed", "trimming", 1.35));
        AddTestCase(new IncastTestCase("nscc", "uet"));
        AddTestCase(new IncastTestCase("nscc", "mrc"));
    }
};

const CreditTestSuite g_creditTestSuite; ///< the instance that registers the suite

} // namespace
