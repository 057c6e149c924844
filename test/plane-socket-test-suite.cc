/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Sockets of ns-3 on hosts with several ports, beside RDMA.
 */

#include "ns3/fabric-compat.h"
#include "ns3/fabric-helper.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"
#include "ns3/workload-helper.h"

#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Each plane is a network of its own to ns-3's stacks.
 */
class PlaneSocketTestCase : public TestCase
{
  public:
    PlaneSocketTestCase()
        : TestCase("Packets of sockets take the plane of the address, and RDMA goes on beside them")
    {
    }

  private:
    static constexpr uint16_t PORT = 7;
    static constexpr uint32_t PLANES = 2;

    void DoRun() override
    {
        FabricHelper helper;
        helper.SetLayout("ns3::aifabric::MultiPlaneFabric",
                         "Planes",
                         UintegerValue(PLANES),
                         "Leaves",
                         UintegerValue(2),
                         "Spines",
                         UintegerValue(2),
                         "Hosts",
                         UintegerValue(2));
        const FabricContainer fabric = helper.Install();
        InternetStackHelper stack;
        stack.Install(fabric.GetHosts());
        const auto addresses = FabricHelper::AssignIpv4Addresses(fabric);
        NS_TEST_ASSERT_MSG_EQ(addresses.GetN(), 4 * PLANES, "an interface for each port");
        std::vector<uint32_t> received;
        const auto udp = UdpSocketFactory::GetTypeId();
        const auto sink = Socket::CreateSocket(fabric.GetHosts().Get(3), udp);
        sink->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
        sink->SetRecvCallback(Callback<void, Ptr<Socket>>([&received](Ptr<Socket> socket) {
            while (Ptr<Packet> packet = socket->Recv())
            {
                received.push_back(packet->GetSize());
            }
        }));
        const auto source = Socket::CreateSocket(fabric.GetHosts().Get(0), udp);
        for (uint32_t plane = 0; plane < PLANES; plane++)
        {
            const InetSocketAddress peer(addresses.GetAddress(3 * PLANES + plane), PORT);
            for (uint32_t i = 0; i <= plane; i++)
            {
                source->SendTo(Create<Packet>(1000 + plane), 0, peer);
            }
        }
        // RDMA between hosts that the sockets do not use.
        WorkloadHelper workload("ns3::aifabric::PairWorkload",
                                "Src",
                                UintegerValue(1),
                                "Dst",
                                UintegerValue(2),
                                "Bytes",
                                UintegerValue(1000000));
        const auto run = WorkloadHelper::GetRun(workload.Install(fabric));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(received.size(), 3, "all arrive");
        for (uint32_t plane = 0; plane < PLANES; plane++)
        {
            NS_TEST_EXPECT_MSG_EQ(fabric.GetDevice(0, plane)->GetCounters().frames,
                                  plane + 1,
                                  "sent in plane " << plane);
        }
        NS_TEST_EXPECT_MSG_EQ(run->IsComplete(), true, "RDMA too");
        NS_TEST_EXPECT_MSG_EQ(fabric.CheckAccounts(), "", "nothing is left");
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class PlaneSocketTestSuite : public TestSuite
{
  public:
    PlaneSocketTestSuite()
        : TestSuite("ai-fabric-plane-socket", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new PlaneSocketTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const PlaneSocketTestSuite g_planeSocketTestSuite; ///< registers the suite

} // namespace
