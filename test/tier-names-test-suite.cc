/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Who makes a fabric names its tiers; database, series and faults use these names.
 */

#include "ns3/component-families.h"
#include "ns3/component-spec.h"
#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-layout.h"
#include "ns3/fabric-program.h"
#include "ns3/test.h"

#include <map>
#include <set>
#include <string>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// Two racks of two hosts below two relays of different kinds, one of them behind slow links. It is
/// registered when a case asks for it: the lists of other suites are without it.
class ZooFabric : public FabricLayout
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("tests::ZooFabric")
                                .SetParent<FabricLayout>()
                                .SetGroupName("AiFabric")
                                .AddConstructor<ZooFabric>();
        return tid;
    }

  private:
    std::string DoCheck() const override
    {
        return "";
    }

    uint64_t DoCountHosts() const override
    {
        return 4;
    }

    uint64_t DoCountLinks() const override
    {
        return 8;
    }

    Ptr<FabricTopology> DoBuild(DataRate rate, uint64_t delay) const override
    {
        auto graph = Create<FabricTopology>();
        graph->AddHosts(4);
        const uint32_t racks[] = {graph->AddSwitch(1, FabricTopology::NONE, "rack"),
                                  graph->AddSwitch(1, FabricTopology::NONE, "rack")};
        const uint32_t wide = graph->AddSwitch(2, FabricTopology::NONE, "relay2x");
        const uint32_t slow = graph->AddSwitch(2, FabricTopology::NONE, "slow");
        for (uint32_t host = 0; host < 4; host++)
        {
            graph->AddLink(host, racks[host / 2], rate.GetBitRate(), delay);
        }
        for (const uint32_t rack : racks)
        {
            graph->AddLink(rack, wide, rate.GetBitRate(), delay);
            graph->AddLink(rack, slow, rate.GetBitRate() / 4, delay);
        }
        return graph;
    }
};

/// @return all names of a graph, in order
std::string
Join(const FabricTopology& graph)
{
    std::string names;
    for (uint32_t v = 0; v < graph.GetHostCount() + graph.GetSwitchCount(); v++)
    {
        names += (v ? " " : "") + graph.GetName(v);
    }
    return names;
}

/**
 * @ingroup ai-fabric-tests
 * Names of vertices and tiers.
 */
class NamesTestCase : public TestCase
{
  public:
    NamesTestCase()
        : TestCase("A layout names the tiers of its switches")
    {
    }

  private:
    void DoRun() override
    {
        ZooFabric::GetTypeId();
        const std::map<std::string, std::pair<std::string, std::string>> expected{
            {"fat-tree:k=2", {"edge agg core", "host0 host1 edge0 edge1 agg0 agg1 core0"}},
            {"leaf-spine:leaves=2,spines=1,hosts=1",
             {"leaf spine", "host0 host1 leaf0 leaf1 spine0"}},
            {"leaf-spine:leaves=1,spines=2,hosts=1", {"leaf spine", "host0 leaf0 spine0 spine1"}},
            {"tests::ZooFabric",
             {"rack relay2x slow", "host0 host1 host2 host3 rack0 rack1 relay2x0 slow0"}},
        };
        for (const auto& [text, names] : expected)
        {
            const auto layout = CreateComponent<FabricLayout>(families::Fabrics(), text);
            std::string tiers;
            for (const std::string& tier : layout->ListTiers())
            {
                tiers += (tiers.empty() ? "" : " ") + tier;
            }
            NS_TEST_EXPECT_MSG_EQ(tiers, names.first, text);
            const auto graph = layout->Build(DataRate("400Gbps"), NanoSeconds(500));
            NS_TEST_EXPECT_MSG_EQ(Join(*graph), names.second, text);
            NS_TEST_EXPECT_MSG_EQ(graph->GetTierName(0), "host", text);
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * What a run stores of ports, series and faults has the names of the fabric.
 */
class StoredNamesTestCase : public TestCase
{
  public:
    StoredNamesTestCase()
        : TestCase("Ports, series and faults have the names of the fabric")
    {
    }

  private:
    void DoRun() override
    {
        ZooFabric::GetTypeId();
        ExperimentOptions options;
        options.fabric = "tests::ZooFabric";
        options.lb = "spray";
        options.workload = "shift:offset=2,bytes=64KiB";
        options.fault = "degrade:tier=rack-relay2x,count=1,rate=300Gbps,time=1us";
        options.record = "all";
        options.db = "none";
        FabricProgram::Prepare(options);
        Experiment experiment(options);
        RunDetails details;
        const RunRecord run = experiment.Measure(details);
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", run.error);
        std::map<std::string, std::set<uint64_t>> rates;
        std::set<std::string> names;
        for (const PortRecord& port : details.ports)
        {
            rates[port.tier + " " + port.direction].insert(port.rateBps);
            names.insert(port.name);
        }
        using Rates = std::set<uint64_t>;
        const uint64_t full = 400000000000;
        NS_TEST_EXPECT_MSG_EQ(rates.size(), 5, "tiers and directions");
        NS_TEST_EXPECT_MSG_EQ((rates["host up"] == Rates{full}), true, "hosts");
        NS_TEST_EXPECT_MSG_EQ((rates["rack up"] == Rates{full / 4, full}), true, "racks");
        NS_TEST_EXPECT_MSG_EQ((rates["relay2x down"] == Rates{full}), true, "relays");
        NS_TEST_EXPECT_MSG_EQ((rates["slow down"] == Rates{full / 4}), true, "slow ones");
        NS_TEST_EXPECT_MSG_EQ(names.count("rack1:2->relay2x0"), 1, "a port");
        std::set<std::string> subjects;
        for (const TimeSeriesRecord& series : details.series)
        {
            subjects.insert(series.subject);
        }
        NS_TEST_EXPECT_MSG_EQ(subjects.count("relay2x down"), 1, "a tier with digits in its name");
        bool struck = false;
        for (const EventRecord& event : details.events)
        {
            struck = struck || event.subject.find("-relay2x0") != std::string::npos;
        }
        NS_TEST_EXPECT_MSG_EQ(struck, true, "a fault chosen by tier");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class TierNamesTestSuite : public TestSuite
{
  public:
    TierNamesTestSuite()
        : TestSuite("ai-fabric-tier-names", TestSuite::Type::UNIT)
    {
        AddTestCase(new NamesTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new StoredNamesTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

/// Registers the suite.
const TierNamesTestSuite g_tierNamesTestSuite;

} // namespace
