/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * A switch model for all, and others for single tiers.
 */

#include "ns3/boolean.h"
#include "ns3/component-families.h"
#include "ns3/config-error.h"
#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-helper.h"
#include "ns3/fabric-program.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/switch-choice.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <map>
#include <string>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// An experiment that stores nothing.
ExperimentOptions
Make(const std::string& fabric, const std::string& model, const std::string& workload)
{
    ExperimentOptions options;
    options.fabric = fabric;
    options.switchModel = model;
    options.workload = workload;
    options.spread = "0s";
    options.db = "none";
    options.record = "all";
    return options;
}

/// Run an experiment.
RunRecord
Measure(const ExperimentOptions& options, RunDetails& details)
{
    FabricProgram::Prepare(options);
    return Experiment(options).Measure(details);
}

/// Run an experiment whose details do not matter.
RunRecord
Measure(const ExperimentOptions& options)
{
    RunDetails details;
    return Measure(options, details);
}

/**
 * @ingroup ai-fabric-tests
 * Every setting reaches the tier that it is for, and no other.
 */
class SettingsTestCase : public TestCase
{
  public:
    SettingsTestCase()
        : TestCase("Every setting of a model applies to its tier only")
    {
    }

  private:
    /// @return what can be set of a switch, as text
    static std::string Describe(const FabricSwitch& one)
    {
        std::string text = one.GetAdmission()->GetInstanceTypeId().GetName().substr(15) + " " +
                           std::to_string(one.GetAdmission()->GetBufferPerPort());
        for (const char* name : {"Enabled", "Kmin", "Kmax", "Pmax"})
        {
            text += " " + Get(*one.GetMarker(), name);
        }
        for (const char* name : {"LosslessClasses", "Xoff", "Xon", "Headroom"})
        {
            text += " " + Get(*one.GetPfc(), name);
        }
        return text + " " + Get(one, "FairAdmission") + " " + Get(one, "ForwardingLatency");
    }

    static std::string Get(const ObjectBase& object, const std::string& name)
    {
        StringValue value;
        object.GetAttribute(name, value);
        return value.Get();
    }

    void DoRun() override
    {
        FabricHelper helper;
        helper.SetLayout("ns3::aifabric::FatTreeFabric", "K", UintegerValue(4));
        SwitchChoice("generic:latency=100ns,buffer-per-port=300KB"
                     "+agg=generic:shared-buffer=4MB,alpha=2,lossless=true,xoff=90KB,xon=80KB,"
                     "headroom=70KB,kmin=10KB,kmax=20KB,pmax=0.5,fair-admission=false"
                     "+core=generic:ecn=false,latency=700ns")
            .Configure(helper);
        const FabricContainer fabric = helper.Install();
        const std::map<std::string, std::string> expected{
            {"edge",
             "PerPortAdmission 300000 true 80000 320000 0.2 0 400000 380000 "
             "18446744073709551615 true +100000ps"},
            {"agg",
             "DynamicThresholdAdmission 1000000 true 10000 20000 0.5 8 90000 80000 70000 false "
             "+0ps"},
            {"core",
             "PerPortAdmission 800000 false 80000 320000 0.2 0 400000 380000 "
             "18446744073709551615 true +700000ps"},
        };
        for (const auto& [tier, text] : expected)
        {
            const auto switches = fabric.GetTier(tier);
            NS_TEST_EXPECT_MSG_EQ(switches.size(), (tier == "core" ? 4 : 8), tier);
            for (const auto& one : switches)
            {
                NS_TEST_EXPECT_MSG_EQ(Describe(*one), text, tier);
            }
        }
        // From host to edge, agg, core, agg, edge; to a neighbour; within the pod.
        const auto latencies = [&](uint32_t dst) {
            return fabric.GetTopology()->SumLatencies(0, fabric.GetRoutes()->GetPath(0, dst, 0));
        };
        NS_TEST_EXPECT_MSG_EQ(latencies(15), 900000, "between pods");
        NS_TEST_EXPECT_MSG_EQ(latencies(2), 200000, "within a pod");
        NS_TEST_EXPECT_MSG_EQ(latencies(1), 100000, "at one edge");
        // What is set for all later is set for all.
        helper.SetMarkerAttribute("Enabled", BooleanValue(false));
        for (const auto& one : {helper.Install().GetTier("agg").front()})
        {
            NS_TEST_EXPECT_MSG_EQ(Get(*one->GetMarker(), "Enabled"), "false", "all markers");
            NS_TEST_EXPECT_MSG_EQ(Get(*one->GetMarker(), "Kmin"), "10000", "its own threshold");
        }
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Times on an idle fabric are those of the switches on the way.
 */
class LatencyTestCase : public TestCase
{
  public:
    LatencyTestCase()
        : TestCase("Bound, run and base round trip count each switch on the way")
    {
    }

  private:
    /// A message of one packet: what run, bound and base round trip gain by the latencies, ns.
    void Check(const std::string& fabric, const std::string& tiers, uint32_t dst, double oneWay)
    {
        const std::string workload = "pair:src=0,dst=" + std::to_string(dst) + ",bytes=1000B";
        const RunRecord plain = Measure(Make(fabric, "generic", workload));
        const RunRecord late = Measure(Make(fabric, "generic" + tiers, workload));
        const std::string what = fabric + tiers + " to " + std::to_string(dst);
        NS_TEST_EXPECT_MSG_EQ_TOL(*late.cctNs - *plain.cctNs, 2 * oneWay, 1e-6, what);
        NS_TEST_EXPECT_MSG_EQ_TOL(*late.boundNs - *plain.boundNs, 2 * oneWay, 1e-6, what);
        NS_TEST_EXPECT_MSG_EQ_TOL(*late.cctNs, *late.boundNs, 1e-3, what);
        uint64_t trips[2];
        for (int i = 0; i < 2; i++)
        {
            FabricHelper helper;
            helper.SetLayout(MakeFactory(families::Fabrics(), ParseComponent(fabric)));
            SwitchChoice(i ? "generic" + tiers : "generic").Configure(helper);
            trips[i] = helper.Install().GetNic(0)->GetTimes().GetBaseRtt(dst);
            Simulator::Destroy();
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(trips[1] - trips[0]) / 1e3,
                                  2 * oneWay,
                                  1e-6,
                                  "base round trip of " << what);
    }

    void DoRun() override
    {
        const std::string racks = "leaf-spine:leaves=2,spines=2,hosts=2";
        const std::string both = "+leaf=generic:latency=300ns+spine=generic:latency=1us";
        Check(racks, both, 2, 300 + 1000 + 300);
        Check(racks, both, 1, 300);
        Check(racks, "+spine=generic:latency=1us", 3, 1000);
        const std::string tree = "+edge=generic:latency=100ns+core=generic:latency=2us";
        Check("fat-tree:k=4", tree, 15, 100 + 2000 + 100);
        Check("fat-tree:k=4", tree, 2, 100 + 100);
        Check("fat-tree:k=4", "+agg=generic:latency=5us", 15, 2 * 5000);
    }
};

/**
 * @ingroup ai-fabric-tests
 * Buffers, marks and pauses of one tier.
 */
class BehaviourTestCase : public TestCase
{
  public:
    BehaviourTestCase()
        : TestCase("A tier drops, marks and pauses by its own model")
    {
    }

  private:
    /// What ports of a tier counted.
    struct Counts
    {
        uint64_t drops{0};      ///< frames dropped
        uint64_t pauses{0};     ///< pauses sent
        uint64_t maxBacklog{0}; ///< bytes
    };

    static int64_t CountNotes(const RunRecord& run, const std::string& text)
    {
        return std::count_if(run.notes.begin(), run.notes.end(), [&text](const std::string& note) {
            return note.find(text) != std::string::npos;
        });
    }

    std::map<std::string, Counts> Run(const std::string& model, RunRecord& run)
    {
        // Four hosts of different leaves send to another leaf through one spine: queues grow at
        // the spine, whose link to that leaf is the narrowest.
        auto options = Make("leaf-spine:leaves=5,spines=1,hosts=1,uplink-rate=200Gbps",
                            model,
                            "incast:fan-in=4,bytes=256KiB");
        RunDetails details;
        run = Measure(options, details);
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", run.error << " with " << model);
        NS_TEST_EXPECT_MSG_GT_OR_EQ(*run.cctNs, *run.boundNs * (1 - 1e-9), model);
        std::map<std::string, Counts> counts;
        for (const PortRecord& port : details.ports)
        {
            Counts& tier = counts[port.tier];
            tier.drops += port.drops;
            tier.pauses += port.pausesSent;
            tier.maxBacklog = std::max(tier.maxBacklog, port.maxBacklogBytes);
        }
        return counts;
    }

    void DoRun() override
    {
        RunRecord run;
        auto counts = Run("generic:buffer-per-port=10MB+spine=generic:buffer-per-port=50KB", run);
        NS_TEST_EXPECT_MSG_GT(counts["spine"].drops, 0, "a shallow spine drops");
        NS_TEST_EXPECT_MSG_LT_OR_EQ(counts["spine"].maxBacklog, 50000 + 5000, "it is full");
        NS_TEST_EXPECT_MSG_EQ(counts["leaf"].drops, 0, "deep leaves do not");
        NS_TEST_EXPECT_MSG_EQ(CountNotes(run, "tier"), 0, "nothing to note of tiers");

        counts = Run("generic:buffer-per-port=50KB+spine=generic:buffer-per-port=10MB", run);
        NS_TEST_EXPECT_MSG_EQ(counts["spine"].drops, 0, "a deep spine does not drop");
        NS_TEST_EXPECT_MSG_GT(counts["spine"].maxBacklog, 500000, "its queue grows");

        const std::string deep = "generic:buffer-per-port=10MB,";
        Run(deep + "ecn=false+spine=" + deep + "kmin=10KB,kmax=20KB,pmax=1", run);
        NS_TEST_EXPECT_MSG_GT(*run.ecnMarks, 0, "the spine marks");
        Run(deep + "kmin=10KB,kmax=20KB,pmax=1+spine=" + deep + "ecn=false", run);
        const uint64_t atLeaves = *run.ecnMarks;
        Run(deep + "ecn=false", run);
        NS_TEST_EXPECT_MSG_EQ(*run.ecnMarks, 0, "no tier marks");
        NS_TEST_EXPECT_MSG_GT(atLeaves, 0, "leaves mark");

        const std::string lossless = deep + "lossless=true,xoff=50KB,xon=40KB,ecn=false";
        counts = Run("generic:buffer-per-port=10MB+spine=" + lossless, run);
        NS_TEST_EXPECT_MSG_GT(counts["spine"].pauses, 0, "the spine pauses leaves");
        NS_TEST_EXPECT_MSG_EQ(counts["leaf"].pauses, 0, "leaves do not pause hosts");
        NS_TEST_EXPECT_MSG_EQ(CountNotes(run,
                                         "PFC protects data in the tiers spine and not in leaf, "
                                         "which drops what is too much"),
                              1,
                              "a note");
        NS_TEST_EXPECT_MSG_EQ((run.parameters.find("\"pfc-of-spine\"") != std::string::npos),
                              true,
                              "attributes by tier: " << run.parameters);
        NS_TEST_EXPECT_MSG_EQ((run.parameters.find("\"pfc-of-leaf\"") != std::string::npos),
                              true,
                              "attributes by tier: " << run.parameters);
    }
};

/**
 * @ingroup ai-fabric-tests
 * How a choice is written, and what is refused.
 */
class TextTestCase : public TestCase
{
  public:
    TextTestCase()
        : TestCase("Choices of switches as texts")
    {
    }

  private:
    void Refuse(const std::string& model, const std::string& message)
    {
        std::string said = "accepted";
        try
        {
            Measure(Make("leaf-spine:leaves=2,spines=2,hosts=2", model, "shift:offset=2"));
        }
        catch (const ConfigError& error)
        {
            said = error.what();
        }
        NS_TEST_EXPECT_MSG_EQ((said.find(message) != std::string::npos), true, said);
    }

    void DoRun() override
    {
        const std::map<std::string, std::string> canonical{
            {"generic", "generic"},
            {"generic:kmin=1KB+spine=generic+leaf=Generic:kmax=2MB,kmin=1024B",
             "generic:kmin=1KB+leaf=generic:kmax=2MB,kmin=1KiB+spine=generic"},
            {"generic:alpha=1e+1+leaf=ns3::aifabric::GenericSwitchPreset:alpha=10",
             "generic:alpha=10"},
        };
        for (const auto& [text, expected] : canonical)
        {
            NS_TEST_EXPECT_MSG_EQ(SwitchChoice(text).ToString(), expected, text);
            NS_TEST_EXPECT_MSG_EQ(SwitchChoice(expected).ToString(), expected, text);
        }
        Refuse("generic+spin=generic",
               "--switch=generic+spin=generic: the fabric has no tier 'spin' of switches; did you "
               "mean 'spine'? known: leaf, spine");
        Refuse("generic+edge=generic", "no tier 'edge' of switches; known: leaf, spine");
        Refuse("generic+host=generic", "no tier 'host'");
        Refuse("generic+leaf=generic+leaf=generic:kmin=1KB", "gives the tier 'leaf' two models");
        Refuse("generic+generic", "joins two models of all switches");
        Refuse("generic+leaf=generic+generic", "joins two models of the tier 'leaf'");
        Refuse("leaf=generic", "the first model is for all switches");
        Refuse("generic+leaf=", "it has no name");
        Refuse("generic+leaf=generik", "unknown switch 'generik'; did you mean 'generic'?");
        Refuse("generic+leaf=generic:kmin=9,kmax=8", "kmin=9 exceeds kmax=8");
        Refuse("generic+leaf=generic:latency=2d", "a delay of more than 1d");

        FabricHelper helper;
        helper.SetSwitchModel("leaf", SwitchModel()); // of a fat-tree
        std::string said;
        try
        {
            helper.Check();
        }
        catch (const ConfigError& error)
        {
            said = error.what();
        }
        NS_TEST_EXPECT_MSG_EQ(said,
                              "the fabric has no tier 'leaf' of switches; known: edge, agg, core",
                              "without an experiment");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class SwitchTiersTestSuite : public TestSuite
{
  public:
    SwitchTiersTestSuite()
        : TestSuite("ai-fabric-switch-tiers", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new SettingsTestCase, Duration::QUICK);
        AddTestCase(new LatencyTestCase, Duration::QUICK);
        AddTestCase(new BehaviourTestCase, Duration::QUICK);
        AddTestCase(new TextTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const SwitchTiersTestSuite g_switchTiersTestSuite;

} // namespace
