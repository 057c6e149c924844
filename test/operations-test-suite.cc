/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * SEND, immediate data, READ and atomics between NICs, receivers that are not ready, and what host
 * and NIC take to reach each other.
 */

#include "fabric-test-scenario.h"
#include "message-hearer.h"

#include "ns3/boolean.h"
#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-engine.h"
#include "ns3/fabric-helper.h"
#include "ns3/rnr-timer.h"
#include "ns3/roce-nic.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <functional>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// Hosts at a leaf, all of whose messages one hears.
class Bench
{
  public:
    explicit Bench(const std::string& recovery,
                   const std::function<void(FabricHelper&)>& set = {},
                   uint32_t hosts = 3)
    {
        FabricTestScenario::Reset(1);
        FabricHelper helper;
        helper.SetLinks(DataRate("400Gbps"), NanoSeconds(500));
        helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                         "Leaves",
                         UintegerValue(1),
                         "Spines",
                         UintegerValue(1),
                         "Hosts",
                         UintegerValue(hosts));
        helper.SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
        helper.SetLossRecovery("ns3::aifabric::" + recovery + "LossRecovery");
        if (set)
        {
            set(helper);
        }
        m_fabric = helper.Install();
        for (uint32_t host = 0; host < hosts; host++)
        {
            Nic(host).SetListener(&hearer);
        }
    }

    ~Bench()
    {
        Simulator::Destroy();
    }

    /// @return the NIC of a host
    RoceNic& Nic(uint32_t host)
    {
        return *m_fabric.GetNic(host);
    }

    /// Run to the end.
    void Run()
    {
        Simulator::Run();
    }

    MessageHearer hearer; ///< of all hosts

  private:
    FabricContainer m_fabric;
};

/// Set an attribute of all NICs.
std::function<void(FabricHelper&)>
Set(const std::string& name, const AttributeValue& value)
{
    const Ptr<AttributeValue> copy = value.Copy();
    return [name, copy](FabricHelper& helper) { helper.SetNicAttribute(name, *copy); };
}

/**
 * @ingroup ai-fabric-tests
 * Each operation once, and what both ends hear of it.
 */
class EachOperationTestCase : public TestCase
{
  public:
    explicit EachOperationTestCase(const std::string& recovery)
        : TestCase("both ends hear what each operation is, " + recovery),
          m_recovery(recovery)
    {
    }

  private:
    void DoRun() override
    {
        Bench bench(m_recovery);
        bench.Nic(1).SetWord(64, 40);
        RoceNic& nic = bench.Nic(0);
        nic.PostWrite(1, 10000, 1);
        nic.PostSend(0, 1, 10000, 2);
        nic.PostSendImmediate(0, 1, 10000, 3, 33);
        nic.PostWriteImmediate(0, 1, 10000, 4, 44);
        nic.PostRead(0, 1, 100000, 5);
        nic.PostFetchAdd(0, 1, 64, 2, 6);
        nic.PostCompareSwap(0, 1, 64, 42, 7, 7);
        nic.PostCompareSwap(0, 1, 64, 42, 9, 8);
        nic.PostRead(0, 1, 0, 9);
        bench.Run();
        NS_TEST_ASSERT_MSG_EQ(bench.hearer.sent.size(), 9, "all end");
        NS_TEST_ASSERT_MSG_EQ(bench.hearer.received.size(), 4, "only these are heard of there");
        NS_TEST_EXPECT_MSG_EQ(bench.hearer.failed.size(), 0, "none fails");
        for (const MessageInfo& message : bench.hearer.received)
        {
            const uint64_t tag = message.tag;
            NS_TEST_EXPECT_MSG_EQ(message.immediate, (tag >= 3 ? 11 * tag : 0), "immediate");
            Kind(message);
        }
        for (const MessageInfo& message : bench.hearer.sent)
        {
            Kind(message);
            const uint64_t tag = message.tag;
            const uint64_t result = tag == 6 ? 40 : tag == 7 ? 42 : tag == 8 ? 7 : 0;
            NS_TEST_EXPECT_MSG_EQ(message.result, result, "what was there, message " << tag);
        }
        NS_TEST_EXPECT_MSG_EQ(bench.Nic(1).GetWord(64), 7, "the second swap found another value");
        NS_TEST_EXPECT_MSG_EQ(bench.Nic(1).GetOperationCounters().atomics, 3, "each once");
        NS_TEST_EXPECT_MSG_EQ(bench.Nic(0).GetCounters().bytesReceived, 100000, "the READ's");
        NS_TEST_EXPECT_MSG_EQ(nic.CountOpenMessages()[0], 0, "nothing is open");
    }

    void Kind(const MessageInfo& message)
    {
        using Op = RdmaOperation;
        static const std::vector<Op> kinds{Op::WRITE,
                                           Op::WRITE,
                                           Op::SEND,
                                           Op::SEND_IMMEDIATE,
                                           Op::WRITE_IMMEDIATE,
                                           Op::READ,
                                           Op::FETCH_ADD,
                                           Op::COMPARE_SWAP,
                                           Op::COMPARE_SWAP,
                                           Op::READ};
        NS_TEST_EXPECT_MSG_EQ((message.operation == kinds[message.tag]),
                              true,
                              "operation of message " << message.tag);
    }

    std::string m_recovery;
};

/**
 * @ingroup ai-fabric-tests
 * Lost requests and answers: every byte comes once, and atomics are carried out once.
 */
class LossyFetchTestCase : public TestCase
{
  public:
    LossyFetchTestCase(const std::string& recovery, bool acks)
        : TestCase("READs and atomics bear losses, " + recovery + (acks ? ", answers acked" : "")),
          m_recovery(recovery),
          m_acks(acks)
    {
    }

  private:
    void DoRun() override
    {
        Bench bench(m_recovery, Set("AckResponses", BooleanValue(m_acks)));
        for (uint32_t host = 0; host < 3; host++)
        {
            bench.Nic(host).GetPorts().Get(0).GetPort().GetImpairment().AddLoss(0.02);
        }
        uint64_t bytes = 0;
        constexpr uint32_t COUNT = 60;
        for (uint32_t i = 0; i < COUNT; i++)
        {
            bench.Nic(0).PostRead(0, 1, 4096 * (i % 40) + i, i);
            bench.Nic(0).PostFetchAdd(0, 1, 8, 1, 1000 + i);
            bench.Nic(1).PostRead(0, 0, 100 * i, 2000 + i);
            bytes += 4096 * (i % 40) + i;
        }
        bench.Run();
        NS_TEST_EXPECT_MSG_EQ(bench.hearer.failed.size(), 0, "none fails");
        NS_TEST_ASSERT_MSG_EQ(bench.hearer.sent.size(), 3 * COUNT, "all end");
        NS_TEST_EXPECT_MSG_EQ(bench.Nic(0).GetCounters().bytesReceived, bytes, "no byte twice");
        NS_TEST_EXPECT_MSG_EQ(bench.Nic(1).GetWord(8), COUNT, "each atomic once");
        uint64_t next = 0;
        for (const MessageInfo& message : bench.hearer.sent)
        {
            if (message.operation == RdmaOperation::FETCH_ADD)
            {
                NS_TEST_EXPECT_MSG_EQ(message.result, next, "in their order");
                next++;
            }
        }
        const auto& counters = bench.Nic(0).GetOperationCounters();
        NS_TEST_EXPECT_MSG_GT(counters.requestsRepeated, 0, "requests were lost");
        NS_TEST_EXPECT_MSG_EQ(counters.requestsSent, 2 * COUNT + counters.requestsRepeated, "sum");
    }

    std::string m_recovery;
    bool m_acks;
};

/**
 * @ingroup ai-fabric-tests
 * A receiver that posts its receives late.
 */
class NotReadyTestCase : public TestCase
{
  public:
    explicit NotReadyTestCase(const std::string& recovery)
        : TestCase("SENDs wait for receives, " + recovery),
          m_recovery(recovery)
    {
    }

  private:
    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(GetRnrTime(0), 655360000000, "code 0: 655.36 ms");
        NS_TEST_EXPECT_MSG_EQ(GetRnrTime(1), 10000000, "code 1: 0.01 ms");
        NS_TEST_EXPECT_MSG_EQ(GetRnrTime(14), 1280000000, "code 14: 1.28 ms");
        NS_TEST_EXPECT_MSG_EQ(GetRnrTime(31), 491520000000, "code 31: 491.52 ms");
        Late();
        GiveUp();
    }

    void Late()
    {
        Bench bench(m_recovery, [](FabricHelper& helper) {
            helper.SetNicAttribute("Receives", UintegerValue(1));
            helper.SetNicAttribute("RnrTimer", UintegerValue(8)); // 0.16 ms
        });
        for (uint32_t i = 1; i <= 4; i++)
        {
            bench.Nic(0).PostSendImmediate(0, 1, 20000, i, i);
        }
        Simulator::Schedule(MicroSeconds(300), [&bench]() { bench.Nic(1).PostReceives(3); });
        bench.Run();
        NS_TEST_ASSERT_MSG_EQ(bench.hearer.received.size(), 4, "all come");
        NS_TEST_EXPECT_MSG_EQ(bench.hearer.sent.size(), 4, "all end");
        NS_TEST_EXPECT_MSG_EQ(bench.Nic(1).GetOperationCounters().receivesTaken, 4, "one each");
        NS_TEST_EXPECT_MSG_EQ(bench.Nic(1).GetReceives(), 0, "none is left");
        NS_TEST_EXPECT_MSG_GT(bench.Nic(1).GetOperationCounters().notReadySent, 1, "it was told");
        NS_TEST_EXPECT_MSG_EQ(bench.Nic(1).GetCounters().bytesReceived, 80000, "no byte twice");
        NS_TEST_EXPECT_MSG_EQ(bench.Nic(0).GetCounters().timeouts, 0, "it waited, in peace");
        // Two waits of 160 us, the first of which ends before 300 us.
        NS_TEST_EXPECT_MSG_GT(bench.hearer.lastSent, 320000000, "two waits");
        NS_TEST_EXPECT_MSG_LT(bench.hearer.lastSent, 340000000, "and no more");
    }

    void GiveUp()
    {
        Bench bench(m_recovery, [](FabricHelper& helper) {
            helper.SetNicAttribute("Receives", UintegerValue(0));
            helper.SetNicAttribute("RnrTimer", UintegerValue(1)); // 0.01 ms
            helper.SetNicAttribute("RnrRetry", UintegerValue(3));
        });
        bench.Nic(0).PostSend(0, 1, 20000, 1);
        bench.Nic(2).PostWriteImmediate(0, 1, 20000, 2, 2);
        bench.Nic(2).PostWrite(0, 1, 20000, 3);
        bench.Run();
        NS_TEST_ASSERT_MSG_EQ(bench.hearer.failed.size(), 3, "given up, with what came behind it");
        NS_TEST_EXPECT_MSG_EQ(bench.hearer.received.size(), 0, "nothing came");
        const std::string cause = bench.Nic(0).GetFailures().begin()->first;
        NS_TEST_EXPECT_MSG_EQ((cause.find("no receive posted") != std::string::npos), true, cause);
        bench.Nic(0).PostSend(0, 1, 1, 4);
        NS_TEST_EXPECT_MSG_EQ(bench.hearer.failed.size(), 4, "the queue pair stays in error");
    }

    std::string m_recovery;
};

/**
 * @ingroup ai-fabric-tests
 * Host and NIC are apart.
 */
class LatencyTestCase : public TestCase
{
  public:
    LatencyTestCase()
        : TestCase("doorbell, PCIe and NIC add their time to a message, and nothing else")
    {
    }

  private:
    static uint64_t Time(const std::function<void(FabricHelper&)>& set, RdmaOperation operation)
    {
        Bench bench("Sack", set);
        bench.Nic(0).Post(0, 1, 100000, 1, operation);
        bench.Run();
        return bench.hearer.lastSent;
    }

    void DoRun() override
    {
        const auto apart = [](FabricHelper& helper) {
            helper.SetNicAttribute("DoorbellDelay", TimeValue(NanoSeconds(300)));
            helper.SetNicAttribute("PcieDelay", TimeValue(NanoSeconds(200)));
            helper.SetNicAttribute("ProcessingDelay", TimeValue(NanoSeconds(500)));
        };
        for (const auto operation :
             {RdmaOperation::WRITE, RdmaOperation::SEND, RdmaOperation::READ})
        {
            NS_TEST_EXPECT_MSG_EQ(Time(apart, operation) - Time({}, operation),
                                  1700000,
                                  "there: 300 + 200 + 500 ns; back: 500 + 200 ns");
        }
        const uint64_t plain = Time({}, RdmaOperation::WRITE);
        const uint64_t reth = Time(Set("RethEverywhere", BooleanValue(true)), RdmaOperation::WRITE);
        // 24 of 25 packets are 16 bytes longer, of which the last link has to wait.
        NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(reth - plain), 24 * 320.0, 1000, "RETHs");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class OperationsTestSuite : public TestSuite
{
  public:
    OperationsTestSuite()
        : TestSuite("ai-fabric-operations", TestSuite::Type::UNIT)
    {
        for (const char* recovery : {"GoBackN", "Sack", "Oracle"})
        {
            AddTestCase(new EachOperationTestCase(recovery), TestDurationOf<TestCase>::QUICK);
            AddTestCase(new LossyFetchTestCase(recovery, false), TestDurationOf<TestCase>::QUICK);
        }
        AddTestCase(new LossyFetchTestCase("GoBackN", true), TestDurationOf<TestCase>::QUICK);
        for (const char* recovery : {"GoBackN", "Sack"})
        {
            AddTestCase(new NotReadyTestCase(recovery), TestDurationOf<TestCase>::QUICK);
        }
        AddTestCase(new LatencyTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const OperationsTestSuite g_operationsTestSuite; ///< the suite

} // namespace
