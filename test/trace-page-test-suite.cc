/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Trace sources are on their page, and each connects by the path named there.
 */

#include "fabric-test-scenario.h"
#include "results-test-helper.h"

#include "ns3/config.h"
#include "ns3/fabric-compat.h"
#include "ns3/host-load-balancer.h"
#include "ns3/simulator.h"
#include "ns3/switch-load-balancer.h"
#include "ns3/test.h"
#include "ns3/trace-reference.h"
#include "ns3/uinteger.h"
#include "ns3/workload-helper.h"

#include <map>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// @return all trace sources, by class
std::map<std::string, std::vector<TraceSource>>
ByType()
{
    std::map<std::string, std::vector<TraceSource>> types;
    for (const TraceSource& source : ListTraceSources())
    {
        types[source.type.GetName()].push_back(source);
    }
    return types;
}

/**
 * @ingroup ai-fabric-tests
 * The page is what the program prints.
 */
class TracePageTestCase : public TestCase
{
  public:
    TracePageTestCase()
        : TestCase("doc/traces.rst has all trace sources")
    {
    }

  private:
    void DoRun() override
    {
        SetDataDir(NS_TEST_SOURCEDIR);
        const std::string page =
            aifabric::tests::ReadBytes(CreateDataDirFilename("../doc/traces.rst"));
        NS_TEST_EXPECT_MSG_EQ((page == GetTraceReference()),
                              true,
                              "doc/traces.rst is old: ./aifabric list traces > doc/traces.rst");
        for (const TraceSource& source : ListTraceSources())
        {
            const std::string of = source.type.GetName() + "::" + source.name;
            NS_TEST_EXPECT_MSG_NE(page.find("``" + source.name + "``"), std::string::npos, of);
            const bool isFault = source.type.GetName() == "ns3::aifabric::FaultInjector";
            NS_TEST_EXPECT_MSG_EQ(source.path.empty(), isFault, of << " is reached somehow");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Every path leads to its trace source, in a fabric that has such parts.
 */
class TracePathsTestCase : public TestCase
{
  public:
    TracePathsTestCase()
        : TestCase("Every path of doc/traces.rst connects with a sink of its signature")
    {
    }

  private:
    /// Choose a class for the part that it can be.
    static void Choose(FabricHelper& helper, TypeId type)
    {
        const std::string name = type.GetName();
        if (type.IsChildOf(SwitchLoadBalancer::GetTypeId()))
        {
            helper.SetLoadBalancer(name);
        }
        else if (type.IsChildOf(CongestionControl::GetTypeId()))
        {
            helper.SetCongestionControl(name);
        }
        else if (type.IsChildOf(HostLoadBalancer::GetTypeId()))
        {
            helper.SetHostLoadBalancer(name);
        }
        else if (type == HostLoadBalancer::GetTypeId())
        {
            helper.SetHostLoadBalancer("ns3::aifabric::HostSprayLoadBalancer");
        }
    }

    void Connect(const std::vector<TraceSource>& sources)
    {
        for (const TraceSource& source : sources)
        {
            const bool found =
                Config::ConnectWithoutContextFailSafe(source.path, source.makeSink(&m_calls));
            NS_TEST_EXPECT_MSG_EQ(found, true, source.path);
            m_connected += found ? 1 : 0;
        }
    }

    void DoRun() override
    {
        for (const auto& [name, sources] : ByType())
        {
            if (sources.front().path.empty())
            {
                continue;
            }
            FabricTestScenario::Reset(1);
            FabricHelper helper;
            helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                             "Leaves",
                             UintegerValue(2),
                             "Spines",
                             UintegerValue(2),
                             "Hosts",
                             UintegerValue(2));
            Choose(helper, sources.front().type);
            const FabricContainer fabric = helper.Install();
            const WorkloadHelper workload("ns3::aifabric::PermutationWorkload",
                                          "Bytes",
                                          UintegerValue(1 << 20));
            const ApplicationContainer applications = workload.Install(fabric);
            // By then there are queue pairs.
            Simulator::Schedule(MicroSeconds(2), [this, list = &sources]() { Connect(*list); });
            Simulator::Run();
            NS_TEST_EXPECT_MSG_EQ(WorkloadHelper::GetRun(applications)->IsComplete(), true, name);
            Simulator::Destroy();
        }
        NS_TEST_EXPECT_MSG_GT(m_connected, 30, "sources are found");
        NS_TEST_EXPECT_MSG_GT(m_calls, 1000, "and tell something");
    }

    uint64_t m_calls{0};
    uint64_t m_connected{0};
};

/**
 * @ingroup ai-fabric-tests
 * The suite of the page of trace sources.
 */
class TracePageTestSuite : public TestSuite
{
  public:
    TracePageTestSuite()
        : TestSuite("ai-fabric-trace-page", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new TracePageTestCase, Duration::QUICK);
        AddTestCase(new TracePathsTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const TracePageTestSuite g_tracePageTestSuite;

} // namespace
