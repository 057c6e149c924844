/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HOST_STRATEGY_TEST_HELPER_H
#define HOST_STRATEGY_TEST_HELPER_H

#include "ns3/fabric-engine.h"
#include "ns3/fat-tree-fabric.h"
#include "ns3/host-load-balancer.h"
#include "ns3/leaf-spine-fabric.h"
#include "ns3/uinteger.h"

#include <vector>

/**
 * @ingroup ai-fabric-tests
 *
 * A strategy of a host without a NIC: it is asked directly, and hears what the test makes up.
 */
class HostStrategyBench : public ns3::aifabric::HostServices
{
  public:
    /** Bytes of a full packet. */
    static constexpr uint32_t PACKET = 4096;
    /** Round-trip time of the idle fabric, ps. */
    static constexpr uint64_t BASE_RTT = 8000000;

    /** A probe that was sent. */
    struct Probe
    {
        uint64_t time;    ///< ps
        uint32_t dst;     ///< host
        uint16_t entropy; ///< its path
        bool steered;     ///< whether it is the number of one
    };

    /**
     * A leaf-spine fabric.
     * @param leaves number of leaves
     * @param spines number of spines
     * @param hosts number of hosts at each leaf
     */
    HostStrategyBench(uint32_t leaves, uint32_t spines, uint32_t hosts)
    {
        auto layout = ns3::CreateObject<ns3::aifabric::LeafSpineFabric>();
        layout->SetAttribute("Leaves", ns3::UintegerValue(leaves));
        layout->SetAttribute("Spines", ns3::UintegerValue(spines));
        layout->SetAttribute("Hosts", ns3::UintegerValue(hosts));
        Build(*layout);
    }

    /**
     * A fat-tree.
     * @param k ports of each switch
     */
    explicit HostStrategyBench(uint32_t k)
    {
        auto layout = ns3::CreateObject<ns3::aifabric::FatTreeFabric>();
        layout->SetAttribute("K", ns3::UintegerValue(k));
        Build(*layout);
    }

    /**
     * Start a strategy.
     * @param strategy the strategy
     * @param host where it stands
     * @return an empty string, or what is wrong with its configuration
     */
    std::string Start(ns3::aifabric::HostLoadBalancer& strategy, uint32_t host = 0)
    {
        return strategy.Start({host, host, routes, this});
    }

    /**
     * Ask a strategy for the path of a packet.
     * @param strategy the strategy
     * @param dst receiver
     * @param qp queue pair
     * @param psn packet sequence number
     * @return the packet
     */
    static ns3::aifabric::Frame Send(ns3::aifabric::HostLoadBalancer& strategy,
                                     uint32_t dst,
                                     uint32_t qp,
                                     uint32_t psn)
    {
        ns3::aifabric::Frame frame{};
        frame.kind = ns3::aifabric::FrameKind::DATA;
        frame.dst = dst;
        frame.srcQp = qp;
        frame.psn = psn;
        frame.payload = PACKET;
        frame.entropy = ns3::aifabric::wire::ENTROPY_BASE;
        strategy.Select(frame);
        return frame;
    }

    /**
     * Answer a packet.
     * @param strategy the strategy that sent it
     * @param data the packet
     * @param marked whether it came marked
     * @param rtt its round-trip time, ps
     * @param expected next packet expected; default: the one after it
     */
    static void Acknowledge(ns3::aifabric::HostLoadBalancer& strategy,
                            const ns3::aifabric::Frame& data,
                            bool marked,
                            uint64_t rtt = 0,
                            uint32_t expected = UINT32_MAX)
    {
        ns3::aifabric::Frame ack{};
        ack.kind = ns3::aifabric::FrameKind::ACK;
        ack.src = data.dst;
        ack.qp = data.srcQp;
        ack.sackPsn = data.psn;
        ack.psn = expected == UINT32_MAX ? data.psn + 1 : expected;
        ack.flags = marked ? ns3::aifabric::FRAME_BECN : 0;
        ack.echoEntropy = data.entropy;
        ack.echoTime = ns3::aifabric::FabricEngine::Get().Now() - rtt;
        strategy.Acknowledged(ack);
    }

    void SendProbe(uint32_t dst, const ns3::aifabric::Route& route) override
    {
        probes.push_back(
            {ns3::aifabric::FabricEngine::Get().Now(), dst, route.GetEntropy(), route.IsPath()});
    }

    uint64_t GetBaseRtt(uint32_t) const override
    {
        return BASE_RTT;
    }

    double GetLineRate() const override
    {
        return 400e9;
    }

    uint32_t GetMtu() const override
    {
        return PACKET;
    }

    ns3::Ptr<ns3::aifabric::FabricTopology> topology; ///< the graph
    ns3::Ptr<ns3::aifabric::FabricRoutes> routes;     ///< its routes
    std::vector<Probe> probes;                        ///< what was sent

  private:
    void Build(const ns3::aifabric::FabricLayout& layout)
    {
        ns3::aifabric::FabricEngine::Prepare();
        topology = layout.Build(ns3::DataRate("400Gbps"), ns3::NanoSeconds(500));
        routes = ns3::Create<ns3::aifabric::FabricRoutes>(topology);
    }
};

#endif // HOST_STRATEGY_TEST_HELPER_H
