/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What a cut does to the frames on a link: closed forms, frame by frame.
 */

#include "fault-test-scenario.h"

#include "ns3/fabric-compat.h"
#include "ns3/fabric-engine.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr double PACKET_NS = 83.56; ///< a packet and its gap at 400 Gb/s
constexpr double FRAME_NS = 41.58;  ///< a packet on an uplink

/**
 * @ingroup ai-fabric-tests
 * A cut fibre loses what is on it and what is sent until the port notices, and nothing else.
 */
class CutTestCase : public TestCase
{
  public:
    /**
     * @param detection ns
     */
    explicit CutTestCase(double detection)
        : TestCase("A cut loses rate x (flight + detection), " + std::to_string(detection) + " ns"),
          m_detection(detection)
    {
    }

  private:
    void DoRun() override
    {
        FaultTestScenario scenario(
            1,
            "port:names=leaf0->spine0,time=20us,convergence=never,duration=60us,"
            "detection=" +
                std::to_string(static_cast<uint64_t>(m_detection)) + "ns");
        std::vector<uint64_t> sent;
        const auto uplink = scenario.Uplink(0);
        uplink->TraceConnectWithoutContext("FrameSent",
                                           MakeBoundCallback(&CutTestCase::Sent, &sent));
        scenario.Run(1024);
        const double cut = 20000;
        uint64_t doomed = 0;
        for (const uint64_t time : sent)
        {
            const double at = static_cast<double>(time) / 1000;
            // Until a quiet port has heard of the repair, nothing is sent.
            doomed += at + FRAME_NS + 500 > cut && at < cut + m_detection ? 1 : 0;
        }
        const uint64_t lost = scenario.Count(DropReason::LINK_DOWN);
        NS_TEST_EXPECT_MSG_EQ(lost, doomed, "on the fibre, or sent into it before the notice");
        const double closed = (500 + FRAME_NS + m_detection) / PACKET_NS;
        NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(lost), closed, 1.0, "rate x time");
        NS_TEST_EXPECT_MSG_GT(scenario.Count(DropReason::NO_ROUTE), 0, "then there is no way");
        NS_TEST_EXPECT_MSG_EQ(scenario.outcome.drops,
                              lost + scenario.Count(DropReason::NO_ROUTE),
                              "no other losses");
        NS_TEST_EXPECT_MSG_EQ(scenario.outcome.sent, 1, "the repair lets the message complete");
        NS_TEST_EXPECT_MSG_EQ(scenario.outcome.conserved, true, "conservation");
        NS_TEST_EXPECT_MSG_GT(scenario.outcome.completion,
                              80000 + m_detection,
                              "not before the repair is noticed");
        scenario.Destroy();
    }

    static void Sent(std::vector<uint64_t>* times, const Frame&)
    {
        times->push_back(FabricEngine::Get().Now());
    }

    double m_detection;
};

/**
 * @ingroup ai-fabric-tests
 * A switch with another uplink uses it as soon as it notices, unless nobody tells it.
 */
class DetectionTestCase : public TestCase
{
  public:
    DetectionTestCase()
        : TestCase("Detection ends the losses of the switch, a silent cut goes on")
    {
    }

  private:
    void DoRun() override
    {
        const std::string cut =
            "link:names=leaf0->spine0,time=20us,detection=3us,convergence=never";
        const uint64_t noticed = 23000000 + 541580;
        FaultTestScenario told(2, cut);
        told.Run(1024);
        NS_TEST_EXPECT_MSG_GT(told.Count(DropReason::LINK_DOWN), 10, "losses before");
        NS_TEST_EXPECT_MSG_LT_OR_EQ(told.LastLoss(DropReason::LINK_DOWN), noticed, "none after");
        NS_TEST_EXPECT_MSG_EQ(told.outcome.sent, 1, "the other spine does it");
        NS_TEST_EXPECT_MSG_EQ(told.CountEvents("detected"), 1, "an event");
        NS_TEST_EXPECT_MSG_EQ(told.CountEvents("converged"), 0, "never");
        told.Destroy();

        FaultTestScenario silent(2, cut + ",silent=true");
        silent.Run(1024);
        NS_TEST_EXPECT_MSG_GT(silent.LastLoss(DropReason::LINK_DOWN),
                              noticed + 1000000,
                              "nobody told the sending end");
        silent.Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Repairs: the port comes back; an outage shorter than detection is never noticed.
 */
class RepairTestCase : public TestCase
{
  public:
    RepairTestCase()
        : TestCase("A repaired link is used again; a short outage is not noticed")
    {
    }

  private:
    void DoRun() override
    {
        FaultTestScenario repaired(2,
                                   "link:names=leaf0-spine0,time=20us,duration=10us,detection=2us,"
                                   "convergence=4us");
        uint64_t between = 0;
        uint64_t after = 0;
        const auto uplink = repaired.Uplink(0);
        Simulator::Schedule(NanoSeconds(22001), [&]() { between = uplink->GetCounters().frames; });
        Simulator::Schedule(NanoSeconds(33999), [&]() { after = uplink->GetCounters().frames; });
        repaired.Run(1024);
        NS_TEST_EXPECT_MSG_EQ(between, after, "not used from the notice until routes are back");
        NS_TEST_EXPECT_MSG_GT(uplink->GetCounters().frames, after + 100, "then used again");
        NS_TEST_EXPECT_MSG_EQ(repaired.injector->GetRecomputations(), 2, "away and back");
        for (const char* kind : {"link-down",
                                 "detected",
                                 "converged",
                                 "link-up",
                                 "repair-detected",
                                 "repair-converged",
                                 "first-affected-flow"})
        {
            NS_TEST_EXPECT_MSG_GT(repaired.CountEvents(kind), 0, kind);
        }
        NS_TEST_EXPECT_MSG_EQ(repaired.outcome.conserved, true, "conservation");
        repaired.Destroy();

        FaultTestScenario brief(2, "link:names=leaf0-spine0,time=20us,duration=1us,detection=2us");
        brief.Run(1024);
        NS_TEST_EXPECT_MSG_EQ(brief.CountEvents("detected"), 0, "too short to be noticed");
        NS_TEST_EXPECT_MSG_EQ(brief.CountEvents("link-up"), 1, "but over");
        NS_TEST_EXPECT_MSG_EQ(brief.injector->GetRecomputations(), 0, "routes stay");
        NS_TEST_EXPECT_MSG_GT(brief.Count(DropReason::LINK_DOWN), 0, "frames were lost anyway");
        brief.Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Two faults on one link: it is up when the last is over.
 */
class OverlapTestCase : public TestCase
{
  public:
    OverlapTestCase()
        : TestCase("A link that two faults hold is up when both are over")
    {
    }

  private:
    void DoRun() override
    {
        FaultTestScenario scenario(2,
                                   "link:names=leaf0-spine0,time=10us,duration=20us,detection=0,"
                                   "convergence=0+switch:names=spine0,time=20us,duration=20us,"
                                   "detection=0,convergence=0");
        const auto uplink = scenario.Uplink(0);
        std::string states;
        for (const uint32_t us : {5, 15, 25, 35, 45})
        {
            Simulator::Schedule(MicroSeconds(us), [&scenario, &states, uplink]() {
                const bool routed = scenario.Fabric().GetTopology()->GetLinks()[2].up;
                states += uplink->IsLinkUp() == routed ? (routed ? "u" : "d") : "?";
            });
        }
        scenario.Run(1024);
        NS_TEST_EXPECT_MSG_EQ(states, "udddu", "up, held by one, by both, by the other, up");
        NS_TEST_EXPECT_MSG_EQ(scenario.outcome.sent, 1, "completes");
        NS_TEST_EXPECT_MSG_EQ(scenario.outcome.conserved, true, "conservation");
        scenario.Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class FaultLinkTestSuite : public TestSuite
{
  public:
    FaultLinkTestSuite()
        : TestSuite("ai-fabric-fault-link", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new CutTestCase(0), Duration::QUICK);
        AddTestCase(new CutTestCase(1000), Duration::QUICK);
        AddTestCase(new CutTestCase(10000), Duration::QUICK);
        AddTestCase(new DetectionTestCase, Duration::QUICK);
        AddTestCase(new RepairTestCase, Duration::QUICK);
        AddTestCase(new OverlapTestCase, Duration::QUICK);
    }
};

const FaultLinkTestSuite g_faultLinkTestSuite; ///< the instance that registers the suite

} // namespace
