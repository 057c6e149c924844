/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Endpoints with several ports: how planes share what is sent, what they carry together, and what
 * is left when one dies.
 */

#include "run-with.h"

#include "ns3/component-families.h"
#include "ns3/component-registry.h"
#include "ns3/config-error.h"
#include "ns3/config.h"
#include "ns3/fabric-compat.h"
#include "ns3/frame-codec.h"
#include "ns3/plane-shares.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <array>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * The arithmetic of shares.
 */
class SharesTestCase : public TestCase
{
  public:
    SharesTestCase()
        : TestCase("Planes share messages in whole packets, by rate")
    {
    }

  private:
    static constexpr uint32_t MTU = 1000;

    std::string Write(PlaneChoice choice, uint32_t planes, uint64_t hash, uint64_t bytes) const
    {
        std::vector<PlaneShare> shares;
        SharePlanes(choice, planes, {100e9, 100e9, 200e9}, hash, bytes, MTU, shares);
        std::string text;
        for (const PlaneShare& share : shares)
        {
            text += (share.plane == PlaneShare::ANY ? "any" : std::to_string(share.plane)) + "/" +
                    std::to_string(share.first) + ":" + std::to_string(share.bytes) + " ";
        }
        return text;
    }

    void DoRun() override
    {
        const std::vector<std::pair<std::string, std::string>> pairs{
            {Write(PLANE_PACKET, 7, 5, 9999), "any/0:9999 "},
            {Write(PLANE_PACKET, 6, 5, 9999), "any/1:9999 "},
            {Write(PLANE_FLOW, 4, 5, 9999), "2/2:9999 "},
            // Four packets of which the last is short: a quarter, a quarter and a half.
            {Write(PLANE_STRIPE, 7, 0, 3001), "0/0:1000 1/1:1000 2/2:1001 "},
            {Write(PLANE_STRIPE, 7, 2, 3001), "2/2:2000 0/0:1000 1/1:1 "},
            {Write(PLANE_STRIPE, 3, 0, 3000), "0/0:2000 1/1:1000 "},
            {Write(PLANE_STRIPE, 3, 1, 3000), "1/1:2000 0/0:1000 "},
            // One packet goes where the hash says, and so does nothing at all.
            {Write(PLANE_STRIPE, 3, 1, 10), "1/1:10 "},
            {Write(PLANE_STRIPE, 3, 0, 0), "0/0:0 "},
        };
        for (size_t i = 0; i < pairs.size(); i++)
        {
            NS_TEST_EXPECT_MSG_EQ(pairs[i].first, pairs[i].second, "case " << i);
        }
        // A dead plane moves what went through it, to all others alike, and nothing else.
        constexpr uint32_t HASHES = 4000;
        std::array<int, 4> drawn{};
        std::array<int, 4> moved{};
        for (uint32_t hash = 0; hash < HASHES; hash++)
        {
            const uint32_t whole = DrawPlane(15, hash);
            const uint32_t left = DrawPlane(13, hash);
            drawn[whole]++;
            moved[left] += whole == 1 ? 1 : 0;
            const bool stays = left == whole;
            NS_TEST_EXPECT_MSG_EQ(stays, (whole != 1), "who moves, " << hash);
            NS_TEST_EXPECT_MSG_EQ(KeepPlane(13, 3, hash), 3, "a plane that is there is kept");
            NS_TEST_EXPECT_MSG_EQ(KeepPlane(13, 1, hash), left, "one that is not is drawn");
        }
        for (uint32_t plane = 0; plane < 4; plane++)
        {
            // Four standard deviations of a binomial count.
            NS_TEST_EXPECT_MSG_EQ_TOL(drawn[plane], int{HASHES / 4}, 110, "plane " << plane);
            const auto share = static_cast<int>(plane == 1 ? 0 : drawn[1] / 3);
            NS_TEST_EXPECT_MSG_EQ_TOL(moved[plane], share, 60, "of plane 1, to " << plane);
        }
        NS_TEST_EXPECT_MSG_EQ(moved[1], 0, "none goes through the dead plane");
    }
};

/**
 * @ingroup ai-fabric-tests
 * What planes carry together, and what one of them being dead costs.
 */
class PlanesTestCase : public TestCase
{
  public:
    PlanesTestCase()
        : TestCase("Two planes carry twice as much, and a dead one halves that")
    {
    }

  private:
    static RunRecord Run(uint32_t planes, const std::string& lb, const std::string& fault)
    {
        return RunWith(
            {{"fabric",
              "multi-plane:planes=" + std::to_string(planes) + ",leaves=4,spines=4,hosts=4"},
             {"lb", lb},
             {"switch", "generic:buffer-per-port=800KB"}, // collisions of ECMP cost losses
             {"workload", "permutation:bytes=" + std::to_string(MESSAGE)},
             {"fault", fault}});
    }

    static constexpr uint64_t PACKETS = 1024;
    static constexpr uint64_t MESSAGE = PACKETS * 4096;

    void DoRun() override
    {
        // Wire times of a packet and of an ACK at 400 Gb/s, gaps included.
        const double data = (4096 + 62 + 20) * 8 / 400.0;
        const double ack = (66 + 20) * 8 / 400.0;
        const double one = Run(1, "ofan", "").boundNs.value_or(0);
        for (const uint32_t planes : {2U, 4U})
        {
            const RunRecord run = Run(planes, "ofan", "");
            const double saved = (PACKETS * (data + ack)) * (1 - 1.0 / static_cast<double>(planes));
            // The bound grows by what passes a link: two packets' worth are left to the ends.
            NS_TEST_EXPECT_MSG_EQ_TOL(one - run.boundNs.value_or(0),
                                      saved,
                                      3 * data,
                                      "bound of " << planes);
            NS_TEST_EXPECT_MSG_LT(run.cctNs.value_or(0),
                                  1.03 * run.boundNs.value_or(0),
                                  "ofan reaches it");
            NS_TEST_EXPECT_MSG_EQ(run.drops.value_or(0), 0, "nothing is lost");
        }
        const std::string dead = "switch:names=leaf4/leaf5/leaf6/leaf7,time=0us,convergence=0us";
        const std::string cut = "link:names=host3-leaf0,time=20us,detection=0us,convergence=30us";
        for (const std::string& lb : std::vector<std::string>{"ofan", "host-spray", "ecmp"})
        {
            const RunRecord whole = Run(2, lb, "");
            const RunRecord half = Run(2, lb, dead);
            NS_TEST_EXPECT_MSG_EQ(half.status, "ok", lb << ": " << half.error);
            // The last flow of ECMP's tells its collisions; the flow in the middle, its rate.
            const bool isHashed = lb == "ecmp";
            NS_TEST_EXPECT_MSG_EQ_TOL((isHashed ? half.fctP50Ns : half.cctNs).value_or(0) /
                                          (isHashed ? whole.fctP50Ns : whole.cctNs).value_or(1),
                                      2,
                                      0.1,
                                      lb << " at half rate");
            const RunRecord partly = Run(2, lb, cut);
            NS_TEST_EXPECT_MSG_EQ(partly.status, "ok", lb << ": " << partly.error);
            NS_TEST_EXPECT_MSG_GT(partly.cctNs.value_or(0),
                                  1.2 * whole.boundNs.value_or(0),
                                  "the cut port is missed");
        }
        const RunRecord gone = Run(2, "ofan", "switch:select=all,tier=leaf,time=1us");
        NS_TEST_EXPECT_MSG_EQ(gone.status, "failed", "without any plane nothing arrives");
    }
};

/**
 * @ingroup ai-fabric-tests
 * How the planes are chosen.
 */
class ChoiceTestCase : public TestCase
{
  public:
    ChoiceTestCase()
        : TestCase("A plane is chosen per packet, per part of a message, or per pair of hosts")
    {
    }

  private:
    RunRecord Run(const std::string& choice, const std::string& lb, const std::string& recovery)
    {
        Config::SetDefault("ns3::aifabric::RoceNic::PlaneChoice", StringValue(choice));
        const OptionTexts texts{{"fabric", "multi-plane:planes=2,leaves=2,spines=2,hosts=2"},
                                {"lb", lb},
                                {"recovery", recovery},
                                {"workload", "pair:src=0,dst=3,bytes=4194304"}};
        const RunRecord run = RunWith(texts);
        Config::SetDefault("ns3::aifabric::RoceNic::PlaneChoice", StringValue("Auto"));
        return run;
    }

    void DoRun() override
    {
        const RunRecord packet = Run("Packet", "ofan", "sack");
        const RunRecord stripe = Run("Stripe", "ofan", "sack");
        const RunRecord flow = Run("Flow", "ofan", "sack");
        NS_TEST_EXPECT_MSG_LT(packet.GetSlowdown().value_or(0), 1.01, "packets use both planes");
        NS_TEST_EXPECT_MSG_LT(stripe.GetSlowdown().value_or(0), 1.01, "so do parts of a message");
        NS_TEST_EXPECT_MSG_EQ_TOL(flow.GetSlowdown().value_or(0), 1.95, 0.05, "a flow has one");
        NS_TEST_EXPECT_MSG_EQ(Run("Auto", "ofan", "sack").resultDigest,
                              packet.resultDigest,
                              "who reorders anyway takes packets");
        NS_TEST_EXPECT_MSG_EQ(Run("Auto", "ecmp", "sack").resultDigest,
                              Run("Stripe", "ecmp", "sack").resultDigest,
                              "who keeps the order takes parts");
        const RunRecord strict = Run("Auto", "ecmp", "go-back-n");
        NS_TEST_EXPECT_MSG_EQ(strict.retransmittedPackets.value_or(0), 0, "parts keep their order");
        NS_TEST_EXPECT_MSG_LT(strict.GetSlowdown().value_or(0), 1.01, "and use both planes");
        std::string refused;
        try
        {
            Run("Packet", "ecmp", "go-back-n");
        }
        catch (const ConfigError& error)
        {
            refused = error.what();
        }
        Config::SetDefault("ns3::aifabric::RoceNic::PlaneChoice", StringValue("Auto"));
        NS_TEST_EXPECT_MSG_EQ((refused.find("PlaneChoice") != std::string::npos),
                              true,
                              "packets of two planes overtake each other: " << refused);
    }
};

/**
 * @ingroup ai-fabric-tests
 * Every strategy on every kind of fabric of endpoints with several ports.
 */
class StrategiesTestCase : public TestCase
{
  public:
    StrategiesTestCase()
        : TestCase("Every strategy runs where the shape of the fabric admits it")
    {
    }

  private:
    void DoRun() override
    {
        const std::string file = CreateTempDirFilename("triangle.txt");
        {
            std::ofstream stream(file);
            stream << "host h[0-5]\nswitch leaf[0-2] tier=leaf\nlink h[0-1] leaf0\n"
                      "link h[2-3] leaf1\nlink h[4-5] leaf2\nlink leaf0 leaf1 count=2\n"
                      "link leaf1 leaf2 count=2\nlink leaf0 leaf2 count=2\n";
        }
        uint32_t refused = 0;
        uint32_t ran = 0;
        for (const ComponentInfo& component : families::LoadBalancers().List())
        {
            for (const std::string& fabric :
                 {std::string("multi-plane:planes=2,k=4"),
                  std::string("rail:servers=4,gpus=2,leaves=2,spines=2"),
                  "file:path=" + file})
            {
                // Conga is for two tiers.
                const std::string fitting = component.alias == "conga" && fabric.back() == '4'
                                                ? "multi-plane:planes=2,leaves=4,spines=2,hosts=2"
                                                : fabric;
                try
                {
                    const RunRecord run = RunWith({{"fabric", fitting},
                                                   {"lb", component.alias},
                                                   {"switch", "generic:ecn=true"},
                                                   {"workload", "all-to-all:bytes=40KB"}});
                    NS_TEST_EXPECT_MSG_EQ(run.status, "ok", component.alias << " on " << fitting);
                    ran++;
                }
                catch (const ConfigError& error)
                {
                    const std::string text = error.what();
                    NS_TEST_EXPECT_MSG_EQ(
                        (fabric.rfind("file:", 0) == 0 &&
                         text.find("needs a fabric of tiers") != std::string::npos),
                        true,
                        component.alias << " on " << fitting << ": " << text);
                    refused++;
                }
            }
        }
        NS_TEST_EXPECT_MSG_EQ(refused, 6, "strategies that need tiers");
        NS_TEST_EXPECT_MSG_EQ(ran, 3 * families::LoadBalancers().List().size() - 6, "all others");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Planes in several domains.
 */
class PlaneDomainsTestCase : public TestCase
{
  public:
    PlaneDomainsTestCase()
        : TestCase("The number of domains and the engine change no bit of planes and rails")
    {
    }

  private:
    void DoRun() override
    {
        for (const char* fabric : {"multi-plane:planes=3,leaves=4,spines=3,hosts=3",
                                   "multi-plane:planes=2,k=4",
                                   "rail:servers=4,gpus=3,leaves=2,spines=3"})
        {
            for (const char* fault : {"", "flap:tier=all,count=3,up=5us,down=5us,time=1us"})
            {
                OptionTexts texts{{"fabric", fabric},
                                  {"workload", "all-to-all:bytes=100KB"},
                                  {"fault", fault},
                                  {"stop", "10ms"},
                                  {"domains", "1"}};
                const RunRecord one = RunWith(texts);
                texts.back().second = "5";
                NS_TEST_EXPECT_MSG_EQ(RunWith(texts).resultDigest, one.resultDigest, fabric);
                texts.back() = {"engine", "pump"};
                NS_TEST_EXPECT_MSG_EQ(RunWith(texts).resultDigest, one.resultDigest, fabric);
            }
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The plane of a frame on the wire.
 */
class AddressTestCase : public TestCase
{
  public:
    AddressTestCase()
        : TestCase("A host has addresses of its own in each plane")
    {
    }

  private:
    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(FrameCodec::HostIpv4(FrameCodec::AddressNumber(0, 0)),
                              Ipv4Address("10.0.0.1"),
                              "plane 0");
        NS_TEST_EXPECT_MSG_EQ(FrameCodec::HostIpv4(FrameCodec::AddressNumber(2, 1)),
                              Ipv4Address("10.4.0.3"),
                              "plane 1");
        for (const bool ipv6 : {false, true})
        {
            Frame frame{};
            frame.kind = FrameKind::ACK;
            frame.src = 65535;
            frame.dst = 7;
            frame.plane = 31;
            frame.hopLimit = 64;
            frame.flags = ipv6 ? FRAME_IPV6 : 0;
            frame.entropy = wire::ENTROPY_BASE;
            frame.size = wire::ACK_FRAME_BYTES + (ipv6 ? wire::IPV6_EXTRA_BYTES : 0);
            Frame back{};
            const std::vector<uint8_t> bytes = FrameCodec::Encode(frame);
            const bool decoded = FrameCodec::Decode(bytes.data(), bytes.size(), back);
            NS_TEST_EXPECT_MSG_EQ((decoded && back.plane == 31), true, "it can be read");
            NS_TEST_EXPECT_MSG_EQ((back.src == 65535 && back.dst == 7), true, "both hosts");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class PlaneTestSuite : public TestSuite
{
  public:
    PlaneTestSuite()
        : TestSuite("ai-fabric-plane", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new SharesTestCase, Duration::QUICK);
        AddTestCase(new PlanesTestCase, Duration::QUICK);
        AddTestCase(new ChoiceTestCase, Duration::QUICK);
        AddTestCase(new StrategiesTestCase, Duration::QUICK);
        AddTestCase(new PlaneDomainsTestCase, Duration::QUICK);
        AddTestCase(new AddressTestCase, Duration::QUICK);
    }
};

const PlaneTestSuite g_planeTestSuite; ///< registers the suite

} // namespace
