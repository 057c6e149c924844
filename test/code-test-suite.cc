/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The erasure code of fixed overhead: what it sends, what losses cost, bytes on the wire.
 */

#include "fabric-test-scenario.h"
#include "unreliable-wire.h"

#include "ns3/component-description.h"
#include "ns3/fabric-compat.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <memory>
#include <set>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// Loses chosen packets of host 0, each the first time that it is sent, or trims them.
class ChosenLoss : public aifabric::tests::UnreliableWire
{
  public:
    ChosenLoss(FabricPortOwner& inner,
               Ptr<FabricNetDevice> device,
               FabricRandom& random,
               const std::set<uint32_t>& psns,
               bool trims)
        : UnreliableWire(inner, device, {}, random),
          m_pool(FramePool::Of(device->GetDomain())),
          m_psns(psns),
          m_trims(trims)
    {
    }

    void ReceiveFrame(Frame* frame) override
    {
        if (frame->kind == FrameKind::DATA && m_psns.erase(frame->psn) > 0)
        {
            if (m_trims)
            {
                m_pool.Trim(*frame);
                UnreliableWire::ReceiveFrame(frame);
                return;
            }
            m_pool.Drop(frame, DropReason::GREY_LOSS);
            return;
        }
        UnreliableWire::ReceiveFrame(frame);
    }

  private:
    FramePool& m_pool;
    std::set<uint32_t> m_psns;
    bool m_trims;
};

/// What a run tells.
struct CodeRun
{
    FabricTestScenario::Outcome outcome;
    std::vector<Frame> sent; ///< by host 0
};

/**
 * @ingroup ai-fabric-tests
 * Messages of one host to another, under a code.
 */
class CodeTestCase : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    /// Blocks.
    struct Shape
    {
        uint32_t data;
        uint32_t parity;
    };

    /// Run messages of so many bytes, with packets that are lost.
    CodeRun Run(const Shape& shape,
                const std::vector<uint64_t>& bytes,
                const std::set<uint32_t>& lost,
                uint64_t threshold = AUTO,
                bool trims = false)
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        scenario.UseOneSwitch(2);
        scenario.Helper().SetLossRecovery("ns3::aifabric::CodeLossRecovery",
                                          "Data",
                                          UintegerValue(shape.data),
                                          "Parity",
                                          UintegerValue(shape.parity),
                                          "Threshold",
                                          UintegerValue(threshold));
        const FabricContainer& fabric = scenario.Build();
        FabricRandom random;
        random.Seed(FabricRandom::FAULT, 1);
        const ChosenLoss wire(fabric.GetNic(1)->GetPorts().Get(0),
                              fabric.GetDevice(1, 0),
                              random,
                              lost,
                              trims);
        CodeRun run;
        fabric.GetDevice(0, 0)->TraceConnectWithoutContext(
            "FrameSent",
            Callback<void, const Frame&>(
                [&run](const Frame& frame) { run.sent.push_back(frame); }));
        std::vector<FabricTestScenario::Message> messages;
        for (const uint64_t size : bytes)
        {
            messages.push_back({0, 1, size, 0});
        }
        run.outcome = scenario.Run(messages);
        scenario.Destroy();
        NS_TEST_EXPECT_MSG_EQ(run.outcome.sent, bytes.size(), "messages sent");
        NS_TEST_EXPECT_MSG_EQ(run.outcome.received, bytes.size(), "messages received");
        NS_TEST_EXPECT_MSG_EQ(run.outcome.conserved, true, "accounts");
        return run;
    }
};

/**
 * @ingroup ai-fabric-tests
 * Parity and headers are on the wire.
 */
class OverheadTestCase : public CodeTestCase
{
  public:
    OverheadTestCase()
        : CodeTestCase("A code costs its parity, whatever happens, and a RETH in each packet")
    {
    }

  private:
    void DoRun() override
    {
        // Two blocks of 4 + 2, one of 1 + 1 whose data packet is short; then one packet of 5 bytes.
        const CodeRun run = Run({4, 2}, {8 * 4096 + 100, 5}, {});
        const std::vector<uint32_t> payloads{4096,
                                             4096,
                                             4096,
                                             4096,
                                             4096,
                                             4096,
                                             4096,
                                             4096,
                                             4096,
                                             4096,
                                             4096,
                                             4096,
                                             100,
                                             100,
                                             5,
                                             5};
        NS_TEST_ASSERT_MSG_EQ(run.sent.size(), payloads.size(), "packets");
        for (uint32_t i = 0; i < payloads.size(); i++)
        {
            NS_TEST_EXPECT_MSG_EQ(run.sent[i].psn, i, "numbers ascend");
            NS_TEST_EXPECT_MSG_EQ(run.sent[i].payload, payloads[i], "payload of packet " << i);
            NS_TEST_EXPECT_MSG_EQ(run.sent[i].size,
                                  62 + 16 + ((payloads[i] + 3) & ~3U),
                                  "headers, RETH, padded payload of packet " << i);
        }
        NS_TEST_EXPECT_MSG_EQ(run.outcome.retransmitted, 0, "nothing is sent again");
        // 5 % by default, and no more: 20 + 1.
        NS_TEST_EXPECT_MSG_EQ(Run({20, 1}, {1000 * 4096}, {}).sent.size(), 1050, "5 %");
        NS_TEST_EXPECT_MSG_EQ(Run({20, 0}, {1000 * 4096}, {}).sent.size(), 1000, "no parity");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Losses up to the parity cost nothing; one more is asked for.
 */
class RepairTestCase : public CodeTestCase
{
  public:
    RepairTestCase()
        : CodeTestCase("A block bears as many losses as it has parity, and asks for no more")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<uint64_t> long_{200 * 4096};
        const CodeRun whole = Run({4, 2}, long_, {});
        // Any two of a block: data, parity, or both.
        for (const std::set<uint32_t>& lost :
             {std::set<uint32_t>{0}, {0, 3}, {4, 5}, {3, 5}, {1, 2, 6, 11, 13, 14}})
        {
            const CodeRun run = Run({4, 2}, long_, lost);
            NS_TEST_EXPECT_MSG_EQ(run.outcome.drops, lost.size(), "lost");
            NS_TEST_EXPECT_MSG_EQ(run.outcome.retransmitted, 0, "nothing is sent again");
            NS_TEST_EXPECT_MSG_EQ(run.sent.size(), whole.sent.size(), "nothing is sent besides");
            NS_TEST_EXPECT_MSG_EQ(run.outcome.lastArrival,
                                  whole.outcome.lastArrival,
                                  "losses cost no time");
        }
        // Three of six: one is missing. Five of six: three are.
        const CodeRun three = Run({4, 2}, long_, {6, 8, 11}, 10);
        NS_TEST_EXPECT_MSG_EQ(three.outcome.retransmitted, 1, "what is missing and no more");
        const auto again = std::find_if(three.sent.begin(), three.sent.end(), [](const Frame& f) {
            return f.Has(FRAME_RETRANSMIT);
        });
        NS_TEST_ASSERT_MSG_EQ((again != three.sent.end()), true, "it is sent");
        NS_TEST_EXPECT_MSG_EQ(again->psn, 6, "the first that is lost");
        NS_TEST_EXPECT_MSG_EQ(Run({4, 2}, long_, {6, 7, 8, 10, 11}, 10).outcome.retransmitted,
                              3,
                              "what is missing and no more");
        NS_TEST_EXPECT_MSG_EQ(Run({4, 0}, long_, {6, 8}, 10).outcome.retransmitted,
                              2,
                              "without parity each loss is");
        // At the end: five packets to the one that tells, 32 that could have been sent since.
        const CodeRun tail = Run({4, 2}, {4 * 4096}, {1, 2, 3});
        NS_TEST_EXPECT_MSG_EQ(tail.outcome.retransmitted, 1, "what is missing");
        NS_TEST_EXPECT_MSG_EQ_TOL(tail.outcome.completion,
                                  4 * 83.9 + 2169 + 32 * 83.56 + 2169,
                                  20,
                                  "in time, ns");
        // What nothing came after only the timer knows, from the last answer on.
        const CodeRun last = Run({4, 2}, {4 * 4096}, {3, 4, 5});
        NS_TEST_EXPECT_MSG_EQ(last.outcome.retransmitted, 1, "by the timer");
        NS_TEST_EXPECT_MSG_EQ_TOL(last.outcome.completion,
                                  2 * 83.9 + 2169 + 1048576 + 2169,
                                  20,
                                  "in time, ns");
        // The end of one message is no end of the queue pair.
        NS_TEST_EXPECT_MSG_EQ(
            Run({4, 2}, {4 * 4096, 200 * 4096}, {1, 2, 3}, 10).outcome.retransmitted,
            1,
            "by the packets of the next message");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Where switches trim, nobody waits to see what is missing.
 */
class TrimmedTestCase : public CodeTestCase
{
  public:
    TrimmedTestCase()
        : CodeTestCase("A block hears of trimmed packets, and asks for those that it needs")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<uint64_t> long_{200 * 4096};
        const CodeRun two = Run({4, 2}, long_, {6, 8}, AUTO, true);
        NS_TEST_EXPECT_MSG_EQ(two.outcome.drops, 0, "nothing is dropped");
        NS_TEST_EXPECT_MSG_EQ(two.outcome.retransmitted, 0, "there is parity for both");
        const CodeRun three = Run({4, 2}, long_, {6, 8, 11}, AUTO, true);
        NS_TEST_EXPECT_MSG_EQ(three.outcome.retransmitted, 1, "what is missing and no more");
        // Twelve packets, a round trip later the first of them goes again.
        const auto again = std::find_if(three.sent.begin(), three.sent.end(), [](const Frame& f) {
            return f.Has(FRAME_RETRANSMIT);
        });
        NS_TEST_ASSERT_MSG_EQ((again != three.sent.end()), true, "it is sent");
        NS_TEST_EXPECT_MSG_EQ(again->psn, 6, "the first that is lost");
        NS_TEST_EXPECT_MSG_LT(again - three.sent.begin(), 12 + 2169 / 83.9 + 2, "at once");
        const CodeRun tail = Run({4, 2}, {4 * 4096}, {1, 2, 3}, AUTO, true);
        NS_TEST_EXPECT_MSG_EQ(tail.outcome.retransmitted, 1, "at the end too");
        NS_TEST_EXPECT_MSG_LT(tail.outcome.completion, 6 * 83.9 + 2 * 2169, "at once, ns");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of the code.
 */
class CodeTestSuite : public TestSuite
{
  public:
    CodeTestSuite()
        : TestSuite("ai-fabric-code", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new OverheadTestCase, Duration::QUICK);
        AddTestCase(new RepairTestCase, Duration::QUICK);
        AddTestCase(new TrimmedTestCase, Duration::QUICK);
    }
};

const CodeTestSuite g_codeTestSuite; ///< the instance that registers the suite

} // namespace
