/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * RDMA and ns-3's own protocols on the same links: while every host sends an RDMA message to
 * another, host 0 pings host 8 and sends it a file over TCP, through ns3::InternetStack. Ping and
 * TCP have a traffic class of their own (0); RDMA is in class 3.
 *
 * ./ns3 run "mixed-traffic --rdma=0"   shows ping and TCP alone
 */

#include "ns3/ai-fabric-module.h"
#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"

#include <algorithm>
#include <iostream>
#include <string>
#include <tuple>

#include FABRIC_PING_HEADER

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// Sums up what ping and TCP see.
struct Measured
{
    uint32_t pings{0};
    Time slowest;
    uint64_t tcpBytes{0};
    Time tcpEnd;

    /// The arguments differ between versions of ns-3; the last one is the round-trip time.
    template <typename... Ts>
    void Ping(Ts... told)
    {
        pings++;
        slowest = std::max(slowest, std::get<sizeof...(Ts) - 1>(std::tie(told...)));
    }

    void Received(Ptr<const Packet> packet, const Address&)
    {
        tcpBytes += packet->GetSize();
        tcpEnd = Simulator::Now();
    }
};

} // namespace

int
main(int argc, char** argv)
{
    uint64_t rdma = 8000000;
    uint64_t tcp = 4000000;
    CommandLine command(__FILE__);
    command.AddValue("rdma", "Bytes that every host sends by RDMA, 0 for none", rdma);
    command.AddValue("tcp", "Bytes that host 0 sends by TCP", tcp);
    command.Parse(argc, argv);

    return FabricProgram::Run("mixed-traffic", [rdma, tcp]() {
        Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(8900));
        Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(1 << 22));
        // A timeout for round trips of microseconds, not of the Internet.
        Config::SetDefault("ns3::TcpSocketBase::MinRto", TimeValue(MilliSeconds(1)));
        Config::SetDefault("ns3::TcpSocketBase::ClockGranularity", TimeValue(MicroSeconds(10)));
        Config::SetDefaultFailSafe("ns3::Ping::VerboseMode", StringValue("Silent"));
        Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(1 << 22));

        FabricHelper helper;
        helper.SetLayout("ns3::aifabric::FatTreeFabric", "K", UintegerValue(4));
        helper.SetLinks(DataRate("100Gbps"), MicroSeconds(1));
        // Hashing keeps the order of TCP's packets; RDMA is spread by the hosts.
        helper.SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
        helper.SetHostLoadBalancer("ns3::aifabric::HostSprayLoadBalancer");
        helper.SetSwitchAttribute("ClassWeights", StringValue("1,1,1,3,1,1,1,1"));
        FabricContainer fabric = helper.Install();

        InternetStackHelper stack;
        stack.Install(fabric.GetHosts());
        Ipv4InterfaceContainer addresses = FabricHelper::AssignIpv4Addresses(fabric);
        const Ipv4Address server = addresses.GetAddress(8);

        Measured measured;
        FABRIC_PING_HELPER ping(server);
        ping.SetAttribute("Interval", TimeValue(MicroSeconds(20)));
        ping.SetAttribute("Size", UintegerValue(1000));
        ApplicationContainer pinging = ping.Install(fabric.GetHosts().Get(0));
        pinging.Get(0)->TraceConnectWithoutContext(
            "Rtt",
            MakeCallback(&Measured::Ping<FABRIC_PING_RTT>, &measured));
        pinging.Stop(MilliSeconds(2));

        const uint16_t port = 5001;
        PacketSinkHelper sink("ns3::TcpSocketFactory",
                              InetSocketAddress(Ipv4Address::GetAny(), port));
        ApplicationContainer sinks = sink.Install(fabric.GetHosts().Get(8));
        sinks.Get(0)->TraceConnectWithoutContext("Rx",
                                                 MakeCallback(&Measured::Received, &measured));
        BulkSendHelper bulk("ns3::TcpSocketFactory", InetSocketAddress(server, port));
        bulk.SetAttribute("MaxBytes", UintegerValue(tcp));
        bulk.SetAttribute("SendSize", UintegerValue(8900));
        bulk.Install(fabric.GetHosts().Get(0)).Start(MicroSeconds(10));

        Ptr<TaskGraphRun> run;
        if (rdma > 0)
        {
            WorkloadHelper workload("ns3::aifabric::ShiftWorkload",
                                    "Offset",
                                    UintegerValue(8),
                                    "Bytes",
                                    UintegerValue(rdma));
            run = WorkloadHelper::GetRun(workload.Install(fabric));
        }

        Simulator::Stop(MilliSeconds(20));
        Simulator::Run();
        if (run)
        {
            const double seconds = run->GetCompletionTime().GetSeconds();
            std::cout << "RDMA: " << run->GetEnded() << " of " << run->GetGraph().GetCount()
                      << " messages, " << 8e-9 * static_cast<double>(rdma) / seconds
                      << " Gb/s for each host\n";
        }
        const double tcpSeconds = (measured.tcpEnd - MicroSeconds(10)).GetSeconds();
        std::cout << "TCP: " << measured.tcpBytes << " of " << tcp << " bytes, "
                  << 8e-9 * static_cast<double>(measured.tcpBytes) / tcpSeconds << " Gb/s\n"
                  << "ping: " << measured.pings << " answers, the slowest after "
                  << measured.slowest.ToDouble(Time::US) << " us\n";
        Simulator::Destroy();
        return measured.tcpBytes == tcp && (!run || run->IsComplete()) ? 0 : 1;
    });
}
