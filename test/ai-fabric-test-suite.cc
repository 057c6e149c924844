/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What every component must bear, those of users included: the registry says what there is.
 */

#include "chakra-encoder.h"
#include "msccl-samples.h"

#include "ns3/chakra-file.h"
#include "ns3/component-families.h"
#include "ns3/config-error.h"
#include "ns3/experiment.h"
#include "ns3/fabric-program.h"
#include "ns3/frame-pool.h"
#include "ns3/simulator.h"
#include "ns3/strategy-table.h"
#include "ns3/test.h"

#include <fstream>
#include <map>
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
                    const bool explained = text.find(lb.alias) != std::string::npos &&
                                           text.find(recovery.alias) != std::string::npos;
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
        static const std::map<std::string, std::string> files{
            {"pairs", "0 15 32KiB\n3 4 64KiB\n15 3 1\n"},
            {"trace", "source,destination,bytes\n0,15,32768\n3,4,65536\n"},
            {"connection-matrix", "Nodes 16\nConnections 1\n0->15 start 0 size 32768\n"},
            {"flow-file", "2\n0 15 3 32768 0\n3 4 3 1 0.000001\n"},
            {"goal",
             "num_ranks 2\nrank 0 {\nsend 32768b to 1\n}\nrank 1 {\nrecv 32768b from 0\n}\n"},
            {"simai",
             "HYBRID_TRANSFORMER model_parallel_NPU_group: 4 ep: 1 pp: 1 vpp: 1 ga: 1 all_gpus: "
             "16\n1\nlayer -1 1000 ALLREDUCE 32768 1 NONE 0 1 ALLTOALL 32768 1\n"},
            {"aicb",
             "comm_type,comm_group,comm_group_size,msg_size\nall_gather,dp_group,16,32768\n"},
            {"msccl", msccl_test::Ring(8)},
        };
        const auto file = files.find(name);
        if (file != files.end())
        {
            const std::string path = CreateTempDirFilename(name + ".txt");
            std::ofstream(path) << file->second;
            return name + ":path=" + path;
        }
        if (name == "chakra")
        {
            const std::string prefix = CreateTempDirFilename("trace");
            for (const char* rank : {"0", "1"})
            {
                std::ofstream(prefix + "." + rank + ".et", std::ios::binary)
                    << chakra_test::Encode({chakra_test::Collect(1, 0, 32768)});
            }
            return name + ":path=" + prefix;
        }
        static const std::map<std::string, std::string> others{
            {"background", "background:load=0.1,duration=3us,sizes=hadoop"},
            {"storage", "storage:nodes=4,steps=1,accelerators=1,scale=0.001"},
            {"training", "training:tp=2,pp=2,layers=2,scale=100000,micro-batches=2"},
        };
        const auto other = others.find(name);
        if (other != others.end())
        {
            return other->second;
        }
        return name + (name == "all-to-all-v" ? ":tokens=16,token-bytes=512" : ":bytes=32KiB") +
               (name == "incast" ? ",fan-in=15" : "");
    }

    void DoRun() override
    {
        for (const ComponentInfo& workload : families::Workloads().List())
        {
            if (workload.alias == "chakra" && !GetChakraProblem().empty())
            {
                continue; // protobuf is not there
            }
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
