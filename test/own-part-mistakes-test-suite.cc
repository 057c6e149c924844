/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * A part that does what it must not is refused in a line that names the method and what is allowed.
 */

#include "own-parts.h"
#include "run-with.h"

#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <limits>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// A type of the tests, registered when it is first asked for, with the number of its mistake.
#define MISTAKEN_TYPE(name, base)                                                                  \
  public:                                                                                          \
    static TypeId GetTypeId()                                                                      \
    {                                                                                              \
        static TypeId tid = TypeId(#name).SetParent<base>().AddConstructor<name>().AddAttribute(   \
            "Mistake",                                                                             \
            "Which",                                                                               \
            UintegerValue(0),                                                                      \
            MakeUintegerAccessor(&name::m_mistake),                                                \
            MakeUintegerChecker<uint32_t>());                                                      \
        return tid;                                                                                \
    }                                                                                              \
                                                                                                   \
  private:                                                                                         \
    uint32_t m_mistake{0};

/// Says nothing of what it needs.
class SilentLoadBalancer : public SwitchLoadBalancer
{
    MISTAKEN_TYPE(SilentLoadBalancer, SwitchLoadBalancer)

    uint32_t DoSelect(const Frame&, const Candidates&) override
    {
        return 0;
    }
};

/// Wants ACKs (1), paths (2) or marks (3); cuts messages wrong (4).
class WantingLoadBalancer : public HostLoadBalancer
{
    MISTAKEN_TYPE(WantingLoadBalancer, HostLoadBalancer)

    void DoSelect(Frame&) override
    {
    }

    void DoSplit(uint32_t, uint64_t bytes, std::vector<MessagePiece>& pieces) override
    {
        if (m_mistake == 4)
        {
            pieces.push_back({bytes - 1, 0, Route()});
        }
    }

    NetworkNeeds DoGetNeeds() const override
    {
        return m_mistake == 1   ? NetworkNeeds(NEED_EACH_ACK)
               : m_mistake == 3 ? NetworkNeeds(NEED_ECN)
                                : NetworkNeeds();
    }
};

/// Rates that are none.
class OddCongestionControl : public CongestionControl
{
    MISTAKEN_TYPE(OddCongestionControl, CongestionControl)

    void DoStart() override
    {
        SetRate(m_mistake == 1 ? -1 : std::numeric_limits<double>::quiet_NaN());
    }
};

/// Sends what was not posted (1), or has no receiver (2).
class OddLossRecovery : public own_parts::StopAndWaitLossRecovery
{
    MISTAKEN_TYPE(OddLossRecovery, LossRecovery)

    std::unique_ptr<PacketTracker> MakeTracker(uint32_t mtu) const override
    {
        return m_mistake == 2 ? nullptr : StopAndWaitLossRecovery::MakeTracker(mtu);
    }

    NextPacket DoNext() override
    {
        NextPacket next;
        next.sequence = m_mistake == 1 ? GetLimit() : 0;
        return next;
    }
};

/// Tasks that cannot be.
class OddWorkload : public Workload
{
    MISTAKEN_TYPE(OddWorkload, Workload)

    std::string CheckConfig(uint32_t) const override
    {
        return {};
    }

    uint64_t CountTasks(uint32_t) const override
    {
        return 2;
    }

    void DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom&) const override
    {
        if (m_mistake != 1)
        {
            graph.AddCollective("odd");
        }
        const auto first = graph.AddMessage(0, m_mistake == 2 ? 0 : 1, 4096);
        const auto then = graph.AddMessage(1, 0, m_mistake == 3 ? uint64_t{1} << 32 : 4096);
        graph.AddDependency(first, m_mistake == 4 ? 7 : then);
        switch (m_mistake)
        {
        case 5:
            graph.AddDependency(then, first);
            break;
        case 6:
            graph.AddDependency(first, graph.AddComputation(2, 1));
            break;
        case 7:
            graph.AddMessage(hosts, 0, 4096);
            break;
        case 8:
            graph.AddMessage(0, hosts + 3, 4096);
            break;
        default:
            break;
        }
    }
};

/// Two leaves, two hosts at each, and a spine.
class OddFabric : public FabricLayout
{
    MISTAKEN_TYPE(OddFabric, FabricLayout)

    std::string DoCheck() const override
    {
        return "";
    }

    uint64_t DoCountHosts() const override
    {
        return m_mistake == 1 ? 5 : 4;
    }

    uint64_t DoCountLinks() const override
    {
        return 6;
    }

    Ptr<FabricTopology> DoBuild(DataRate rate, uint64_t delay) const override
    {
        if (m_mistake == 2)
        {
            return nullptr;
        }
        auto topology = Create<FabricTopology>();
        topology->AddHosts(4);
        const uint32_t left = topology->AddSwitch(1, FabricTopology::NONE, "leaf");
        const uint32_t right = topology->AddSwitch(1, FabricTopology::NONE, "leaf");
        const uint32_t spine =
            topology->AddSwitch(2, FabricTopology::NONE, m_mistake == 3 ? "all" : "spine");
        const uint64_t bits = rate.GetBitRate();
        for (uint32_t host = 0; host < (m_mistake == 9 ? 3 : 4); host++)
        {
            topology->AddLink(host, host < 2 ? left : right, bits, delay);
        }
        topology->AddLink(left, spine, bits, delay);
        switch (m_mistake)
        {
        case 4:
            topology->AddHosts(1);
            break;
        case 5:
            topology->AddLink(right, spine + 1, bits, delay);
            break;
        case 6:
            topology->AddLink(right, 0, bits, delay);
            break;
        case 7:
            return topology; // the right half is alone
        case 8:
            topology->SetNextHops(left, 1, {{3, 1}});
            break;
        default:
            break;
        }
        topology->AddLink(right, spine, bits, delay);
        return topology;
    }
};

/// Impairments that are none.
class OddFault : public Fault
{
    MISTAKEN_TYPE(OddFault, Fault)

    uint64_t DoDrawLength(bool, FabricRandom&) const override
    {
        return m_mistake == 4 ? 0 : 1000;
    }

    void DoImpair(LinkImpairment& direction, bool struck) const override
    {
        if (m_mistake == 1)
        {
            direction.AddLoss(1.5);
        }
        if (m_mistake == 2 && !struck)
        {
            direction.RemoveRate(1000);
        }
        if (m_mistake == 3)
        {
            direction.AddRate(0);
        }
    }

    std::string DoGetEventName(bool struck) const override
    {
        return struck ? "odd" : "even";
    }
};

/**
 * @ingroup ai-fabric-tests
 * One mistake after the other.
 */
class PartMistakesTestCase : public TestCase
{
  public:
    PartMistakesTestCase()
        : TestCase("What a part does wrong is refused with the method that does it")
    {
    }

  private:
    /// Run a small experiment; what it is refused with.
    static std::string Run(const OptionTexts& texts)
    {
        OptionTexts all{{"fabric", "leaf-spine:leaves=2,spines=2,hosts=2"},
                        {"workload", "permutation:bytes=8KiB"},
                        {"lb", "ecmp"}};
        all.insert(all.end(), texts.begin(), texts.end());
        std::string problem;
        try
        {
            RunWith(all);
        }
        catch (const ConfigError& error)
        {
            problem = error.what();
        }
        Simulator::Destroy();
        return problem;
    }

    void Expect(const OptionTexts& texts, const std::vector<std::string>& parts)
    {
        const std::string problem = Run(texts);
        for (const std::string& part : parts)
        {
            NS_TEST_EXPECT_MSG_NE(problem.find(part),
                                  std::string::npos,
                                  texts.back().second << ": " << part << " in '" << problem << "'");
        }
        if (parts.empty())
        {
            NS_TEST_EXPECT_MSG_EQ(problem, "", texts.back().second);
        }
    }

    void Strategies()
    {
        const std::string order = "its DoGetNeeds() returns needs without NEED_REORDERING";
        Expect({{"recovery", "go-back-n"}, {"lb", "silent"}}, {"Silent", order});
        const std::string problem = Run({{"recovery", "go-back-n"}, {"lb", "spray"}});
        NS_TEST_EXPECT_MSG_EQ((problem.find("DoGetNeeds") == std::string::npos && !problem.empty()),
                              true,
                              "of the module's, users change nothing: " << problem);
        Expect({{"lb", "wanting"}}, {});
        Expect({{"ack-interval", "4"}, {"lb", "wanting:mistake=1"}},
               {"leave NEED_EACH_ACK out of what its DoGetNeeds() returns"});
        Expect({{"switch", "generic:ecn=false"}, {"lb", "wanting:mistake=3"}},
               {"leave NEED_ECN out"});
        Expect({{"lb", "wanting:mistake=4"}},
               {"DoSplit() of WantingLoadBalancer cut a message of 8192 bytes into 1 pieces of "
                "8191 bytes",
                "add up to the message"});
    }

    void Transport()
    {
        Expect({{"cc", "odd:mistake=1"}}, {"OddCongestionControl calls SetRate(-1", "above 0"});
        Expect({{"cc", "odd:mistake=2"}}, {"OddCongestionControl calls SetRate(nan)"});
        Expect({{"recovery", "odd:mistake=1"}},
               {"OddLossRecovery: DoNext() returned packet 2", "DoHasWork() returns false"});
        Expect({{"recovery", "odd:mistake=2"}},
               {"MakeTracker() of OddLossRecovery returned nothing"});
    }

    void Workloads()
    {
        Expect({{"workload", "odd"}}, {});
        Expect({{"workload", "odd:mistake=1"}},
               {"AddMessage(0, 1, 4096)", "AddCollective() comes"});
        Expect({{"workload", "odd:mistake=2"}}, {"AddMessage(0, 0, 4096)", "does not send to its"});
        Expect({{"workload", "odd:mistake=3"}}, {"AddMessage(1, 0, 4294967296)", "below 4 GiB"});
        Expect({{"workload", "odd:mistake=4"}}, {"AddDependency(0, 7)", "there are 2 tasks"});
        Expect({{"workload", "odd:mistake=5"}}, {"in DoBuild() of the workload", "in a cycle"});
        Expect({{"workload", "odd:mistake=6"}},
               {"AddDependency(0, 2)", "starts on host 2, where task 0 does not end"});
        for (const char* mistake : {"odd:mistake=7", "odd:mistake=8"})
        {
            Expect({{"workload", mistake}},
                   {"DoBuild() of OddWorkload makes task 2 for host ", "there are 4 hosts"});
        }
    }

    void Fabrics()
    {
        Expect({{"fabric", "odd"}}, {});
        Expect({{"fabric", "odd:mistake=1"}}, {"makes 4 hosts, and DoCountHosts() returns 5"});
        Expect({{"fabric", "odd:mistake=2"}}, {"DoBuild() of OddFabric returns nothing"});
        Expect({{"fabric", "odd:mistake=3"}}, {"AddSwitch() in DoBuild()", "'all'"});
        Expect({{"fabric", "odd:mistake=4"}},
               {"AddHosts(1) in DoBuild()", "it comes once, before"});
        Expect({{"fabric", "odd:mistake=5"}}, {"AddLink(5, 7, ...)", "the 4 hosts", "3 switches"});
        Expect({{"fabric", "odd:mistake=6"}}, {"AddLink(5, 0, ...)", "the upper one is a switch"});
        Expect({{"fabric", "odd:mistake=7"}},
               {"no way leads from 'host0' to 'host2'", "DoBuild() of OddFabric joins all hosts"});
        Expect({{"fabric", "odd:mistake=8"}}, {"SetNextHops(4, ...)", "has no port 3"});
        Expect({{"fabric", "odd:mistake=9"}}, {"'host3' has no link"});
    }

    void DoRun() override
    {
        SilentLoadBalancer::GetTypeId();
        WantingLoadBalancer::GetTypeId();
        OddCongestionControl::GetTypeId();
        OddLossRecovery::GetTypeId();
        OddWorkload::GetTypeId();
        OddFabric::GetTypeId();
        OddFault::GetTypeId();
        Strategies();
        Transport();
        Workloads();
        Fabrics();
        const auto fault = [](uint32_t mistake) -> OptionTexts {
            return {{"fault", "odd:fraction=1,mistake=" + std::to_string(mistake)}};
        };
        Expect(fault(0), {});
        Expect(fault(1), {"AddLoss(1.5", "in DoImpair() of a fault", "0 to 1"});
        Expect(fault(2), {"RemoveRate(1000) in DoImpair()", "what AddRate() has added"});
        Expect(fault(3), {"AddRate(0) in DoImpair()", "a rate is positive"});
        Expect(fault(4), {"DoDrawLength() of OddFault returned 0"});
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class OwnPartMistakesTestSuite : public TestSuite
{
  public:
    OwnPartMistakesTestSuite()
        : TestSuite("ai-fabric-own-part-mistakes", TestSuite::Type::UNIT)
    {
        AddTestCase(new PartMistakesTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const OwnPartMistakesTestSuite g_ownPartMistakesTestSuite; ///< registers the suite

} // namespace
