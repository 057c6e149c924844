/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * How messages are carried: traffic class, DSCP and queue pairs of a client.
 */

#include "port-bench.h"
#include "run-with.h"

#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/frame-codec.h"
#include "ns3/service-levels.h"
#include "ns3/test.h"

#include <map>
#include <set>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint8_t AUTO = MessageService::AUTO;

/// What an action is refused with; empty if it is not.
template <typename T>
std::string
Refusal(T action)
{
    try
    {
        action();
    }
    catch (const ConfigError& error)
    {
        return error.what();
    }
    return "";
}

/**
 * @ingroup ai-fabric-tests
 * Levels by themselves.
 */
class LevelsTestCase : public TestCase
{
  public:
    LevelsTestCase()
        : TestCase("Levels are shared by equal services and taken in turn by peer")
    {
    }

  private:
    void DoRun() override
    {
        ServiceLevels levels;
        levels.Start(3, 8);
        levels.Set(1, {AUTO, AUTO, 1});
        levels.Set(2, {3, AUTO, 3});
        levels.Set(3, {5, 40, 1});
        levels.Set(4, {5, AUTO, 1});
        levels.Set(5, {AUTO, AUTO, 2});
        std::string turns;
        for (const uint32_t dst : {7, 7, 9, 7, 7, 9})
        {
            turns += std::to_string(levels.Pick(2, dst));
        }
        NS_TEST_EXPECT_MSG_EQ(turns, "010201", "three in turn for 7 and for 9");
        NS_TEST_EXPECT_MSG_EQ(+levels.Pick(1, 7), 0, "nothing said");
        NS_TEST_EXPECT_MSG_EQ(+levels.Pick(99, 7), 0, "not known");
        NS_TEST_EXPECT_MSG_EQ(+levels.Pick(3, 7), 3, "a level of its own");
        NS_TEST_EXPECT_MSG_EQ(+levels.Pick(4, 7), 4, "another DSCP is another level");
        levels.Pick(5, 7);
        NS_TEST_EXPECT_MSG_EQ(+levels.Pick(5, 7), 1, "shares that of client 2");
        NS_TEST_EXPECT_MSG_EQ(+levels.Get(3).dscp, 40, "DSCP");
        NS_TEST_EXPECT_MSG_EQ(+levels.Get(2).priority, 3, "class");
        NS_TEST_EXPECT_MSG_EQ(+levels.GetClass(4), 5, "class of a client");
        NS_TEST_EXPECT_MSG_EQ(+levels.GetClasses(), (1 << 3 | 1 << 5), "classes of all");
        const std::vector<std::pair<MessageService, std::string>> wrong{
            {{8, AUTO, 1}, "the class of a client is 0 to 7, not 8"},
            {{3, 64, 1}, "the DSCP of a client is 0 to 63, not 64"},
            {{3, AUTO, 0}, "the number of queue pairs of a client is 1 to 64, not 0"},
            {{3, AUTO, 65}, "the number of queue pairs of a client is 1 to 64, not 65"},
            {{0, AUTO, 4}, "queue pair numbers tell 8 sets"},
        };
        for (const auto& [service, text] : wrong)
        {
            const std::string problem = Refusal([&]() { levels.Set(6, service); });
            NS_TEST_EXPECT_MSG_EQ(problem.substr(0, text.size()), text, problem);
        }
    }
};

/// Hears of nothing.
class Deaf : public MessageListener
{
  public:
    void MessageSent(const MessageInfo&) override
    {
    }

    void MessageReceived(const MessageInfo&) override
    {
    }

    void MessageFailed(const MessageInfo&) override
    {
    }
};

/**
 * @ingroup ai-fabric-tests
 * What leaves a host.
 */
class OneHostTestCase : public TestCase
{
  public:
    OneHostTestCase()
        : TestCase("Packets have class and DSCP of their client; pauses hold back their class")
    {
    }

  private:
    void DoRun() override
    {
        PortBench bench;
        bench.BuildOneSwitch(3);
        const auto nic = bench.Fabric().GetNic(0);
        Deaf deaf;
        for (const uint16_t client : {1, 2})
        {
            nic->AddClient(&deaf, client);
        }
        nic->SetService(1, {5, 10, 2});
        nic->SetService(2, {0, AUTO, 1});
        NS_TEST_EXPECT_MSG_EQ(
            Refusal([&]() { nic->SetService(3, {}); }),
            "this NIC has no client 3 whose messages could be carried: add it first",
            "no such client");
        const auto& log = bench.Watch(bench.HostPort(0));
        const auto& pauses = bench.Watch(bench.SwitchPort(0));
        for (uint64_t i = 0; i < 4; i++)
        {
            nic->PostWrite(1, 1, 20 * 4096, i);
        }
        nic->PostWrite(2, 1, 80 * 4096, 0);
        nic->PostWrite(2, 80 * 4096, 0);
        PortBench::At(4000000, [&]() { bench.SwitchPort(0)->SendPause(1 << 5, 1000); });
        bench.Run();
        std::map<uint8_t, std::set<uint32_t>> pairs;
        std::map<uint8_t, uint32_t> packets;
        const uint64_t begin =
            PortBench::Only(pauses, FrameKind::PFC)[0].time + PortBench::PAUSE_WAY;
        const uint64_t end = begin + 1000 * 64 * PortBench::PS;
        std::map<uint8_t, uint32_t> within;
        for (const auto& sent : PortBench::Only(log, FrameKind::DATA))
        {
            const Frame& frame = sent.what;
            pairs[frame.priority].insert(frame.srcQp);
            packets[frame.priority]++;
            within[frame.priority] += sent.time > begin && sent.time < end ? 1 : 0;
            const std::vector<uint8_t> bytes = FrameCodec::Encode(frame);
            const uint8_t dscp = frame.priority == 5 ? 10 : frame.priority == 3 ? 26 : 0;
            NS_TEST_EXPECT_MSG_EQ((bytes[15] >> 2), +dscp, "of class " << +frame.priority);
            Frame back{};
            FrameCodec::Decode(bytes.data(), bytes.size(), back);
            NS_TEST_EXPECT_MSG_EQ(+FrameCodec::GetDscp(back), +dscp, "read again");
        }
        NS_TEST_EXPECT_MSG_EQ(pairs[5].size(), 2, "two queue pairs to host 1");
        NS_TEST_EXPECT_MSG_EQ(pairs[0].size(), 1, "one beside them");
        NS_TEST_EXPECT_MSG_EQ(pairs[3].size(), 1, "and one to host 2");
        NS_TEST_EXPECT_MSG_EQ(packets[0] + packets[3] + packets[5], 240, "packets");
        NS_TEST_EXPECT_MSG_EQ(within[5], 0, "paused");
        NS_TEST_EXPECT_MSG_GT_OR_EQ(within[0] + within[3], 14, "15.3 times in 1.28 us");
        NS_TEST_EXPECT_MSG_EQ(bench.Fabric().CheckAccounts(), "", "accounts");
        bench.Destroy();
    }
};

/// Times of the jobs of a run, us.
std::vector<double>
Times(const RunRecord& run)
{
    std::vector<double> times;
    for (const JobRecord& job : run.jobs)
    {
        times.push_back(job.cctNs.value_or(0) / 1e3);
    }
    return times;
}

/**
 * @ingroup ai-fabric-tests
 * Jobs beside each other.
 */
class JobsTestCase : public TestCase
{
  public:
    JobsTestCase()
        : TestCase("Classes share a NIC by turns and a switch by priority; PFC by class")
    {
    }

  private:
    static constexpr double WIRE = 4178 * 8 / 400.0 / 1e3; ///< of a packet, us

    void DoRun() override
    {
        const std::string one = "leaf-spine:leaves=1,spines=1,hosts=6";
        // Three peers of one class have half of the link beside one of another, and three quarters
        // beside one of their own. The short job has 256 packets.
        const std::string many = "pair:src=0,dst=1,bytes=4MiB+pair:src=0,dst=2,bytes=4MiB+"
                                 "pair:src=0,dst=3,bytes=4MiB+pair:src=0,dst=4,bytes=1MiB";
        const auto same = Times(RunWith({{"fabric", one}, {"workload", many}}));
        const auto apart = Times(RunWith({{"fabric", one}, {"workload", many + ",class=4"}}));
        NS_TEST_ASSERT_MSG_EQ(same.size() + apart.size(), 8, "four jobs each");
        NS_TEST_EXPECT_MSG_EQ_TOL(same[3], 4 * 256 * WIRE, 4, "a quarter of the link");
        NS_TEST_EXPECT_MSG_EQ_TOL(apart[3], 2 * 256 * WIRE, 4, "half of it");
        // What a switch sends first is not held up; what it sends behind it has what is left.
        const std::string two = "incast:fan-in=2,receiver=5,bytes=1MiB+pair:src=3,dst=5,bytes=1MiB";
        const std::string roomy = "generic:buffer-per-port=100MB";
        const auto fair = Times(RunWith({{"fabric", one}, {"switch", roomy}, {"workload", two}}));
        const auto first =
            Times(RunWith({{"fabric", one}, {"switch", roomy}, {"workload", two + ",class=6"}}));
        NS_TEST_ASSERT_MSG_EQ(fair.size() + first.size(), 4, "two jobs each");
        NS_TEST_EXPECT_MSG_GT(fair[1], 2.8 * 256 * WIRE, "a third of the link");
        NS_TEST_EXPECT_MSG_EQ_TOL(first[1], 256 * WIRE, 4, "all of it");
        NS_TEST_EXPECT_MSG_EQ_TOL(first[0], 3 * 256 * WIRE, 4, "after it");
        // A lossless class keeps its packets, the other one loses some.
        const RunRecord mixed = RunWith(
            {{"fabric", one},
             {"switch",
              "generic:lossless=true,lossless-classes=4/5,shared-buffer=600KB,alpha=0.2,xoff=60KB,"
              "xon=50KB,ecn=false"},
             {"workload",
              "incast:fan-in=3,receiver=5,bytes=1MiB,class=4+"
              "incast:fan-in=3,receiver=4,bytes=1MiB,class=2"}});
        NS_TEST_EXPECT_MSG_EQ(mixed.status, "ok", mixed.error);
        NS_TEST_EXPECT_MSG_EQ(mixed.losslessDrops.value_or(1), 0, "none of class 4");
        NS_TEST_EXPECT_MSG_GT(mixed.drops.value_or(0), 0, "some of class 2");
        NS_TEST_EXPECT_MSG_GT(mixed.pfcPauses.value_or(0), 0, "pauses");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Several queue pairs to a peer.
 */
class QueuePairsTestCase : public TestCase
{
  public:
    QueuePairsTestCase()
        : TestCase("More queue pairs to a peer spread messages over more paths of ECMP")
    {
    }

  private:
    static RunRecord Run(const std::string& service, const std::string& domains = "1")
    {
        return RunWith({{"fabric", "leaf-spine:leaves=2,spines=8,hosts=8"},
                        {"lb", "ecmp"},
                        {"workload", "all-reduce:bytes=16MiB" + service},
                        {"switch", "generic:buffer-per-port=100MB"},
                        {"domains", domains}});
    }

    static bool HasNote(const RunRecord& run, const std::string& part)
    {
        for (const std::string& note : run.notes)
        {
            if (note.find(part) != std::string::npos)
            {
                return true;
            }
        }
        return false;
    }

    void DoRun() override
    {
        const RunRecord plain = Run("");
        const RunRecord eight = Run(",queue-pairs=8");
        NS_TEST_EXPECT_MSG_EQ(eight.status, "ok", eight.error);
        NS_TEST_EXPECT_MSG_NE(eight.resultDigest, plain.resultDigest, "other paths");
        NS_TEST_EXPECT_MSG_EQ(Run(",queue-pairs=1").resultDigest, plain.resultDigest, "as before");
        NS_TEST_EXPECT_MSG_EQ(Run(",class=3,dscp=-1").resultDigest, plain.resultDigest, "the same");
        NS_TEST_EXPECT_MSG_EQ(Run(",queue-pairs=8", "3").resultDigest,
                              eight.resultDigest,
                              "in several domains");
        NS_TEST_EXPECT_MSG_EQ(HasNote(eight, "queue-pairs"), false, "they act");
        const RunRecord once = RunWith({{"fabric", "leaf-spine:leaves=2,spines=2,hosts=2"},
                                        {"workload", "permutation:bytes=1MiB,queue-pairs=4"}});
        NS_TEST_EXPECT_MSG_EQ(
            HasNote(once,
                    "queue-pairs=4 of --workload=permutation:bytes=1MiB,queue-pairs=4 acts on "
                    "nothing beyond 1: no host sends more messages to a peer"),
            true,
            "a message takes one");
        for (const auto& [parameter, text] :
             {std::pair<std::string, std::string>{"class=8", "class"},
              {"dscp=64", "dscp"},
              {"queue-pairs=0", "queue-pairs"}})
        {
            const std::string workload = "permutation:" + parameter;
            const std::string problem = Refusal([&]() {
                RunWith({{"fabric", "fat-tree:k=4"}, {"workload", workload}});
            });
            NS_TEST_EXPECT_MSG_NE(problem.find(text), std::string::npos, problem);
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class ServiceTestSuite : public TestSuite
{
  public:
    ServiceTestSuite()
        : TestSuite("ai-fabric-service", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new LevelsTestCase, Duration::QUICK);
        AddTestCase(new OneHostTestCase, Duration::QUICK);
        AddTestCase(new JobsTestCase, Duration::QUICK);
        AddTestCase(new QueuePairsTestCase, Duration::QUICK);
    }
};

const ServiceTestSuite g_serviceTestSuite; ///< registers the suite

} // namespace
