/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * WRED: the line of its probability, averages, marks as frames come or leave, early drops.
 */

#include "port-bench.h"

#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/test.h"
#include "ns3/wred-stage.h"

#include <cmath>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

using Sent = PortBench::Sent;

/**
 * @ingroup ai-fabric-tests
 * What the cases share: a queue that grows frame by frame, and drains.
 */
class WredTestCase : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    static constexpr uint32_t BYTES = 1000;
    static constexpr uint64_t RELEASE = 300000000; ///< when host 1 lets go, ps

    /// A switch with curves.
    static Ptr<WredStage> Prepare(PortBench& bench, const std::string& curves, bool atDequeue)
    {
        SwitchModel model;
        model.SetAdmission("ns3::aifabric::PerPortAdmission",
                           "BufferPerPort",
                           UintegerValue(1000000000));
        model.SetMarkerAttribute("Enabled", BooleanValue(false));
        ObjectFactory stage("ns3::aifabric::WredStage");
        stage.Set("Curves", StringValue(curves));
        stage.Set("AtDequeue", BooleanValue(atDequeue));
        model.AddStage(stage);
        bench.Helper().SetSwitchModel(model);
        bench.BuildOneSwitch(2);
        bench.HoldBack(0, 1);
        // What is not let go goes after the pause: 83.9 us are too short to fill the queue.
        for (uint64_t time = 40000000; time < RELEASE; time += 40000000)
        {
            bench.HoldBack(time, 1);
        }
        bench.HoldBack(RELEASE, 1, 0);
        return DynamicCast<WredStage>(bench.Fabric().GetSwitch(0)->GetStages().at(0));
    }

    /**
     * Hold counts of chance against their probabilities: within four standard deviations.
     * @param hits what happened
     * @param chances probabilities of each
     * @param what for messages
     */
    void Compare(const std::vector<bool>& hits,
                 const std::vector<double>& chances,
                 const std::string& what)
    {
        NS_TEST_ASSERT_MSG_EQ(hits.size(), chances.size(), what);
        constexpr size_t PARTS = 5;
        const size_t part = hits.size() / PARTS;
        for (size_t begin = 0; begin + part <= hits.size(); begin += part)
        {
            double expected = 0;
            double variance = 0;
            double counted = 0;
            for (size_t i = begin; i < begin + part; i++)
            {
                expected += chances[i];
                variance += chances[i] * (1 - chances[i]);
                counted += hits[i] ? 1 : 0;
            }
            NS_TEST_EXPECT_MSG_EQ_TOL(counted,
                                      expected,
                                      4 * std::sqrt(variance),
                                      what << ", from frame " << begin);
        }
    }

    /// The line that a curve stands for.
    static double Line(double bytes, double least, double most, double top)
    {
        return bytes <= least ? 0 : bytes > most ? 1 : top * (bytes - least) / (most - least);
    }
};

/**
 * @ingroup ai-fabric-tests
 * Marks by the length itself.
 */
class LineTestCase : public WredTestCase
{
  public:
    LineTestCase()
        : WredTestCase("Marks follow the line, as frames come and as they leave; drops likewise")
    {
    }

  private:
    static constexpr uint32_t COUNT = 5000;

    /// What is marked of a queue of 5 MB.
    void Marks(bool atDequeue)
    {
        PortBench bench;
        const auto stage = Prepare(bench, "3:500KB:4MB:60:0", atDequeue);
        const auto& log = bench.Watch(bench.SwitchPort(1));
        bench.Send(0, {0, 1, BYTES, 3}, COUNT);
        // Another class has no curve, and its queue does not count.
        bench.Send(0, {0, 1, BYTES, 4}, 1000);
        bench.Run();
        std::vector<bool> hits;
        std::vector<double> chances;
        for (const Sent& sent : log)
        {
            const bool isMarked = sent.what.ecn == Ecn::CE;
            if (sent.what.priority == 4)
            {
                NS_TEST_ASSERT_MSG_EQ(isMarked, false, "no curve");
                continue;
            }
            // The first frame has a queue of its own length as it comes, of all as it leaves.
            const auto number = static_cast<double>(hits.size());
            chances.push_back(
                Line((atDequeue ? COUNT - number : number + 1) * BYTES, 500e3, 4e6, 0.6));
            hits.push_back(isMarked);
        }
        Compare(hits, chances, atDequeue ? "as they leave" : "as they come");
        uint64_t marks = 0;
        for (const bool hit : hits)
        {
            marks += hit ? 1 : 0;
        }
        NS_TEST_EXPECT_MSG_EQ(stage->GetMarks(), marks, "counted");
        NS_TEST_EXPECT_MSG_EQ(bench.Fabric().GetSwitch(0)->GetMarks(), marks, "by the switch, too");
        NS_TEST_EXPECT_MSG_EQ(stage->GetDrops(), 0, "nothing is dropped");
        bench.Destroy();
    }

    /// What is dropped as it comes, since it cannot be marked.
    void Drops()
    {
        PortBench bench;
        const auto stage = Prepare(bench, "3:500KB:2MB:30:0", true);
        bench.Send(0, {0, 1, BYTES, 3, Ecn::NOT_ECT}, COUNT);
        std::vector<bool> hits;
        std::vector<double> chances;
        double queued = 0;
        const auto port = bench.SwitchPort(1);
        port->TraceConnectWithoutContext("FrameEnqueued",
                                         Callback<void, const Frame&>([&](const Frame&) {
                                             queued += BYTES;
                                             hits.push_back(false);
                                             chances.push_back(Line(queued, 500e3, 2e6, 0.3));
                                         }));
        port->TraceConnectWithoutContext(
            "FrameDropped",
            Callback<void, const Frame&, DropReason>([&](const Frame&, DropReason reason) {
                NS_TEST_EXPECT_MSG_EQ((reason == DropReason::WRED), true, "the reason");
                hits.push_back(true);
                chances.push_back(Line(queued + BYTES, 500e3, 2e6, 0.3));
            }));
        bench.Run();
        Compare(hits, chances, "early drops");
        NS_TEST_EXPECT_MSG_EQ(queued, 2e6, "never longer than the maximum");
        NS_TEST_EXPECT_MSG_EQ(stage->GetDrops(), COUNT - 2000, "counted");
        NS_TEST_EXPECT_MSG_EQ(stage->GetMarks(), 0, "nothing is marked");
        NS_TEST_EXPECT_MSG_EQ(bench.IsBalanced(), true, "balance");
        bench.Destroy();
    }

    void DoRun() override
    {
        Marks(true);
        Marks(false);
        Drops();
        const WredStage::Curve curve = WredStage::Read("3:150KB:3000KB:7:0")[3];
        NS_TEST_EXPECT_MSG_EQ(WredStage::GetProbability(curve, 150000), 0, "at the minimum");
        NS_TEST_EXPECT_MSG_EQ_TOL(WredStage::GetProbability(curve, 1575000), 0.035, 1e-12, "half");
        NS_TEST_EXPECT_MSG_EQ_TOL(WredStage::GetProbability(curve, 3000000),
                                  0.07,
                                  1e-12,
                                  "at most");
        NS_TEST_EXPECT_MSG_EQ(WredStage::GetProbability(curve, 3000001), 1, "above it all");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Averages.
 */
class AverageTestCase : public WredTestCase
{
  public:
    AverageTestCase()
        : WredTestCase("Averages move by 2^-w at each frame, and while the queue is empty")
    {
    }

  private:
    void Expect(uint32_t weight)
    {
        PortBench bench;
        const auto stage =
            Prepare(bench, "3:1GB:1GB:100:" + std::to_string(weight), weight % 2 == 0);
        constexpr uint32_t COUNT = 1000;
        bench.Send(0, {0, 1, BYTES, 3}, COUNT);
        double filled = 0;
        PortBench::At(RELEASE - 1, [&]() { filled = stage->GetAverage(1, 3); });
        // It drains for 20.4 us; one more frame comes when it was empty for a while.
        constexpr uint64_t LATER = RELEASE + 200000000;
        bench.Send(LATER, {0, 1, BYTES, 3});
        double idle = 0;
        PortBench::At(LATER + 10000000, [&]() { idle = stage->GetAverage(1, 3); });
        uint64_t last = 0;
        bench.SwitchPort(1)->TraceConnectWithoutContext(
            "FrameSent",
            Callback<void, const Frame&>([&](const Frame& frame) {
                last = frame.kind == FrameKind::DATA && PortBench::Now() < LATER ? PortBench::Now()
                                                                                 : last;
            }));
        bench.Run();
        const double share = std::pow(0.5, weight);
        double average = 0;
        for (uint32_t i = 1; i <= COUNT; i++)
        {
            average = (1 - share) * average + share * i * BYTES;
        }
        const std::string what = "weight " + std::to_string(weight);
        NS_TEST_EXPECT_MSG_EQ_TOL(filled, average, 1e-6 * average, what);
        // Idle from the last departure to the arrival, in packets of 1,000 bytes at 20 ps a byte.
        const uint64_t arrival = LATER + BYTES * PortBench::PS + PortBench::DELAY;
        const double packets = std::floor(static_cast<double>(arrival - last) / 20000);
        average *= std::pow(1 - share, packets);
        average = (1 - share) * average + share * BYTES;
        NS_TEST_EXPECT_MSG_EQ_TOL(idle, average, 1e-6 * average, what << ": after a while");
        bench.Destroy();
    }

    /// A long average lets a burst pass that the length itself would have marked.
    void Burst()
    {
        for (const uint32_t weight : {0, 9})
        {
            PortBench bench;
            const auto stage = Prepare(bench, "3:50KB:50KB:100:" + std::to_string(weight), false);
            bench.Send(0, {0, 1, BYTES, 3}, 100);
            bench.Run();
            NS_TEST_EXPECT_MSG_EQ(stage->GetMarks(), (weight == 0 ? 50 : 0), "weight " << weight);
            bench.Destroy();
        }
    }

    void DoRun() override
    {
        for (const uint32_t weight : {1, 4, 7, 10})
        {
            Expect(weight);
        }
        Burst();
    }
};

/**
 * @ingroup ai-fabric-tests
 * What is spared, and what is refused.
 */
class WredTextTestCase : public WredTestCase
{
  public:
    WredTextTestCase()
        : WredTestCase("Answers are spared; curves that are none are refused")
    {
    }

  private:
    void Refuse(const std::string& curves, const std::string& part)
    {
        std::string text;
        try
        {
            WredStage::Read(curves);
        }
        catch (const ConfigError& error)
        {
            text = error.what();
        }
        NS_TEST_EXPECT_MSG_EQ((text.find(part) != std::string::npos), true, curves << ": " << text);
    }

    void DoRun() override
    {
        PortBench bench;
        const auto stage = Prepare(bench, "3:0:0:100:0", true);
        PortBench::At(0, [&bench]() {
            for (const FrameKind kind : {FrameKind::DATA, FrameKind::ACK, FrameKind::CNP})
            {
                Frame* frame = FramePool::Get().Make();
                frame->kind = kind;
                frame->dst = 1;
                frame->size = 64;
                frame->priority = 3;
                frame->hopLimit = 9;
                bench.HostPort(0)->Enqueue(frame);
            }
        });
        const auto& log = bench.Watch(bench.SwitchPort(1));
        bench.Run();
        NS_TEST_EXPECT_MSG_EQ(stage->GetDrops(), 1, "data");
        NS_TEST_EXPECT_MSG_EQ(log.size(), 2, "and no answers");
        bench.Destroy();
        Refuse("3:1KB:2KB:7", "five fields");
        Refuse("8:1KB:2KB:7:0", "no class");
        Refuse("3:1KB:2KB:7:0/3:1KB:2KB:7:0", "each once");
        Refuse("3:3KB:2KB:7:0", "minimum above");
        Refuse("3:1KB:2KB:101:0", "no percentage");
        Refuse("3:1KB:2KB:7:16", "above 15");
        Refuse("3:1XB:2KB:7:0", "XB");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class WredTestSuite : public TestSuite
{
  public:
    WredTestSuite()
        : TestSuite("ai-fabric-wred", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new LineTestCase, Duration::QUICK);
        AddTestCase(new AverageTestCase, Duration::QUICK);
        AddTestCase(new WredTextTestCase, Duration::QUICK);
    }
};

const WredTestSuite g_wredTestSuite; ///< the instance that registers the suite

} // namespace
