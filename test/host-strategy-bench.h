/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HOST_STRATEGY_BENCH_H
#define HOST_STRATEGY_BENCH_H

#include "ns3/fabric-engine.h"
#include "ns3/fat-tree-fabric.h"
#include "ns3/host-load-balancer.h"
#include "ns3/leaf-spine-fabric.h"
#include "ns3/object-factory.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <string>
#include <vector>

/**
 * @ingroup ai-fabric-tests
 *
 * What a strategy of a host asks of a NIC, with no network around it: packets, answers and losses
 * by hand. The bench has a strategy of its own, or tests bring theirs.
 */
class HostStrategyBench : public ns3::aifabric::HostServices
{
  public:
    /** Bytes of a full packet. */
    static constexpr uint32_t PACKET = 4096;
    /** Round-trip time of the idle fabric, ps. */
    static constexpr uint64_t RTT = 4000000;

    /** A probe that was sent. */
    struct Probe
    {
        uint64_t time;    ///< ps
        uint32_t dst;     ///< host
        uint16_t entropy; ///< entropy or path
        bool steered;     ///< whether it is a path
    };

    /**
     * A strategy of the bench's own, at host 0. The simulation ends with the last of such benches.
     * @param factory makes it
     * @param paths paths of a fabric, if it looks at them
     */
    explicit HostStrategyBench(const ns3::ObjectFactory& factory,
                               ns3::Ptr<ns3::aifabric::FabricRoutes> paths = nullptr)
        : routes(paths)
    {
        ns3::aifabric::FabricEngine::Prepare();
        s_alive++;
        balancer = factory.Create<ns3::aifabric::HostLoadBalancer>();
        // Its node has another number than those of strategies that tests bring, and other draws.
        problem = balancer->Start({1, 0, routes, this});
    }

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

    ~HostStrategyBench() override
    {
        if (balancer)
        {
            balancer = nullptr;
            if (--s_alive == 0)
            {
                ns3::Simulator::Destroy();
            }
        }
    }

    HostStrategyBench(const HostStrategyBench&) = delete;
    HostStrategyBench& operator=(const HostStrategyBench&) = delete;

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
     * Ask a strategy for the path of a packet that is sent now.
     * @param strategy the strategy
     * @param dst receiver
     * @param qp queue pair
     * @param psn packet sequence number
     * @param flags of the frame
     * @return the packet
     */
    static ns3::aifabric::Frame Send(ns3::aifabric::HostLoadBalancer& strategy,
                                     uint32_t dst,
                                     uint32_t qp,
                                     uint32_t psn,
                                     uint16_t flags = 0)
    {
        ns3::aifabric::Frame frame{};
        frame.kind = ns3::aifabric::FrameKind::DATA;
        frame.dst = dst;
        frame.srcQp = qp;
        frame.psn = psn;
        frame.payload = PACKET;
        frame.entropy = ns3::aifabric::wire::ENTROPY_BASE;
        frame.flags = flags;
        frame.sentAt = ns3::aifabric::FabricEngine::Get().Now();
        strategy.Select(frame);
        return frame;
    }

    /**
     * Send a packet of the own strategy.
     * @param psn its number
     * @param dst fabric host number; also of the queue pair
     * @param flags of the frame
     * @return its entropy
     */
    uint16_t Send(uint32_t psn, uint32_t dst = 1, uint16_t flags = 0)
    {
        const ns3::aifabric::Frame frame = Send(*balancer, dst, dst << 8, psn, flags);
        steered = ns3::aifabric::Route::HasPath(frame);
        return frame.entropy;
    }

    /**
     * Send an ACK of the own strategy.
     * @param entropy that of the packet that it answers
     * @param dst fabric host number
     * @return the ACK
     */
    ns3::aifabric::Frame SendAck(uint16_t entropy, uint32_t dst = 1)
    {
        ns3::aifabric::Frame ack{};
        ack.kind = ns3::aifabric::FrameKind::ACK;
        ack.dst = dst;
        ack.entropy = entropy;
        balancer->Select(ack);
        return ack;
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

    /**
     * Answer a packet of the own strategy, the next that is expected.
     * @param entropy its entropy
     * @param marked whether it came in marked
     * @param psn its number
     * @param dst its destination
     */
    void Acknowledge(uint16_t entropy, bool marked, uint32_t psn = 0, uint32_t dst = 1)
    {
        ns3::aifabric::Frame data{};
        data.dst = dst;
        data.srcQp = dst << 8;
        data.psn = psn;
        data.entropy = entropy;
        Acknowledge(*balancer, data, marked, 0, psn);
    }

    /**
     * Let the own strategy take a packet for lost.
     * @param psn its number
     * @param cause why
     * @param dst its destination
     */
    void Lose(uint32_t psn, ns3::aifabric::LossCause cause, uint32_t dst = 1)
    {
        balancer->Lost({0, dst, dst << 8, psn, cause});
    }

    /**
     * Answer a probe of the own strategy.
     * @param probe the probe
     * @param marked whether it came in marked
     */
    void AnswerProbe(const Probe& probe, bool marked = false)
    {
        ns3::aifabric::Frame reply{};
        reply.kind = ns3::aifabric::FrameKind::PROBE_REPLY;
        reply.src = probe.dst;
        reply.qp = probe.dst << 8;
        reply.echoEntropy = probe.entropy;
        reply.echoTime = probe.time;
        reply.flags = marked ? ns3::aifabric::FRAME_BECN : 0;
        balancer->ProbeAnswered(reply);
    }

    /**
     * Let time pass.
     * @param ps how much, picoseconds
     */
    static void Wait(uint64_t ps)
    {
        ns3::Simulator::Stop(ns3::PicoSeconds(ps));
        ns3::Simulator::Run();
    }

    void SendProbe(uint32_t dst, const ns3::aifabric::Route& route) override
    {
        probes.push_back(
            {ns3::aifabric::FabricEngine::Get().Now(), dst, route.GetEntropy(), route.IsPath()});
    }

    uint64_t GetBaseRtt(uint32_t) const override
    {
        return RTT;
    }

    double GetLineRate() const override
    {
        return 400e9;
    }

    uint32_t GetMtu() const override
    {
        return PACKET;
    }

    ns3::Ptr<ns3::aifabric::FabricTopology> topology;   ///< the graph, if the bench made it
    ns3::Ptr<ns3::aifabric::FabricRoutes> routes;       ///< its routes
    ns3::Ptr<ns3::aifabric::HostLoadBalancer> balancer; ///< the own strategy
    std::string problem;                                ///< what is wrong with its configuration
    std::vector<Probe> probes;                          ///< what was sent
    bool steered{false};                                ///< whether its last packet is steered

  private:
    void Build(const ns3::aifabric::FabricLayout& layout)
    {
        ns3::aifabric::FabricEngine::Prepare();
        topology = layout.Build(ns3::DataRate("400Gbps"), ns3::NanoSeconds(500));
        routes = ns3::Create<ns3::aifabric::FabricRoutes>(topology);
    }

    static inline uint32_t s_alive = 0; ///< benches with own strategies, which share a simulation
};

#endif // HOST_STRATEGY_BENCH_H
