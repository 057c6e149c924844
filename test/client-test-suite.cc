/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Several clients on one NIC: who hears of which message, and what is counted of each.
 */

#include "fabric-test-scenario.h"
#include "message-hearer.h"

#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-helper.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <functional>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint64_t PACKET = 4096;   ///< payload of a full packet
constexpr double FULL_NS = 83.56;   ///< a full packet with its gap at 400 Gbps, ns
constexpr double ROUND_TRIP = 2500; ///< more than two links there and back within a leaf, ns

/// @return a fabric of one leaf, or of two leaves and two spines
FabricContainer
MakeFabric(uint32_t leaves, uint32_t hosts, const std::function<void(FabricHelper&)>& set = {})
{
    FabricTestScenario::Reset(1);
    FabricHelper helper;
    helper.SetLinks(DataRate("400Gbps"), NanoSeconds(500));
    helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                     "Leaves",
                     UintegerValue(leaves),
                     "Spines",
                     UintegerValue(leaves),
                     "Hosts",
                     UintegerValue(hosts));
    if (set)
    {
        set(helper);
    }
    return helper.Install();
}

/// @return counters of a client, summed over all hosts
NicClients::Counters
Sum(const FabricContainer& fabric, uint16_t client)
{
    NicClients::Counters sum;
    for (uint32_t host = 0; host < fabric.GetHosts().GetN(); host++)
    {
        const auto& clients = fabric.GetNic(host)->GetClients();
        const auto found = clients.find(client);
        if (found != clients.end())
        {
            sum.posted += found->second.counters.posted;
            sum.ended += found->second.counters.ended;
            sum.failed += found->second.counters.failed;
            sum.received += found->second.counters.received;
            sum.unheard += found->second.counters.unheard;
            sum.postedBytes += found->second.counters.postedBytes;
            sum.endedBytes += found->second.counters.endedBytes;
            sum.receivedBytes += found->second.counters.receivedBytes;
            sum.retransmitted += found->second.counters.retransmitted;
        }
    }
    return sum;
}

/**
 * @ingroup ai-fabric-tests
 * Numbers are given once.
 */
class NumberTestCase : public TestCase
{
  public:
    NumberTestCase()
        : TestCase("Clients of a NIC have numbers from 1 on, each given once")
    {
    }

  private:
    template <typename T>
    void ExpectError(T action, const std::string& part)
    {
        std::string text;
        try
        {
            action();
        }
        catch (const ConfigError& error)
        {
            text = error.what();
        }
        NS_TEST_EXPECT_MSG_EQ((text.find(part) != std::string::npos),
                              true,
                              "'" << text << "' names " << part);
    }

    void DoRun() override
    {
        FabricContainer fabric = MakeFabric(1, 2);
        const auto nic = fabric.GetNic(0);
        MessageHearer ear;
        NS_TEST_EXPECT_MSG_EQ(nic->AddClient(&ear), 1, "the first");
        nic->AddClient(&ear, 3);
        NS_TEST_EXPECT_MSG_EQ(nic->AddClient(&ear), 2, "the lowest one");
        NS_TEST_EXPECT_MSG_EQ(nic->AddClient(&ear), 4, "3 is taken");
        nic->RemoveClient(2);
        NS_TEST_EXPECT_MSG_EQ(nic->AddClient(&ear), 5, "2 was taken");
        NS_TEST_EXPECT_MSG_EQ(nic->IsClientTaken(2), true, "and stays so");
        ExpectError([&] { nic->AddClient(&ear, 2); }, "client 2 of this NIC was taken before");
        ExpectError([&] { nic->AddClient(&ear, 0); }, "client 0");
        ExpectError([&] { nic->PostWrite(7, 1, 100, 0); }, "host 0 has no client 7");
        ExpectError([&] { nic->PostWrite(2, 1, 100, 0); }, "host 0 has no client 2");
        NS_TEST_EXPECT_MSG_EQ(Sum(fabric, 7).posted + Sum(fabric, 2).posted, 0, "nothing posted");
        fabric = FabricContainer();
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Two clients with equal tags share a queue pair under losses.
 */
class SharedPairTestCase : public TestCase
{
  public:
    explicit SharedPairTestCase(const std::string& recovery)
        : TestCase("Two clients share a queue pair in order, each hears of its own: " + recovery),
          m_recovery(recovery)
    {
    }

  private:
    void DoRun() override
    {
        FabricContainer fabric = MakeFabric(1, 4, [this](FabricHelper& helper) {
            helper.SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
            helper.SetLossRecovery("ns3::aifabric::" + m_recovery + "LossRecovery");
            helper.SetAdmission("ns3::aifabric::PerPortAdmission",
                                "BufferPerPort",
                                UintegerValue(60000));
        });
        MessageHearer ears[3];
        for (uint32_t host = 0; host < 4; host++)
        {
            fabric.GetNic(host)->SetListener(&ears[0]);
            fabric.GetNic(host)->AddClient(&ears[1], 1);
            // Of client 2, nobody is at host 3.
            if (host != 3)
            {
                fabric.GetNic(host)->AddClient(&ears[2], 2);
            }
        }
        for (uint32_t i = 0; i < 6; i++)
        {
            for (uint32_t src = 0; src < 3; src++)
            {
                fabric.GetNic(src)->PostWrite(i % 3, 3, 20 * PACKET + i, i / 3);
            }
        }
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(fabric.CheckAccounts(), "", "accounts");
        NS_TEST_EXPECT_MSG_GT(FramePool::GetLedger().GetDropped(), 10, "losses");
        NS_TEST_EXPECT_MSG_EQ(fabric.GetNic(0)->CountQueuePairs(), 1, "one queue pair");
        uint64_t again = 0;
        for (uint16_t client = 0; client < 3; client++)
        {
            const MessageHearer& ear = ears[client];
            NS_TEST_ASSERT_MSG_EQ(ear.sent.size(), 6, "client " << client);
            NS_TEST_EXPECT_MSG_EQ(ear.received.size(), (client == 2 ? 0 : 6), "of " << client);
            std::vector<uint64_t> tags(3);
            for (const MessageInfo& message : ear.sent)
            {
                NS_TEST_EXPECT_MSG_EQ(message.client, client, "its own");
                NS_TEST_EXPECT_MSG_EQ(message.tag, tags[message.src]++, "in order");
                NS_TEST_EXPECT_MSG_EQ(message.bytes,
                                      20 * PACKET + 3 * message.tag + client,
                                      "its bytes");
            }
            const NicClients::Counters sum = Sum(fabric, client);
            NS_TEST_EXPECT_MSG_EQ(sum.posted, 6, "posted");
            NS_TEST_EXPECT_MSG_EQ(sum.ended, 6, "ended");
            NS_TEST_EXPECT_MSG_EQ(sum.received, 6, "received");
            NS_TEST_EXPECT_MSG_EQ(sum.unheard, (client == 2 ? 6 : 0), "unheard");
            NS_TEST_EXPECT_MSG_EQ(sum.receivedBytes, sum.postedBytes, "bytes");
            NS_TEST_EXPECT_MSG_EQ(sum.endedBytes, sum.postedBytes, "bytes");
            again += sum.retransmitted;
        }
        uint64_t retransmitted = 0;
        for (uint32_t host = 0; host < 4; host++)
        {
            retransmitted += fabric.GetNic(host)->GetCounters().retransmitted;
        }
        NS_TEST_EXPECT_MSG_EQ(again, retransmitted, "retransmissions of clients and of NICs");
        fabric = FabricContainer();
        Simulator::Destroy();
    }

    std::string m_recovery; ///< name of the class, without its end
};

/**
 * @ingroup ai-fabric-tests
 * A client that is gone hears of nothing; what it posted goes on.
 */
class GoneTestCase : public TestCase
{
  public:
    GoneTestCase()
        : TestCase("A client that was removed is not called; messages in order of posting")
    {
    }

  private:
    void DoRun() override
    {
        FabricContainer fabric = MakeFabric(1, 2);
        MessageHearer first;
        MessageHearer second;
        for (uint32_t host = 0; host < 2; host++)
        {
            fabric.GetNic(host)->AddClient(&first, 1);
            fabric.GetNic(host)->AddClient(&second, 2);
        }
        fabric.GetNic(0)->PostWrite(1, 1, 100 * PACKET, 0);
        fabric.GetNic(0)->PostWrite(2, 1, PACKET, 0);
        Simulator::Schedule(MicroSeconds(3), [&]() {
            fabric.GetNic(0)->RemoveClient(1);
            fabric.GetNic(1)->RemoveClient(1);
            NS_TEST_EXPECT_MSG_EQ(fabric.GetNic(0)->CountOpenMessages()[1], 1, "under way");
        });
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(first.sent.size() + first.received.size(), 0, "never called");
        NS_TEST_EXPECT_MSG_EQ(second.sent.size() + second.received.size(), 2, "the other one is");
        NS_TEST_EXPECT_MSG_EQ(Sum(fabric, 1).ended, 1, "what it posted goes on");
        NS_TEST_EXPECT_MSG_EQ(fabric.CheckAccounts(), "", "accounts");
        // The short message waits behind the long one.
        NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(second.lastSent) / 1e3,
                                  101 * FULL_NS + ROUND_TRIP,
                                  500,
                                  "ns");
        fabric = FabricContainer();
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class ClientTestSuite : public TestSuite
{
  public:
    ClientTestSuite()
        : TestSuite("ai-fabric-client", TestSuite::Type::UNIT)
    {
        AddTestCase(new NumberTestCase, TestDurationOf<TestCase>::QUICK);
        for (const char* recovery : {"GoBackN", "Sack", "Rateless", "Oracle"})
        {
            AddTestCase(new SharedPairTestCase(recovery), TestDurationOf<TestCase>::QUICK);
        }
        AddTestCase(new GoneTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const ClientTestSuite g_clientTestSuite; ///< the suite

} // namespace
