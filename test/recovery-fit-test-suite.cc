/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Recoveries fit the fabric: coalesced ACKs keep their information, reordering is not taken for
 * loss, ideal recoveries send what is missing and no more.
 */

#include "fault-run-test-helper.h"

#include "ns3/fabric-compat.h"
#include "ns3/fabric-engine.h"
#include "ns3/loss-recovery.h"
#include "ns3/object-factory.h"
#include "ns3/test.h"

#include <string>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::fault_test;

namespace
{

/**
 * Value of a counter.
 * @param run the run
 * @param name name of the counter
 * @return its value
 */
uint64_t
GetCounter(const FaultRun& run, const std::string& name)
{
    for (const CounterRecord& counter : run.details.counters)
    {
        if (counter.name == name)
        {
            return counter.value;
        }
    }
    return UINT64_MAX;
}

/**
 * Packets that were lost, whichever flow they are of.
 * @param run the run
 * @return their number
 */
uint64_t
CountLost(const FaultRun& run)
{
    uint64_t lost = 0;
    for (const auto& [flow, psns] : run.lost)
    {
        lost += psns.size();
    }
    return lost;
}

/**
 * @ingroup ai-fabric-tests
 * A sender resends what is lost, however many packets an ACK may cover.
 */
class CoalescedAckTestCase : public TestCase
{
  public:
    CoalescedAckTestCase()
        : TestCase("coalesced ACKs keep their information")
    {
    }

  private:
    void DoRun() override
    {
        for (const uint32_t interval : {1, 8, 64, 1000})
        {
            for (const std::string cc : {"fixed-rate", "window:bytes=400KB"})
            {
                ExperimentOptions options = Small("grey:tier=host-leaf,select=all,loss=0.002");
                options.fabric = "leaf-spine:leaves=1,spines=1,hosts=2";
                options.workload = "pair:bytes=20MB";
                options.lb = "ecmp";
                options.recovery = "sack";
                options.cc = cc;
                options.ackInterval = interval;
                const FaultRun run = Execute(options);
                const std::string what = cc + ", interval " + std::to_string(interval);
                NS_TEST_ASSERT_MSG_EQ(run.record.status, "ok", what << ": " << run.record.error);
                const uint64_t lost = CountLost(run);
                NS_TEST_EXPECT_MSG_GT(lost, 10, what << ": packets are lost");
                NS_TEST_EXPECT_MSG_GT_OR_EQ(*run.record.retransmittedPackets, lost, what);
                NS_TEST_EXPECT_MSG_LT_OR_EQ(*run.record.retransmittedPackets,
                                            lost + lost / 2 + 5,
                                            what << ": and little else is sent again");
                NS_TEST_EXPECT_MSG_EQ(*run.record.timeouts, 0, what);
                if (interval > 1)
                {
                    NS_TEST_EXPECT_MSG_LT(GetCounter(run, "nic.acks-sent"),
                                          GetCounter(run, "nic.data-received") * 3 / 4,
                                          what << ": ACKs are coalesced where nothing is missing");
                }
            }
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Packets that are merely overtaken are not sent again.
 */
class ReorderingTestCase : public TestCase
{
  public:
    ReorderingTestCase()
        : TestCase("reordering is not taken for loss, whatever MTU, rate and strategy")
    {
    }

  private:
    void DoRun() override
    {
        ExperimentOptions options;
        options.db = "none";
        options.lb = "spray";
        options.fabric = "fat-tree:k=8";
        options.rate = "100Gbps";
        options.delay = "1us";
        options.mtu = "1024";
        options.workload = "permutation:bytes=512KB";
        Compare(options, "small packets");
        options = ExperimentOptions();
        options.db = "none";
        options.lb = "jsq";
        options.fabric = "fat-tree:k=8";
        options.workload = "permutation:bytes=1MiB";
        Compare(options, "long queues");
        options.lb = "round-robin";
        options.switchModel = "generic:shared-buffer=64MB";
        options.mtu = "2048";
        Compare(options, "shared buffers");
    }

    /// Run with a threshold by hand and with the default.
    void Compare(ExperimentOptions& options, const std::string& what)
    {
        options.recovery = "sack:threshold=32";
        const FaultRun before = Execute(options);
        NS_TEST_EXPECT_MSG_GT(*before.record.spuriousRetransmissions, 200, what << ": by hand");
        NS_TEST_EXPECT_MSG_EQ(*before.record.spuriousRetransmissions,
                              *before.record.retransmittedPackets,
                              what << ": nothing was lost");
        options.recovery = "sack";
        const FaultRun run = Execute(options);
        NS_TEST_EXPECT_MSG_EQ(*run.record.drops, 0, what);
        // Queues that grow faster than the threshold learns cost a few.
        NS_TEST_EXPECT_MSG_LT_OR_EQ(*run.record.retransmittedPackets,
                                    *before.record.retransmittedPackets / 20,
                                    what);
        bool told = false;
        for (const std::string& note : run.record.notes)
        {
            told = told || note.find("threshold=auto") == 0;
        }
        NS_TEST_EXPECT_MSG_EQ(told, true, what << ": the choice is told");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The threshold step by step: what a round trip holds, what is seen, what time stands in for.
 */
class ThresholdTestCase : public TestCase, public RecoveryListener
{
  public:
    ThresholdTestCase()
        : TestCase("the threshold of SACK follows round trip and reordering")
    {
    }

    void RecoveryStateChanged() override
    {
        m_changed = FabricEngine::Get().Now();
    }

    void PacketLost(uint64_t sequence, LossCause) override
    {
        m_lost.push_back(sequence);
    }

  private:
    static constexpr uint64_t ROUND_TRIP = 100000;
    static constexpr uint64_t PACKET = 1000;

    void DoRun() override
    {
        FabricEngine::Prepare();
        ObjectFactory factory("ns3::aifabric::SackLossRecovery");
        m_recovery = factory.Create<LossRecovery>();
        m_recovery->Start(this, {0, 0, ROUND_TRIP, PACKET});
        NS_TEST_EXPECT_MSG_EQ(m_recovery->GetTolerance().first, 100, "packets of a round trip");
        m_recovery->Extend(2000);
        Send(2000 - 1);
        Answer(0, 1, 100); // 0 is overtaken by 99
        NS_TEST_EXPECT_MSG_EQ(m_lost.size(), 0, "within the threshold");
        Answer(0, 100, 101);
        NS_TEST_ASSERT_MSG_EQ(m_lost.size(), 1, "at the threshold");
        NS_TEST_EXPECT_MSG_EQ(m_lost[0], 0, "the packet that is missing");
        NS_TEST_EXPECT_MSG_EQ(m_recovery->Next().sequence, 0, "it is sent again");
        // Its ACK comes sooner than a round trip: it had only been overtaken, by 100 packets.
        Answer(101, 101, 101, 0);
        NS_TEST_EXPECT_MSG_EQ(m_recovery->GetTolerance().now, 202, "twice what was seen");
        Answer(101, 102, 102 + 201); // 101 is overtaken by 201
        NS_TEST_EXPECT_MSG_EQ(m_lost.size(), 1, "borne now");
        Answer(101, 303, 304);
        NS_TEST_ASSERT_MSG_EQ(m_lost.size(), 2, "and no more");
        NS_TEST_EXPECT_MSG_EQ(m_recovery->Next().sequence, 101, "it is sent again");
        Simulator::Schedule(TimeStep(ROUND_TRIP), &ThresholdTestCase::AfterRoundTrip, this);
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(m_ran, true, "the rest ran");
        // Nothing more is to be sent, and 500 is missing: the time of 202 packets decides.
        NS_TEST_ASSERT_MSG_EQ(m_lost.size(), 3, "a loss near the end is found by time");
        NS_TEST_EXPECT_MSG_EQ(m_lost[2], 500, "the packet that is missing");
        NS_TEST_EXPECT_MSG_EQ(m_changed,
                              ROUND_TRIP + 202 * PACKET,
                              "the threshold in packet times");
        m_recovery = nullptr;
        Simulator::Destroy();
    }

    /// A round trip after 101 was sent again.
    void AfterRoundTrip()
    {
        Answer(304, 304, 304, 101);
        NS_TEST_EXPECT_MSG_EQ(m_recovery->GetTolerance().now, 202, "a real loss teaches nothing");
        Send(1);
        for (uint64_t s = 304; s < 500; s++)
        {
            Answer(s + 1, s, s, s);
        }
        Answer(500, 501, 520);
        NS_TEST_EXPECT_MSG_EQ(m_lost.size(), 2, "overtaken by few");
        m_ran = true;
    }

    /// Send new packets.
    void Send(uint32_t packets)
    {
        for (uint32_t i = 0; i < packets; i++)
        {
            m_recovery->Next();
        }
    }

    /// ACKs that expect a packet and answer those from one to below another.
    void Answer(uint64_t expected, uint64_t from, uint64_t to)
    {
        for (uint64_t s = from; s < to; s++)
        {
            Answer(expected, 0, 0, s);
        }
    }

    /// One ACK that expects a packet and answers one.
    void Answer(uint64_t expected, uint64_t, uint64_t, uint64_t packet)
    {
        Frame frame{};
        frame.kind = FrameKind::ACK;
        frame.psn = static_cast<uint32_t>(expected);
        frame.sackPsn = static_cast<uint32_t>(packet);
        frame.flags = packet + 1 != expected ? FRAME_SACK : 0;
        m_recovery->Acknowledged(frame);
    }

    Ptr<LossRecovery> m_recovery;
    std::vector<uint64_t> m_lost;
    uint64_t m_changed{0};
    bool m_ran{false};
};

/**
 * @ingroup ai-fabric-tests
 * Ideal recoveries.
 */
class IdealTestCase : public TestCase
{
  public:
    IdealTestCase()
        : TestCase("ideal recoveries send what is missing and no more")
    {
    }

  private:
    void DoRun() override
    {
        // Messages of 5 bytes, shorter than a round trip: one packet each.
        ExperimentOptions options;
        options.db = "none";
        options.fabric = "leaf-spine:leaves=5,spines=3,hosts=4";
        options.lb = "ecmp";
        options.delay = "5us";
        options.workload = "all-reduce:bytes=100";
        options.stop = "5ms";
        options.recovery = "sack";
        const FaultRun sack = Execute(options);
        for (const std::string recovery : {"rateless", "oracle"})
        {
            options.recovery = recovery;
            const FaultRun run = Execute(options);
            NS_TEST_EXPECT_MSG_EQ(run.record.status, "ok", recovery);
            NS_TEST_EXPECT_MSG_EQ(*run.record.packetHops, *sack.record.packetHops, recovery);
            NS_TEST_EXPECT_MSG_LT(*run.record.GetSlowdown(), 1.001, recovery);
        }
        Lossy();
        DeadPath();
    }

    /// Each loss of a packet costs one packet.
    void Lossy()
    {
        for (const std::string recovery : {"rateless", "oracle", "rateless:surplus=true"})
        {
            for (const std::string workload :
                 {"permutation:bytes=256KiB", "all-to-all:bytes=16KiB", "all-reduce:bytes=1MiB"})
            {
                ExperimentOptions options = Small("grey:tier=edge-agg,select=all,loss=0.005");
                options.lb = "spray";
                options.workload = workload;
                options.recovery = recovery;
                const FaultRun run = Execute(options);
                const std::string what = recovery + ", " + workload;
                NS_TEST_ASSERT_MSG_EQ(run.record.status, "ok", what << ": " << run.record.error);
                uint64_t needed = 0;
                for (const FlowRecord& flow : run.details.flows)
                {
                    needed += (flow.bytes + 4095) / 4096;
                }
                const uint64_t sent = GetCounter(run, "nic.data-sent");
                const uint64_t received = GetCounter(run, "nic.data-received");
                const uint64_t surplus = received - (run.details.flows.empty() ? received : needed);
                if (recovery == "rateless:surplus=true")
                {
                    NS_TEST_EXPECT_MSG_GT(GetCounter(run, "nic.duplicates"), 20, what);
                    continue;
                }
                NS_TEST_EXPECT_MSG_GT(sent, received, what << ": packets are lost");
                // Only where an ACK was lost does a packet come that was not needed.
                NS_TEST_EXPECT_MSG_LT_OR_EQ(GetCounter(run, "nic.duplicates"),
                                            *run.record.timeouts,
                                            what << ": no surplus");
                NS_TEST_EXPECT_MSG_LT_OR_EQ(surplus, *run.record.timeouts, what);
            }
        }
    }

    /// A path that is dead for ever is not flooded.
    void DeadPath()
    {
        for (const std::string recovery : {"rateless", "oracle", "sack"})
        {
            ExperimentOptions options = Small("link:names=host2-leaf1,time=0s");
            options.fabric = "leaf-spine:leaves=2,spines=1,hosts=2";
            options.delay = "0ns";
            options.lb = "ecmp";
            options.workload = "pair:src=0,dst=2,bytes=7";
            options.recovery = recovery;
            const FaultRun run = Execute(options);
            NS_TEST_EXPECT_MSG_EQ(run.record.status, "failed", recovery);
            NS_TEST_EXPECT_MSG_LT(*run.record.packetHops, 500, recovery);
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class RecoveryFitTestSuite : public TestSuite
{
  public:
    RecoveryFitTestSuite()
        : TestSuite("ai-fabric-recovery-fit", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new CoalescedAckTestCase, Duration::QUICK);
        AddTestCase(new ReorderingTestCase, Duration::QUICK);
        AddTestCase(new ThresholdTestCase, Duration::QUICK);
        AddTestCase(new IdealTestCase, Duration::QUICK);
    }
};

const RecoveryFitTestSuite g_recoveryFitTestSuite; ///< the instance that registers the suite

} // namespace
