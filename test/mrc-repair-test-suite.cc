/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * MRC and paths that die and come back, as routing knows them and on a fabric.
 */

#include "fabric-test-scenario.h"
#include "packet-strategy-bench.h"

#include "ns3/fabric-helper.h"
#include "ns3/mrc-load-balancer.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <set>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint32_t PATHS = 8;

/**
 * @ingroup ai-fabric-tests
 * Paths that were dead when the EVs were chosen.
 */
class RepairTestCase : public TestCase
{
  public:
    RepairTestCase()
        : TestCase("MRC: a path that was dead at first is used once routing has it")
    {
    }

  private:
    /// The EVs that are used before and after a repair.
    std::vector<std::set<uint16_t>> Use(uint32_t paths, uint32_t backup, const std::string& denied)
    {
        FabricHelper helper;
        helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                         "Leaves",
                         UintegerValue(2),
                         "Spines",
                         UintegerValue(PATHS),
                         "Hosts",
                         UintegerValue(1));
        const auto fabric = helper.Install();
        const auto topology = fabric.GetTopology();
        const auto routes = fabric.GetRoutes();
        Simulator::Destroy();
        for (const uint16_t uplink : {1, 4, 8})
        {
            topology->SetLinkUp(topology->GetAdjacencies(2)[uplink].link, false);
        }
        routes->Recompute();
        ObjectFactory factory;
        factory.SetTypeId(MrcLoadBalancer::GetTypeId());
        factory.Set("Paths", UintegerValue(paths));
        factory.Set("Backup", UintegerValue(backup));
        factory.Set("Denied", StringValue(denied));
        PacketStrategyBench bench(factory, routes);
        std::vector<std::set<uint16_t>> used(2);
        uint32_t psn = 0;
        for (auto& entropies : used)
        {
            for (int i = 0; i < 40; i++)
            {
                entropies.insert(bench.Send(psn++));
            }
            for (const uint16_t uplink : {1, 4, 8})
            {
                topology->SetLinkUp(topology->GetAdjacencies(2)[uplink].link, true);
            }
            routes->Recompute();
        }
        const auto mrc = DynamicCast<MrcLoadBalancer>(bench.balancer);
        m_known = 0;
        for (uint16_t path = 0; path < PATHS; path++)
        {
            const auto state = mrc->GetPathState(1, wire::ENTROPY_BASE + path);
            m_known += state == MrcPathState::GOOD ? 1 : 0;
        }
        return used;
    }

    void DoRun() override
    {
        auto used = Use(256, 32, "");
        NS_TEST_EXPECT_MSG_EQ(used[0].size(), 5, "those alive");
        NS_TEST_EXPECT_MSG_EQ(used[1].size(), 8, "all");
        used = Use(256, 32, "3");
        NS_TEST_EXPECT_MSG_EQ(used[1].size(), 7, "all but one");
        NS_TEST_EXPECT_MSG_EQ(used[1].count(wire::ENTROPY_BASE + 3), 0, "the one that is denied");
        used = Use(5, 1, "");
        NS_TEST_EXPECT_MSG_EQ((used[0] == used[1]), true, "enough are in use");
        NS_TEST_EXPECT_MSG_EQ(m_known, 6, "and one is spare");
    }

    uint32_t m_known{0}; ///< paths that are GOOD in the end
};

/**
 * @ingroup ai-fabric-tests
 * A link that fails and comes back, with real losses, probes and answers.
 */
class FlapTestCase : public TestCase
{
  public:
    FlapTestCase()
        : TestCase("MRC on a fabric: few packets are lost on a dead link, and it is used again")
    {
    }

  private:
    /// One flow of 1200 us over eight spines, of which one is cut off from 20 to 400 us.
    FabricTestScenario::Outcome Run(const std::string& name)
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        scenario.Helper().SetLayout("ns3::aifabric::LeafSpineFabric",
                                    "Leaves",
                                    UintegerValue(2),
                                    "Spines",
                                    UintegerValue(PATHS),
                                    "Hosts",
                                    UintegerValue(1));
        scenario.Helper().SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
        scenario.Helper().SetHostLoadBalancer("ns3::aifabric::" + name + "LoadBalancer");
        const FabricContainer& fabric = scenario.Build();
        const auto topology = fabric.GetTopology();
        const uint32_t leaf = topology->GetHostCount() + 1;
        uint16_t dead = 1; // port 0 is the host's
        const auto link = fabric.GetChannel(topology->GetAdjacencies(leaf)[dead].link);
        Simulator::Schedule(MicroSeconds(20), &FabricChannel::SetUp, link, false);
        Simulator::Schedule(MicroSeconds(400), &FabricChannel::SetUp, link, true);
        Simulator::Schedule(MicroSeconds(410), [this, &fabric]() { m_probes = Probes(fabric); });
        const auto port = fabric.GetDevice(leaf - 1, dead);
        Simulator::Schedule(MicroSeconds(400),
                            [this, port]() { m_before = port->GetCounters().frames; });
        const auto outcome = scenario.Run({{0, 1, uint64_t{14000} * 4096, 0}});
        m_after = port->GetCounters().frames;
        m_total = Probes(fabric);
        if (const auto mrc = DynamicCast<MrcLoadBalancer>(fabric.GetNic(0)->GetLoadBalancer()))
        {
            NS_TEST_EXPECT_MSG_EQ(mrc->GetFailures(), 1, "one path goes out");
            NS_TEST_EXPECT_MSG_EQ(mrc->GetResurrections(), 1, "and comes back");
        }
        scenario.Destroy();
        NS_TEST_EXPECT_MSG_EQ(outcome.sent, 1, name << " completes");
        NS_TEST_EXPECT_MSG_EQ(outcome.conserved, true, name << " conserves frames");
        return outcome;
    }

    static uint64_t Probes(const FabricContainer& fabric)
    {
        return fabric.GetNic(0)->GetCounters().probesSent;
    }

    void DoRun() override
    {
        const auto mrc = Run("Mrc");
        // Probes of 30, 80, ..., 380 us die, too; then three are answered.
        NS_TEST_EXPECT_MSG_LT(mrc.drops, 40, "losses until the first is known, and probes");
        NS_TEST_EXPECT_MSG_GT(mrc.drops, 8, "some");
        NS_TEST_EXPECT_MSG_EQ(m_total - m_probes, 3, "three more probes");
        // A hundred packets per path and 67 us: it is used for most of the rest.
        NS_TEST_EXPECT_MSG_GT(m_after - m_before, 500, "the link is used again");
        const auto bitmap = Run("UecBitmap");
        NS_TEST_EXPECT_MSG_GT(bitmap.drops, 2 * mrc.drops, "a bitmap tries it again and again");
    }

    uint64_t m_probes{0};
    uint64_t m_total{0};
    uint64_t m_before{0};
    uint64_t m_after{0};
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class MrcRepairTestSuite : public TestSuite
{
  public:
    MrcRepairTestSuite()
        : TestSuite("ai-fabric-mrc-repair", TestSuite::Type::UNIT)
    {
        AddTestCase(new RepairTestCase);
        AddTestCase(new FlapTestCase);
    }
};

const MrcRepairTestSuite g_mrcRepairTestSuite; ///< the instance that registers the suite

} // namespace
