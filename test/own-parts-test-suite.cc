/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Parts that a user brings along: one of each kind, in one file, with no edit anywhere else. Each
 * is chosen by its name and seen by what it does.
 */

#include "own-parts.h"

#include "ns3/fabric-compat.h"
#include "ns3/test.h"

#include <sstream>
#include <string>

using namespace ns3;
using namespace ns3::aifabric;
using namespace own_parts;

namespace
{

/// A slot of a full packet on a link of 400 Gb/s, gap included, ns.
constexpr double SLOT = 83.56;
/// Packets of a message.
constexpr uint32_t PACKETS = 32;

/// Hosts of one leaf send to those of the other.
ExperimentOptions
Usual()
{
    ExperimentOptions options;
    options.fabric = "leaf-spine:leaves=2,spines=4,hosts=4";
    options.workload = "shift:offset=4,bytes=128KiB";
    options.lb = "lanes";
    options.cc = "fixed-rate";
    options.ackInterval = 1;
    options.stop = "1s";
    options.db = "none";
    return options;
}

/**
 * @ingroup ai-fabric-tests
 * A part of each kind.
 */
class OwnPartsTestCase : public TestCase
{
  public:
    OwnPartsTestCase()
        : TestCase("Parts of a user are chosen by name and do what they do")
    {
    }

  private:
    RunRecord Run(const ExperimentOptions& options, RunDetails* where = nullptr)
    {
        RunDetails details;
        FabricProgram::Prepare(options);
        Experiment experiment(options);
        const RunRecord run = experiment.Measure(where ? *where : details);
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", run.error);
        return run;
    }

    /// @return completion time of a run with one option changed, ns
    double Time(const std::string& name, const std::string& value)
    {
        ExperimentOptions options = Usual();
        options.Set(name, value);
        return Run(options).cctNs.value_or(0);
    }

    void CheckStrategies()
    {
        // A path for each: the fabric is as good as none. One uplink for four: they share it.
        const RunRecord lanes = Run(Usual());
        NS_TEST_EXPECT_MSG_EQ_TOL(lanes.GetSlowdown().value_or(0), 1, 0.02, "lanes");
        NS_TEST_EXPECT_MSG_EQ_TOL(Time("lb", "first-port") - *lanes.cctNs,
                                  3 * PACKETS * SLOT,
                                  0.03 * 3 * PACKETS * SLOT,
                                  "first-port");
        std::ostringstream table;
        PrintStrategyTable(table);
        for (const char* name : {"first-port", "lanes", "path steering"})
        {
            NS_TEST_EXPECT_MSG_NE(table.str().find(name), std::string::npos, name);
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(Time("cc", "share:part=0.25") - *lanes.cctNs,
                                  3 * (PACKETS - 1) * SLOT,
                                  0.03 * 3 * PACKETS * SLOT,
                                  "share");
        // One packet at a time, by whatever makes it so.
        const double window = Time("cc", "window:bytes=4096");
        NS_TEST_EXPECT_MSG_EQ_TOL(Time("recovery", "stop-and-wait"), window, 0.001 * window, "");
        NS_TEST_EXPECT_MSG_GT(window, 5 * *lanes.cctNs, "which is slow");
    }

    void CheckTraffic()
    {
        ExperimentOptions options = Usual();
        options.fabric = "star:hosts=5";
        options.lb = "ecmp";
        options.workload = "fan";
        const RunRecord star = Run(options);
        NS_TEST_EXPECT_MSG_EQ(star.hosts.value_or(0), 5, "hosts of the star");
        NS_TEST_EXPECT_MSG_EQ(star.flows.value_or(0), 4, "flows of the fan");
        // A packet and its ACK, over two links each.
        NS_TEST_EXPECT_MSG_EQ(star.packetHops.value_or(0), 4 * 2 * 2, "hops");
    }

    void CheckSwitchAndFault()
    {
        ExperimentOptions options = Usual();
        options.workload = "incast:fan-in=4,bytes=128KiB";
        NS_TEST_EXPECT_MSG_EQ(Run(options).drops.value_or(1), 0, "room for all");
        options.switchModel = "tiny";
        NS_TEST_EXPECT_MSG_GT(Run(options).drops.value_or(0), 0, "two packets of room");

        options.switchModel = "generic:stages=count";
        options.record = "all";
        RunDetails counted;
        CountStage::frames = 0;
        Run(options, &counted);
        uint64_t sent = 0;
        for (const PortRecord& port : counted.ports)
        {
            sent += port.tier == "host" ? 0 : port.frames;
        }
        NS_TEST_EXPECT_MSG_EQ(CountStage::frames, sent, "it has seen each frame");
        NS_TEST_EXPECT_MSG_GT(sent, 4 * PACKETS, "of which there are many");

        options = Usual();
        options.fault = "blackout:time=2us,duration=1us,fraction=1";
        RunDetails details;
        const RunRecord run = Run(options, &details);
        NS_TEST_EXPECT_MSG_GT(run.drops.value_or(0), 0, "lost in the dark");
        NS_TEST_EXPECT_MSG_GT(run.retransmittedPackets.value_or(0), 0, "and sent again");
        uint32_t begins = 0;
        uint32_t ends = 0;
        for (const EventRecord& event : details.events)
        {
            begins += event.kind == "blackout" ? 1 : 0;
            ends += event.kind == "light" ? 1 : 0;
        }
        NS_TEST_EXPECT_MSG_GT(begins, 0, "told");
        NS_TEST_EXPECT_MSG_EQ(ends, begins, "all over");
    }

    void DoRun() override
    {
        // Registered now, not when the test runner starts: other suites list what there is.
        for (const TypeId& type : {FirstPortLoadBalancer::GetTypeId(),
                                   LanesLoadBalancer::GetTypeId(),
                                   ShareCongestionControl::GetTypeId(),
                                   StopAndWaitLossRecovery::GetTypeId(),
                                   FanWorkload::GetTypeId(),
                                   BlackoutFault::GetTypeId(),
                                   StarFabric::GetTypeId(),
                                   TinySwitchPreset::GetTypeId(),
                                   CountStage::GetTypeId()})
        {
            uint32_t families = 0;
            for (const auto& [option, family] : families::All())
            {
                for (const ComponentInfo& info : family->List())
                {
                    families += info.type == type && !info.description.empty() ? 1 : 0;
                }
            }
            NS_TEST_EXPECT_MSG_EQ(families, 1, type.GetName() << " is listed");
        }
        CheckStrategies();
        CheckTraffic();
        CheckSwitchAndFault();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class OwnPartsTestSuite : public TestSuite
{
  public:
    OwnPartsTestSuite()
        : TestSuite("ai-fabric-own-parts", TestSuite::Type::UNIT)
    {
        AddTestCase(new OwnPartsTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

/// Registers the suite.
const OwnPartsTestSuite g_ownPartsTestSuite;

} // namespace
