/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What a trimmed packet tells: its sender at once, congestion controls that their path is full, and
 * nobody that their path is dead.
 */

#include "port-bench.h"
#include "run-with.h"

#include "ns3/boolean.h"
#include "ns3/config-error.h"
#include "ns3/config.h"
#include "ns3/fabric-compat.h"
#include "ns3/own-results.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// A buffer so small that a permutation is trimmed.
const std::string TRIMS = "generic:ecn=true,shared-buffer=1MB,alpha=0.5,trim=true";

/**
 * @ingroup ai-fabric-tests
 * Messages that all hosts send, in both directions.
 */
class BothWaysTestCase : public TestCase
{
  public:
    BothWaysTestCase()
        : TestCase("Where both directions carry data, NAKs of trimmed packets are there at once")
    {
    }

  private:
    static RunRecord Run(const std::string& ackClass, const OptionTexts& more)
    {
        OptionTexts texts{{"fabric", "leaf-spine:leaves=4,spines=4,hosts=8"},
                          {"workload", "permutation:bytes=2MiB"},
                          {"switch", TRIMS}};
        texts.insert(texts.end(), more.begin(), more.end());
        Config::SetDefault("ns3::aifabric::RoceNic::AckClass", StringValue(ackClass));
        const RunRecord run = RunWith(texts);
        Config::SetDefault("ns3::aifabric::RoceNic::AckClass", StringValue("3"));
        return run;
    }

    static bool HasNote(const RunRecord& run)
    {
        for (const std::string& note : run.notes)
        {
            if (note.find("packets were trimmed, but ACKs are not") == 0)
            {
                return true;
            }
        }
        return false;
    }

    void DoRun() override
    {
        const RunRecord apart = Run("6", {{"lb", "host-spray"}});
        NS_TEST_EXPECT_MSG_GT(apart.trims.value_or(0), 1000, "trimmed");
        NS_TEST_EXPECT_MSG_EQ(apart.drops.value_or(1), 0, "nothing is dropped");
        NS_TEST_EXPECT_MSG_EQ(apart.timeouts.value_or(1), 0, "nobody waits");
        NS_TEST_EXPECT_MSG_EQ(HasNote(apart), false, "all is well");
        const RunRecord together = Run("3", {{"lb", "host-spray"}});
        NS_TEST_EXPECT_MSG_GT(together.drops.value_or(0), 0, "ACKs are dropped");
        NS_TEST_EXPECT_MSG_EQ(HasNote(together), true, "which is said");

        // Trimming is congestion: paths are not given up for it. No gap is found here.
        const OptionTexts patient{{"recovery", "sack:threshold=100000"}};
        OptionTexts reps = patient;
        reps.emplace_back("lb", "reps");
        const RunRecord plain = Run("6", reps);
        reps.back().second = "reps:freeze-on=loss";
        NS_TEST_EXPECT_MSG_EQ(Run("6", reps).resultDigest, plain.resultDigest, "no ring freezes");
        NS_TEST_EXPECT_MSG_GT(plain.trims.value_or(0), 1000, "by trimmed packets");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Probes of strategies that doubt a path.
 */
class DoubtTestCase : public TestCase
{
  public:
    DoubtTestCase()
        : TestCase("MRC probes no path for what was trimmed there")
    {
    }

  private:
    void DoRun() override
    {
        Config::SetDefault("ns3::aifabric::RoceNic::AckClass", StringValue("6"));
        ExperimentOptions options;
        options.db = "none";
        options.fabric = "leaf-spine:leaves=4,spines=4,hosts=8";
        options.workload = "permutation:bytes=2MiB";
        options.switchModel = TRIMS;
        options.recovery = "sack:threshold=100000";
        options.lb = "mrc";
        uint64_t probes = 0;
        const RegisterResults results{
            {{"probes", "INTEGER", "", "probes"},
             [&probes](const FabricContainer& fabric, const RunRecord&) -> ResultValue {
                 for (uint32_t host = 0; host < fabric.GetHosts().GetN(); host++)
                 {
                     probes += fabric.GetNic(host)->GetCounters().probesSent;
                 }
                 return probes;
             }}};
        FabricProgram::Prepare(options);
        Experiment experiment(options);
        const RunRecord run = experiment.Execute();
        Config::SetDefault("ns3::aifabric::RoceNic::AckClass", StringValue("3"));
        NS_TEST_EXPECT_MSG_GT(run.trims.value_or(0), 1000, "trimmed");
        NS_TEST_EXPECT_MSG_EQ(run.drops.value_or(1), 0, "not dropped");
        NS_TEST_EXPECT_MSG_EQ(probes, 0, "no path is doubted");
        std::string problem;
        try
        {
            experiment.GetFabric().GetNic(0);
        }
        catch (const ConfigError& error)
        {
            problem = error.what();
        }
        NS_TEST_EXPECT_MSG_EQ(problem.substr(0, 20), "there is no host 0: ", "it is over");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Congestion controls.
 */
class ControlTestCase : public TestCase
{
  public:
    ControlTestCase()
        : TestCase("DCQCN slows down for what is trimmed")
    {
    }

  private:
    static RunRecord Run(const std::string& cc)
    {
        return RunWith(
            {{"fabric", "leaf-spine:leaves=3,spines=2,hosts=4"},
             {"lb", "ecmp"},
             {"cc", cc},
             {"force", "true"},
             // Marks begin where packets are trimmed.
             {"switch", "generic:trim=true,buffer-per-port=60KB,ecn=true,kmin=70KB,kmax=70KB"},
             {"workload", "incast:fan-in=8,bytes=1600KiB"}});
    }

    void DoRun() override
    {
        const RunRecord fixed = Run("fixed-rate");
        const RunRecord dcqcn = Run("dcqcn");
        NS_TEST_EXPECT_MSG_EQ(dcqcn.ecnMarks.value_or(1), 0, "no mark");
        NS_TEST_EXPECT_MSG_GT(dcqcn.cnps.value_or(0), 20, "but CNPs");
        NS_TEST_EXPECT_MSG_LT(dcqcn.trims.value_or(0),
                              fixed.trims.value_or(0) / 4,
                              "so that less is trimmed");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Planes.
 */
class OtherPlaneTestCase : public TestCase
{
  public:
    OtherPlaneTestCase()
        : TestCase("Answers that go through another plane tell nothing of paths there")
    {
    }

  private:
    void DoRun() override
    {
        PortBench bench;
        FabricHelper& helper = bench.Helper();
        helper.SetLayout("ns3::aifabric::MultiPlaneFabric",
                         "Planes",
                         UintegerValue(2),
                         "Leaves",
                         UintegerValue(2),
                         "Spines",
                         UintegerValue(2),
                         "Hosts",
                         UintegerValue(4));
        helper.SetLoadBalancer("ns3::aifabric::SprayLoadBalancer");
        helper.SetSwitchAttribute("Trim", BooleanValue(true));
        helper.SetAdmission("ns3::aifabric::PerPortAdmission",
                            "BufferPerPort",
                            UintegerValue(60000));
        bench.Build();
        FabricContainer& fabric = bench.Fabric();
        const auto& here = bench.Watch(fabric.GetDevice(0, 0));
        const auto& there = bench.Watch(fabric.GetDevice(0, 1));
        // The leaf of plane 1 is cut off from its spines. What waits there for host 0 yet comes,
        // and is answered through plane 0, where other paths have the same numbers.
        constexpr uint64_t CUT = 20000000;
        PortBench::At(CUT, [&]() {
            const auto topology = fabric.GetTopology();
            const uint32_t leaf = topology->GetEdgeVertex(topology->GetHostEdge(0, 1));
            for (const auto& adjacency : topology->GetAdjacencies(leaf))
            {
                if (adjacency.peer >= topology->GetHostCount())
                {
                    fabric.GetChannel(adjacency.link)->SetUp(false);
                    topology->SetLinkUp(adjacency.link, false);
                }
            }
            fabric.GetRoutes()->Recompute();
        });
        std::vector<FabricTestScenario::Message> messages;
        for (uint32_t host = 4; host < 8; host++)
        {
            messages.push_back({host, 0, 1 << 20, 0});
        }
        const auto outcome = bench.Scenario().Run(messages);
        NS_TEST_EXPECT_MSG_EQ(outcome.received, 4, "all come");
        uint32_t moved = 0;
        uint32_t kept = 0;
        for (const auto& sent : PortBench::Only(here, FrameKind::NAK))
        {
            (sent.what.Has(FRAME_MOVED) ? moved : kept)++;
            NS_TEST_EXPECT_MSG_EQ((sent.what.Has(FRAME_MOVED) && sent.time < CUT), false, "before");
        }
        NS_TEST_EXPECT_MSG_GT(moved, 2, "answers to what came through plane 1");
        NS_TEST_EXPECT_MSG_GT(kept, moved, "and those of its own");
        for (const auto& sent : PortBench::Only(there, FrameKind::NAK))
        {
            NS_TEST_EXPECT_MSG_EQ(sent.what.Has(FRAME_MOVED), false, "through its plane");
            NS_TEST_EXPECT_MSG_EQ(+sent.what.priority, 7, "in the class of headers");
        }
        bench.Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * DSCP.
 */
class CodepointTestCase : public TestCase
{
  public:
    CodepointTestCase()
        : TestCase(
              "Headers of trimmed packets have the DSCP of their class, not that of the message")
    {
    }

  private:
    void DoRun() override
    {
        PortBench bench;
        bench.Helper().SetSwitchAttribute("Trim", BooleanValue(true));
        bench.Helper().SetAdmission("ns3::aifabric::PerPortAdmission",
                                    "BufferPerPort",
                                    UintegerValue(60000));
        bench.BuildOneSwitch(5);
        const auto& log = bench.Watch(bench.SwitchPort(0));
        std::vector<FabricTestScenario::Message> messages;
        for (uint32_t host = 1; host < 5; host++)
        {
            bench.Fabric().GetNic(host)->SetService(0, {MessageService::AUTO, 10, 1});
            messages.push_back({host, 0, 1 << 18, 0});
        }
        bench.Scenario().Run(messages);
        uint32_t trimmed = 0;
        uint32_t whole = 0;
        for (const auto& sent : PortBench::Only(log, FrameKind::DATA))
        {
            const bool cut = sent.what.Has(FRAME_TRIMMED);
            (cut ? trimmed : whole)++;
            // The field is one more than the codepoint; 0 is that of the class.
            NS_TEST_EXPECT_MSG_EQ(+sent.what.dscp, (cut ? 0 : 11), "DSCP, trimmed " << cut);
        }
        NS_TEST_EXPECT_MSG_GT(trimmed, 10, "some are trimmed");
        NS_TEST_EXPECT_MSG_GT(whole, 4 * 64 - 1, "all come at last");
        bench.Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * A switch that trims what PFC protects trims nothing, and has the buffer that it had.
 */
class ProtectedTestCase : public TestCase
{
  public:
    ProtectedTestCase()
        : TestCase("Trimming changes nothing where PFC protects the data")
    {
    }

  private:
    void DoRun() override
    {
        const auto run = [](const std::string& more) {
            return RunWith({{"fabric", "leaf-spine:leaves=2,spines=1,hosts=8"},
                            {"workload", "incast:fan-in=15,bytes=1MiB"},
                            {"switch",
                             "generic:buffer-per-port=100KB,lossless=true,ecn=false,xoff=450KB,"
                             "xon=400KB" +
                                 more}});
        };
        const RunRecord plain = run("");
        const RunRecord trims = run(",trim=true");
        NS_TEST_EXPECT_MSG_GT(plain.drops.value_or(0), 0, "the buffer is too small for headroom");
        NS_TEST_EXPECT_MSG_EQ(trims.resultDigest, plain.resultDigest, "the same buffer");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class TrimSignalTestSuite : public TestSuite
{
  public:
    TrimSignalTestSuite()
        : TestSuite("ai-fabric-trim-signal", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new BothWaysTestCase, Duration::QUICK);
        AddTestCase(new DoubtTestCase, Duration::QUICK);
        AddTestCase(new ControlTestCase, Duration::QUICK);
        AddTestCase(new OtherPlaneTestCase, Duration::QUICK);
        AddTestCase(new CodepointTestCase, Duration::QUICK);
        AddTestCase(new ProtectedTestCase, Duration::QUICK);
    }
};

const TrimSignalTestSuite g_trimSignalTestSuite; ///< registers the suite

} // namespace
