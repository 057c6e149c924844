/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Accounts balance at every moment: frames, buffers, ingresses and pauses, whatever happens to
 * links and whatever is lost.
 */

#include "fabric-test-scenario.h"

#include "ns3/config-error.h"
#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-program.h"
#include "ns3/fault-helper.h"
#include "ns3/frame-pool.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// What is run.
struct Case
{
    std::string what;                                ///< for people
    std::string model;                               ///< --switch
    std::string lb;                                  ///< --lb
    std::string fault;                               ///< --fault
    bool loses{false};                               ///< frames are to be lost for want of room
    std::string recovery{"sack:timeout-exponent=3"}; ///< --recovery
    std::string workload{"incast:fan-in=6,bytes=256KiB"}; ///< --workload
};

/// Holds the accounts of a fabric against each other while it runs.
class Auditor
{
  public:
    explicit Auditor(const FabricContainer& fabric)
        : m_fabric(fabric)
    {
        for (uint32_t i = 0; i < 400; i++)
        {
            // No multiple of anything else that happens.
            Simulator::Schedule(NanoSeconds(313) * i, &Auditor::Look, this);
        }
    }

    /// @return the first imbalance, and when it was seen
    const std::string& GetProblem() const
    {
        return m_problem;
    }

    /// @return how often a frame was seen that a strategy keeps
    uint64_t GetHeld() const
    {
        return m_held;
    }

    /// @return how often a class was seen paused
    uint32_t GetPauses() const
    {
        return m_pauses;
    }

  private:
    void Look()
    {
        const std::string problem = m_fabric.CheckAccounts();
        if (m_problem.empty() && !problem.empty())
        {
            m_problem = std::to_string(Simulator::Now().GetNanoSeconds()) + " ns: " + problem;
        }
        for (uint32_t i = 0; i < m_fabric.GetSwitches().GetN(); i++)
        {
            m_held += m_fabric.GetSwitch(i)->GetLoadBalancer()->GetHeld();
        }
        for (uint32_t host = 0; host < m_fabric.GetHosts().GetN(); host++)
        {
            m_pauses += m_fabric.GetDevice(host, 0)->GetPausedMask() ? 1 : 0;
        }
    }

    const FabricContainer& m_fabric;
    std::string m_problem;
    uint32_t m_pauses{0};
    uint64_t m_held{0};
};

/// Bytes charged to buffers and ingresses of all switches.
uint64_t
CountCharged(const FabricContainer& fabric)
{
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < fabric.GetSwitches().GetN(); i++)
    {
        const auto fabricSwitch = fabric.GetSwitch(i);
        bytes += fabricSwitch->GetAdmission()->GetUsed();
        for (uint16_t port = 0; port < fabricSwitch->GetPorts().size(); port++)
        {
            bytes += fabricSwitch->GetPfc()->IsLossless(3)
                         ? fabricSwitch->GetPfc()->GetIngressBytes(port, 3)
                         : 0;
        }
    }
    return bytes;
}

/// Ports whose peer keeps them paused.
uint32_t
CountPaused(const FabricContainer& fabric)
{
    uint32_t count = 0;
    for (const auto& link : fabric.GetTopology()->GetLinks())
    {
        count += fabric.GetDevice(link.lower, link.lowerPort)->GetPausedMask() ? 1 : 0;
        count += fabric.GetDevice(link.upper, link.upperPort)->GetPausedMask() ? 1 : 0;
    }
    return count;
}

/**
 * @ingroup ai-fabric-tests
 * One small run per case, looked at from time to time and at its end.
 */
class RunsTestCase : public TestCase
{
  public:
    RunsTestCase(const std::string& name, const std::vector<Case>& cases)
        : TestCase(name),
          m_cases(cases)
    {
    }

  private:
    void DoRun() override
    {
        for (const Case& one : m_cases)
        {
            ExperimentOptions options;
            options.fabric = "leaf-spine:leaves=2,spines=2,hosts=4";
            options.workload = one.workload;
            options.recovery = one.recovery;
            options.switchModel = one.model;
            options.lb = one.lb;
            options.fault = one.fault;
            options.db = "none";
            FabricProgram::Prepare(options);
            Experiment experiment(options);
            experiment.Build();
            Auditor auditor(experiment.GetFabric());
            experiment.Run();
            RunDetails details;
            const RunRecord run = experiment.Collect(details);
            const FabricContainer& fabric = experiment.GetFabric();
            NS_TEST_EXPECT_MSG_EQ(auditor.GetProblem(), "", one.what);
            NS_TEST_EXPECT_MSG_EQ(fabric.CheckAccounts(), "", one.what << " at its end");
            NS_TEST_EXPECT_MSG_EQ(run.status, "ok", one.what << ": " << run.error);
            NS_TEST_EXPECT_MSG_EQ(CountCharged(fabric), 0, one.what << ": bytes at its end");
            NS_TEST_EXPECT_MSG_EQ(CountPaused(fabric), 0, one.what << ": paused at its end");
            const auto& ledger = FramePool::GetLedger();
            NS_TEST_EXPECT_MSG_EQ(ledger.made,
                                  ledger.delivered + ledger.GetDropped(),
                                  one.what << ": frames");
            const bool lossless = one.model.find("lossless") != std::string::npos;
            const bool paused = auditor.GetPauses() > 0;
            const bool held = auditor.GetHeld() > 0;
            NS_TEST_EXPECT_MSG_EQ(held, (one.lb.find("reply") != std::string::npos), one.what);
            const bool lost = run.losslessDrops.value_or(0) > 0;
            NS_TEST_EXPECT_MSG_EQ(paused, lossless, one.what << ": pauses");
            NS_TEST_EXPECT_MSG_EQ(lost, (one.loses && lossless), one.what << ": lossless frames");
            Simulator::Destroy();
        }
    }

    std::vector<Case> m_cases;
};

const std::string LOSSLESS = "generic:lossless=true,buffer-per-port=10MB,kmax=90KB,xoff=100KB,"
                             "xon=90KB"; ///< pauses early

RunsTestCase*
MakeLosses()
{
    return new RunsTestCase(
        "Accounts balance when there is no room",
        {{"a buffer that refuses lossless frames",
          "generic:lossless=true,buffer-per-port=50KB,ecn=false,xoff=80KB,xon=70KB",
          "ecmp",
          "",
          true},
         {"a headroom that is too small",
          "generic:lossless=true,buffer-per-port=10MB,ecn=false,xoff=80KB,xon=70KB,headroom=5KB",
          "spray",
          "",
          true},
         {"nothing lost", LOSSLESS, "spray", "", false},
         {"private buffers", "generic:buffer-per-port=50KB", "spray", "", true},
         {"a shared buffer", "generic:shared-buffer=90KB,alpha=1", "ofan", "", true},
         {"in order",
          "generic:shared-buffer=90KB,alpha=1",
          "ecmp",
          "",
          true,
          "go-back-n:timeout-exponent=3"},
         {"losses that are known",
          "generic:lossless=true,shared-buffer=90KB,ecn=false,xoff=30KB,xon=20KB",
          "ecmp",
          "",
          true,
          "oracle:timeout-exponent=3"}});
}

RunsTestCase*
MakeFaults()
{
    std::vector<Case> cases;
    for (const std::string fault : {
             "link:names=host5-leaf1,time=5us,duration=10us,detection=0s,convergence=0",
             "link:names=host5-leaf1,time=5us,duration=30us,detection=2us,convergence=20us",
             "link:names=leaf0-spine0,time=10us,duration=20us,detection=1us,convergence=5us",
             "link:names=spine0->leaf0,time=10us,duration=20us,detection=1us,silent=true",
             "port:names=leaf0->spine0/leaf1->spine1,time=8us,duration=20us,detection=1us",
             "switch:names=spine1,time=10us,duration=20us,detection=1us,convergence=5us",
             "flap:names=leaf1-spine0,time=5us,distribution=fixed,down=3us,up=4us,detection=1us,"
             "duration=100us",
             "flap:names=leaf1-spine0,time=5us,distribution=fixed,down=400ns,up=1us,duration=100us",
             "grey:select=all,tier=all,loss=0.01",
             "degrade:names=leaf0-spine0,rate=50Gbps,time=10us,duration=30us,convergence=0",
             "slow:names=leaf1-spine1,delay=3us,time=10us,duration=30us",
         })
    {
        for (const std::string& model : {std::string("generic:buffer-per-port=60KB"), LOSSLESS})
        {
            Case one{fault + " with " + model, model, "spray", fault};
            // What is added to the delay, or lost of pauses, is not in the headroom.
            one.loses = false;
            cases.push_back(one);
        }
    }
    return new RunsTestCase("Accounts balance when links fail and are repaired", cases);
}

RunsTestCase*
MakeStrategies()
{
    std::vector<Case> cases;
    for (const std::string lb :
         {"conga", "hula", "sglb", "conweave:reply=100ns,pause=1us", "ofan+mrc", "letflow"})
    {
        for (const std::string& model :
             {std::string("generic:buffer-per-port=60KB,kmin=10KB"), LOSSLESS})
        {
            cases.push_back({lb + " with " + model, model, lb, ""});
            if (lb.find("reply") != std::string::npos)
            {
                cases.back().workload = "all-to-all:bytes=128KiB";
            }
        }
    }
    return new RunsTestCase("Accounts balance with strategies that keep frames or send their own",
                            cases);
}

/**
 * @ingroup ai-fabric-tests
 * A port that was down forgets that it was paused: it is paused again when it comes up, before
 * what it sends exceeds the headroom.
 */
class RepairTestCase : public TestCase
{
  public:
    RepairTestCase()
        : TestCase("A peer is paused again when its link comes back")
    {
    }

  private:
    void DoRun() override
    {
        ExperimentOptions options;
        options.fabric = "leaf-spine:leaves=1,spines=1,hosts=9";
        options.workload = "incast:fan-in=8,bytes=1MB";
        options.switchModel = "generic:lossless=true,buffer-per-port=10MB,ecn=false";
        options.lb = "ecmp";
        options.recovery = "sack:timeout-exponent=3";
        // Down for less time than the switch needs to drain what it has of this host.
        options.fault = "link:names=host3-leaf0,time=40us,duration=5us,detection=0s,convergence=0";
        options.db = "none";
        FabricProgram::Prepare(options);
        Experiment experiment(options);
        experiment.Build();
        const auto host = experiment.GetFabric().GetDevice(3, 0);
        bool before = false;
        bool after = false;
        Simulator::Schedule(NanoSeconds(39900), [&]() { before = host->GetPausedMask() != 0; });
        // A propagation delay of 500 ns, and at most a frame in the way.
        Simulator::Schedule(NanoSeconds(45700), [&]() { after = host->GetPausedMask() != 0; });
        experiment.Run();
        RunDetails details;
        const RunRecord run = experiment.Collect(details);
        NS_TEST_EXPECT_MSG_EQ(before, true, "the host was paused");
        NS_TEST_EXPECT_MSG_EQ(after, true, "and is paused again");
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", run.error);
        NS_TEST_EXPECT_MSG_EQ(run.losslessDrops.value_or(0), 0, "nothing is lost for want of room");
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Packets of ns-3 share queues with the fabric's, and its accounts.
 */
class ForeignTestCase : public TestCase
{
  public:
    ForeignTestCase()
        : TestCase("Accounts balance with packets of other ns-3 models")
    {
    }

  private:
    void DoRun() override
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        scenario.UseOneSwitch(4);
        scenario.Helper().SetPfcAttribute("LosslessClasses", UintegerValue(8));
        scenario.Helper().SetPfcAttribute("Xoff", UintegerValue(60000));
        scenario.Helper().SetPfcAttribute("Xon", UintegerValue(50000));
        FabricContainer& fabric = scenario.Build();
        for (uint32_t i = 0; i < 3000; i++)
        {
            const uint32_t host = 1 + i % 3;
            Simulator::Schedule(NanoSeconds(10 * i), [&fabric, host]() {
                fabric.GetDevice(host, 0)->Send(Create<Packet>(1400),
                                                fabric.GetDevice(0, 0)->GetAddress(),
                                                0x0800);
            });
        }
        Auditor auditor(fabric);
        const auto outcome =
            scenario.Run({{1, 0, 200000, 0}, {2, 0, 200000, 0}, {3, 0, 200000, 0}});
        NS_TEST_EXPECT_MSG_EQ(auditor.GetProblem(), "", "while it runs");
        NS_TEST_EXPECT_MSG_EQ(fabric.CheckAccounts(), "", "at the end");
        NS_TEST_EXPECT_MSG_EQ(CountCharged(fabric), 0, "bytes at the end");
        NS_TEST_EXPECT_MSG_EQ(CountPaused(fabric), 0, "paused at the end");
        NS_TEST_EXPECT_MSG_EQ(outcome.received, 3, "messages");
        NS_TEST_EXPECT_MSG_GT(fabric.GetDevice(0, 0)->GetPeer()->GetCounters().frames,
                              1000,
                              "packets");
        scenario.Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class AccountsTestSuite : public TestSuite
{
  public:
    AccountsTestSuite()
        : TestSuite("ai-fabric-accounts", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(MakeLosses(), Duration::QUICK);
        AddTestCase(MakeFaults(), Duration::QUICK);
        AddTestCase(MakeStrategies(), Duration::QUICK);
        AddTestCase(new RepairTestCase, Duration::QUICK);
        AddTestCase(new ForeignTestCase, Duration::QUICK);
    }
};

const AccountsTestSuite g_accountsTestSuite; ///< registers the suite

} // namespace
