/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Strategies that look at their own switch only: what sets each apart from its nearest neighbour.
 */

#include "ns3/drill-load-balancer.h"
#include "ns3/fabric-helper.h"
#include "ns3/frame-pool.h"
#include "ns3/letflow-load-balancer.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <numeric>
#include <set>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint32_t SPINES = 16;

/// A leaf with sixteen uplinks, whose strategy is asked directly.
class Leaf
{
  public:
    explicit Leaf(const FabricHelper& helper)
        : m_fabric(helper.Install())
    {
        m_group.ports.resize(SPINES);
        std::iota(m_group.ports.begin(), m_group.ports.end(), uint16_t{1}); // port 0: the host's
    }

    static void Configure(FabricHelper& helper)
    {
        helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                         "Leaves",
                         UintegerValue(2),
                         "Spines",
                         UintegerValue(SPINES),
                         "Hosts",
                         UintegerValue(1));
    }

    /// Put frames into the queue of an uplink.
    void Load(uint32_t uplink, uint32_t frames)
    {
        for (uint32_t i = 0; i < frames; i++)
        {
            Frame* frame = FramePool::Get().Make();
            frame->kind = FrameKind::DATA;
            frame->size = 1000;
            frame->priority = 0;
            GetSwitch()->GetPorts()[m_group.ports[uplink]]->Enqueue(frame);
        }
    }

    /// Ask for the uplink of a packet of a flow.
    uint32_t Ask(uint32_t source)
    {
        Frame frame{};
        frame.kind = FrameKind::DATA;
        frame.src = source;
        frame.dst = 1;
        const Candidates candidates(m_group, GetSwitch()->GetPorts().data(), 1, 1);
        return GetSwitch()->GetLoadBalancer()->Select(frame, candidates);
    }

    /// Routing leaves only some of the uplinks.
    void Keep(uint32_t uplinks)
    {
        m_group.ports.resize(uplinks);
        GetSwitch()->GetLoadBalancer()->RoutesChanged();
    }

    Ptr<FabricSwitch> GetSwitch() const
    {
        return m_fabric.GetSwitch(0);
    }

  private:
    FabricContainer m_fabric;
    PortGroup m_group;
};

/**
 * @ingroup ai-fabric-tests
 * DRILL's memory: once it has met the only short queue it stays there; two choices without memory
 * meet it by chance only.
 */
class DrillTestCase : public TestCase
{
  public:
    DrillTestCase()
        : TestCase("DRILL remembers the shortest queue, two choices do not")
    {
    }

  private:
    /// How many of the last 1000 of 2000 packets take the only queue that is short.
    uint32_t Count(uint32_t draws, uint32_t memory)
    {
        FabricHelper helper;
        Leaf::Configure(helper);
        helper.SetLoadBalancer("ns3::aifabric::DrillLoadBalancer",
                               "Draws",
                               UintegerValue(draws),
                               "Memory",
                               UintegerValue(memory));
        Leaf leaf(helper);
        for (uint32_t uplink = 0; uplink < SPINES; uplink++)
        {
            leaf.Load(uplink, uplink == 5 ? 1 : 10);
        }
        uint32_t count = 0;
        for (uint32_t packet = 0; packet < 2000; packet++)
        {
            const uint32_t uplink = leaf.Ask(packet);
            count += packet >= 1000 && uplink == 5 ? 1 : 0;
        }
        Simulator::Destroy();
        return count;
    }

    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(Count(2, 1), 1000, "it stays at the queue that it has found");
        NS_TEST_EXPECT_MSG_EQ(Count(1, 3), 1000, "so it does with one draw");
        // Found by one of two draws out of 16: 1 - (15/16)^2, 121 of 1000, within 4 sigma (41).
        NS_TEST_EXPECT_MSG_EQ_TOL(Count(2, 0), 121, 41, "two choices find it by chance");
    }
};

/**
 * @ingroup ai-fabric-tests
 * What a strategy remembers of a group is void when routes change, be it at the same instant.
 */
class ChangedGroupTestCase : public TestCase
{
  public:
    ChangedGroupTestCase()
        : TestCase("Nothing is remembered of next hops that are gone")
    {
    }

  private:
    void DoRun() override
    {
        for (const std::string type : {"Adaptive", "Drill", "Jsq", "Letflow", "Spray", "Ofan"})
        {
            FabricHelper helper;
            Leaf::Configure(helper);
            helper.SetLoadBalancer("ns3::aifabric::" + type + "LoadBalancer");
            Leaf leaf(helper);
            leaf.Load(0, 100);
            leaf.Load(1, 100);
            for (uint32_t packet = 0; packet < 200; packet++)
            {
                leaf.Ask(packet);
            }
            leaf.Keep(2);
            for (uint32_t packet = 0; packet < 200; packet++)
            {
                NS_TEST_EXPECT_MSG_LT(leaf.Ask(packet), 2, type << " among the two that are left");
            }
            Simulator::Destroy();
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * LetFlow: a pause longer than the timeout begins a flowlet, a shorter one does not.
 */
class LetflowTestCase : public TestCase
{
  public:
    LetflowTestCase()
        : TestCase("LetFlow draws a port after a pause, and only then")
    {
    }

  private:
    /// Ports that a flow takes whose packets follow each other at a distance.
    std::vector<uint32_t> Follow(Time distance, uint32_t flow)
    {
        RngSeedManager::SetRun(flow); // another first port for each
        FabricHelper helper;
        Leaf::Configure(helper);
        helper.SetLoadBalancer("ns3::aifabric::LetflowLoadBalancer",
                               "Timeout",
                               TimeValue(MicroSeconds(50)));
        Leaf leaf(helper);
        std::vector<uint32_t> taken;
        for (uint32_t packet = 0; packet < 200; packet++)
        {
            Simulator::Schedule(distance * packet,
                                [&leaf, &taken, flow]() { taken.push_back(leaf.Ask(flow)); });
        }
        Simulator::Run();
        const auto balancer = DynamicCast<LetflowLoadBalancer>(leaf.GetSwitch()->GetLoadBalancer());
        m_flowlets = balancer->GetFlowlets();
        Simulator::Destroy();
        RngSeedManager::SetRun(1);
        return taken;
    }

    void DoRun() override
    {
        for (uint32_t flow = 1; flow <= 8; flow++)
        {
            const auto together = Follow(MicroSeconds(50), flow);
            NS_TEST_EXPECT_MSG_EQ(std::set<uint32_t>(together.begin(), together.end()).size(),
                                  1,
                                  "one flowlet, one port, whichever it is");
            NS_TEST_EXPECT_MSG_EQ(m_flowlets, 1, "one flowlet");
        }
        const auto apart = Follow(NanoSeconds(50001), 7);
        NS_TEST_EXPECT_MSG_EQ(m_flowlets, 200, "each packet is a flowlet");
        NS_TEST_EXPECT_MSG_EQ(std::set<uint32_t>(apart.begin(), apart.end()).size(),
                              SPINES,
                              "on all ports");
    }

    uint64_t m_flowlets{0};
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class LocalStrategyTestSuite : public TestSuite
{
  public:
    LocalStrategyTestSuite()
        : TestSuite("ai-fabric-local-strategy", TestSuite::Type::UNIT)
    {
        AddTestCase(new DrillTestCase);
        AddTestCase(new ChangedGroupTestCase);
        AddTestCase(new LetflowTestCase);
    }
};

/// Registers the suite.
LocalStrategyTestSuite g_localStrategyTestSuite;

} // namespace
