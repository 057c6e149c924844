/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Trace sources: each is on the page and connects by the path named there, and those of the NIC
 * tell what its counters count.
 */

#include "fabric-test-scenario.h"
#include "results-test-helper.h"

#include "ns3/config.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-program.h"
#include "ns3/fault-helper.h"
#include "ns3/host-load-balancer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/switch-load-balancer.h"
#include "ns3/test.h"
#include "ns3/trace-reference.h"
#include "ns3/uinteger.h"
#include "ns3/workload-helper.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using ns3::aifabric::tests::ReadBytes;

namespace
{

/// @return all trace sources, by class
std::map<std::string, std::vector<TraceSource>>
ByType()
{
    std::map<std::string, std::vector<TraceSource>> types;
    for (const TraceSource& source : ListTraceSources())
    {
        types[source.type.GetName()].push_back(source);
    }
    return types;
}

/**
 * @ingroup ai-fabric-tests
 * The page is what the program prints.
 */
class TracePageTestCase : public TestCase
{
  public:
    TracePageTestCase()
        : TestCase("doc/traces.rst has all trace sources")
    {
    }

  private:
    void DoRun() override
    {
        SetDataDir(NS_TEST_SOURCEDIR);
        const std::string page =
            aifabric::tests::ReadBytes(CreateDataDirFilename("../doc/traces.rst"));
        NS_TEST_EXPECT_MSG_EQ((page == GetTraceReference()),
                              true,
                              "doc/traces.rst is old: ./aifabric list traces > doc/traces.rst");
        for (const TraceSource& source : ListTraceSources())
        {
            const std::string of = source.type.GetName() + "::" + source.name;
            NS_TEST_EXPECT_MSG_NE(page.find("``" + source.name + "``"), std::string::npos, of);
            const bool isFault = source.type.GetName() == "ns3::aifabric::FaultInjector";
            NS_TEST_EXPECT_MSG_EQ(source.path.empty(), isFault, of << " is reached somehow");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Every path leads to its trace source, in a fabric that has such parts.
 */
class TracePathsTestCase : public TestCase
{
  public:
    TracePathsTestCase()
        : TestCase("Every path of doc/traces.rst connects with a sink of its signature")
    {
    }

  private:
    /// Choose a class for the part that it can be.
    static void Choose(FabricHelper& helper, TypeId type)
    {
        const std::string name = type.GetName();
        if (type.IsChildOf(SwitchLoadBalancer::GetTypeId()))
        {
            helper.SetLoadBalancer(name);
        }
        else if (type.IsChildOf(CongestionControl::GetTypeId()))
        {
            helper.SetCongestionControl(name);
        }
        else if (type.IsChildOf(HostLoadBalancer::GetTypeId()))
        {
            helper.SetHostLoadBalancer(name);
        }
        else if (type == HostLoadBalancer::GetTypeId())
        {
            helper.SetHostLoadBalancer("ns3::aifabric::HostSprayLoadBalancer");
        }
    }

    void Connect(const std::vector<TraceSource>& sources)
    {
        for (const TraceSource& source : sources)
        {
            const bool found =
                Config::ConnectWithoutContextFailSafe(source.path, source.makeSink(&m_calls));
            NS_TEST_EXPECT_MSG_EQ(found, true, source.path);
            m_connected += found ? 1 : 0;
        }
    }

    void DoRun() override
    {
        for (const auto& [name, sources] : ByType())
        {
            if (sources.front().path.empty())
            {
                continue;
            }
            FabricTestScenario::Reset(1);
            FabricHelper helper;
            helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                             "Leaves",
                             UintegerValue(2),
                             "Spines",
                             UintegerValue(2),
                             "Hosts",
                             UintegerValue(2));
            Choose(helper, sources.front().type);
            const FabricContainer fabric = helper.Install();
            const WorkloadHelper workload("ns3::aifabric::PermutationWorkload",
                                          "Bytes",
                                          UintegerValue(1 << 20));
            const ApplicationContainer applications = workload.Install(fabric);
            // By then there are queue pairs.
            Simulator::Schedule(MicroSeconds(2), [this, list = &sources]() { Connect(*list); });
            Simulator::Run();
            NS_TEST_EXPECT_MSG_EQ(WorkloadHelper::GetRun(applications)->IsComplete(), true, name);
            Simulator::Destroy();
        }
        NS_TEST_EXPECT_MSG_GT(m_connected, 30, "sources are found");
        NS_TEST_EXPECT_MSG_GT(m_calls, 1000, "and tell something");
    }

    uint64_t m_calls{0};
    uint64_t m_connected{0};
};

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

    void Timeout(uint32_t, uint32_t destination, uint32_t retries)
    {
        m_timeouts++;
        NS_TEST_EXPECT_MSG_EQ(destination, HOSTS - 1, "all send to the last one");
        NS_TEST_EXPECT_MSG_GT(retries, 0, "this one is counted");
    }

    void PacketLost(const LostPacket& packet)
    {
        m_lost.insert({packet.qp, packet.psn});
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
    std::set<std::pair<uint32_t, uint32_t>> m_pairs; ///< senders, and numbers of queue pairs
    std::set<std::pair<uint32_t, uint32_t>> m_lost;
    std::set<std::string> m_rates; ///< paths
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
        AddTestCase(new TracePageTestCase, Duration::QUICK);
        AddTestCase(new TracePathsTestCase, Duration::QUICK);
        AddTestCase(new TraceFaultTestCase, Duration::QUICK);
        AddTestCase(new NicTracesTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const TraceTestSuite g_traceTestSuite;

} // namespace
