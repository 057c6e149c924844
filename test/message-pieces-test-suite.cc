/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Messages that strategies cut into pieces: joined again at both ends, under every recovery.
 */

#include "fabric-test-scenario.h"

#include "ns3/fabric-compat.h"
#include "ns3/fabric-engine.h"
#include "ns3/fabric-helper.h"
#include "ns3/frame-pool.h"
#include "ns3/loss-recovery.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <functional>
#include <map>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint64_t PACKET = 4096; ///< payload of a full packet

/// Cuts as the test says.
class CuttingBalancer : public HostLoadBalancer
{
  public:
    std::function<void(uint64_t, std::vector<MessagePiece>&)> cut; ///< of so many bytes

  private:
    void DoSelect(Frame&) override
    {
    }

    void DoSplit(uint32_t, uint64_t bytes, std::vector<MessagePiece>& pieces) override
    {
        cut(bytes, pieces);
    }

    NetworkNeeds DoGetNeeds() const override
    {
        return {}; // order is kept
    }
};

/// Two leaves, four spines, four hosts each; one strategy for all; hears of all messages.
class Bench : public MessageListener
{
  public:
    explicit Bench(const std::string& recovery)
        : balancer(CreateObject<CuttingBalancer>())
    {
        FabricTestScenario::Reset(1);
        helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                         "Leaves",
                         UintegerValue(2),
                         "Spines",
                         UintegerValue(4),
                         "Hosts",
                         UintegerValue(4));
        helper.SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
        helper.SetLossRecovery("ns3::aifabric::" + recovery + "LossRecovery");
        helper.SetNicAttribute("LoadBalancer", PointerValue(balancer));
    }

    void Build()
    {
        fabric = helper.Install();
        for (uint32_t host = 0; host < 8; host++)
        {
            fabric.GetNic(host)->SetListener(this);
        }
    }

    void Post(uint32_t src, uint32_t dst, uint64_t bytes, uint64_t tag)
    {
        fabric.GetNic(src)->PostWrite(dst, bytes, tag);
    }

    uint64_t CountRetransmitted() const
    {
        uint64_t sum = 0;
        for (uint32_t host = 0; host < 8; host++)
        {
            sum += fabric.GetNic(host)->GetCounters().retransmitted;
        }
        return sum;
    }

    void End()
    {
        fabric = FabricContainer();
        Simulator::Destroy();
    }

    void MessageSent(const MessageInfo& message) override
    {
        sent[message.tag].push_back(message);
        sentAt[message.tag] = FabricEngine::Get().Now();
    }

    void MessageReceived(const MessageInfo& message) override
    {
        received[message.tag].push_back(message);
    }

    void MessageFailed(const MessageInfo& message) override
    {
        failed[message.tag].push_back(message);
        if (onFailure)
        {
            onFailure(message);
        }
    }

    Ptr<CuttingBalancer> balancer;
    FabricHelper helper;
    FabricContainer fabric;
    std::function<void(const MessageInfo&)> onFailure;
    std::map<uint64_t, std::vector<MessageInfo>> sent;     ///< by tag
    std::map<uint64_t, std::vector<MessageInfo>> received; ///< by tag
    std::map<uint64_t, std::vector<MessageInfo>> failed;   ///< by tag
    std::map<uint64_t, uint64_t> sentAt;                   ///< ps, by tag
};

/**
 * @ingroup ai-fabric-tests
 * Messages in pieces into one receiver with little buffer.
 */
class LossyPiecesTestCase : public TestCase
{
  public:
    explicit LossyPiecesTestCase(const std::string& recovery)
        : TestCase("Messages in three unequal pieces survive losses under " + recovery),
          m_recovery(recovery)
    {
    }

  private:
    void DoRun() override
    {
        Bench bench(m_recovery);
        bench.helper.SetAdmission("ns3::aifabric::PerPortAdmission",
                                  "BufferPerPort",
                                  UintegerValue(60000));
        bench.balancer->cut = [](uint64_t bytes, std::vector<MessagePiece>& pieces) {
            pieces.push_back({bytes / 8, 7, Route()});
            pieces.push_back({bytes / 2 + 100, 3, Route()});
            pieces.push_back({bytes - bytes / 8 - bytes / 2 - 100, 0, Route()});
        };
        bench.Build();
        // Three messages from each of three hosts: two at once, one in the midst of them.
        const uint64_t bytes = 80 * PACKET;
        for (uint32_t host = 4; host < 7; host++)
        {
            for (uint32_t i = 0; i < 3; i++)
            {
                Simulator::Schedule(NanoSeconds(i == 2 ? 9000 : 0), [&bench, host, i, bytes]() {
                    bench.Post(host, 0, bytes + i, 10 * host + i);
                });
            }
        }
        Simulator::Run();
        const FramePool::Ledger& ledger = FramePool::GetLedger();
        NS_TEST_EXPECT_MSG_GT(ledger.GetDropped(), 50, "there are losses");
        NS_TEST_EXPECT_MSG_EQ(ledger.GetInFlight(), 0, "conservation");
        NS_TEST_EXPECT_MSG_EQ(bench.failed.size(), 0, "nothing fails");
        uint64_t retransmissions = 0;
        for (uint32_t host = 4; host < 7; host++)
        {
            for (uint32_t i = 0; i < 3; i++)
            {
                const uint64_t tag = 10 * host + i;
                NS_TEST_ASSERT_MSG_EQ(bench.sent[tag].size(), 1, "sent once: " << tag);
                NS_TEST_ASSERT_MSG_EQ(bench.received[tag].size(), 1, "received once: " << tag);
                const MessageInfo& sent = bench.sent[tag][0];
                NS_TEST_EXPECT_MSG_EQ(sent.bytes, bytes + i, "bytes at the sender");
                NS_TEST_EXPECT_MSG_EQ(bench.received[tag][0].bytes, bytes + i, "at the receiver");
                NS_TEST_EXPECT_MSG_EQ(bench.received[tag][0].src, host, "from whom");
                // 10 packets; 41, the last of 100 bytes; 30, the last not full.
                NS_TEST_EXPECT_MSG_EQ(sent.packets, 81, "packets of three pieces");
                NS_TEST_EXPECT_MSG_EQ(sent.posted, (i == 2 ? 9000000 : 0), "when it was posted");
                retransmissions += sent.retransmissions;
            }
        }
        NS_TEST_EXPECT_MSG_EQ(retransmissions,
                              bench.CountRetransmitted(),
                              "retransmissions of messages and of NICs");
        if (m_recovery != "Rateless")
        {
            NS_TEST_EXPECT_MSG_GT(retransmissions, 20, "there are some");
        }
        bench.End();
    }

    std::string m_recovery;
};

/**
 * @ingroup ai-fabric-tests
 * A message is complete with its last piece, at its sender and at its receiver.
 */
class LastPieceTestCase : public TestCase
{
  public:
    LastPieceTestCase()
        : TestCase("A message ends with its last piece; pieces keep the paths of their messages")
    {
    }

  private:
    void DoRun() override
    {
        Bench bench("GoBackN");
        uint16_t path = 0;
        bench.balancer->cut = [&path](uint64_t bytes, std::vector<MessagePiece>& pieces) {
            pieces.push_back({10 * PACKET, 0, Route::ByPath(path)});
            pieces.push_back({bytes - 10 * PACKET, 1, Route::ByPath(path)});
            path++;
        };
        bench.Build();
        std::vector<std::pair<uint64_t, uint16_t>> taken; // message, path
        bench.fabric.GetDevice(0, 0)->TraceConnectWithoutContext(
            "FrameSent",
            Callback<void, const Frame&>([&taken](const Frame& frame) {
                if (frame.kind == FrameKind::DATA)
                {
                    taken.emplace_back(frame.remoteAddress, frame.entropy);
                }
            }));
        bench.Post(0, 4, 110 * PACKET, 1);
        bench.Post(0, 4, 20 * PACKET, 2);
        Simulator::Run();
        // Packets of two queue pairs take turns; all 130 leave back to back, the last one of the
        // second message's second piece, which is 100 + 10 packets deep in its queue pair.
        const double roundTrip = 8 * 500 + 4 * (83.16 + 1.32);
        const double first = (2 * 20 + 80) * 83.56 + roundTrip;
        const double second = 130 * 83.56 + roundTrip;
        NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(bench.sentAt[1]) / 1e3, first, 200, "ns");
        NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(bench.sentAt[2]) / 1e3, second, 200, "ns");
        NS_TEST_ASSERT_MSG_EQ(taken.size(), 130, "each packet once");
        for (const auto& packet : taken)
        {
            NS_TEST_ASSERT_MSG_EQ(packet.second,
                                  wire::ENTROPY_BASE + packet.first - 1,
                                  "packets take the path of their message");
        }
        bench.End();
    }
};

/**
 * @ingroup ai-fabric-tests
 * One piece meets a dead path.
 */
class FailedPieceTestCase : public TestCase
{
  public:
    FailedPieceTestCase()
        : TestCase("A piece that is given up fails its message, once, and no later message")
    {
    }

  private:
    void DoRun() override
    {
        Bench bench("GoBackN");
        bench.helper.SetLossRecovery("ns3::aifabric::GoBackNLossRecovery",
                                     "TimeoutExponent",
                                     UintegerValue(2),
                                     "RetryCount",
                                     UintegerValue(2));
        uint8_t subflow = 0;
        bench.balancer->cut = [&subflow](uint64_t bytes, std::vector<MessagePiece>& pieces) {
            const auto next = static_cast<uint8_t>(subflow + 1);
            pieces.push_back({bytes / 2, subflow, Route::ByPath(subflow)});
            pieces.push_back({bytes - bytes / 2, next, Route::ByPath(next)});
        };
        uint32_t again = 0;
        bench.onFailure = [&bench, &again](const MessageInfo& message) {
            // What is posted to queue pairs that gave up fails at once, from within this call.
            if (again++ == 0)
            {
                bench.Post(0, 4, 4 * PACKET, 50);
                bench.Post(0, 4, 6 * PACKET, 51 + (message.tag == 1 ? 0 : 100));
            }
        };
        bench.Build();
        // The link of the second leaf to the second spine is down.
        const auto topology = bench.fabric.GetTopology();
        const auto& adjacency =
            topology->GetAdjacencies(topology->GetEdgeVertex(1))[4 + 1]; // after its hosts
        bench.fabric.GetChannel(adjacency.link)->SetUp(false);
        bench.Post(0, 4, 20 * PACKET, 1);
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(bench.sent.size(), 0, "no message is complete at its sender");
        NS_TEST_EXPECT_MSG_EQ(bench.received.size(), 0, "nor at its receiver");
        for (const uint64_t tag : {1, 50, 51})
        {
            NS_TEST_EXPECT_MSG_EQ(bench.failed[tag].size(), 1, "fails once: " << tag);
        }
        NS_TEST_ASSERT_MSG_EQ(bench.failed.size(), 3, "no other");
        NS_TEST_EXPECT_MSG_EQ(bench.failed[1][0].bytes, 20 * PACKET, "as a whole");
        NS_TEST_EXPECT_MSG_EQ(bench.failed[1][0].retransmissions, 2 * 10, "of the lost piece");

        // Its first piece had come. Later messages over good paths are not joined with it.
        bench.onFailure = nullptr;
        subflow = 2;
        for (uint64_t tag = 2; tag < 6; tag++)
        {
            bench.Post(0, 4, 30 * PACKET, tag);
        }
        Simulator::Run();
        for (uint64_t tag = 2; tag < 6; tag++)
        {
            NS_TEST_ASSERT_MSG_EQ(bench.received[tag].size(), 1, "received once: " << tag);
            NS_TEST_EXPECT_MSG_EQ(bench.received[tag][0].bytes, 30 * PACKET, "all of it");
            NS_TEST_EXPECT_MSG_EQ(bench.sent[tag].size(), 1, "sent once: " << tag);
        }
        NS_TEST_EXPECT_MSG_EQ(FramePool::GetLedger().GetInFlight(), 0, "conservation");
        bench.End();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class MessagePiecesTestSuite : public TestSuite
{
  public:
    MessagePiecesTestSuite()
        : TestSuite("ai-fabric-message-pieces", TestSuite::Type::UNIT)
    {
        for (const std::string recovery : {"GoBackN", "Sack", "Oracle", "Rateless"})
        {
            AddTestCase(new LossyPiecesTestCase(recovery));
        }
        AddTestCase(new LastPieceTestCase);
        AddTestCase(new FailedPieceTestCase);
    }
};

/// Registers the suite.
MessagePiecesTestSuite g_messagePiecesTestSuite;

} // namespace
