/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Every strategy under every fault, and in fabrics that are broken from the start.
 */

#include "fault-run-test-helper.h"

#include "ns3/component-families.h"
#include "ns3/fabric-compat.h"
#include "ns3/result-digest.h"
#include "ns3/strategy-table.h"
#include "ns3/test.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::fault_test;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * A failure at time zero that is known at once leaves a fabric like one built without the links.
 */
class AbsenceTestCase : public TestCase
{
  public:
    AbsenceTestCase()
        : TestCase("Failed before the start is as good as never built, for every strategy")
    {
    }

  private:
    void DoRun() override
    {
        for (const ComponentInfo& lb : families::LoadBalancers().List())
        {
            ExperimentOptions options = Small("switch:names=spine3,convergence=0");
            options.lb = lb.alias;
            options.record = "flows";
            options.workload = "permutation:bytes=256KiB";
            options.fabric = "leaf-spine:leaves=4,spines=4,hosts=4";
            const FaultRun dead = Execute(options);
            options.fault = "";
            options.fabric = "leaf-spine:leaves=4,spines=3,hosts=4";
            const FaultRun absent = Execute(options);
            NS_TEST_EXPECT_MSG_EQ(dead.record.drops.value(),
                                  absent.record.drops.value(),
                                  lb.alias << ": nothing is lost by it");
            NS_TEST_EXPECT_MSG_EQ(dead.record.cctNs.value(),
                                  absent.record.cctNs.value(),
                                  lb.alias << ": the same to the picosecond");
            NS_TEST_EXPECT_MSG_EQ(dead.record.maxFabricQueueBytes.value(),
                                  absent.record.maxFabricQueueBytes.value(),
                                  lb.alias << ": queues");
            bool equal = dead.details.flows.size() == absent.details.flows.size();
            for (size_t i = 0; equal && i < dead.details.flows.size(); i++)
            {
                equal = dead.details.flows[i].endNs == absent.details.flows[i].endNs;
            }
            NS_TEST_EXPECT_MSG_EQ(equal, true, lb.alias << ": every flow");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Every strategy completes with every kind of fault; equal bits under both drivers.
 */
class EveryStrategyTestCase : public TestCase
{
  public:
    /**
     * @param stride 1: every fault for every strategy; more: one in so many pairs of them
     */
    explicit EveryStrategyTestCase(uint64_t stride)
        : TestCase("Every strategy bears every fault, with equal bits under both drivers, 1 in " +
                   std::to_string(stride)),
          m_stride(stride)
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<std::string> faults{
            "link:fraction=0.08,convergence=0",
            "link:fraction=0.15,time=5us,duration=20us,detection=1us,convergence=8us",
            "port:count=3,time=3us,detection=1us,convergence=6us",
            "switch:names=core1/agg2,time=5us,convergence=12us",
            "flap:count=3,down=2us,up=4us,detection=500ns,convergence=3us,duration=100us",
            "grey:count=4,loss=0.02",
            "slow:count=4,delay=2us,time=5us,duration=5us+degrade:count=4,rate=50Gbps,time=5us,"
            "duration=10us"};
        for (const ComponentInfo& lb : families::LoadBalancers().List())
        {
            if (GetStrategyNeeds(lb).Has(NEED_TWO_TIERS))
            {
                continue; // faults here strike fat-trees
            }
            for (const std::string& fault : faults)
            {
                // Drawn by name, so that another strategy does not change the choice for the rest.
                ResultDigest name;
                name.Add(lb.alias);
                name.Add(fault);
                if (name.Get() % m_stride != 0)
                {
                    continue;
                }
                ExperimentOptions options = Small(fault);
                options.lb = lb.alias;
                options.workload = "permutation:bytes=256KiB";
                const FaultRun native = Execute(options);
                const std::string what = lb.alias + ", " + fault;
                NS_TEST_EXPECT_MSG_EQ(native.record.status,
                                      "ok",
                                      what << ": " << native.record.error);
                NS_TEST_EXPECT_MSG_EQ(native.conserved, true, what << ": conservation");
                if (name.Get() / m_stride % 5 == 0)
                {
                    options.engine = "pump";
                    NS_TEST_EXPECT_MSG_EQ(Execute(options).record.resultDigest,
                                          native.record.resultDigest,
                                          what << ": pump");
                }
            }
        }
    }

    uint64_t m_stride;
};

/**
 * @ingroup ai-fabric-tests
 * The setting of arXiv:2507.21372: 1 % of the links of a fabric of 128 hosts, known at once, every
 * flow at the feasible rate.
 */
class PaperTestCase : public TestCase
{
  public:
    PaperTestCase()
        : TestCase("1 % of links fail, every strategy completes at the feasible rate")
    {
    }

  private:
    void DoRun() override
    {
        for (const ComponentInfo& lb : families::LoadBalancers().List())
        {
            if (GetStrategyNeeds(lb).Has(NEED_TWO_TIERS))
            {
                continue; // faults here strike fat-trees
            }
            for (uint64_t number = 1; number <= 3; number++)
            {
                ExperimentOptions options = Small("link:fraction=0.01,convergence=0");
                options.fabric = "fat-tree:k=8";
                options.recovery = "sack";
                options.cc = "fixed-rate:feasible=true";
                options.lb = lb.alias;
                options.run = number;
                const FaultRun run = Execute(options);
                const std::string what = lb.alias + ", run " + std::to_string(number);
                NS_TEST_EXPECT_MSG_EQ(run.record.status, "ok", what << ": " << run.record.error);
                NS_TEST_EXPECT_MSG_EQ(run.conserved, true, what << ": conservation");
            }
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class FaultStrategyTestSuite : public TestSuite
{
  public:
    FaultStrategyTestSuite()
        : TestSuite("ai-fabric-fault-strategy", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new AbsenceTestCase, Duration::QUICK);
        AddTestCase(new EveryStrategyTestCase(4), Duration::QUICK);
        AddTestCase(new EveryStrategyTestCase(1), Duration::EXTENSIVE);
        AddTestCase(new PaperTestCase, Duration::EXTENSIVE);
    }
};

const FaultStrategyTestSuite g_faultStrategyTestSuite; ///< the instance that registers the suite

} // namespace
