/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Mistakes in what a program brings along are refused in one line, before anything runs: layouts
 * whose ways lead nowhere, names that are taken, buffers that hold no packet.
 */

#include "run-with.h"

#include "ns3/component-description.h"
#include "ns3/config-error.h"
#include "ns3/config.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-helper.h"
#include "ns3/fabric-layout.h"
#include "ns3/own-results.h"
#include "ns3/simulator.h"
#include "ns3/sqlite-connection.h"
#include "ns3/string.h"
#include "ns3/switch-load-balancer.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"
#include "ns3/workload-helper.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// What an action is refused with; empty if it is not.
template <typename Error, typename T>
std::string
Refusal(T action)
{
    try
    {
        action();
    }
    catch (const Error& error)
    {
        return error.what();
    }
    return "";
}

/// Three switches in a triangle, a host at two of them, and next hops that are chosen.
class TriangleFabric : public FabricLayout
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("TriangleFabric")
                                .SetParent<FabricLayout>()
                                .AddConstructor<TriangleFabric>()
                                .AddAttribute("Mistake",
                                              "0 none, 1 a circle, 2 an end",
                                              UintegerValue(0),
                                              MakeUintegerAccessor(&TriangleFabric::m_mistake),
                                              MakeUintegerChecker<uint32_t>());
        return tid;
    }

  private:
    std::string DoCheck() const override
    {
        return "";
    }

    uint64_t DoCountHosts() const override
    {
        return 2;
    }

    uint64_t DoCountLinks() const override
    {
        return 5;
    }

    Ptr<FabricTopology> DoBuild(DataRate rate, uint64_t delay) const override
    {
        const auto topology = Create<FabricTopology>();
        topology->AddHosts(2);
        for (uint32_t i = 0; i < 3; i++)
        {
            topology->AddSwitch(1, FabricTopology::NONE);
        }
        const uint64_t bits = rate.GetBitRate();
        topology->AddLink(0, 2, bits, delay);
        topology->AddLink(1, 3, bits, delay);
        topology->AddLink(2, 4, bits, delay); // port 1 of both
        topology->AddLink(3, 4, bits, delay); // port 1 of 3, port 1 of 4
        topology->AddLink(2, 3, bits, delay); // port 2 of both
        const uint32_t edge = topology->GetHostEdge(1, 0);
        if (m_mistake == 1)
        {
            topology->SetNextHops(2, edge, {{1, 1}});
            topology->SetNextHops(4, edge, {{0, 1}});
        }
        if (m_mistake == 2)
        {
            topology->SetNextHops(2, edge, {{1, 1}});
            topology->SetNextHops(4, edge, {});
        }
        return topology;
    }

    uint32_t m_mistake;
};

/// Chooses what there is not.
class BeyondLoadBalancer : public SwitchLoadBalancer
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("BeyondLoadBalancer")
                                .SetParent<SwitchLoadBalancer>()
                                .AddConstructor<BeyondLoadBalancer>();
        return tid;
    }

  private:
    uint32_t DoSelect(const Frame&, const Candidates& candidates) override
    {
        return candidates.GetCount();
    }
};

/**
 * @ingroup ai-fabric-tests
 * What helpers and NICs are told.
 */
class CallMistakesTestCase : public TestCase
{
  public:
    CallMistakesTestCase()
        : TestCase("Names and values that helpers do not know and hosts that are not there")
    {
    }

  private:
    void Expect(const std::string& problem, const std::vector<std::string>& parts)
    {
        for (const std::string& part : parts)
        {
            NS_TEST_EXPECT_MSG_NE(problem.find(part), std::string::npos, part << " in " << problem);
        }
    }

    void DoRun() override
    {
        const auto refused = [](auto action) {
            return Refusal<ConfigError>([&]() {
                FabricHelper helper;
                action(helper);
            });
        };
        Expect(
            refused([](FabricHelper& h) { h.SetLoadBalancer("ns3::aifabric::OfanLoadBalancr"); }),
            {"there is no class 'ns3::aifabric::OfanLoadBalancr'",
             "did you mean 'ns3::aifabric::OfanLoadBalancer'"});
        Expect(
            refused([](FabricHelper& h) { h.SetLoadBalancer("ns3::aifabric::RepsLoadBalancer"); }),
            {"ns3::aifabric::RepsLoadBalancer is no ns3::aifabric::SwitchLoadBalancer"});
        Expect(refused([](FabricHelper& h) { h.SetLossRecovery("ns3::aifabric::LossRecovery"); }),
               {"ns3::aifabric::LossRecovery is no", "that can be made"});
        Expect(refused([](FabricHelper& h) {
                   h.SetLayout("ns3::aifabric::FatTreeFabric", "Q", UintegerValue(4));
               }),
               {"ns3::aifabric::FatTreeFabric has no attribute 'Q'"});
        Expect(refused([](FabricHelper& h) {
                   h.SetLayout("ns3::aifabric::FatTreeFabric", "K", StringValue("four"));
               }),
               {"attribute K of ns3::aifabric::FatTreeFabric: ", "four"});
        Expect(refused([](FabricHelper& h) { h.SetNicAttribute("Mtuu", UintegerValue(1024)); }),
               {"did you mean 'Mtu'"});
        Expect(refused([](FabricHelper& h) { h.SetPfcAttribute("Xoff", StringValue("much")); }),
               {"attribute Xoff of ns3::aifabric::PfcController"});
        Expect(refused([](FabricHelper&) { WorkloadHelper("ns3::aifabric::ShiftWorkloa"); }),
               {"did you mean 'ns3::aifabric::ShiftWorkload'"});
        Simulator::Destroy();

        // Known from now on, and not to other suites, which list what there is.
        BeyondLoadBalancer::GetTypeId();
        FabricHelper helper;
        helper.SetLayout("ns3::aifabric::LeafSpineFabric", "Leaves", UintegerValue(2));
        helper.SetLoadBalancer("BeyondLoadBalancer");
        const FabricContainer fabric = helper.Install();
        const uint32_t hosts = fabric.GetHosts().GetN();
        const auto post = [&](uint32_t dst, uint64_t bytes) {
            return Refusal<ConfigError>([&]() { fabric.GetNic(0)->PostWrite(dst, bytes, 0); });
        };
        Expect(post(0, 1), {"host 0 posts 1 bytes to host 0", "does not send to itself"});
        Expect(post(hosts, 1), {"there are " + std::to_string(hosts) + " hosts"});
        Expect(post(1, uint64_t{1} << 32), {"below 4 GiB"});
        NS_TEST_EXPECT_MSG_EQ(post(hosts - 1, 1), "", "a host that is there");
        Expect(Refusal<ConfigError>([&]() { fabric.GetNic(0)->GetWaitingClasses(1); }),
               {"host 0 has 1 ports: there is no plane 1"});
        Expect(Refusal<ConfigError>([&]() { fabric.GetNic(hosts); }), {"there is no host"});
        Expect(Refusal<ConfigError>([]() { WorkloadHelper::GetRun(ApplicationContainer()); }),
               {"not what WorkloadHelper::Install() returned"});
        const auto alone = CreateObject<RoceNic>();
        Expect(Refusal<ConfigError>([&]() { alone->SetService(0, {5}); }), {"has not started"});
        Expect(Refusal<ConfigError>([&]() { alone->PostWrite(1, 1, 0); }), {"has not started"});
        NS_TEST_EXPECT_MSG_NE(alone->Start({}, 0, nullptr), "", "without ports");
        Expect(Refusal<ConfigError>([]() { Simulator::Run(); }),
               {"BeyondLoadBalancer chose candidate ", "DoSelect() must return an index below"});
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Layouts.
 */
class LayoutMistakesTestCase : public TestCase
{
  public:
    LayoutMistakesTestCase()
        : TestCase("Next hops of a layout that lead in a circle or nowhere are refused")
    {
    }

  private:
    static std::string Build(uint32_t mistake)
    {
        const std::string problem = Refusal<ConfigError>([mistake]() {
            FabricHelper helper;
            helper.SetLayout("TriangleFabric", "Mistake", UintegerValue(mistake));
            helper.SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
            helper.Install();
        });
        Simulator::Destroy();
        return problem;
    }

    void DoRun() override
    {
        TriangleFabric::GetTypeId();
        NS_TEST_EXPECT_MSG_EQ(Build(0), "", "sound");
        const std::string remedy =
            ": DoBuild() of TriangleFabric joins all hosts by its AddLink(), "
            "and says ways, if it does, by SetNextHops()";
        NS_TEST_EXPECT_MSG_EQ(Build(1),
                              "next hops towards 'switch1' lead in a circle through 'switch0'" +
                                  remedy,
                              "a circle");
        NS_TEST_EXPECT_MSG_EQ(Build(2), "no way leads from 'host0' to 'host1'" + remedy, "an end");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Names.
 */
class NameMistakesTestCase : public TestCase
{
  public:
    NameMistakesTestCase()
        : TestCase("Names of options and results that are taken or mean something else are refused")
    {
    }

  private:
    static std::string Results(const std::vector<std::string>& names)
    {
        return Refusal<ResultsError>([&]() {
            std::vector<SchemaColumn> columns;
            for (const std::string& name : names)
            {
                columns.push_back({name, "REAL", "ns", "a test"});
            }
            const RegisterRunColumns registered(columns);
        });
    }

    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(Results({"one", "two"}), "", "two columns");
        NS_TEST_EXPECT_MSG_EQ(Results({"one", "one"}), "column 'one' is given twice", "twice");
        NS_TEST_EXPECT_MSG_EQ(Results({"order"}),
                              "column 'order': that is a word of SQL; take another",
                              "SQL");
        NS_TEST_EXPECT_MSG_EQ(Results({"drops"}), "there is a column 'drops' already", "ours");
        using Option = ExperimentOption;
        const auto make = [](const std::string& name) {
            return Option(name,
                          Option::Part::IDENTITY,
                          Option::Form::NUMBER,
                          Option::Own{"3"},
                          "A test");
        };
        NS_TEST_EXPECT_MSG_EQ(Refusal<ConfigError>([&]() {
                                  const RegisterExperimentOptions twice{make("one"), make("one")};
                              }),
                              "there is an option 'one' already",
                              "twice");
        NS_TEST_EXPECT_MSG_EQ((Option::Find("one") == nullptr), true, "and nothing is left of it");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Switches.
 */
class SwitchMistakesTestCase : public TestCase
{
  public:
    SwitchMistakesTestCase()
        : TestCase(
              "Buffers below a packet with its records, and stages that are there, are refused")
    {
    }

  private:
    static std::string Run(const std::string& model)
    {
        const std::string problem = Refusal<ConfigError>([&]() {
            RunWith({{"fabric", "leaf-spine:leaves=2,spines=2,hosts=2"},
                     {"switch", model},
                     {"workload", "permutation:bytes=8KiB"}});
        });
        Simulator::Destroy();
        return problem;
    }

    void DoRun() override
    {
        // A first packet has 4174 bytes, and 12 records of 8.
        NS_TEST_EXPECT_MSG_EQ(Run("generic:buffer-per-port=4174"), "", "a packet");
        NS_TEST_EXPECT_MSG_NE(Run("generic:buffer-per-port=4173").find("smaller than a frame"),
                              std::string::npos,
                              "less than a packet");
        const std::string records = "generic:stages=telemetry,buffer-per-port=";
        NS_TEST_EXPECT_MSG_EQ(Run(records + "4294"), "", "with records");
        NS_TEST_EXPECT_MSG_NE(Run(records + "4293").find("(4294 bytes)"),
                              std::string::npos,
                              "without room for them");
        NS_TEST_EXPECT_MSG_NE(Run("generic:stages=red-marker").find("marking is in every switch"),
                              std::string::npos,
                              "a second marker");
        NS_TEST_EXPECT_MSG_NE(Run("generic:lossless-classes=3+4").find("3+4"),
                              std::string::npos,
                              "no list");
        for (const char* list : {"4/3", "3/3/4", ""})
        {
            NS_TEST_EXPECT_MSG_NE(Run(std::string("generic:lossless-classes=") + list), "", list);
        }
        for (const char* list : {"telemetry/telemetry", "/", "telemetry//"})
        {
            NS_TEST_EXPECT_MSG_NE(Run(std::string("generic:stages=") + list).find("each once"),
                                  std::string::npos,
                                  list);
        }
        NS_TEST_EXPECT_MSG_NE(
            Run("generic:trim=true+spine=generic:lossless=true,lossless-classes=7").find("trimmed"),
            std::string::npos,
            "trimmed packets in a class that another tier protects");
        NS_TEST_EXPECT_MSG_NE(Run("generic:lossless-classes=8").find("0 to 7, joined by /"),
                              std::string::npos,
                              "no class");
        NS_TEST_EXPECT_MSG_NE(
            Run("generic:lossless=true,lossless-classes=4/7,trim=true").find("trim-class=7"),
            std::string::npos,
            "trimmed packets in a lossless class");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class OwnMistakesTestSuite : public TestSuite
{
  public:
    OwnMistakesTestSuite()
        : TestSuite("ai-fabric-own-mistakes", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new CallMistakesTestCase, Duration::QUICK);
        AddTestCase(new LayoutMistakesTestCase, Duration::QUICK);
        AddTestCase(new NameMistakesTestCase, Duration::QUICK);
        AddTestCase(new SwitchMistakesTestCase, Duration::QUICK);
    }
};

const OwnMistakesTestSuite g_ownMistakesTestSuite; ///< registers the suite

} // namespace
