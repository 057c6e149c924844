/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWITCH_UNDER_TEST_H
#define SWITCH_UNDER_TEST_H

#include "ns3/fabric-helper.h"
#include "ns3/frame-pool.h"
#include "ns3/uinteger.h"

#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

/// Indices of candidates, or numbers by candidate.
using List = std::vector<uint32_t>;

/**
 * How often each candidate occurs.
 * @param choices indices of candidates
 * @param candidates their number
 * @return occurrences by candidate
 */
inline List
Count(const List& choices, uint32_t candidates)
{
    List counts(candidates, 0);
    for (const uint32_t choice : choices)
    {
        counts[choice]++;
    }
    return counts;
}

/**
 * @ingroup ai-fabric-tests
 *
 * A leaf switch whose strategy is asked directly, decision by decision: host 0 at port 0, an uplink
 * to each spine at the ports that follow, and a group of next hops whose weights the test sets.
 */
class SwitchUnderTest
{
  public:
    /**
     * Build a fabric of leaves with one host each.
     * @param helper has the strategy
     * @param uplinks number of uplinks
     * @param leaves number of leaves
     */
    SwitchUnderTest(ns3::aifabric::FabricHelper& helper, uint32_t uplinks, uint32_t leaves = 4)
    {
        helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                         "Leaves",
                         ns3::UintegerValue(leaves),
                         "Spines",
                         ns3::UintegerValue(uplinks),
                         "Hosts",
                         ns3::UintegerValue(1));
        m_fabric = helper.Install();
        m_group.ports.resize(uplinks);
        std::iota(m_group.ports.begin(), m_group.ports.end(), uint16_t{1});
    }

    /** @return the group of next hops, to change. */
    ns3::aifabric::PortGroup& Group()
    {
        return m_group;
    }

    /**
     * Ask for the next hop of a packet.
     * @param source host that sends it
     * @param edge edge switch, and host, that it goes to
     * @param ingress port through which it came
     * @param kind what it is
     * @return index of a candidate
     */
    uint32_t Ask(uint32_t source,
                 uint32_t edge = 1,
                 uint16_t ingress = 0,
                 ns3::aifabric::FrameKind kind = ns3::aifabric::FrameKind::DATA)
    {
        ns3::aifabric::Frame frame{};
        frame.kind = kind;
        frame.src = source;
        frame.dst = edge;
        frame.ingress = ingress;
        const ns3::aifabric::Candidates candidates(m_group,
                                                   GetSwitch()->GetPorts().data(),
                                                   edge,
                                                   edge);
        return GetSwitch()->GetLoadBalancer()->Select(frame, candidates);
    }

    /**
     * Ask for the next hops of packets one after the other.
     * @param count number of packets
     * @param edge edge switch that they go to
     * @param ingress port through which they came
     * @return indices of candidates
     */
    List AskMany(uint32_t count, uint32_t edge = 1, uint16_t ingress = 0)
    {
        List choices;
        for (uint32_t i = 0; i < count; i++)
        {
            choices.push_back(Ask(i, edge, ingress));
        }
        return choices;
    }

    /**
     * Let the switch send frames.
     * @param uplink index of an uplink
     * @param frames number of frames
     * @param bytes length of each
     */
    void Load(uint32_t uplink, uint32_t frames, uint32_t bytes = 1000)
    {
        for (uint32_t i = 0; i < frames; i++)
        {
            ns3::aifabric::Frame* frame = ns3::aifabric::FramePool::Get().Make();
            frame->kind = ns3::aifabric::FrameKind::DATA;
            frame->size = bytes;
            frame->priority = 0;
            frame->hopLimit = 1; // the spine drops it
            GetSwitch()->SendThrough(frame, m_group.ports[uplink]);
        }
    }

    /** @return the switch. */
    ns3::Ptr<ns3::aifabric::FabricSwitch> GetSwitch() const
    {
        return m_fabric.GetSwitch(0);
    }

    /**
     * @tparam T a class of strategies
     * @return the strategy
     */
    template <typename T>
    ns3::Ptr<T> GetBalancer() const
    {
        return ns3::DynamicCast<T>(GetSwitch()->GetLoadBalancer());
    }

    /** @return the fabric. */
    ns3::aifabric::FabricContainer& GetFabric()
    {
        return m_fabric;
    }

  private:
    ns3::aifabric::FabricContainer m_fabric;
    ns3::aifabric::PortGroup m_group;
};

#endif // SWITCH_UNDER_TEST_H
