/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What every component must bear, those of users included: the registry says what there is.
 */

#include "ns3/component-families.h"
#include "ns3/config-error.h"
#include "ns3/experiment.h"
#include "ns3/fabric-program.h"
#include "ns3/frame-pool.h"
#include "ns3/simulator.h"
#include "ns3/strategy-table.h"
#include "ns3/test.h"

#include <fstream>
#include <string>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// A small experiment that stores nothing.
ExperimentOptions
Small()
{
    ExperimentOptions options;
    options.fabric = "fat-tree:k=4";
    options.workload = "permutation:bytes=64KiB";
    options.db = "none";
    options.stop = "1s";
    return options;
}

/**
 * @ingroup ai-fabric-tests
 * Base of the cases: runs an experiment and checks what holds for all of them.
 */
class EveryComponentTestCase : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    /**
     * Run to the end and check completion, the ideal bound and conservation.
     * @param options the experiment
     * @param what its name
     */
    void Execute(const ExperimentOptions& options, const std::string& what)
    {
        FabricProgram::Prepare(options);
        Experiment experiment(options);
        experiment.Build();
        experiment.Run();
        RunDetails details;
        const RunRecord run = experiment.Collect(details);
        const FramePool::Ledger& ledger = FramePool::GetLedger();
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", what << ": " << run.error);
        NS_TEST_EXPECT_MSG_GT(ledger.made, 0, what << ": something moved");
        NS_TEST_EXPECT_MSG_EQ(ledger.GetInFlight(), 0, what << ": nothing is left in flight");
        NS_TEST_EXPECT_MSG_EQ(ledger.made,
                              ledger.delivered + ledger.GetDropped(),
                              what << ": frames made = delivered + dropped");
        if (run.GetSlowdown())
        {
            NS_TEST_EXPECT_MSG_GT_OR_EQ(run.GetSlowdown().value(), 1, what << ": the bound holds");
        }
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Every strategy under every loss recovery, with losses; impossible pairs are refused.
 */
class StrategiesTestCase : public EveryComponentTestCase
{
  public:
    StrategiesTestCase()
        : EveryComponentTestCase("every strategy under every loss recovery")
    {
    }

  private:
    void DoRun() override
    {
        uint32_t refused = 0;
        for (const ComponentInfo& lb : families::LoadBalancers().List())
        {
            for (const ComponentInfo& recovery : families::LossRecoveries().List())
            {
                ExperimentOptions options = Small();
                options.lb = lb.alias;
                options.fabric = GetStrategyNeeds(lb).Has(NEED_TWO_TIERS)
                                     ? "leaf-spine:leaves=4,spines=4,hosts=4"
                                     : "fat-tree:k=4";
                options.recovery = recovery.alias;
                options.switchModel = "generic:buffer-per-port=20KB,ecn=true";
                options.cc = "fixed-rate:fraction=0.9";
                try
                {
                    Execute(options, lb.alias + " with " + recovery.alias);
                }
                catch (const ConfigError& error)
                {
                    refused++;
                    const std::string text = error.what();
                    const bool explained = text.find(lb.type.GetName()) != std::string::npos &&
                                           text.find(recovery.type.GetName()) != std::string::npos;
                    NS_TEST_EXPECT_MSG_EQ(explained, true, "refusal: " << text);
                    options.force = true;
                    Execute(options, "forced " + lb.alias + " with " + recovery.alias);
                }
            }
        }
        NS_TEST_EXPECT_MSG_GT(refused, 0, "in-order recovery and spraying do not go together");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Every congestion control under every workload, on both fabrics.
 */
class WorkloadsTestCase : public EveryComponentTestCase
{
  public:
    WorkloadsTestCase()
        : EveryComponentTestCase("every congestion control under every workload")
    {
    }

  private:
    /// @return a workload of 16 hosts, small
    std::string Describe(const std::string& name)
    {
        if (name == "pairs")
        {
            const std::string path = CreateTempDirFilename("pairs.txt");
            std::ofstream(path) << "0 15\n3 4 64KiB\n15 3 1\n";
            return "pairs:bytes=32KiB,path=" + path;
        }
        return name + (name == "all-to-all-v" ? ":tokens=16,token-bytes=512" : ":bytes=32KiB") +
               (name == "incast" ? ",fan-in=15" : "");
    }

    void DoRun() override
    {
        for (const ComponentInfo& workload : families::Workloads().List())
        {
            for (const ComponentInfo& cc : families::CongestionControls().List())
            {
                for (const std::string fabric :
                     {"fat-tree:k=4", "leaf-spine:leaves=4,spines=4,hosts=4"})
                {
                    ExperimentOptions options = Small();
                    options.fabric = fabric;
                    options.workload = Describe(workload.alias);
                    options.cc = cc.alias;
                    Execute(options, workload.alias + " under " + cc.alias + " on " + fabric);
                }
            }
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite that carries the module's name: `./test.py -s ai-fabric`.
 */
class AiFabricTestSuite : public TestSuite
{
  public:
    AiFabricTestSuite()
        : TestSuite("ai-fabric", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new StrategiesTestCase);
        AddTestCase(new WorkloadsTestCase);
    }
};

/// Registers the suite.
AiFabricTestSuite g_aiFabricTestSuite;

} // namespace
