/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Queue pairs and responders that are idle give way to records, and nothing else changes.
 */

#include "run-with.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-helper.h"
#include "ns3/object-ptr-container.h"
#include "ns3/own-results.h"
#include "ns3/roce-nic.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// Posts a message to one peer after the other, several times around, and notes when each ended.
class TurnsClient : public MessageListener
{
  public:
    /**
     * @param nic the NIC that posts
     * @param hosts hosts of the fabric
     * @param left messages to post
     */
    TurnsClient(Ptr<RoceNic> nic, uint32_t hosts, uint32_t left)
        : m_nic(nic),
          m_hosts(hosts),
          m_left(left)
    {
    }

    /// Post the next message, if there is one left.
    void Post()
    {
        if (m_left > 0)
        {
            m_left--;
            m_step = m_step % (m_hosts - 1) + 1;
            m_nic->PostWrite((m_nic->GetHost() + m_step) % m_hosts, 3 * 4096 + 1, m_left);
        }
    }

    void MessageSent(const MessageInfo&) override
    {
        ends.push_back(m_nic->GetDomain().Now());
        Post();
    }

    void MessageReceived(const MessageInfo&) override
    {
        ends.push_back(m_nic->GetDomain().Now());
    }

    void MessageFailed(const MessageInfo&) override
    {
        ends.push_back(0);
    }

    std::vector<uint64_t> ends; ///< times at which messages were acknowledged or came, ps

  private:
    Ptr<RoceNic> m_nic;
    uint32_t m_hosts;
    uint32_t m_left;
    uint32_t m_step{0};
};

/**
 * @ingroup ai-fabric-tests
 * Messages in turn to all peers: few objects, and the same times to the picosecond.
 */
class TurnsTestCase : public TestCase
{
  public:
    /** @param recovery name of a loss recovery */
    explicit TurnsTestCase(const std::string& recovery)
        : TestCase("Idle queue pairs are parked, with the same results: " + recovery),
          m_recovery(recovery)
    {
    }

  private:
    static constexpr uint32_t LEAVES = 4;
    static constexpr uint32_t HOSTS = 32;
    static constexpr uint32_t ROUNDS = 4;
    /// One in use, those that rest, and one that could not be parked when it was its turn.
    static constexpr size_t MOST_OBJECTS = 8;

    /// The congestion controls of a NIC, by the numbers of their queue pairs, and not held.
    using Controls = std::map<std::size_t, const Object*>;

    static Controls List(Ptr<RoceNic> nic)
    {
        ObjectPtrContainerValue list;
        nic->GetAttribute("CongestionControlList", list);
        Controls controls;
        for (auto entry = list.Begin(); entry != list.End(); ++entry)
        {
            controls[entry->first] = PeekPointer(entry->second);
        }
        return controls;
    }

    /// Look at the congestion controls of all NICs, some of whose queue pairs are parked.
    void Reach(const FabricContainer& fabric)
    {
        size_t all = 0;
        for (uint32_t host = 0; host < HOSTS; host++)
        {
            const auto nic = fabric.GetNic(host);
            const auto live = nic->GetPairs().CountLive();
            m_reached.push_back(List(nic));
            NS_TEST_EXPECT_MSG_EQ(m_reached.back().size(), nic->CountQueuePairs(), "each has one");
            NS_TEST_EXPECT_MSG_GT(m_reached.back().size(), live, "also what is parked");
            all += m_reached.back().size();
        }
        const std::string path = "/NodeList/*/$ns3::aifabric::RoceNic/CongestionControlList/*";
        NS_TEST_EXPECT_MSG_EQ(Config::LookupMatches(path).GetN(), all, "by their path");
    }

    /// @return all times, host by host
    std::vector<std::vector<uint64_t>> Execute(bool parks, bool reaches = false)
    {
        FabricHelper helper;
        helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                         "Leaves",
                         UintegerValue(LEAVES),
                         "Spines",
                         UintegerValue(4),
                         "Hosts",
                         UintegerValue(HOSTS / LEAVES));
        // Go-back-n bears no other strategy.
        helper.SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
        helper.SetNicAttribute("ParkIdle", BooleanValue(parks));
        helper.SetLossRecovery(m_recovery);
        const FabricContainer fabric = helper.Install();
        std::vector<std::unique_ptr<TurnsClient>> clients;
        for (uint32_t host = 0; host < HOSTS; host++)
        {
            const auto nic = fabric.GetNic(host);
            clients.push_back(std::make_unique<TurnsClient>(nic, HOSTS, ROUNDS * (HOSTS - 1)));
            nic->SetListener(clients.back().get());
        }
        for (const auto& client : clients)
        {
            client->Post();
        }
        if (reaches)
        {
            Simulator::Schedule(MicroSeconds(30), [this, &fabric]() { Reach(fabric); });
        }
        Simulator::Run();
        std::vector<std::vector<uint64_t>> times;
        for (uint32_t host = 0; host < HOSTS; host++)
        {
            const auto nic = fabric.GetNic(host);
            times.push_back(clients[host]->ends);
            NS_TEST_EXPECT_MSG_EQ(times.back().size(), 2 * ROUNDS * (HOSTS - 1), "all messages");
            NS_TEST_EXPECT_MSG_EQ(nic->CountQueuePairs(), HOSTS - 1, "one to each peer");
            if (reaches)
            {
                const Controls controls = List(nic);
                for (const auto& [number, control] : m_reached[host])
                {
                    NS_TEST_EXPECT_MSG_EQ(controls.at(number), control, "it keeps its own");
                }
                continue;
            }
            const size_t pairs = nic->GetPairs().GetObjects().size();
            const size_t responders = nic->GetResponders().GetObjects().size();
            NS_TEST_EXPECT_MSG_EQ((pairs <= MOST_OBJECTS), parks, pairs << " queue pairs");
            NS_TEST_EXPECT_MSG_EQ((responders <= 2 * MOST_OBJECTS), parks, responders << " others");
            NS_TEST_EXPECT_MSG_EQ((nic->GetPairs().CountLive() <= 5), parks, "of them alive");
        }
        NS_TEST_EXPECT_MSG_EQ(fabric.CheckAccounts(), "", "accounts");
        Simulator::Destroy();
        return times;
    }

    void DoRun() override
    {
        const auto parked = Execute(true);
        NS_TEST_EXPECT_MSG_EQ((parked == Execute(false)), true, "the same times");
        NS_TEST_EXPECT_MSG_EQ((parked == Execute(true, true)), true, "whoever looks");
        m_reached.clear();
    }

    std::string m_recovery;
    std::vector<Controls> m_reached; ///< by host
};

/**
 * @ingroup ai-fabric-tests
 * Whatever happens to queue pairs before, while and after they are parked.
 */
class TroubleTestCase : public TestCase
{
  public:
    TroubleTestCase()
        : TestCase("Parking changes no bit of runs with losses and trims and faults and planes")
    {
    }

  private:
    /// @return the record of a run; objects: queue pairs that were ever made at host 0
    static RunRecord Execute(const OptionTexts& texts, bool parks, size_t& objects)
    {
        Config::SetDefault("ns3::aifabric::RoceNic::ParkIdle", BooleanValue(parks));
        ExperimentOptions options;
        options.db = "none";
        options.stop = "200ms";
        for (const auto& [name, value] : texts)
        {
            options.Set(name, value);
        }
        const RegisterResults results{
            {{"pairs_made", "INTEGER", "", "queue pairs"},
             [&objects](const FabricContainer& fabric, const RunRecord&) -> ResultValue {
                 objects = fabric.GetNic(0)->GetPairs().GetObjects().size();
                 return uint64_t{objects};
             }}};
        FabricProgram::Prepare(options);
        const RunRecord run = Experiment(options).Execute();
        Config::SetDefault("ns3::aifabric::RoceNic::ParkIdle", BooleanValue(true));
        return run;
    }

    void DoRun() override
    {
        const std::string turns = "all-to-all:bytes=8KiB,concurrent=3+all-to-all:bytes=20KB,"
                                  "concurrent=3+all-to-all:bytes=12KB,concurrent=3";
        const OptionTexts leaves{{"fabric", "leaf-spine:leaves=4,spines=4,hosts=8"},
                                 {"workload", turns}};
        const std::string trims = "generic:buffer-per-port=40KB,trim=true";
        const std::string drops = "generic:buffer-per-port=20KB";
        const std::vector<OptionTexts> all{
            {{"lb", "ecmp"}, {"recovery", "go-back-n"}, {"switch", trims}},
            {{"lb", "spray"}, {"recovery", "sack"}, {"switch", trims}},
            {{"lb", "spray"}, {"recovery", "oracle"}, {"switch", trims}},
            {{"lb", "spray"}, {"recovery", "rateless"}, {"switch", trims}},
            {{"lb", "ecmp"}, {"recovery", "go-back-n"}, {"switch", drops}},
            {{"lb", "host-spray"}, {"recovery", "sack"}, {"switch", drops}},
            {{"lb", "spray"}, {"recovery", "oracle"}, {"switch", drops}},
            {{"lb", "spray"}, {"recovery", "rateless"}, {"switch", drops}},
            {{"lb", "ecmp"}, {"cc", "dcqcn"}, {"ack-interval", "4"}},
            {{"lb", "reps"}, {"fault", "grey:loss=0.01,tier=all,count=6,time=0us"}},
            {{"lb", "ofan"}, {"fault", "flap:tier=all,count=3,up=9us,down=9us,time=1us"}},
            {{"lb", "host-spray"},
             {"fabric", "multi-plane:planes=2,leaves=4,spines=2,hosts=4"},
             {"fault", "flap:tier=all,count=3,up=9us,down=9us,time=1us"}},
            {{"lb", "ecmp"},
             {"fabric", "multi-plane:planes=2,leaves=4,spines=2,hosts=4"},
             {"switch", trims},
             {"domains", "3"}},
        };
        for (const OptionTexts& more : all)
        {
            OptionTexts texts = leaves;
            std::string what;
            for (const auto& [name, value] : more)
            {
                texts.emplace_back(name, value);
                what += name + "=" + value + " ";
            }
            size_t parked = 0;
            size_t kept = 0;
            const RunRecord run = Execute(texts, true, parked);
            NS_TEST_EXPECT_MSG_EQ(run.resultDigest, Execute(texts, false, kept).resultDigest, what);
            NS_TEST_EXPECT_MSG_LT(parked, kept, "some were parked: " << what);
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of parking.
 */
class ParkingTestSuite : public TestSuite
{
  public:
    ParkingTestSuite()
        : TestSuite("ai-fabric-parking", TestSuite::Type::UNIT)
    {
        for (const char* recovery : {"GoBackN", "Sack", "Oracle", "Rateless"})
        {
            AddTestCase(
                new TurnsTestCase("ns3::aifabric::" + std::string(recovery) + "LossRecovery"),
                TestDurationOf<TestCase>::QUICK);
        }
        AddTestCase(new TroubleTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

/// Registers the suite.
const ParkingTestSuite g_parkingTestSuite;

} // namespace
