/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Domains: how a fabric is cut, and that no result depends on it, nor on the order in which the
 * domains of a window run.
 */

#include "ns3/data-rate.h"
#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-engine.h"
#include "ns3/fabric-helper.h"
#include "ns3/fabric-partition.h"
#include "ns3/fabric-program.h"
#include "ns3/fat-tree-fabric.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/leaf-spine-fabric.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"
#include "ns3/workload-helper.h"

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
 * Pods and edge switches with their hosts, and the rest dealt out.
 */
class PartitionTestCase : public TestCase
{
  public:
    PartitionTestCase()
        : TestCase("A fabric is cut into pods or racks, never through a short link")
    {
    }

  private:
    void DoRun() override
    {
        FabricEngine::Prepare(); // times are picoseconds
        const auto tree = CreateObject<FatTreeFabric>();
        tree->SetAttribute("K", UintegerValue(4));
        const auto topology = tree->Build(DataRate("400Gbps"), NanoSeconds(500));
        const FabricPartition pods(*topology, 64, 64);
        NS_TEST_EXPECT_MSG_EQ(pods.GetCount(), 4, "pods");
        NS_TEST_EXPECT_MSG_EQ(pods.GetWindow(), 500000, "the links to the cores");
        for (uint32_t host = 0; host < 16; host++)
        {
            NS_TEST_EXPECT_MSG_EQ(pods.GetDomain(host), host / 4, "host " << host);
            NS_TEST_EXPECT_MSG_EQ(pods.GetDomain(16 + topology->GetHostEdge(host)),
                                  host / 4,
                                  "edge switch of host " << host);
        }
        std::set<uint32_t> cores;
        for (uint32_t vertex = 32; vertex < 36; vertex++)
        {
            cores.insert(pods.GetDomain(vertex));
        }
        NS_TEST_EXPECT_MSG_EQ(cores.size(), 4, "a core for each");
        NS_TEST_EXPECT_MSG_EQ(FabricPartition(*topology, 3, 64).GetCount(), 3, "as wanted");
        NS_TEST_EXPECT_MSG_EQ(FabricPartition(*topology, 64, 2).GetCount(), 2, "as possible");
        NS_TEST_EXPECT_MSG_EQ(FabricPartition(*topology, FabricPartition::FITTING, 64).GetCount(),
                              1,
                              "small fabrics are not cut");
        const auto close = tree->Build(DataRate("400Gbps"), NanoSeconds(99));
        NS_TEST_EXPECT_MSG_EQ(FabricPartition(*close, 64, 64).GetCount(), 1, "short links");
        CheckUnequalLinks();
        const auto racks = CreateObject<LeafSpineFabric>();
        racks->SetAttribute("Leaves", UintegerValue(40));
        racks->SetAttribute("Spines", UintegerValue(4));
        racks->SetAttribute("Hosts", UintegerValue(8));
        const auto wide = racks->Build(DataRate("400Gbps"), NanoSeconds(200));
        const FabricPartition fitting(*wide, FabricPartition::FITTING, 127);
        NS_TEST_EXPECT_MSG_EQ(fitting.GetCount(), 40, "a leaf each");
        NS_TEST_EXPECT_MSG_EQ(fitting.GetDomain(0), fitting.GetDomain(320), "hosts and their leaf");
        NS_TEST_EXPECT_MSG_EQ(fitting.GetWindow(), 200000, "the links to the spines");
    }

    /// Three leaves of a host each, and a spine that is 900, 700 and 800 ns away.
    void CheckUnequalLinks()
    {
        constexpr uint64_t RATE = 400000000000;
        const auto topology = Create<FabricTopology>();
        topology->AddHosts(3);
        for (uint32_t leaf = 0; leaf < 3; leaf++)
        {
            topology->AddSwitch(1, FabricTopology::NONE);
        }
        topology->AddSwitch(2, FabricTopology::NONE);
        const uint64_t delays[] = {900000, 700000, 800000};
        for (uint32_t leaf = 0; leaf < 3; leaf++)
        {
            topology->AddLink(leaf, 3 + leaf, RATE, 100);
            topology->AddLink(3 + leaf, 6, RATE, delays[leaf]);
        }
        const FabricPartition partition(*topology, 3, 3);
        NS_TEST_EXPECT_MSG_EQ(partition.GetCount(), 3, "leaves");
        // The spine is with the first leaf: 700 ns is the shortest way to another domain.
        NS_TEST_EXPECT_MSG_EQ(partition.GetDomain(6), 0, "the spine");
        NS_TEST_EXPECT_MSG_EQ(partition.GetWindow(), 700000, "the shortest link between two");
    }
};

/**
 * @ingroup ai-fabric-tests
 * One domain, several, and several in an order that is drawn for each window: the same bits.
 */
class EqualDomainsTestCase : public TestCase
{
  public:
    EqualDomainsTestCase()
        : TestCase("No result depends on domains or on their order")
    {
    }

  private:
    /// What a run comes to.
    struct Outcome
    {
        RunRecord run;
        uint32_t domains; ///< that it had
    };

    static Outcome Execute(ExperimentOptions options, uint32_t domains, uint64_t shuffle)
    {
        options.domains = domains;
        options.db = "none";
        FabricProgram::Prepare(options);
        Outcome outcome;
        Experiment experiment(options);
        experiment.Build();
        FabricEngine::Get().Shuffle(shuffle);
        outcome.domains = FabricEngine::Get().GetDomainCount();
        experiment.Run();
        RunDetails details;
        outcome.run = experiment.Collect(details);
        Simulator::Destroy();
        return outcome;
    }

    void Compare(const ExperimentOptions& options, const std::string& name)
    {
        const Outcome one = Execute(options, 1, 0);
        const Outcome many = Execute(options, 4, 0);
        const Outcome mixed = Execute(options, 4, 7);
        NS_TEST_EXPECT_MSG_EQ(one.domains, 1, name);
        NS_TEST_EXPECT_MSG_EQ(many.domains, 5, name << ": four and that of what is in no other");
        for (const Outcome& other : {many, mixed})
        {
            NS_TEST_EXPECT_MSG_EQ(other.run.resultDigest, one.run.resultDigest, name);
            NS_TEST_EXPECT_MSG_EQ(other.run.status, one.run.status, name);
            NS_TEST_EXPECT_MSG_EQ(other.run.error, one.run.error, name);
            NS_TEST_EXPECT_MSG_EQ(*other.run.events, *one.run.events, name);
            NS_TEST_EXPECT_MSG_EQ(*other.run.simNs, *one.run.simNs, name);
        }
    }

    void DoRun() override
    {
        const std::string fabrics[] = {"fat-tree:k=4", "leaf-spine:leaves=4,spines=4,hosts=4"};
        for (const std::string& fabric : fabrics)
        {
            for (const char* lb :
                 {"ecmp", "ofan", "conga", "hula", "conweave", "reps", "mrc", "avoid"})
            {
                if (std::string(lb) == "conga" && fabric == fabrics[0])
                {
                    continue;
                }
                ExperimentOptions options;
                options.fabric = fabric;
                options.lb = lb;
                options.workload = "permutation:bytes=200KiB";
                options.switchModel = "generic:buffer-per-port=100KB,kmin=5000,kmax=20000";
                options.cc = "dcqcn";
                Compare(options, fabric + " " + lb);
                options.switchModel = "generic:lossless=true,buffer-per-port=300KB";
                options.workload = "incast:fan-in=8,bytes=100KiB";
                options.fault = "flap:count=2,down=3us,up=5us";
                options.jitter = "auto";
                options.record = "all";
                Compare(options, fabric + " " + lb + ", lossless, flapping");
            }
        }
        ExperimentOptions stuck;
        stuck.lb = "spray";
        stuck.fabric = "leaf-spine:leaves=4,spines=2,hosts=8";
        stuck.switchModel = "generic:lossless=true,buffer-per-port=10MB,ecn=false";
        stuck.workload = "all-to-all:bytes=256KiB";
        stuck.fault = "link:names=leaf0-spine0/leaf1-spine1,time=0s,convergence=0";
        Compare(stuck, "a deadlock");
    }
};

/**
 * @ingroup ai-fabric-tests
 * A program of one's own: sockets of ns-3 beside RDMA, whose events end windows.
 */
class ForeignTrafficTestCase : public TestCase
{
  public:
    ForeignTrafficTestCase()
        : TestCase("Sockets beside RDMA see the same in one domain and in several")
    {
    }

  private:
    static constexpr uint16_t PORT = 9;

    /// What the socket of each host received, and when each message of the workload ended, ps.
    struct Outcome
    {
        std::vector<std::vector<std::pair<uint64_t, uint32_t>>> received;
        std::vector<uint64_t> ends;
    };

    /// A host that answers each packet by a shorter one until nothing is left of it.
    static void Answer(Ptr<Socket> socket, std::vector<std::pair<uint64_t, uint32_t>>* log)
    {
        Address from;
        while (Ptr<Packet> packet = socket->RecvFrom(from))
        {
            log->emplace_back(Simulator::Now().GetTimeStep(), packet->GetSize());
            if (packet->GetSize() > 100)
            {
                socket->SendTo(Create<Packet>(packet->GetSize() - 100), 0, from);
            }
        }
    }

    static Outcome Execute(uint32_t domains, uint64_t shuffle)
    {
        FabricHelper helper;
        helper.SetLayout("ns3::aifabric::FatTreeFabric", "K", UintegerValue(4));
        helper.SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
        helper.SetDomains(domains);
        FabricContainer fabric = helper.Install();
        FabricEngine::Get().Shuffle(shuffle);
        InternetStackHelper stack;
        stack.Install(fabric.GetHosts());
        const auto addresses = FabricHelper::AssignIpv4Addresses(fabric);
        const uint32_t hosts = fabric.GetHosts().GetN();
        Outcome outcome;
        outcome.received.resize(hosts);
        for (uint32_t host = 0; host < hosts; host++)
        {
            Ptr<Node> node = fabric.GetHosts().Get(host);
            Ptr<Socket> socket = Socket::CreateSocket(node, UdpSocketFactory::GetTypeId());
            socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
            auto log = &outcome.received[host];
            socket->SetRecvCallback(
                Callback<void, Ptr<Socket>>([log](Ptr<Socket> s) { Answer(s, log); }));
            const InetSocketAddress peer(addresses.GetAddress((host * 5 + 3) % hosts), PORT);
            Simulator::ScheduleWithContext(node->GetId(), NanoSeconds(host * 37), [socket, peer]() {
                socket->SendTo(Create<Packet>(4000), 0, peer);
            });
        }
        WorkloadHelper workload("ns3::aifabric::ShiftWorkload",
                                "Offset",
                                UintegerValue(6),
                                "Bytes",
                                UintegerValue(300000));
        const auto run = WorkloadHelper::GetRun(workload.Install(fabric));
        Simulator::Run();
        for (const auto& record : run->GetRecords())
        {
            outcome.ends.push_back(record.end);
        }
        Simulator::Destroy();
        return outcome;
    }

    void DoRun() override
    {
        const Outcome one = Execute(1, 0);
        size_t packets = 0;
        for (const auto& log : one.received)
        {
            packets += log.size();
        }
        NS_TEST_EXPECT_MSG_EQ(packets, 16 * 40, "answers of answers");
        for (const uint64_t shuffle : {0, 5, 6})
        {
            const Outcome many = Execute(4, shuffle);
            NS_TEST_EXPECT_MSG_EQ((many.received == one.received), true, "sockets " << shuffle);
            NS_TEST_EXPECT_MSG_EQ((many.ends == one.ends), true, "RDMA " << shuffle);
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of domains.
 */
class DomainTestSuite : public TestSuite
{
  public:
    DomainTestSuite()
        : TestSuite("ai-fabric-domain", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new PartitionTestCase, Duration::QUICK);
        AddTestCase(new EqualDomainsTestCase, Duration::QUICK);
        AddTestCase(new ForeignTrafficTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const DomainTestSuite g_domainTestSuite;

} // namespace
