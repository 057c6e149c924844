/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What congestion controls make of a bottleneck: queues, shares and throughput against closed
 * forms, and runs of a fabric that lose nothing and do not depend on domains.
 */

#include "run-with.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"
#include "ns3/workload-helper.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Several hosts send to one over one switch, at 100 Gb/s with 1 us per link.
 */
struct Bottleneck
{
    uint32_t senders{4};
    uint32_t mtu{4096};
    uint64_t threshold{0};                      ///< of marking, bytes; 0: none
    double from{1500};                          ///< us, begin of the measurement
    double to{3000};                            ///< us, its end
    std::function<void(FabricHelper&)> control; ///< chooses it

    double least{1e18};    ///< backlog, bytes
    double most{0};        ///< backlog, bytes
    double mean{0};        ///< backlog, bytes
    double sent{0};        ///< bits on the wire without gaps, per second
    double jain{0};        ///< of the bytes that senders sent
    uint64_t roundTrip{0}; ///< idle, ps
    bool conserved{false}; ///< all frames are accounted for

    /// Run it.
    void Run();

  private:
    /// Look at the queue again and again.
    void Sample(Ptr<FabricNetDevice> port)
    {
        const auto bytes = static_cast<double>(port->GetBacklog());
        mean += bytes;
        least = std::min(least, bytes);
        most = std::max(most, bytes);
        m_samples++;
        Simulator::Schedule(NanoSeconds(97), &Bottleneck::Sample, this, port);
    }

    double m_samples{0};
};

void
Bottleneck::Run()
{
    FabricHelper helper;
    helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                     "Leaves",
                     UintegerValue(1),
                     "Spines",
                     UintegerValue(1),
                     "Hosts",
                     UintegerValue(senders + 1));
    helper.SetLinks(DataRate("100Gbps"), MicroSeconds(1));
    helper.SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
    helper.SetAdmission("ns3::aifabric::PerPortAdmission",
                        "BufferPerPort",
                        UintegerValue(16000000));
    helper.SetMarkerAttribute("Enabled", BooleanValue(threshold > 0));
    helper.SetMarkerAttribute("Kmin", UintegerValue(threshold));
    helper.SetMarkerAttribute("Kmax", UintegerValue(threshold));
    helper.SetMarkerAttribute("Pmax", DoubleValue(1));
    helper.SetNicAttribute("Mtu", UintegerValue(mtu));
    control(helper);
    FabricContainer fabric = helper.Install();
    WorkloadHelper workload("ns3::aifabric::IncastWorkload",
                            "FanIn",
                            UintegerValue(senders),
                            "Receiver",
                            UintegerValue(senders),
                            "Bytes",
                            UintegerValue(1000000000));
    workload.Install(fabric);
    const auto port = fabric.GetDevice(senders + 1, senders);
    Simulator::Schedule(MicroSeconds(std::llround(from)), &Bottleneck::Sample, this, port);
    std::vector<double> bytes(senders + 1);
    const auto read = [&](double sign) {
        for (uint32_t host = 0; host <= senders; host++)
        {
            const auto device = host < senders ? fabric.GetDevice(host, 0) : port;
            bytes[host] += sign * static_cast<double>(device->GetCounters().bytes);
        }
    };
    Simulator::Schedule(MicroSeconds(std::llround(from)), [&]() { read(-1); });
    Simulator::Schedule(MicroSeconds(std::llround(to)), [&]() { read(1); });
    Simulator::Stop(MicroSeconds(std::llround(to) + 1));
    Simulator::Run();
    mean /= m_samples;
    sent = bytes[senders] * 8 / (to - from) * 1e6;
    double sum = 0;
    double squares = 0;
    for (uint32_t host = 0; host < senders; host++)
    {
        sum += bytes[host];
        squares += bytes[host] * bytes[host];
    }
    jain = sum * sum / senders / squares;
    conserved = fabric.CheckAccounts().empty();
    Simulator::Destroy();
}

/**
 * @ingroup ai-fabric-tests
 * HPCC and PowerTCP keep nearly nothing in the queue.
 */
class TelemetryShapeTestCase : public TestCase
{
  public:
    TelemetryShapeTestCase()
        : TestCase("HPCC: 95 % and a few packets queued, equal shares; PowerTCP: queue by AI")
    {
    }

  private:
    void DoRun() override
    {
        for (const uint32_t senders : {2, 8})
        {
            Bottleneck hpcc;
            hpcc.senders = senders;
            hpcc.mtu = 1024;
            hpcc.control = [](FabricHelper& helper) {
                helper.SetCongestionControl("ns3::aifabric::HpccCongestionControl",
                                            "AdditiveRate",
                                            DataRateValue(DataRate("200Mbps")));
            };
            hpcc.Run();
            NS_TEST_EXPECT_MSG_EQ_TOL(hpcc.sent, 95e9, 1.5e9, senders << " senders: 95 %");
            NS_TEST_EXPECT_MSG_LT(hpcc.mean, 4 * 1082, senders << " senders: mean queue");
            NS_TEST_EXPECT_MSG_LT(hpcc.most, (senders + 2) * 1082, senders << " senders: queue");
            NS_TEST_EXPECT_MSG_GT(hpcc.jain, 0.98, senders << " senders: shares");
            NS_TEST_EXPECT_MSG_EQ(hpcc.conserved, true, "conservation");
        }
        // With a goal of 1, power is 1 / (1 - N AI / C), and that is 1 + queue / (C T).
        Bottleneck power;
        power.mtu = 1024;
        power.control = [](FabricHelper& helper) {
            helper.SetCongestionControl("ns3::aifabric::PowerTcpCongestionControl",
                                        "TargetLoad",
                                        DoubleValue(1),
                                        "AdditiveRate",
                                        DataRateValue(DataRate("5Gbps")));
        };
        power.Run();
        const double product = 100e9 * 4.2e-6 / 8;
        NS_TEST_EXPECT_MSG_EQ_TOL(power.mean, 0.25 * product, 0.06 * product, "PowerTCP's queue");
        NS_TEST_EXPECT_MSG_GT(power.sent, 98e9, "PowerTCP fills the link");
        NS_TEST_EXPECT_MSG_GT(power.jain, 0.98, "PowerTCP's shares");
    }
};

/**
 * @ingroup ai-fabric-tests
 * DCTCP's sawtooth.
 */
class DctcpShapeTestCase : public TestCase
{
  public:
    DctcpShapeTestCase()
        : TestCase("DCTCP: largest queue K + N packets, amplitude by the formula, no underflow")
    {
    }

  private:
    void DoRun() override
    {
        for (const uint32_t senders : {2, 4})
        {
            constexpr double PACKET = 1082;
            Bottleneck dctcp;
            dctcp.senders = senders;
            dctcp.mtu = 1024;
            dctcp.threshold = 100 * 1082;
            dctcp.from = 3000;
            dctcp.to = 8000;
            dctcp.control = [](FabricHelper& helper) {
                helper.SetCongestionControl("ns3::aifabric::DctcpCongestionControl");
            };
            dctcp.Run();
            const double product = 100e9 * 4.2e-6 / 8 / PACKET; // packets
            const double amplitude = std::sqrt(2 * senders * (product + 100)) / 2;
            NS_TEST_EXPECT_MSG_EQ_TOL(dctcp.most / PACKET, 100 + senders, senders, "K + N");
            NS_TEST_EXPECT_MSG_GT(dctcp.least, 0, "no underflow");
            // The formula is of flows that are all cut at once: others' queues swing less.
            NS_TEST_EXPECT_MSG_EQ_TOL((dctcp.most - dctcp.least) / PACKET,
                                      0.75 * amplitude,
                                      0.35 * amplitude,
                                      senders << " senders: amplitude");
            NS_TEST_EXPECT_MSG_GT(dctcp.sent, 98e9, "the link is full");
            NS_TEST_EXPECT_MSG_EQ(dctcp.conserved, true, "conservation");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Swift's target, TIMELY.
 */
class DelayShapeTestCase : public TestCase
{
  public:
    DelayShapeTestCase()
        : TestCase("Swift: queueing delay = target - idle round trip; TIMELY and theta: link full")
    {
    }

  private:
    void DoRun() override
    {
        for (const double target : {15, 30})
        {
            Bottleneck swift;
            swift.control = [=](FabricHelper& helper) {
                helper.SetCongestionControl("ns3::aifabric::SwiftCongestionControl",
                                            "BaseTarget",
                                            TimeValue(MicroSeconds(std::llround(target))),
                                            "HopScale",
                                            TimeValue(Time(0)),
                                            "FlowRange",
                                            TimeValue(Time(0)));
            };
            swift.Run();
            // Two links each way, a full packet stored and sent on, an ACK.
            const double idle = 4 + (2 * (4158 + 66) * 8 / 100e3);
            const double wait = swift.mean * 8 / 100e3;
            NS_TEST_EXPECT_MSG_EQ_TOL(wait, target - idle, 1.2, "queueing delay at " << target);
            NS_TEST_EXPECT_MSG_GT(swift.sent, 98e9, "the link is full");
            NS_TEST_EXPECT_MSG_GT(swift.jain, 0.95, "Swift's shares");
        }
        for (const std::string name : {"Timely", "ThetaPowerTcp"})
        {
            Bottleneck other;
            other.control = [&](FabricHelper& helper) {
                helper.SetCongestionControl("ns3::aifabric::" + name + "CongestionControl");
            };
            other.Run();
            NS_TEST_EXPECT_MSG_GT(other.sent, (name == "Timely" ? 50e9 : 90e9), name);
            NS_TEST_EXPECT_MSG_EQ(other.conserved, true, name << ": conservation");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * A fabric of two tiers and three under each control.
 */
class DomainsTestCase : public TestCase
{
  public:
    DomainsTestCase()
        : TestCase("Each control on a fabric: complete, the same bits in one domain and in four")
    {
    }

  private:
    void DoRun() override
    {
        for (const std::string cc : {"hpcc",
                                     "hpcc:exact=true",
                                     "power-tcp",
                                     "theta-power-tcp",
                                     "timely",
                                     "swift",
                                     "mswift",
                                     "dctcp"})
        {
            std::string digest;
            for (const std::string domains : {"1", "4"})
            {
                const RunRecord run = RunWith({{"fabric", "fat-tree:k=4"},
                                               {"cc", cc},
                                               {"switch", "generic:kmin=20000,kmax=20000,pmax=1"},
                                               {"workload", "all-to-all:bytes=256KiB"},
                                               {"domains", domains}});
                NS_TEST_EXPECT_MSG_EQ(run.status, "ok", cc << ": " << run.error);
                NS_TEST_EXPECT_MSG_EQ((digest.empty() || digest == run.resultDigest),
                                      true,
                                      cc << " depends on domains");
                digest = run.resultDigest;
                NS_TEST_EXPECT_MSG_LT(run.GetSlowdown().value_or(99), 3, cc << " gets on");
            }
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class ControlShapeTestSuite : public TestSuite
{
  public:
    ControlShapeTestSuite()
        : TestSuite("ai-fabric-control-shape", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new TelemetryShapeTestCase, Duration::QUICK);
        AddTestCase(new DctcpShapeTestCase, Duration::QUICK);
        AddTestCase(new DelayShapeTestCase, Duration::QUICK);
        AddTestCase(new DomainsTestCase, Duration::QUICK);
    }
};

const ControlShapeTestSuite g_controlShapeTestSuite; ///< registers the suite

} // namespace
