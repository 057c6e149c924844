/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PORT_BENCH_H
#define PORT_BENCH_H

#include "fabric-test-scenario.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

/**
 * @ingroup ai-fabric-tests
 *
 * Frames in, frames out: chosen frames leave hosts at chosen times, and ports tell what they send
 * and when, as captures would. Nothing of what is between is looked at.
 */
class PortBench
{
  public:
    /// Picoseconds per byte at 400 Gb/s.
    static constexpr uint64_t PS = 20;
    /// Propagation delay of a link, ps.
    static constexpr uint64_t DELAY = 500000;
    /// Preamble and gap, bytes.
    static constexpr uint64_t GAP = 20;
    /// Time in which a PFC frame comes to the other end of its link, ps.
    static constexpr uint64_t PAUSE_WAY = 64 * PS + DELAY;
    /// All classes, as a class-enable vector.
    static constexpr uint8_t ALL = 0xff;

    /** A frame as a port sent it. */
    struct Sent
    {
        uint64_t time;             ///< begin of its first bit, ps
        ns3::aifabric::Frame what; ///< the frame
    };

    /** A frame to be sent. */
    struct Chosen
    {
        uint32_t from;                                    ///< host
        uint32_t to;                                      ///< host
        uint32_t bytes;                                   ///< length
        uint8_t priority{3};                              ///< class
        ns3::aifabric::Ecn ecn{ns3::aifabric::Ecn::ECT0}; ///< its codepoint
        uint8_t hopLimit{64};                             ///< its hop limit
    };

    /** Start afresh. */
    PortBench()
    {
        FabricTestScenario::Reset(1);
        m_scenario.Helper().SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
        // Data that comes in order is not answered.
        m_scenario.Helper().SetNicAttribute("AckInterval", ns3::UintegerValue(65536));
    }

    /** @return what is configured before Build(). */
    FabricTestScenario& Scenario()
    {
        return m_scenario;
    }

    /** @return the helper. */
    ns3::aifabric::FabricHelper& Helper()
    {
        return m_scenario.Helper();
    }

    /**
     * Hosts at one switch.
     * @param hosts number of hosts
     */
    void BuildOneSwitch(uint32_t hosts)
    {
        m_scenario.UseOneSwitch(hosts);
        Build();
    }

    /** Build what the scenario says. */
    void Build()
    {
        m_fabric = &m_scenario.Build();
    }

    /** @return the fabric. */
    ns3::aifabric::FabricContainer& Fabric()
    {
        return *m_fabric;
    }

    /**
     * @param host a host
     * @return its port
     */
    ns3::Ptr<ns3::aifabric::FabricNetDevice> HostPort(uint32_t host) const
    {
        return m_fabric->GetDevice(host, 0);
    }

    /**
     * @param host a host at the first switch
     * @return the port of the switch that leads to it
     */
    ns3::Ptr<ns3::aifabric::FabricNetDevice> SwitchPort(uint32_t host) const
    {
        return m_fabric->GetDevice(m_fabric->GetTopology()->GetHostCount(), host);
    }

    /**
     * Note what a port sends.
     * @param port the port
     * @return the list, which grows
     */
    std::deque<Sent>& Watch(ns3::Ptr<ns3::aifabric::FabricNetDevice> port)
    {
        m_logs.emplace_back();
        std::deque<Sent>& log = m_logs.back();
        port->TraceConnectWithoutContext("FrameSent",
                                         ns3::Callback<void, const ns3::aifabric::Frame&>(
                                             [&log](const ns3::aifabric::Frame& frame) {
                                                 log.push_back({Now(), frame});
                                             }));
        return log;
    }

    /**
     * Do something at a time.
     * @param ps the time
     * @param action what
     */
    template <typename T>
    static void At(uint64_t ps, T action)
    {
        ns3::Simulator::Schedule(ns3::PicoSeconds(ps),
                                 ns3::Ptr<ns3::EventImpl>(ns3::MakeEvent(action), false));
    }

    /**
     * Put frames into the queue of a host's port.
     * @param ps when
     * @param frame the frame
     * @param count how many of them
     */
    void Send(uint64_t ps, const Chosen& frame, uint32_t count = 1)
    {
        At(ps, [this, frame, count]() {
            for (uint32_t i = 0; i < count; i++)
            {
                HostPort(frame.from)->Enqueue(Make(frame));
            }
        });
    }

    /**
     * A host tells the switch not to send to it.
     * @param ps when it says so
     * @param host the host
     * @param quanta for how long; 0: go on
     * @param classes which classes
     */
    void HoldBack(uint64_t ps, uint32_t host, uint16_t quanta = 65535, uint8_t classes = ALL)
    {
        At(ps, [this, host, quanta, classes]() { HostPort(host)->SendPause(classes, quanta); });
    }

    /** Run to the end. */
    void Run()
    {
        ns3::Simulator::Run();
    }

    /** @return true if every frame was delivered or dropped and no buffer is charged. */
    bool IsBalanced() const
    {
        uint64_t used = 0;
        for (uint32_t s = 0; s < m_fabric->GetTopology()->GetSwitchCount(); s++)
        {
            used += m_fabric->GetSwitch(s)->GetAdmission()->GetUsed();
        }
        return used == 0 && ns3::aifabric::FramePool::GetLedger().GetInFlight() == 0;
    }

    /**
     * @param reason a reason
     * @return frames dropped for it
     */
    static uint64_t Dropped(ns3::aifabric::DropReason reason)
    {
        return ns3::aifabric::FramePool::GetLedger().dropped[static_cast<size_t>(reason)];
    }

    /** End the simulation. */
    void Destroy()
    {
        m_scenario.Destroy();
    }

    /** @return the time, ps. */
    static uint64_t Now()
    {
        return static_cast<uint64_t>(ns3::Simulator::Now().GetTimeStep());
    }

    /**
     * Time on the wire of a frame and the gap behind it.
     * @param bytes its length
     * @return ps
     */
    static constexpr uint64_t Slot(uint64_t bytes)
    {
        return (bytes + GAP) * PS;
    }

    /**
     * The kinds of frames of a log that matter here.
     * @param log what a port sent
     * @param kind a kind
     * @return frames of that kind
     */
    static std::vector<Sent> Only(const std::deque<Sent>& log, ns3::aifabric::FrameKind kind)
    {
        std::vector<Sent> some;
        for (const Sent& sent : log)
        {
            if (sent.what.kind == kind)
            {
                some.push_back(sent);
            }
        }
        return some;
    }

  private:
    ns3::aifabric::Frame* Make(const Chosen& chosen)
    {
        ns3::aifabric::Frame* frame = ns3::aifabric::FramePool::Get().Make();
        frame->kind = ns3::aifabric::FrameKind::DATA;
        frame->src = chosen.from;
        frame->dst = chosen.to;
        frame->size = chosen.bytes;
        frame->priority = chosen.priority;
        frame->ecn = chosen.ecn;
        frame->hopLimit = chosen.hopLimit;
        // A flow per pair of hosts and class, so that each is in order. Its number is one that the
        // receiver can have for a queue pair of the sender.
        frame->qp = chosen.from << 8 | ((chosen.to * 8 + chosen.priority) & 0xff);
        frame->srcQp = frame->qp;
        frame->psn = m_sequences[frame->qp]++;
        return frame;
    }

    FabricTestScenario m_scenario;
    ns3::aifabric::FabricContainer* m_fabric{nullptr};
    std::deque<std::deque<Sent>> m_logs;
    std::map<uint32_t, uint32_t> m_sequences; ///< next packet number by queue pair
};

#endif // PORT_BENCH_H
