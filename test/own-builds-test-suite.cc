/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What workloads, layouts and faults of programs build and cannot be is refused in one line.
 */

#include "small-fabric-test-helper.h"

#include "ns3/fabric-compat.h"
#include "ns3/fabric-layout.h"
#include "ns3/fault-helper.h"
#include "ns3/fault.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <cmath>
#include <functional>
#include <string>

using namespace ns3;
using namespace ns3::aifabric;
using ns3::aifabric::tests::Refusal;
using ns3::aifabric::tests::SmallFabric;

namespace
{

/// A class that does what it is told to.
#define NONSENSE_TYPE(name, parent)                                                                \
    static TypeId GetTypeId()                                                                      \
    {                                                                                              \
        static TypeId tid = TypeId(#name).SetParent<parent>().AddConstructor<name>();              \
        return tid;                                                                                \
    }

/// Builds what it is told to.
class NonsenseWorkload : public Workload
{
  public:
    NONSENSE_TYPE(NonsenseWorkload, Workload)

    static inline std::function<void(TaskGraph&)> s_build;

  private:
    std::string CheckConfig(uint32_t) const override
    {
        return "";
    }

    uint64_t CountTasks(uint32_t) const override
    {
        return 2;
    }

    void DoBuild(TaskGraph& graph, uint32_t, FabricRandom&) const override
    {
        s_build(graph);
    }
};

/// Builds what it is told to, of two hosts.
class NonsenseLayout : public FabricLayout
{
  public:
    NONSENSE_TYPE(NonsenseLayout, FabricLayout)

    static inline std::function<void(FabricTopology&)> s_build;
    static inline uint64_t s_hosts{2}; ///< says DoCountHosts()

  private:
    std::string DoCheck() const override
    {
        return "";
    }

    uint64_t DoCountHosts() const override
    {
        return s_hosts;
    }

    uint64_t DoCountLinks() const override
    {
        return 2;
    }

    Ptr<FabricTopology> DoBuild(DataRate, uint64_t) const override
    {
        if (!s_build)
        {
            return nullptr;
        }
        const auto topology = Create<FabricTopology>();
        s_build(*topology);
        return topology;
    }
};

/// Does something to links.
class NonsenseFault : public Fault
{
  public:
    NONSENSE_TYPE(NonsenseFault, Fault)

    static inline std::function<void(LinkImpairment&)> s_impair;

  private:
    void DoImpair(LinkImpairment& direction, bool struck) const override
    {
        if (struck)
        {
            s_impair(direction);
        }
    }

    std::string DoGetEventName(bool) const override
    {
        return "nonsense";
    }
};

/**
 * @ingroup ai-fabric-tests
 * All of them.
 */
class BuildsTestCase : public TestCase
{
  public:
    BuildsTestCase()
        : TestCase("Tasks, links and faults that cannot be are refused")
    {
    }

  private:
    void Expect(const std::function<void()>& action, const std::string& part)
    {
        const std::string problem = Refusal(action);
        Simulator::Destroy();
        NS_TEST_EXPECT_MSG_NE(problem.find(part), std::string::npos, part << " in " << problem);
        NS_TEST_EXPECT_MSG_EQ(problem.find('\n'), std::string::npos, "one line: " << problem);
    }

    void CheckWorkloads()
    {
        const auto expect = [this](const std::function<void(TaskGraph&)>& build,
                                   const std::string& part) {
            NonsenseWorkload::s_build = build;
            Expect(
                []() {
                    const SmallFabric small;
                    WorkloadHelper("NonsenseWorkload").Install(small.fabric);
                },
                part);
        };
        const auto add = [](uint32_t src, uint32_t dst, uint64_t bytes) {
            return [=](TaskGraph& graph) {
                graph.AddCollective("a");
                graph.AddMessage(src, dst, bytes);
            };
        };
        expect([](TaskGraph&) {}, "DoBuild() of NonsenseWorkload has nothing to do");
        expect([](TaskGraph& graph) { graph.AddMessage(0, 1, 1); }, "AddCollective() comes first");
        expect(add(1, 1, 1),
               "AddMessage(1, 1, 1) in DoBuild() of the workload: a host does not send to itself");
        expect(add(0, 4, 1), "makes task 0 for host 4: its argument says that there are 4 hosts");
        expect(add(77, 0, 1), "makes task 0 for host 77");
        expect(add(0, 1, uint64_t{1} << 33), "an RDMA message is below 4 GiB");
        expect(
            [&](TaskGraph& graph) {
                add(0, 1, 1)(graph);
                graph.AddDependency(0, 0);
            },
            "in a cycle");
        expect(
            [&](TaskGraph& graph) {
                add(0, 1, 1)(graph);
                graph.AddDependency(0, 5);
            },
            "AddDependency(0, 5) in DoBuild() of the workload: there are 1 tasks by now");
        expect(
            [&](TaskGraph& graph) {
                graph.AddCollective("a");
                graph.AddComputation(0, UINT64_MAX);
            },
            "30 days are the most");
    }

    void CheckLayouts()
    {
        using Self = NonsenseLayout;
        const auto expect = [this](const std::function<void(FabricTopology&)>& build,
                                   const std::string& part) {
            Self::s_build = build;
            Expect(
                []() {
                    FabricHelper helper;
                    helper.SetLayout("NonsenseLayout");
                    helper.Install();
                },
                part);
        };
        constexpr uint64_t RATE = 400000000000;
        const auto link = [](uint32_t lower, uint32_t upper) {
            return [=](FabricTopology& topology) {
                topology.AddHosts(2);
                topology.AddSwitch(1, FabricTopology::NONE);
                topology.AddLink(0, 2, RATE, 1000);
                topology.AddLink(lower, upper, RATE, 1000);
            };
        };
        expect(nullptr, "DoBuild() of NonsenseLayout returns nothing");
        expect([](FabricTopology&) {}, "NonsenseLayout makes 0 hosts and 0 switches");
        expect(link(2, 2), "AddLink(2, 2, ...) in DoBuild() of the fabric");
        expect(link(1, 77), "the ends are two of the 2 hosts");
        expect(link(2, 1), "AddLink(2, 1, ...) in DoBuild() of the fabric");
        expect(link(0, 1), "the upper one is a switch");
        expect(link(0, 2), "'host1' has no link");
        expect(
            [](FabricTopology& topology) {
                topology.AddHosts(2);
                for (uint32_t i = 0; i < 2; i++)
                {
                    topology.AddLink(i, topology.AddSwitch(1, FabricTopology::NONE), RATE, 1000);
                }
            },
            "no way leads from 'host0' to 'host1'");
        expect(
            [&](FabricTopology& topology) {
                link(1, 2)(topology);
                topology.SetNextHops(2, 0, {{9, 1}});
            },
            "the switch has no port 9");
        Self::s_hosts = 5;
        expect(link(1, 2), "makes 2 hosts, and DoCountHosts() returns 5");
        Self::s_hosts = 2;
    }

    void CheckFaults()
    {
        const auto expect = [this](const std::function<void(LinkImpairment&)>& impair,
                                   const std::string& part) {
            NonsenseFault::s_impair = impair;
            Expect(
                []() {
                    const SmallFabric small;
                    const auto fault = CreateObject<NonsenseFault>();
                    fault->SetAttribute("Count", UintegerValue(1));
                    FaultHelper helper;
                    helper.Add(fault);
                    const auto injector = helper.Install(small.fabric);
                },
                part);
        };
        expect([](LinkImpairment& link) { link.AddLoss(-1); }, "a probability is 0 to 1");
        expect([](LinkImpairment& link) { link.AddLoss(NAN); }, "a probability is 0 to 1");
        expect([](LinkImpairment& link) { link.AddRate(0); }, "10 kbit/s at least");
        expect([](LinkImpairment& link) { link.AddDelay(UINT64_MAX); }, "at most a day");
        expect([](LinkImpairment& link) { link.RemoveLoss(0.5); }, "what AddLoss() has added");
        expect([](LinkImpairment& link) { link.RemoveDelay(5); }, "what AddDelay() has added");
    }

    void DoRun() override
    {
        // Known from now on, and not to other suites, which list what there is.
        NonsenseWorkload::GetTypeId();
        NonsenseLayout::GetTypeId();
        NonsenseFault::GetTypeId();
        CheckWorkloads();
        CheckLayouts();
        CheckFaults();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class OwnBuildsTestSuite : public TestSuite
{
  public:
    OwnBuildsTestSuite()
        : TestSuite("ai-fabric-own-builds", TestSuite::Type::UNIT)
    {
        AddTestCase(new BuildsTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const OwnBuildsTestSuite g_ownBuildsTestSuite; ///< registers the suite

} // namespace
