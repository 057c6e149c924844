/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Every algorithm of every collective on fabrics of several switches: it completes, and not before
 * the ideal bound.
 */

#include "workload-test-helper.h"

#include "ns3/collective-operations.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-helper.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/workload-helper.h"

#include <string>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::workload_test;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * No collective beats its bound.
 */
class CollectiveBoundTestCase : public TestCase
{
  public:
    CollectiveBoundTestCase()
        : TestCase("Collectives complete, and none beats the ideal bound")
    {
    }

  private:
    static void Configure(FabricHelper& helper, bool hasServers)
    {
        if (hasServers)
        {
            helper.SetLayout("ns3::aifabric::RailFabric",
                             "Servers",
                             UintegerValue(3),
                             "Gpus",
                             UintegerValue(2),
                             "Spines",
                             UintegerValue(2));
            return;
        }
        helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                         "Leaves",
                         UintegerValue(3),
                         "Spines",
                         UintegerValue(2),
                         "Hosts",
                         UintegerValue(2));
    }

    void Try(const ObjectFactory& workload, bool hasServers, const std::string& what)
    {
        FabricHelper helper;
        Configure(helper, hasServers);
        helper.SetAdmission("ns3::aifabric::PerPortAdmission",
                            "BufferPerPort",
                            UintegerValue(1 << 30));
        const FabricContainer container = helper.Install();
        const auto run = WorkloadHelper::GetRun(WorkloadHelper(workload).Install(container));
        const double bound = WorkloadHelper::GetIdealTime(container, run->GetGraph());
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(run->IsComplete(), true, what << " completes");
        const double cct = static_cast<double>(run->GetLastEnd() - run->GetFirstStart()) / 1e3;
        NS_TEST_EXPECT_MSG_GT(cct / bound, 0.999999, what << " does not beat the bound");
        Simulator::Destroy();
        m_tried++;
    }

    void DoRun() override
    {
        for (const auto& [operation, family] : ListCollectiveOperations())
        {
            for (const ComponentInfo& algorithm : family->List())
            {
                for (const bool hasServers : {false, true})
                {
                    for (const char* chunk : {"0", "10000"})
                    {
                        const bool isCut = operation != "barrier";
                        if (!isCut && chunk[0] != '0')
                        {
                            continue;
                        }
                        ObjectFactory workload;
                        workload.SetTypeId(FindWorkload(operation));
                        workload.Set("Algorithm", StringValue(algorithm.alias));
                        workload.Set("Bytes", StringValue("60001"));
                        workload.Set("PerServer", StringValue("2"));
                        workload.Set("Chunk", StringValue(chunk));
                        workload.Set("Channels", StringValue(isCut ? "2" : "1"));
                        Try(workload,
                            hasServers,
                            operation + " " + algorithm.alias + ", chunk " + chunk);
                    }
                }
            }
        }
        NS_TEST_EXPECT_MSG_GT(m_tried, 100, "all of them");
    }

    /// @return the workload of an operation
    static TypeId FindWorkload(const std::string& operation)
    {
        return ComponentFamily("workload", "Workload", {CollectiveWorkload::GetTypeId()})
            .Find(operation)
            .type;
    }

    unsigned m_tried{0};
};

/**
 * @ingroup ai-fabric-tests
 * The suite of bounds of collectives.
 */
class CollectiveBoundTestSuite : public TestSuite
{
  public:
    CollectiveBoundTestSuite()
        : TestSuite("ai-fabric-collective-bound", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new CollectiveBoundTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const CollectiveBoundTestSuite g_collectiveBoundTestSuite; ///< registers the suite

} // namespace
