/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PACKET_STRATEGY_BENCH_H
#define PACKET_STRATEGY_BENCH_H

#include "ns3/fabric-engine.h"
#include "ns3/host-load-balancer.h"
#include "ns3/object-factory.h"
#include "ns3/simulator.h"

#include <string>
#include <vector>

/**
 * @ingroup ai-fabric-tests
 *
 * A strategy of a host with no network around it: packets, answers and losses by hand.
 */
class PacketStrategyBench : public ns3::aifabric::HostServices
{
  public:
    /** Round-trip time of an idle fabric, ps. */
    static constexpr uint64_t RTT = 4000000;

    /** A probe that the strategy sent. */
    struct Probe
    {
        uint64_t time;    ///< ps
        uint32_t dst;     ///< host
        uint16_t entropy; ///< entropy or path
        bool steered;     ///< whether it is a path
    };

    /**
     * Start a strategy at host 0.
     * @param factory makes it
     * @param routes paths of a fabric, if it looks at them
     */
    explicit PacketStrategyBench(const ns3::ObjectFactory& factory,
                                 ns3::Ptr<ns3::aifabric::FabricRoutes> routes = nullptr)
    {
        ns3::aifabric::FabricEngine::Prepare();
        s_alive++;
        balancer = factory.Create<ns3::aifabric::HostLoadBalancer>();
        problem = balancer->Start({1, 0, routes, this});
    }

    ~PacketStrategyBench() override
    {
        balancer = nullptr;
        if (--s_alive == 0)
        {
            ns3::Simulator::Destroy();
        }
    }

    /**
     * Send a packet now.
     * @param psn its number
     * @param dst fabric host number; also of the queue pair
     * @param flags of the frame
     * @return its entropy
     */
    uint16_t Send(uint32_t psn, uint32_t dst = 1, uint16_t flags = 0)
    {
        ns3::aifabric::Frame frame{};
        frame.kind = ns3::aifabric::FrameKind::DATA;
        frame.dst = dst;
        frame.srcQp = dst << 8;
        frame.psn = psn;
        frame.entropy = ns3::aifabric::wire::ENTROPY_BASE;
        frame.flags = flags;
        frame.sentAt = ns3::aifabric::FabricEngine::Get().Now();
        balancer->Select(frame);
        steered = ns3::aifabric::Route::HasPath(frame);
        return frame.entropy;
    }

    /**
     * Send an ACK now.
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
     * Acknowledge one packet.
     * @param entropy its entropy
     * @param marked whether it came in marked
     * @param psn its number
     * @param dst its destination
     */
    void Acknowledge(uint16_t entropy, bool marked, uint32_t psn = 0, uint32_t dst = 1)
    {
        ns3::aifabric::Frame ack{};
        ack.kind = ns3::aifabric::FrameKind::ACK;
        ack.src = dst;
        ack.qp = dst << 8;
        ack.psn = psn;
        ack.sackPsn = psn;
        ack.echoEntropy = entropy;
        ack.flags = marked ? ns3::aifabric::FRAME_BECN : 0;
        balancer->Acknowledged(ack);
    }

    /**
     * Take a packet for lost.
     * @param psn its number
     * @param cause why
     * @param dst its destination
     */
    void Lose(uint32_t psn, ns3::aifabric::LossCause cause, uint32_t dst = 1)
    {
        balancer->Lost({dst, dst << 8, psn, cause});
    }

    /**
     * Answer a probe.
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
    void Wait(uint64_t ps)
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
        return 4096;
    }

    ns3::Ptr<ns3::aifabric::HostLoadBalancer> balancer; ///< the strategy
    std::string problem;                                ///< what is wrong with its configuration
    std::vector<Probe> probes;                          ///< all that it sent
    bool steered{false};                                ///< whether the last packet is steered

  private:
    static inline uint32_t s_alive = 0; ///< benches, which share one simulation
};

#endif // PACKET_STRATEGY_BENCH_H
