/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Mistakes of programs that call things in a wrong order, or at a wrong time.
 */

#include "small-fabric-test-helper.h"

#include "ns3/config.h"
#include "ns3/fabric-compat.h"
#include "ns3/fault-helper.h"
#include "ns3/node-container.h"
#include "ns3/own-run.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using ns3::aifabric::tests::Refusal;
using ns3::aifabric::tests::SmallFabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Parts of a fabric that are taken apart while it is in use.
 */
class DisposeTestCase : public TestCase
{
  public:
    DisposeTestCase()
        : TestCase("Dispose() of a part of a fabric in use is refused, and harms nothing")
    {
    }

  private:
    void DoRun() override
    {
        using Action = std::function<void(const FabricContainer&)>;
        const std::vector<std::pair<std::string, Action>> actions{
            {"port 0 of node 1", [](const FabricContainer& f) { f.GetNic(1)->Dispose(); }},
            {"port 0 of node 2", [](const FabricContainer& f) { f.GetDevice(2, 0)->Dispose(); }},
            {"port 0 of node 7", [](const FabricContainer& f) { f.GetSwitch(3)->Dispose(); }},
            {"", [](const FabricContainer& f) { f.GetHosts().Get(3)->Dispose(); }},
            {"", [](const FabricContainer& f) { f.GetSwitches().Get(0)->Dispose(); }}};
        for (const auto& [part, action] : actions)
        {
            const SmallFabric small;
            std::string problem;
            const auto dispose = [&, act = action]() {
                problem = Refusal([&]() { act(small.fabric); });
            };
            dispose();
            NS_TEST_EXPECT_MSG_NE(problem.find("Simulator::Destroy()"),
                                  std::string::npos,
                                  "before the run: " << problem);
            problem.clear();
            Simulator::Schedule(MicroSeconds(3), dispose);
            Simulator::Run();
            NS_TEST_EXPECT_MSG_NE(problem.find("Dispose() of " + part), std::string::npos, problem);
            NS_TEST_EXPECT_MSG_EQ(WorkloadHelper::GetRun(small.applications)->IsComplete(),
                                  true,
                                  "the run goes on: " << part);
            NS_TEST_EXPECT_MSG_EQ(small.fabric.CheckAccounts(), "", "nothing is lost");
            Simulator::Destroy();
        }
        CreateObject<RoceNic>()->Dispose();
        CreateObject<FabricNetDevice>()->Dispose();
        CreateObject<FabricSwitch>()->Dispose(); // of what belongs to no fabric, nobody minds
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Calls that come too early, too late, or out of an event.
 */
class CallOrderTestCase : public TestCase
{
  public:
    CallOrderTestCase()
        : TestCase("Calls at a wrong time are refused, and what is let go of lives on")
    {
    }

  private:
    void Expect(const std::function<void()>& action, const std::string& part)
    {
        const std::string problem = Refusal(action);
        NS_TEST_EXPECT_MSG_NE(problem.find(part), std::string::npos, part << " in " << problem);
    }

    void CheckUnbuilt()
    {
        const FabricContainer none;
        const WorkloadHelper workload("ns3::aifabric::PermutationWorkload");
        FaultHelper faults;
        faults.Add("link:time=1us,count=1");
        Expect([&]() { none.CheckAccounts(); }, "it is not built");
        Expect([&]() { none.GetHostDevices(); }, "it is not built");
        Expect([&]() { none.GetName(0); }, "it is not built");
        Expect([&]() { none.GetMaxQueue(true); }, "it is not built");
        Expect([&]() { workload.Install(none); }, "it is not built");
        Expect([&]() { faults.Install(none); }, "it is not built");
        Expect([&]() { FabricHelper::AssignIpv4Addresses(none); }, "it is not built");
        Expect([&]() { faults.Add(Ptr<const Fault>()); }, "is given no fault");
        FabricHelper helper;
        const ObjectFactory empty;
        Expect([&]() { helper.SetLayout(empty); }, "a factory that makes nothing");
        Expect([&]() { helper.SetLoadBalancer(empty); }, "a factory that makes nothing");
        Expect([&]() { helper.SetHostLoadBalancer(empty); }, "a factory that makes nothing");
        Expect([&]() { helper.SetAdmission(empty); }, "a factory that makes nothing");
        Expect([&]() { WorkloadHelper{empty}; }, "a factory that makes nothing");
    }

    void CheckNodes()
    {
        const SmallFabric small;
        const auto install = [](const NodeContainer& nodes) {
            return [&nodes]() {
                FabricHelper helper;
                helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                                 "Leaves",
                                 UintegerValue(2),
                                 "Spines",
                                 UintegerValue(2),
                                 "Hosts",
                                 UintegerValue(2));
                helper.Install(nodes);
            };
        };
        Expect(install(small.fabric.GetHosts()), "host 0 is a host of a fabric already");
        NodeContainer twice(3);
        twice.Add(twice.Get(1));
        Expect(install(twice), "host 3 is given twice");
        NodeContainer none(3);
        none.Add(Ptr<Node>());
        Expect(install(none), "host 3 is none");
        Simulator::Destroy();
    }

    void CheckAttributes()
    {
        const SmallFabric small;
        const auto set = [](const std::string& path, const AttributeValue& value) {
            return [path, &value]() { Config::Set("/NodeList/*/$ns3::aifabric::" + path, value); };
        };
        Expect(set("RoceNic/Mtu", UintegerValue(1024)), "after FabricHelper::Install()");
        Expect(
            set("RoceNic/CongestionControl", StringValue("ns3::aifabric::DcqcnCongestionControl")),
            "attribute CongestionControl of ns3::aifabric::RoceNic");
        Expect(set("FabricSwitch/ForwardingLatency", TimeValue(Time(1))), "ForwardingLatency");
        Expect(set("FabricSwitch/Pfc/LosslessClasses", UintegerValue(8)), "LosslessClasses");
        const Ptr<FabricChannel> link = small.fabric.GetChannel(0);
        Expect([&]() { link->SetAttribute("Delay", TimeValue(Seconds(1))); }, "before it is");
        Expect([&]() { small.fabric.GetDevice(0, 0)->SetDataRate(DataRate(0)); }, "a rate of 0");
        const Ptr<FabricNetDevice> port = small.fabric.GetDevice(0, 0);
        Expect([&]() { link->Connect(port, small.fabric.GetDevice(1, 0)); }, "two devices once");
        const std::string again =
            small.fabric.GetNic(0)->Start({port}, 0, small.fabric.GetRoutes());
        NS_TEST_EXPECT_MSG_EQ(again, "the NIC of host 0 has started already", "a second time");
        Expect([&]() { small.fabric.GetTopology()->SetLinkUp(99, false); }, "there is no link 99");
        NS_TEST_EXPECT_MSG_EQ(Refusal(set("RoceNic/AckClass", UintegerValue(5))),
                              "",
                              "at any time");
        Simulator::Destroy();
    }

    void CheckEvents()
    {
        const auto at = [](const std::function<void()>& action) {
            return [action]() {
                const SmallFabric small;
                Simulator::Schedule(MicroSeconds(1), action);
                Simulator::Run();
            };
        };
        Expect(at(&Simulator::Destroy), "Simulator::Stop() ends the run");
        Simulator::Destroy();
        Expect(at(&Simulator::Run), "Simulator::Run() was called by an event");
        Simulator::Destroy();
        Expect(at([]() { SmallFabric(); }), "a fabric is installed before Simulator::Run()");
        Simulator::Destroy();
    }

    void CheckLives()
    {
        // Faults happen although nobody keeps what makes them happen.
        const SmallFabric small;
        FaultHelper faults;
        faults.Add("link:time=2us,names=host0-leaf0");
        faults.Install(small.fabric);
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(small.fabric.GetDevice(0, 0)->IsUp(), false, "it was cut");
        Simulator::Destroy();
        const WorkloadHelper workload("ns3::aifabric::PermutationWorkload");
        Expect([&]() { workload.Install(small.fabric); }, "has taken this fabric apart");
        Expect([&]() { faults.Install(small.fabric); }, "has taken this fabric apart");
        Expect([&]() { small.fabric.GetNic(0)->PostWrite(1, 1, 0); }, "nothing can be sent");
        // Two fabrics are one simulation, whose frames are those of both.
        const SmallFabric one;
        const SmallFabric two;
        Simulator::Stop(MicroSeconds(2));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_GT(one.fabric.CountFrames(), 0, "under way");
        NS_TEST_EXPECT_MSG_EQ(one.fabric.CheckAccounts(), "", "of one");
        NS_TEST_EXPECT_MSG_EQ(two.fabric.CheckAccounts(), "", "and the other");
        OwnRun run(one.fabric);
        run.AddJob(one.applications, "one");
        Expect([&]() { run.Fill(); }, "this simulation has 2 fabrics");
        Simulator::Destroy();
    }

    void DoRun() override
    {
        CheckUnbuilt();
        CheckNodes();
        CheckAttributes();
        CheckEvents();
        CheckLives();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class OwnOrderTestSuite : public TestSuite
{
  public:
    OwnOrderTestSuite()
        : TestSuite("ai-fabric-own-order", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new DisposeTestCase, Duration::QUICK);
        AddTestCase(new CallOrderTestCase, Duration::QUICK);
    }
};

const OwnOrderTestSuite g_ownOrderTestSuite; ///< registers the suite

} // namespace
