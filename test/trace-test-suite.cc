/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What trace sources tell: those of the NIC what its counters count, that of faults what happens.
 */

#include "fabric-test-scenario.h"

#include "ns3/config.h"
#include "ns3/fabric-compat.h"
#include "ns3/fault-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/trace-reference.h"
#include "ns3/uinteger.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Faults are traced at the injector.
 */
class TraceFaultTestCase : public TestCase
{
  public:
    TraceFaultTestCase()
        : TestCase("The injector that the helper returns has the trace source of faults")
    {
    }

  private:
    void DoRun() override
    {
        FabricTestScenario::Reset(1);
        FabricHelper helper;
        const FabricContainer fabric = helper.Install();
        FaultHelper faults;
        faults.Add("link:time=10us,names=edge0-agg0");
        const Ptr<FaultInjector> injector = faults.Install(fabric);
        uint64_t calls = 0;
        for (const TraceSource& source : ListTraceSources())
        {
            const bool isFault = source.type == FaultInjector::GetTypeId();
            const bool found =
                isFault &&
                injector->TraceConnectWithoutContext(source.name, source.makeSink(&calls));
            NS_TEST_EXPECT_MSG_EQ(found, isFault, source.name);
        }
        Simulator::Stop(MilliSeconds(1));
        Simulator::Run();
        Simulator::Destroy();
        NS_TEST_EXPECT_MSG_GT(calls, 0, "the link fails");
    }
};

/**
 * @ingroup ai-fabric-tests
 * An incast that is marked and loses packets: what the sources of the NICs tell is what they count.
 */
class NicTracesTestCase : public TestCase
{
  public:
    NicTracesTestCase()
        : TestCase("CNPs, marks, losses, timeouts and retransmissions are traced, each once")
    {
    }

  private:
    static constexpr uint32_t HOSTS = 8;

    void Got(const Frame& frame, uint64_t& count, FrameKind kind, bool isAnswer)
    {
        count++;
        NS_TEST_EXPECT_MSG_EQ((frame.kind == kind), true, "the kind of the frame");
        m_pairs.insert(isAnswer ? std::pair(frame.dst, frame.qp)
                                : std::pair(frame.src, frame.srcQp));
    }

    void CnpSent(const Frame& frame)
    {
        Got(frame, m_cnpsSent, FrameKind::CNP, true);
    }

    void CnpReceived(const Frame& frame)
    {
        Got(frame, m_cnpsReceived, FrameKind::CNP, true);
    }

    void MarkReceived(const Frame& frame)
    {
        Got(frame, m_marksReceived, FrameKind::DATA, false);
        NS_TEST_EXPECT_MSG_EQ((frame.ecn == Ecn::CE), true, "it is marked");
    }

    void MarkEchoed(const Frame& frame)
    {
        Got(frame, m_marksEchoed, FrameKind::ACK, true);
    }

    void Retransmission(const Frame& frame)
    {
        Got(frame, m_resent, FrameKind::DATA, false);
        NS_TEST_EXPECT_MSG_EQ(frame.Has(FRAME_RETRANSMIT), true, "it is sent again");
    }

    void Timeout(uint32_t source, uint32_t pair, uint32_t destination, uint32_t retries)
    {
        m_timeouts++;
        m_late.insert({source, pair});
        NS_TEST_EXPECT_MSG_EQ(destination, HOSTS - 1, "all send to the last one");
        NS_TEST_EXPECT_MSG_GT(retries, 0, "this one is counted");
    }

    void PacketLost(const LostPacket& packet)
    {
        m_lost.insert({{packet.src, packet.qp}, packet.psn});
        m_losers.insert({packet.src, packet.qp});
        NS_TEST_EXPECT_MSG_EQ(packet.dst, HOSTS - 1, "all send to the last one");
    }

    void RateChanged(std::string context, double, double)
    {
        m_rates.insert(context);
    }

    void Made(Ptr<const Object> congestion, uint32_t)
    {
        m_made += congestion ? 1 : 0;
    }

    void ConnectRates()
    {
        Config::Connect(NIC + "CongestionControlList/*/Rate",
                        MakeCallback(&NicTracesTestCase::RateChanged, this));
    }

    /// Connect to the NICs.
    template <typename... Ts>
    void Listen(const std::string& name, void (NicTracesTestCase::*sink)(Ts...))
    {
        Config::ConnectWithoutContext(NIC + name, MakeCallback(sink, this));
    }

    NicCounters Run(bool listens)
    {
        FabricTestScenario scenario;
        scenario.UseOneSwitch(HOSTS);
        scenario.Helper().SetCongestionControl("ns3::aifabric::DcqcnCongestionControl",
                                               "Profile",
                                               StringValue("hpcc"));
        scenario.Helper().SetAdmission("ns3::aifabric::PerPortAdmission",
                                       "BufferPerPort",
                                       UintegerValue(200000));
        scenario.Helper().SetMarkerAttribute("Kmin", UintegerValue(20000));
        scenario.Helper().SetMarkerAttribute("Kmax", UintegerValue(150000));
        const FabricContainer& fabric = scenario.Build();
        if (listens)
        {
            using Self = NicTracesTestCase;
            Listen("CnpSent", &Self::CnpSent);
            Listen("CnpReceived", &Self::CnpReceived);
            Listen("MarkReceived", &Self::MarkReceived);
            Listen("MarkEchoed", &Self::MarkEchoed);
            Listen("Retransmission", &Self::Retransmission);
            Listen("Timeout", &Self::Timeout);
            Listen("PacketLost", &Self::PacketLost);
            Listen("QueuePairMade", &Self::Made);
            Simulator::Schedule(MicroSeconds(5), &Self::ConnectRates, this);
        }
        std::vector<FabricTestScenario::Message> messages;
        for (uint32_t host = 0; host + 1 < HOSTS; host++)
        {
            messages.push_back({host, HOSTS - 1, 500000, 0});
            messages.push_back({host, HOSTS - 1, 500000, 3e6});
        }
        m_digest = scenario.Run(messages).digest;
        NicCounters sum;
        for (uint32_t host = 0; host < HOSTS; host++)
        {
            const NicCounters& counters = fabric.GetNic(host)->GetCounters();
            sum.cnpsSent += counters.cnpsSent;
            sum.marksReceived += counters.marksReceived;
            sum.retransmitted += counters.retransmitted;
            sum.timeouts += counters.timeouts;
        }
        scenario.Destroy();
        return sum;
    }

    void DoRun() override
    {
        const NicCounters counted = Run(true);
        NS_TEST_EXPECT_MSG_EQ(m_cnpsSent, counted.cnpsSent, "CNPs sent");
        NS_TEST_EXPECT_MSG_EQ(m_cnpsReceived, counted.cnpsSent, "CNPs received: none is lost");
        NS_TEST_EXPECT_MSG_EQ(m_marksReceived, counted.marksReceived, "marks at the receiver");
        NS_TEST_EXPECT_MSG_EQ(m_marksEchoed, counted.marksReceived, "marks at the senders");
        NS_TEST_EXPECT_MSG_EQ(m_resent, counted.retransmitted, "retransmissions");
        NS_TEST_EXPECT_MSG_EQ(m_timeouts, counted.timeouts, "timeouts");
        NS_TEST_EXPECT_MSG_GT(m_cnpsSent, 10, "there are CNPs");
        NS_TEST_EXPECT_MSG_GT(m_timeouts, 0, "there are timeouts");
        NS_TEST_EXPECT_MSG_LT_OR_EQ(m_lost.size(), m_resent, "what is lost is sent again");
        NS_TEST_EXPECT_MSG_GT(m_lost.size(), 10, "there are losses");
        NS_TEST_EXPECT_MSG_EQ(m_pairs.size(), HOSTS - 1, "one queue pair of each sender");
        NS_TEST_EXPECT_MSG_EQ((m_losers == m_pairs), true, "each has lost something, by its name");
        for (const auto& late : m_late)
        {
            NS_TEST_EXPECT_MSG_EQ(m_pairs.count(late), 1, "whose timer it was");
        }
        NS_TEST_EXPECT_MSG_GT(m_late.size(), 0, "those of some");
        NS_TEST_EXPECT_MSG_EQ(m_made, HOSTS - 1, "each is told of");
        NS_TEST_EXPECT_MSG_EQ(m_rates.size(), HOSTS - 1, "the rate of each is reached");
        for (const std::string& context : m_rates)
        {
            const auto after = [&context](const std::string& part) {
                return std::stoul(context.substr(context.find(part) + part.size()));
            };
            const std::pair named(after("/NodeList/"), after("/CongestionControlList/"));
            NS_TEST_EXPECT_MSG_EQ(m_pairs.count(named), 1, context << " names a queue pair");
        }
        const std::string digest = m_digest;
        Run(false);
        NS_TEST_EXPECT_MSG_EQ(m_digest, digest, "listening changes nothing");
    }

    static inline const std::string NIC = "/NodeList/*/$ns3::aifabric::RoceNic/";

    uint64_t m_cnpsSent{0};
    uint64_t m_cnpsReceived{0};
    uint64_t m_marksReceived{0};
    uint64_t m_marksEchoed{0};
    uint64_t m_resent{0};
    uint64_t m_timeouts{0};
    uint64_t m_made{0};
    using Pair = std::pair<uint32_t, uint32_t>; ///< sender, and number of its queue pair
    std::set<Pair> m_pairs;
    std::set<Pair> m_losers;                    ///< those that were told of a loss
    std::set<Pair> m_late;                      ///< those that had timeouts
    std::set<std::pair<Pair, uint32_t>> m_lost; ///< with numbers of packets
    std::set<std::string> m_rates;              ///< paths
    std::string m_digest;
};

/**
 * @ingroup ai-fabric-tests
 * The suite of trace sources.
 */
class TraceTestSuite : public TestSuite
{
  public:
    TraceTestSuite()
        : TestSuite("ai-fabric-traces", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new TraceFaultTestCase, Duration::QUICK);
        AddTestCase(new NicTracesTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const TraceTestSuite g_traceTestSuite;

} // namespace
