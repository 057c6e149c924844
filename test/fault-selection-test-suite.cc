/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Which links, directions and switches faults strike, and how faults are written.
 */

#include "fabric-test-scenario.h"

#include "ns3/component-families.h"
#include "ns3/component-spec.h"
#include "ns3/experiment-identity.h"
#include "ns3/fabric-compat.h"
#include "ns3/fault-helper.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <fstream>
#include <set>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// The plant of a fabric, without any devices.
FaultPlant
MakePlant(const std::string& fabric)
{
    FabricTestScenario::Reset(1);
    FaultPlant plant;
    plant.topology = CreateComponent<FabricLayout>(families::Fabrics(), fabric)
                         ->Build(DataRate("400Gbps"), NanoSeconds(500));
    const uint32_t hosts = plant.topology->GetHostCount();
    for (uint32_t vertex = 0; vertex < hosts + plant.topology->GetSwitchCount(); vertex++)
    {
        plant.names.push_back(plant.topology->GetName(vertex));
    }
    return plant;
}

/// Names of what a fault strikes, or the problem.
std::vector<std::string>
Choose(const FaultPlant& plant, const std::string& text, uint32_t number = 0)
{
    const auto fault = CreateComponent<Fault>(families::Faults(), text);
    std::vector<FaultTarget> targets;
    std::string problem = fault->Check();
    if (problem.empty())
    {
        problem = fault->Choose(plant, number, targets);
    }
    if (!problem.empty())
    {
        return {problem};
    }
    std::vector<std::string> names;
    for (const auto& target : targets)
    {
        names.push_back(target.name + "/" + std::to_string(target.directions.size()));
    }
    return names;
}

std::string
Join(const std::vector<std::string>& texts)
{
    std::string joined;
    for (const std::string& text : texts)
    {
        joined += (joined.empty() ? "" : " ") + text;
    }
    return joined;
}

/**
 * @ingroup ai-fabric-tests
 * By name, file and tier.
 */
class NamesTestCase : public TestCase
{
  public:
    NamesTestCase()
        : TestCase("Selection by name or file or tier")
    {
    }

  private:
    void DoRun() override
    {
        const FaultPlant tree = MakePlant("fat-tree:k=4");
        const auto expect =
            [&](const FaultPlant& plant, const std::string& fault, const std::string& names) {
                NS_TEST_EXPECT_MSG_EQ(Join(Choose(plant, fault)), names, fault);
            };
        expect(tree, "link:names=edge0-agg1", "edge0-agg1/2");
        expect(tree, "link:names=agg1-edge0", "edge0-agg1/2");
        expect(tree, "link:names=edge0->agg1", "edge0->agg1/1");
        expect(tree, "link:names=agg1->edge0/host3-edge1", "agg1->edge0/1 host3-edge1/2");
        expect(tree, "port:names=edge0:3", "edge0->agg1/1");
        expect(tree, "port:names=edge0:3->agg1", "edge0->agg1/1");
        expect(tree, "port:names=edge0:0", "edge0->host0/1");
        expect(tree, "switch:names=core3/edge0", "core3/8 edge0/8");
        expect(tree, "switch:select=all,tier=core", "core0/8 core1/8 core2/8 core3/8");
        NS_TEST_EXPECT_MSG_EQ(Choose(tree, "link:select=all").size(), 32, "links of switches");
        NS_TEST_EXPECT_MSG_EQ(Choose(tree, "link:select=all,tier=all").size(), 48, "all links");
        NS_TEST_EXPECT_MSG_EQ(Choose(tree, "link:select=all,tier=host-edge").size(), 16, "hosts'");
        NS_TEST_EXPECT_MSG_EQ(Choose(tree, "link:select=all,tier=edge-agg").size(), 16, "lower");
        NS_TEST_EXPECT_MSG_EQ(Choose(tree, "port:select=all,tier=agg-core").size(), 32, "upper");
        NS_TEST_EXPECT_MSG_EQ(Choose(tree, "switch:select=all").size(), 20, "switches");

        const FaultPlant parallel = MakePlant("leaf-spine:leaves=2,spines=2,hosts=1,parallel=2");
        expect(parallel, "link:names=leaf0-spine1", "leaf0-spine1#0/2 leaf0-spine1#1/2");
        expect(parallel, "link:names=leaf0-spine1#1", "leaf0-spine1#1/2");
        expect(parallel, "port:names=spine1->leaf0#0", "spine1->leaf0#0/1");

        const std::string file = CreateTempDirFilename("faults.txt");
        std::ofstream(file) << "# two links\n\n  edge0-agg1  \nagg1->core2\r\n";
        expect(tree, "grey:file=" + file, "edge0-agg1/2 agg1->core2/1");
        std::ofstream(file) << "edge0-agg1\n\nedge0_agg0\n";
        const std::string problem = Join(Choose(tree, "link:file=" + file));
        NS_TEST_EXPECT_MSG_NE(problem.find("line 3: 'edge0_agg0'"), std::string::npos, problem);
    }
};

/**
 * @ingroup ai-fabric-tests
 * At random.
 */
class RandomTestCase : public TestCase
{
  public:
    RandomTestCase()
        : TestCase("Selection at random")
    {
    }

  private:
    void DoRun() override
    {
        const FaultPlant tree = MakePlant("fat-tree:k=8");
        double sum = 0;
        double squares = 0;
        const uint32_t runs = 400;
        std::set<std::string> different;
        for (uint32_t run = 1; run <= runs; run++)
        {
            RngSeedManager::SetRun(run);
            const auto few = Choose(tree, "link:select=random,fraction=0.05");
            const auto many = Choose(tree, "link:fraction=0.1");
            const std::set<std::string> all(many.begin(), many.end());
            for (const auto& name : few)
            {
                NS_TEST_ASSERT_MSG_EQ(all.count(name), 1, "fewer are among more");
            }
            NS_TEST_ASSERT_MSG_EQ(Join(Choose(tree, "link:fraction=0.1")), Join(many), "same");
            NS_TEST_ASSERT_MSG_EQ(Choose(tree, "link:count=7").size(), 7, "exactly");
            different.insert(Join(Choose(tree, "link:count=7")));
            different.insert(Join(Choose(tree, "link:count=7", 1)));
            const auto count = static_cast<double>(many.size());
            sum += count;
            squares += count * count;
        }
        const double mean = sum / runs;
        // Independent draws of 256 links: mean 25.6, variance 23.04 (not 0, as of a fixed number).
        NS_TEST_EXPECT_MSG_EQ_TOL(mean, 25.6, 4 * std::sqrt(23.04 / runs), "mean");
        NS_TEST_EXPECT_MSG_EQ_TOL(squares / runs - mean * mean, 23.04, 7, "variance");
        NS_TEST_EXPECT_MSG_EQ(different.size(), 2 * runs, "runs and faults draw differently");
        NS_TEST_EXPECT_MSG_EQ(Choose(tree, "link:fraction=0").size(), 0, "none");
        NS_TEST_EXPECT_MSG_EQ(Choose(tree, "link:fraction=1").size(), 256, "all, but no host");
        NS_TEST_EXPECT_MSG_EQ(Choose(tree, "link:count=256").size(), 256, "all");
        for (const auto& name : Choose(tree, "link:tier=agg-core,count=20"))
        {
            NS_TEST_EXPECT_MSG_EQ(name.substr(0, 3), "agg", "of the tier");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * What is refused, in one line that names the culprit.
 */
class RefusalTestCase : public TestCase
{
  public:
    RefusalTestCase()
        : TestCase("Impossible faults are refused with one line")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<std::pair<std::string, std::string>> table{
            {"link:names=edge0-agg3", "no link 'edge0-agg3'"},
            {"link:names=edge0-egg1", "no 'egg1'"},
            {"link:names=egg0-agg1", "no 'egg0'"},
            {"link:names=edge0", "'edge0' names no link"},
            {"link:names=edge0-agg1#x", "'edge0-agg1#x' names no link"},
            {"link:names=edge0-agg1#1", "no link 'edge0-agg1#1'"},
            {"link:names=edge0-agg1//", "'' names no link"},
            {"link:names=edge0:x", "'edge0:x' names no link"},
            {"link:names=edge0:77", "no link 'edge0:77'"},
            {"link:names=edge0-agg1/agg1-edge0", "named twice"},
            {"port:names=edge0-agg1", "which direction"},
            {"switch:names=agg9", "no switch 'agg9'"},
            {"switch:names=host1", "no switch 'host1'"},
            {"switch:names=edge0-agg1", "no switch"},
            {"link:count=33", "only 32"},
            {"link:tier=edge", "'edge'; known: agg-core, all, edge-agg, fabric, host-edge"},
            {"switch:tier=edge-agg", "'edge-agg'; known: agg, all, core, edge, fabric"},
            {"link:select=some", "'some'"},
            {"link:select=names", "needs Names"},
            {"link:select=file", "needs File"},
            {"link:names=edge0-agg1,select=all", "exclude each other"},
            {"link:names=edge0-agg1,count=1", "exclude each other"},
            {"link:names=edge0-agg1,tier=all", "exclude each other"},
            {"link:names=edge0-agg1,file=x", "exclude each other"},
            {"link:file=/nonexistent", "'/nonexistent' cannot be opened"},
            {"flap:down=0", "at least 100 ns"},
            {"flap:distribution=normal", "'normal'"},
            {"degrade:rate=0,count=1", "1Mbps"},
            {"degrade:rate=400Gbps,count=1", "400000000000"},
        };
        const FaultPlant tree = MakePlant("fat-tree:k=4");
        for (const auto& [fault, words] : table)
        {
            const std::string problem = Join(Choose(tree, fault));
            NS_TEST_EXPECT_MSG_NE(problem.find(words), std::string::npos, fault << ": " << problem);
            NS_TEST_EXPECT_MSG_EQ(problem.find('\n'), std::string::npos, fault << ": one line");
        }
        for (const std::string fault :
             {"lonk", "link:fraction=2", "link:time=-1us", "link:loss=1", "grey:loss=2", "link+"})
        {
            bool refused = false;
            try
            {
                FaultHelper().Add(fault);
            }
            catch (const ConfigError&)
            {
                refused = true;
            }
            NS_TEST_EXPECT_MSG_EQ(refused, true, fault);
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Equal choices give equal texts, and sweeps take them for one.
 */
class TextTestCase : public TestCase
{
  public:
    TextTestCase()
        : TestCase("Equal faults are written alike")
    {
    }

  private:
    void DoRun() override
    {
        const auto expect = [this](const std::string& text, const std::string& canonical) {
            NS_TEST_EXPECT_MSG_EQ(FaultHelper::Canonical(text), canonical, text);
            NS_TEST_EXPECT_MSG_EQ(CanonicalOption("fault", text), canonical, text << ", in sweeps");
        };
        expect("", "");
        expect("none", "");
        expect("link:time=10us,select=random,fraction=0.01,convergence=1ms",
               "link:convergence=1ms,fraction=0.01,select=random,time=10us");
        expect("link:time=10000ns+grey:loss=.5", "grey:loss=0.5+link:time=10us");
        expect("grey:loss=0.50+link:time=10us", "grey:loss=0.5+link:time=10us");
        expect("link:convergence=never", "link:convergence=max");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class FaultSelectionTestSuite : public TestSuite
{
  public:
    FaultSelectionTestSuite()
        : TestSuite("ai-fabric-fault-selection", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new NamesTestCase, Duration::QUICK);
        AddTestCase(new RandomTestCase, Duration::QUICK);
        AddTestCase(new RefusalTestCase, Duration::QUICK);
        AddTestCase(new TextTestCase, Duration::QUICK);
    }
};

const FaultSelectionTestSuite g_faultSelectionTestSuite; ///< the instance that registers the suite

} // namespace
