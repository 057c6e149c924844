/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * MRC and paths that die and come back, as routing knows them and on a fabric.
 */

#include "fabric-test-scenario.h"
#include "host-strategy-bench.h"

#include "ns3/fabric-helper.h"
#include "ns3/mrc-load-balancer.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <memory>
#include <set>
#include <string>
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
    /// Eight paths, of which some live at a time.
    struct Fabric
    {
        Fabric(const std::string& denied, uint32_t paths, uint32_t backup, std::set<uint16_t> live)
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
            topology = fabric.GetTopology();
            routes = fabric.GetRoutes();
            Simulator::Destroy();
            Let(live);
            ObjectFactory factory;
            factory.SetTypeId(MrcLoadBalancer::GetTypeId());
            factory.Set("Paths", UintegerValue(paths));
            factory.Set("Backup", UintegerValue(backup));
            factory.Set("Denied", StringValue(denied));
            bench = std::make_unique<HostStrategyBench>(factory, routes);
        }

        /// From now on these paths live, and routing knows.
        void Let(const std::set<uint16_t>& live)
        {
            for (uint16_t path = 0; path < PATHS; path++)
            {
                const auto& adjacency = topology->GetAdjacencies(2)[1 + path];
                topology->SetLinkUp(adjacency.link, live.count(path) > 0);
            }
            routes->Recompute();
        }

        /// The paths of 40 packets.
        std::set<uint16_t> Use()
        {
            std::set<uint16_t> used;
            for (int i = 0; i < 40; i++)
            {
                used.insert(bench->Send(psn++) - wire::ENTROPY_BASE);
            }
            return used;
        }

        Ptr<FabricTopology> topology;
        Ptr<FabricRoutes> routes;
        std::unique_ptr<HostStrategyBench> bench;
        uint32_t psn{0};
    };

    void DoRun() override
    {
        const std::set<uint16_t> all{0, 1, 2, 3, 4, 5, 6, 7};
        const std::set<uint16_t> some{1, 2, 4, 5, 6};
        {
            Fabric fabric("", 256, 32, some);
            NS_TEST_EXPECT_MSG_EQ((fabric.Use() == some), true, "those alive");
            fabric.Let(all);
            NS_TEST_EXPECT_MSG_EQ((fabric.Use() == all), true, "all");
        }
        {
            Fabric fabric("", 5, 1, some);
            fabric.Use();
            fabric.Let(all);
            NS_TEST_EXPECT_MSG_EQ((fabric.Use() == some), true, "enough are in use");
            const auto mrc = DynamicCast<MrcLoadBalancer>(fabric.bench->balancer);
            uint32_t known = 0;
            for (const uint16_t path : all)
            {
                const auto state = mrc->GetPathState(1, wire::ENTROPY_BASE + path);
                known += state == MrcPathState::GOOD ? 1 : 0;
            }
            NS_TEST_EXPECT_MSG_EQ(known, 6, "and one is spare");
        }
        {
            Fabric fabric("3", 256, 32, {0, 1, 2});
            fabric.Use();
            fabric.Let({3});
            fabric.Use();
            fabric.Let(all);
            NS_TEST_EXPECT_MSG_EQ((fabric.Use() == std::set<uint16_t>{0, 1, 2, 4, 5, 6, 7}),
                                  true,
                                  "never the one that is denied, though it was the only one");
        }
        {
            Fabric fabric("4/5", 256, 32, {4, 5});
            fabric.Use();
            NS_TEST_EXPECT_MSG_EQ(fabric.bench->steered, false, "only denied ones live: hashed");
            fabric.Let({1, 4, 5});
            NS_TEST_EXPECT_MSG_EQ((fabric.Use() == std::set<uint16_t>{1}), true, "the one allowed");
            NS_TEST_EXPECT_MSG_EQ(fabric.bench->steered, true, "explicitly");
        }
        {
            Fabric fabric("", 2, 2, {2, 3});
            fabric.Use();
            for (int i = 0; i < 2; i++)
            {
                fabric.bench->Send(fabric.psn++);
                fabric.bench->Lose(fabric.psn - 1, LossCause::GAP);
            }
            fabric.Let(all);
            const auto used = fabric.Use();
            NS_TEST_EXPECT_MSG_EQ(used.size(), 2, "two of those that have come");
            NS_TEST_EXPECT_MSG_EQ(used.count(2) + used.count(3), 0, "none that is bad");
        }
        Simulator::Destroy();
    }
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
        scenario.UseLeafSpine(2, PATHS, 1);
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
