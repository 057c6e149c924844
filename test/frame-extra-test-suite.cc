/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Room on the frame: frames that grow at each hop, and the extras that they carry.
 */

#include "port-bench.h"

#include "ns3/fabric-compat.h"
#include "ns3/packet.h"
#include "ns3/test.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint32_t SIZE = 1000; ///< bytes of a frame as its host sends it
constexpr uint32_t RECORD = 32; ///< bytes that each hop adds
constexpr uint32_t FRAMES = 20; ///< of each host
constexpr uint8_t LOSSLESS = 8; ///< mask of class 3

/// Adds a record to each data frame that leaves a switch.
class RecordingLoadBalancer : public SwitchLoadBalancer
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::aifabric::tests::RecordingLoadBalancer")
                                .SetParent<SwitchLoadBalancer>()
                                .AddConstructor<RecordingLoadBalancer>();
        return tid;
    }

  private:
    uint32_t DoSelect(const Frame&, const Candidates&) override
    {
        return 0;
    }

    uint32_t DoGetHooks() const override
    {
        return HOOK_SENT;
    }

    void DoSent(Frame& frame, uint16_t port) override
    {
        if (frame.kind != FrameKind::DATA)
        {
            return;
        }
        const PortView egress = GetPlace().services->GetPortViews()[port];
        FrameExtra& extra = GetPlace().pool->GetExtra(frame);
        if (extra.Push({GetDomain().Now(),
                        egress.GetSentBytes(),
                        egress.GetDataRate().GetBitRate(),
                        static_cast<uint32_t>(egress.GetQueueBytes()),
                        GetPlace().node,
                        port}))
        {
            GetPlace().pool->Grow(frame, RECORD);
        }
    }
};

/// A bench whose switches add records.
void
UseRecords(PortBench& bench)
{
    bench.Helper().SetLoadBalancer(RecordingLoadBalancer::GetTypeId().GetName());
}

/// A DATA frame that carries an extra with a foreign packet, so that its end can be seen.
Frame*
MakeLoaded(Ptr<Packet> packet, uint32_t dst)
{
    Frame* frame = FramePool::Get().Make();
    frame->kind = FrameKind::DATA;
    frame->dst = dst;
    frame->size = SIZE;
    frame->priority = 3;
    frame->hopLimit = 64;
    FramePool::Get().HoldForeign(*frame, PeekPointer(packet));
    return frame;
}

/**
 * @ingroup ai-fabric-tests
 * Each link carries a frame in the size that it has there, and the records tell the way.
 */
class GrowthTestCase : public TestCase
{
  public:
    GrowthTestCase()
        : TestCase("A frame that grows at each hop takes the time and the bytes of its new size")
    {
    }

  private:
    void DoRun() override
    {
        PortBench bench;
        UseRecords(bench);
        bench.Scenario().UseLeafSpine(2, 1, 1);
        bench.Build();
        // Host 0, leaf 0, the spine, leaf 1: what leaves each of them.
        const std::vector<Ptr<FabricNetDevice>> ports{bench.HostPort(0),
                                                      bench.Fabric().GetDevice(2, 1),
                                                      bench.Fabric().GetDevice(4, 1),
                                                      bench.Fabric().GetDevice(3, 0)};
        std::vector<const std::deque<PortBench::Sent>*> logs;
        for (const auto& port : ports)
        {
            logs.push_back(&bench.Watch(port));
        }
        std::vector<FrameExtra> extras;
        ports[3]->TraceConnectWithoutContext("FrameSent",
                                             Callback<void, const Frame&>([&](const Frame& frame) {
                                                 extras.push_back(*frame.extra);
                                             }));
        bench.Send(0, {0, 1, SIZE}, FRAMES);
        bench.Run();
        uint64_t first = 0;
        for (uint32_t hop = 0; hop < 4; hop++)
        {
            const uint32_t size = SIZE + hop * RECORD;
            NS_TEST_ASSERT_MSG_EQ(logs[hop]->size(), FRAMES, "hop " << hop);
            for (uint32_t i = 0; i < FRAMES; i++)
            {
                const PortBench::Sent& sent = (*logs[hop])[i];
                NS_TEST_EXPECT_MSG_EQ(sent.what.size, size, "hop " << hop << " frame " << i);
                // Each link is slower than the one before: its frames are longer.
                NS_TEST_EXPECT_MSG_EQ(sent.time, first + i * PortBench::Slot(size), "hop " << hop);
            }
            first += size * PortBench::PS + PortBench::DELAY;
            NS_TEST_EXPECT_MSG_EQ(ports[hop]->GetSentBytes(), FRAMES * size, "hop " << hop);
        }
        NS_TEST_ASSERT_MSG_EQ(extras.size(), FRAMES, "each has an extra");
        for (uint32_t i = 0; i < FRAMES; i++)
        {
            NS_TEST_EXPECT_MSG_EQ(extras[i].grown, 3 * RECORD, "bytes added");
            NS_TEST_ASSERT_MSG_EQ(+extras[i].recordCount, 3, "a record for each switch");
            for (uint32_t hop = 1; hop <= 3; hop++)
            {
                const HopRecord& record = extras[i].records[hop - 1];
                NS_TEST_EXPECT_MSG_EQ(record.node, ports[hop]->GetNodeId(), "hop " << hop);
                NS_TEST_EXPECT_MSG_EQ(record.port, ports[hop]->GetPort(), "hop " << hop);
                NS_TEST_EXPECT_MSG_EQ(record.time, (*logs[hop])[i].time, "hop " << hop);
                NS_TEST_EXPECT_MSG_EQ(record.sentBytes, i * (SIZE + hop * RECORD), "before it");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(FramePool::GetExtrasMade(), FRAMES, "one extra for a frame");
        NS_TEST_EXPECT_MSG_EQ(FramePool::GetExtrasInUse(), 0, "all went back");
        NS_TEST_EXPECT_MSG_EQ(bench.IsBalanced(), true, "balance");
        bench.Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * What a frame has taken of buffer and ingress is what it gives back, grown or not.
 */
class GrowthAccountsTestCase : public TestCase
{
  public:
    GrowthAccountsTestCase()
        : TestCase("Buffer, ingress and backlog count a growing frame consistently")
    {
    }

  private:
    void Expect(uint8_t lossless)
    {
        PortBench bench;
        UseRecords(bench);
        bench.Helper().SetPfcAttribute("LosslessClasses", UintegerValue(lossless));
        bench.Helper().SetPfcAttribute("Xoff", UintegerValue(5000));
        bench.Helper().SetPfcAttribute("Xon", UintegerValue(3000));
        bench.BuildOneSwitch(3);
        const auto egress = bench.SwitchPort(2);
        bench.Send(0, {0, 2, SIZE}, FRAMES);
        bench.Send(0, {1, 2, SIZE}, FRAMES);
        uint32_t queued = 0;
        for (uint32_t i = 0; i < 200; i++)
        {
            // No multiple of anything else that happens.
            PortBench::At(i * 4999, [this, &bench, &queued, egress]() {
                NS_TEST_EXPECT_MSG_EQ(bench.Fabric().CheckAccounts(), "", "at any time");
                const FrameFifo& queue = egress->GetQueues().GetQueue(3);
                NS_TEST_EXPECT_MSG_EQ(queue.bytes, queue.frames * SIZE, "as they came");
                const uint64_t service = egress->GetBacklog() - queue.bytes;
                NS_TEST_EXPECT_MSG_EQ((service == SIZE + RECORD || queue.frames == 0),
                                      true,
                                      "what leaves is longer: " << service);
                NS_TEST_EXPECT_MSG_EQ(bench.Fabric().GetSwitch(0)->GetAdmission()->GetUsed(),
                                      queue.bytes,
                                      "charged is what waits");
                queued = std::max(queued, queue.frames);
            });
        }
        bench.Run();
        NS_TEST_EXPECT_MSG_GT(queued, 5, "frames waited");
        NS_TEST_EXPECT_MSG_EQ((bench.HostPort(0)->GetCounters().pausesReceived > 0),
                              (lossless != 0),
                              "PFC acted");
        NS_TEST_EXPECT_MSG_EQ(egress->GetSentBytes(), 2 * FRAMES * (SIZE + RECORD), "sent");
        NS_TEST_EXPECT_MSG_EQ(bench.Fabric().CheckAccounts(), "", "at the end");
        NS_TEST_EXPECT_MSG_EQ(bench.IsBalanced(), true, "balance");
        NS_TEST_EXPECT_MSG_EQ(FramePool::GetExtrasInUse(), 0, "extras");
        bench.Destroy();
    }

    void DoRun() override
    {
        Expect(0);
        Expect(LOSSLESS);
    }
};

/**
 * @ingroup ai-fabric-tests
 * However a frame ends, its extra goes back, and what that held is let go.
 */
class ExtraEndsTestCase : public TestCase
{
  public:
    ExtraEndsTestCase()
        : TestCase("Extras go back on delivery, on every kind of drop, and at the end of a run")
    {
    }

  private:
    /// Ends of a frame that has never left its pool.
    void CheckReasons()
    {
        FabricTestScenario::Reset(1);
        auto packet = Create<Packet>(100);
        FramePool& pool = FramePool::Get();
        for (size_t reason = 0; reason <= static_cast<size_t>(DropReason::COUNT); reason++)
        {
            Frame* frame = MakeLoaded(packet, 1);
            pool.GetExtra(*frame).Push({});
            pool.GetExtra(*frame).originalSize = 4000;
            NS_TEST_EXPECT_MSG_EQ(pool.GetExtrasInUse(), 1, "one in use");
            NS_TEST_EXPECT_MSG_EQ(packet->GetReferenceCount(), 2, "held");
            if (reason == static_cast<size_t>(DropReason::COUNT))
            {
                pool.Deliver(frame);
            }
            else
            {
                pool.Drop(frame, static_cast<DropReason>(reason));
            }
            NS_TEST_EXPECT_MSG_EQ(pool.GetExtrasInUse(), 0, "reason " << reason);
            NS_TEST_EXPECT_MSG_EQ(packet->GetReferenceCount(), 1, "reason " << reason);
        }
        // One that is used again is as new.
        Frame* frame = pool.Make();
        NS_TEST_EXPECT_MSG_EQ((frame->extra == nullptr), true, "none unless asked for");
        const FrameExtra& extra = pool.GetExtra(*frame);
        NS_TEST_EXPECT_MSG_EQ(&pool.GetExtra(*frame), &extra, "one for a frame");
        NS_TEST_EXPECT_MSG_EQ((extra.foreign == nullptr), true, "no packet");
        NS_TEST_EXPECT_MSG_EQ(extra.originalSize + extra.recordCount + extra.grown, 0, "empty");
        pool.Deliver(frame);
        Simulator::Destroy();
    }

    /// A full stack refuses records, and stays.
    void CheckRoom()
    {
        FrameExtra extra;
        for (uint32_t i = 0; i < FrameExtra::MAX_RECORDS; i++)
        {
            NS_TEST_EXPECT_MSG_EQ(extra.Push({i, 0, 0, 0, 0, 0}), true, "record " << i);
        }
        NS_TEST_EXPECT_MSG_EQ(extra.Push({99, 0, 0, 0, 0, 0}), false, "full");
        NS_TEST_EXPECT_MSG_EQ(extra.records.back().time, FrameExtra::MAX_RECORDS - 1, "kept");
    }

    /// Frames on links and in queues when links die, buffers are full and the simulation stops.
    void CheckRun(const std::string& what, uint64_t buffer, uint64_t cut, uint64_t stop)
    {
        PortBench bench;
        UseRecords(bench);
        if (buffer)
        {
            bench.Helper().SetAdmission("ns3::aifabric::PerPortAdmission",
                                        "BufferPerPort",
                                        UintegerValue(buffer));
        }
        bench.BuildOneSwitch(3);
        auto packet = Create<Packet>(100);
        PortBench::At(0, [&bench, &packet]() {
            for (uint32_t i = 0; i < 4 * FRAMES; i++)
            {
                Frame* frame = MakeLoaded(packet, 2);
                frame->src = i % 2;
                frame->qp = 1 + i % 2;
                frame->psn = i / 2;
                bench.HostPort(i % 2)->Enqueue(frame);
            }
        });
        if (cut)
        {
            PortBench::At(cut, [&bench]() {
                bench.SwitchPort(2)->SetFibreCut(true);
                bench.HostPort(0)->SetLinkUp(false);
            });
        }
        if (stop)
        {
            Simulator::Stop(PicoSeconds(stop));
        }
        bench.Run();
        const FramePool& pool = FramePool::Get();
        const uint64_t inFlight = pool.GetLedger().GetInFlight();
        NS_TEST_EXPECT_MSG_EQ((inFlight > 0), (stop > 0), what << ": frames left");
        NS_TEST_EXPECT_MSG_EQ((pool.GetLedger().GetDropped() > 0), (buffer + cut > 0), what);
        NS_TEST_EXPECT_MSG_EQ(pool.GetExtrasInUse(), inFlight, what << ": extras left");
        NS_TEST_EXPECT_MSG_EQ(packet->GetReferenceCount(), inFlight + 1, what << ": held");
        bench.Destroy();
        NS_TEST_EXPECT_MSG_EQ(packet->GetReferenceCount(), 1, what << ": none is left");
    }

    void DoRun() override
    {
        CheckReasons();
        CheckRoom();
        CheckRun("delivered", 0, 0, 0);
        CheckRun("full buffer", 5000, 0, 0);
        CheckRun("dead links", 0, 700000, 0);
        CheckRun("stopped", 0, 0, 800000);
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class FrameExtraTestSuite : public TestSuite
{
  public:
    FrameExtraTestSuite()
        : TestSuite("ai-fabric-frame-extra", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new GrowthTestCase, Duration::QUICK);
        AddTestCase(new GrowthAccountsTestCase, Duration::QUICK);
        AddTestCase(new ExtraEndsTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const FrameExtraTestSuite g_frameExtraTestSuite;

} // namespace
