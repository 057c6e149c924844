/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What happens to frames that leave a queue.
 */

#include "port-bench.h"

#include "ns3/config-error.h"
#include "ns3/config.h"
#include "ns3/egress-stage.h"
#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/telemetry-stage.h"
#include "ns3/test.h"

#include <algorithm>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint32_t SIZE = 1000;

/// Writes the place in the order of stages on each frame.
class OrderStage : public EgressStage
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid =
            TypeId("OrderStage")
                .SetParent<EgressStage>()
                .AddConstructor<OrderStage>()
                .AddAttribute("Digit",
                              "What it appends to the number on the frame (no unit)",
                              UintegerValue(1),
                              MakeUintegerAccessor(&OrderStage::m_digit),
                              MakeUintegerChecker<uint32_t>(0, 9));
        return tid;
    }

  private:
    void DoLeave(Frame& frame, PortView) override
    {
        frame.overlay[0] = frame.overlay[0] * 10 + m_digit;
    }

    bool DoIsUsed() const override
    {
        return m_digit != 0;
    }

    uint32_t m_digit;
};

NS_OBJECT_ENSURE_REGISTERED(OrderStage);

/// A telemetry stage.
ObjectFactory
Telemetry(bool every)
{
    return MakeTypeFactory("ns3::aifabric::TelemetryStage", "EveryDataFrame", BooleanValue(every));
}

/**
 * @ingroup ai-fabric-tests
 * Records at one hop.
 */
class TelemetryTestCase : public TestCase
{
  public:
    TelemetryTestCase()
        : TestCase("Telemetry at one hop: values, bytes on the wire, and nothing if not asked for")
    {
    }

  private:
    static constexpr uint32_t RECORD = 8;
    static constexpr uint32_t HEADER = 2;
    static constexpr uint32_t FRAMES = 10;

    void Expect(bool every)
    {
        PortBench bench;
        SwitchModel model;
        model.AddStage(Telemetry(every));
        NS_TEST_EXPECT_MSG_EQ(model.GetGrowth(), RECORD + HEADER, "for the headroom");
        bench.Helper().SetSwitchModel(model);
        bench.BuildOneSwitch(3);
        const auto egress = bench.SwitchPort(2);
        const auto& log = bench.Watch(egress);
        std::vector<HopRecord> records;
        egress->TraceConnectWithoutContext("FrameSent",
                                           Callback<void, const Frame&>([&](const Frame& frame) {
                                               if (frame.extra)
                                               {
                                                   records.push_back(frame.extra->records[0]);
                                               }
                                           }));
        bench.Send(0, {0, 2, SIZE}, FRAMES);
        bench.Send(0, {1, 2, SIZE}, FRAMES);
        bench.Run();
        const uint32_t size = SIZE + (every ? HEADER + RECORD : 0);
        NS_TEST_ASSERT_MSG_EQ(log.size(), 2 * FRAMES, "all sent");
        NS_TEST_ASSERT_MSG_EQ(records.size(), (every ? 2 * FRAMES : 0), "a record for each");
        const uint64_t first = SIZE * PortBench::PS + PortBench::DELAY;
        for (uint32_t i = 0; i < 2 * FRAMES; i++)
        {
            const uint64_t time = first + i * PortBench::Slot(size);
            NS_TEST_EXPECT_MSG_EQ(log[i].what.size, size, "bytes on the wire");
            NS_TEST_EXPECT_MSG_EQ(log[i].time, time, "take their time");
            if (!every)
            {
                continue;
            }
            // Two frames have come in each slot of the hosts, whose frames are not yet longer.
            const uint64_t come =
                std::min<uint64_t>(2 * ((time - first) / PortBench::Slot(SIZE) + 1), 2 * FRAMES);
            NS_TEST_EXPECT_MSG_EQ(records[i].time, time, "when it leaves");
            NS_TEST_EXPECT_MSG_EQ(records[i].sentBytes, uint64_t{i} * size, "bytes before it");
            NS_TEST_EXPECT_MSG_EQ(records[i].rate, 400000000000ULL, "rate");
            NS_TEST_EXPECT_MSG_EQ(records[i].node, egress->GetNodeId(), "node");
            NS_TEST_EXPECT_MSG_EQ(records[i].port, 2, "port");
            // Of the first two, which come at once, the first finds nobody else.
            const uint64_t queue = i == 0 ? 0 : (come - i - 1) * SIZE;
            NS_TEST_EXPECT_MSG_EQ(records[i].queue, queue, "queue behind frame " << i);
        }
        const auto stage =
            DynamicCast<TelemetryStage>(bench.Fabric().GetSwitch(0)->GetStages().front());
        NS_TEST_EXPECT_MSG_EQ(stage->GetRecords(), records.size(), "counted");
        NS_TEST_EXPECT_MSG_EQ(FramePool::GetExtrasMade(), records.size(), "extras");
        NS_TEST_EXPECT_MSG_EQ(bench.IsBalanced(), true, "balance");
        NS_TEST_EXPECT_MSG_EQ(bench.Fabric().CheckAccounts(), "", "accounts");
        bench.Destroy();
    }

    void DoRun() override
    {
        Expect(true);
        Expect(false);
    }
};

/**
 * @ingroup ai-fabric-tests
 * Stages in their order.
 */
class StageOrderTestCase : public TestCase
{
  public:
    StageOrderTestCase()
        : TestCase("Stages act in their order, and one that is not used is absent")
    {
    }

  private:
    void DoRun() override
    {
        PortBench bench;
        SwitchModel model;
        for (const uint32_t digit : {3, 0, 1, 2})
        {
            model.AddStage(MakeTypeFactory("OrderStage", "Digit", UintegerValue(digit)));
        }
        model.SetMarkerAttribute("Kmin", UintegerValue(0));
        model.SetMarkerAttribute("Kmax", UintegerValue(0));
        bench.Helper().SetSwitchModel(model);
        bench.BuildOneSwitch(3);
        const auto& log = bench.Watch(bench.SwitchPort(2));
        bench.Send(0, {0, 2, SIZE}, 4);
        bench.Run();
        NS_TEST_ASSERT_MSG_EQ(log.size(), 4, "sent");
        for (const auto& sent : log)
        {
            NS_TEST_EXPECT_MSG_EQ(sent.what.overlay[0], 312, "in order");
            NS_TEST_EXPECT_MSG_EQ((sent.what.ecn == Ecn::CE), true, "behind the marker");
        }
        bench.Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Telemetry chosen by name, in a fabric.
 */
class StageChoiceTestCase : public TestCase
{
  public:
    StageChoiceTestCase()
        : TestCase("Stages are chosen by name, and data packets grow hop by hop")
    {
    }

  private:
    struct Bytes
    {
        std::string digest;   ///< of the run
        uint64_t sent{0};     ///< by all ports
        uint64_t expected{0}; ///< records that all links carry, if each hop adds one
        uint64_t packets{0};  ///< data packets that links behind the first hop carry
        uint64_t returned{0}; ///< bytes that ACKs are longer by, on all links
    };

    Bytes Run(const std::string& switchModel)
    {
        ExperimentOptions options;
        options.fabric = "leaf-spine:leaves=2,spines=2,hosts=2";
        options.workload = "shift:offset=2,bytes=64KiB";
        options.lb = "ecmp";
        options.stop = "1s";
        options.db = "none";
        options.record = "all";
        options.switchModel = switchModel;
        RunDetails details;
        Experiment experiment(options);
        const RunRecord run = experiment.Measure(details);
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", run.error);
        Bytes bytes;
        bytes.digest = run.resultDigest;
        for (const PortRecord& port : details.ports)
        {
            bytes.sent += port.bytes;
        }
        // Host, leaf, spine, leaf: 0, 1, 2 and 3 records on 16 packets of 4 messages.
        bytes.expected = 4 * 16 * (1 + 2 + 3);
        bytes.packets = 4 * 16 * 3;
        bytes.returned = 4 * 16 * 4 * (2 + 3 * 8);
        return bytes;
    }

    void DoRun() override
    {
        const Bytes usual = Run("generic");
        const Bytes idle = Run("generic:stages=telemetry");
        NS_TEST_EXPECT_MSG_EQ(idle.digest, usual.digest, "nobody asks: nothing happens");
        Config::SetDefault("ns3::aifabric::RoceNic::Telemetry", BooleanValue(true));
        const Bytes asked = Run("generic:stages=telemetry");
        const Bytes unheard = Run("generic");
        Config::SetDefault("ns3::aifabric::RoceNic::Telemetry", BooleanValue(false));
        NS_TEST_EXPECT_MSG_EQ(asked.sent,
                              usual.sent + 8 * asked.expected + 2 * asked.packets + asked.returned,
                              "a record at each hop, two bytes at the first, all of it back");
        NS_TEST_EXPECT_MSG_EQ(unheard.digest, usual.digest, "nobody answers: nothing happens");
        std::string error;
        try
        {
            Run("generic:stages=telemetri");
        }
        catch (const ConfigError& problem)
        {
            error = problem.what();
        }
        Simulator::Destroy();
        NS_TEST_EXPECT_MSG_NE(error.find("telemetry"), std::string::npos, error);
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class SwitchStagesTestSuite : public TestSuite
{
  public:
    SwitchStagesTestSuite()
        : TestSuite("ai-fabric-switch-stages", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new TelemetryTestCase, Duration::QUICK);
        AddTestCase(new StageOrderTestCase, Duration::QUICK);
        AddTestCase(new StageChoiceTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const SwitchStagesTestSuite g_switchStagesTestSuite;

} // namespace
