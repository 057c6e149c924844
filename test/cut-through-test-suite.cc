/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Frames that go on before their end has come in: times to the picosecond, what is stored all the
 * same, and what everything else makes of it.
 */

#include "fabric-test-scenario.h"
#include "run-with.h"

#include "ns3/config-error.h"
#include "ns3/fabric-frame.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"
#include "ns3/wire-time.h"

#include <algorithm>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint32_t HEADER = 128;
constexpr uint64_t DELAY = 500000;   ///< of a link, ps
constexpr uint64_t LATENCY = 100000; ///< of the switch, ps
/// A message of one packet: a RETH, and no other packet behind it.
constexpr uint32_t FRAME = wire::ROCE_BYTES + wire::RETH_BYTES + 4096;

/// Time of bytes on a link, ps.
uint64_t
On(uint64_t gbps, uint32_t bytes)
{
    return WireTime::Of(bytes, WireTime::PerByteQ16(gbps * 1000000000));
}

/// One switch with four hosts.
class Scene
{
  public:
    /// @param header bytes after which it forwards; 0: all
    explicit Scene(uint32_t header)
    {
        FabricTestScenario::Reset(1);
        m_scenario.UseTheory();
        m_scenario.UseOneSwitch(4);
        m_scenario.Helper().SetSwitchAttribute("CutThrough", UintegerValue(header));
        m_scenario.Helper().SetSwitchAttribute("ForwardingLatency",
                                               TimeValue(PicoSeconds(LATENCY)));
    }

    ~Scene()
    {
        m_scenario.Destroy();
    }

    FabricContainer& Build()
    {
        return m_scenario.Build();
    }

    /// Both directions of the link of a host get a rate.
    void SetRate(uint32_t host, uint64_t gbps)
    {
        const DataRate rate(gbps * 1000000000);
        Build().GetDevice(host, 0)->SetDataRate(rate);
        Build().GetDevice(4, host)->SetDataRate(rate);
    }

    FabricTestScenario::Outcome Run(const std::vector<FabricTestScenario::Message>& messages)
    {
        return m_scenario.Run(messages);
    }

    /// @return frames from a host that went on before their end
    uint64_t GetCut(uint32_t host)
    {
        return Build().GetDevice(4, host)->GetCutFrames();
    }

  private:
    FabricTestScenario m_scenario;
};

/**
 * @ingroup ai-fabric-tests
 * One hop.
 */
class HopTestCase : public TestCase
{
  public:
    HopTestCase()
        : TestCase("Cut-through: one hop to the picosecond at equal and at mixed rates")
    {
    }

  private:
    /// Arrival of one packet from a link of one rate to one of another, ps.
    double Measure(uint32_t header, uint64_t in, uint64_t out, bool cuts)
    {
        Scene scene(header);
        scene.SetRate(0, in);
        scene.SetRate(1, out);
        const auto outcome = scene.Run({{0, 1, 4096, 0}});
        NS_TEST_EXPECT_MSG_EQ(outcome.received, 1, "it arrives");
        NS_TEST_EXPECT_MSG_EQ(outcome.conserved, true, "conservation");
        NS_TEST_EXPECT_MSG_EQ(scene.GetCut(0), (cuts ? 1 : 0), "what it did");
        return outcome.lastArrival * 1000;
    }

    void DoRun() override
    {
        const auto expect = [](uint32_t first, uint64_t in, uint64_t out) {
            return static_cast<double>(On(in, first) + DELAY + LATENCY + On(out, FRAME) + DELAY);
        };
        for (const uint64_t rate : {100, 400, 800})
        {
            const std::string what = std::to_string(rate) + " Gb/s";
            NS_TEST_EXPECT_MSG_EQ_TOL(Measure(0, rate, rate, false),
                                      expect(FRAME, rate, rate),
                                      0.5,
                                      "stored at " << what);
            for (const uint32_t header : {64U, HEADER, 1000U})
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(Measure(header, rate, rate, true),
                                          expect(header, rate, rate),
                                          0.5,
                                          "cut after " << header << " bytes at " << what);
            }
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(Measure(HEADER, 400, 100, true),
                                  expect(HEADER, 400, 100),
                                  0.5,
                                  "to a slower link");
        // A faster link would run dry: as if all were stored.
        NS_TEST_EXPECT_MSG_EQ_TOL(Measure(HEADER, 100, 400, false),
                                  expect(FRAME, 100, 400),
                                  0.5,
                                  "to a faster link");
        NS_TEST_EXPECT_MSG_EQ_TOL(Measure(4174, 400, 400, false),
                                  expect(FRAME, 400, 400),
                                  0.5,
                                  "a header as long as the frame");
    }
};

/**
 * @ingroup ai-fabric-tests
 * What is stored, and in what order things come.
 */
class StoredTestCase : public TestCase
{
  public:
    StoredTestCase()
        : TestCase("Cut-through: frames for a busy egress are stored; order and counts hold")
    {
    }

  private:
    /// Two hosts send one packet each to a third at once.
    void MeetAtOne()
    {
        Scene scene(HEADER);
        const auto outcome = scene.Run({{0, 2, 4096, 0}, {1, 2, 4096, 0}});
        NS_TEST_EXPECT_MSG_EQ(scene.GetCut(0), 1, "the first port goes first");
        NS_TEST_EXPECT_MSG_EQ(scene.GetCut(1), 0, "the other is stored");
        const uint64_t begin = On(400, HEADER) + DELAY + LATENCY;
        const uint64_t free = On(400, FRAME + WIRE_OVERHEAD_BYTES);
        NS_TEST_EXPECT_MSG_EQ_TOL(outcome.lastArrival * 1000,
                                  static_cast<double>(begin + free + On(400, FRAME) + DELAY),
                                  0.5,
                                  "it leaves behind the first");
    }

    /// The link of a sender is cut when half of its frame has come in.
    void CutFibre(uint64_t out, uint32_t received)
    {
        Scene scene(HEADER);
        scene.SetRate(0, 100);
        scene.SetRate(1, out);
        FabricContainer& fabric = scene.Build();
        const uint64_t half =
            On(100, FRAME) / 2 + DELAY; // its header is read, its end is not there
        Simulator::Schedule(PicoSeconds(half),
                            [&fabric]() { fabric.GetDevice(0, 0)->SetFibreCut(true); });
        Simulator::Stop(MicroSeconds(20));
        const auto outcome = scene.Run({{0, 1, 4096, 0}});
        NS_TEST_EXPECT_MSG_EQ(outcome.received, received, "to " << out << " Gb/s");
        NS_TEST_EXPECT_MSG_EQ(outcome.conserved, true, "nothing is left over");
    }

    /// Many packets of three senders.
    void Crowd()
    {
        Scene scene(HEADER);
        scene.SetRate(3, 100);
        const auto outcome =
            scene.Run({{0, 2, 400000, 0}, {1, 2, 400000, 3}, {3, 2, 100000, 5}, {2, 0, 300000, 0}});
        NS_TEST_EXPECT_MSG_EQ(outcome.received, 4, "all arrive");
        NS_TEST_EXPECT_MSG_EQ(outcome.reorder, 0, "in order");
        NS_TEST_EXPECT_MSG_EQ(outcome.conserved, true, "conservation");
        NS_TEST_EXPECT_MSG_EQ(scene.GetCut(3), 0, "nothing from the slow link");
        NS_TEST_EXPECT_MSG_GT(scene.GetCut(2), 70, "all of it on an idle way");
    }

    void DoRun() override
    {
        MeetAtOne();
        CutFibre(400, 0);
        CutFibre(100, 1); // it has gone on before
        Crowd();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Whole fabrics.
 */
class FabricTestCase : public TestCase
{
  public:
    FabricTestCase()
        : TestCase("Cut-through: the ideal bound knows it; runs are the same in several domains")
    {
    }

  private:
    RunRecord Execute(const std::string& model, const OptionTexts& more, uint32_t domains = 1)
    {
        ExperimentOptions options;
        options.db = "none";
        options.switchModel = model;
        options.lb = "ecmp";
        options.spread = "0s";
        options.jitter = "0s";
        options.domains = domains;
        for (const auto& [name, value] : more)
        {
            options.Set(name, value);
        }
        FabricProgram::Prepare(options);
        const RunRecord run = Experiment(options).Execute();
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", model << ": " << run.error);
        return run;
    }

    void DoRun() override
    {
        for (const std::string fabric :
             {"fat-tree:k=4",
              "fat-tree:k=4,core-rate=800Gbps",
              "fat-tree:k=4,host-rate=100Gbps",
              "leaf-spine:leaves=2,spines=1,hosts=8,uplink-rate=100Gbps"})
        {
            for (const std::string bytes : {"1000", "4096", "65536"})
            {
                const OptionTexts pair{{"fabric", fabric},
                                       {"workload", "pair:src=0,dst=15,bytes=" + bytes}};
                const RunRecord stored = Execute("generic", pair);
                const RunRecord cut = Execute("generic:cut-through=128", pair);
                const std::string what = fabric + ", " + bytes + " bytes";
                NS_TEST_EXPECT_MSG_LT(cut.cctNs.value_or(0), stored.cctNs.value_or(0), what);
                NS_TEST_EXPECT_MSG_GT_OR_EQ(cut.GetSlowdown().value_or(0), 1, what);
                NS_TEST_EXPECT_MSG_LT(cut.GetSlowdown().value_or(9), 1.03, what);
            }
        }
        const OptionTexts crowd{{"fabric", "fat-tree:k=4"},
                                {"workload", "permutation:bytes=256KiB"},
                                {"jitter", "auto"},
                                {"fault", "flap:count=1,down=3us,up=50us"},
                                {"cc", "dcqcn"}};
        const std::string model = "generic:latency=400ns,kmin=5000,kmax=20000";
        const std::string cuts = model + ",cut-through=128";
        const RunRecord one = Execute(cuts, crowd);
        NS_TEST_EXPECT_MSG_EQ(Execute(cuts, crowd, 4).resultDigest, one.resultDigest, "domains");
        NS_TEST_EXPECT_MSG_NE(Execute(model, crowd).resultDigest, one.resultDigest, "it acts");
        std::string problem;
        try
        {
            Execute("generic:cut-through=63", crowd);
        }
        catch (const ConfigError& error)
        {
            problem = error.what();
            Simulator::Destroy();
        }
        NS_TEST_EXPECT_MSG_NE(problem.find("cut-through=63"), std::string::npos, problem);
    }
};

/**
 * @ingroup ai-fabric-tests
 * The two hops that a second tier adds: 6.54 us instead of 5.09 us (OCP MRC 1.0).
 */
class AddedHopsTestCase : public TestCase
{
  public:
    AddedHopsTestCase()
        : TestCase("Two added hops cost twice latency, cable and header: 1.45 us as published")
    {
    }

  private:
    /// Time of a small message between two hosts of the eight planes, ns.
    double Measure(const std::string& dst)
    {
        const RunRecord run = RunWith({{"fabric", "mrc-8-plane:scale=64"},
                                       {"delay", "250ns"},
                                       {"switch", "generic:cut-through=128,latency=464760ps"},
                                       {"workload", "pair:src=0,bytes=64,dst=" + dst},
                                       {"jitter", "0s"},
                                       {"spread", "0s"},
                                       {"lb", "ecmp"}});
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", run.error);
        return run.cctNs.value_or(0);
    }

    void DoRun() override
    {
        // The frame has 142 bytes: 128 of them take 10.24 ns at 100 Gb/s. There and back.
        const double same = Measure("1");
        const double other = Measure("5");
        NS_TEST_EXPECT_MSG_GT(same, 0, "one switch");
        const double hop = 464.76 + 250;
        const double data = 2 * (hop + 10.24);
        const double ack = 2 * (hop + 66 * 8 / 100.0);
        NS_TEST_EXPECT_MSG_EQ_TOL(data, 1450, 0.01, "1.45 us");
        NS_TEST_EXPECT_MSG_EQ_TOL(other - same, data + ack, 0.05, "two hops, and two of the ACK");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class CutThroughTestSuite : public TestSuite
{
  public:
    CutThroughTestSuite()
        : TestSuite("ai-fabric-cut-through", TestSuite::Type::UNIT)
    {
        AddTestCase(new HopTestCase);
        AddTestCase(new StoredTestCase);
        AddTestCase(new FabricTestCase);
        AddTestCase(new AddedHopsTestCase);
    }
};

/// Registers the suite.
CutThroughTestSuite g_cutThroughTestSuite;

} // namespace
