/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_TOPOLOGY_H
#define FABRIC_TOPOLOGY_H

#include "ns3/simple-ref-count.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The graph of a fabric: hosts, switches and the links between them, as plain numbers.
 *
 * Hosts are the vertices 0 .. hosts-1, switches follow. An edge switch is one that has hosts; edge
 * switches are also numbered among themselves, since every destination behind one is routed alike.
 * Ports of a vertex are numbered in the order in which its links were added.
 *
 * Whoever makes the graph names its tiers: what people, the database, the report and faults call a
 * vertex (edge3, host12) is the name of its tier and its number among those of that name.
 */
class FabricTopology : public SimpleRefCount<FabricTopology>
{
  public:
    /** Number of nothing. */
    static constexpr uint32_t NONE = UINT32_MAX;

    /** One switch. */
    struct Switch
    {
        uint32_t tier{1};    ///< 1 next to the hosts, then upwards
        uint32_t pod{NONE};  ///< pod, or NONE for a switch that serves all pods
        uint32_t edge{NONE}; ///< number among edge switches, or NONE
        uint32_t name{0};    ///< number of the name of its tier
        uint32_t number{0};  ///< number among the switches of that name
        uint64_t latency{0}; ///< from the last bit of a frame to its place in a queue, ps
    };

    /** One full-duplex link. */
    struct Link
    {
        uint32_t lower;     ///< vertex nearer to the hosts
        uint32_t upper;     ///< vertex farther from them
        uint16_t lowerPort; ///< port number at the lower vertex
        uint16_t upperPort; ///< port number at the upper vertex
        uint64_t rate;      ///< bits per second
        uint64_t delay;     ///< propagation, ps
        uint64_t known;     ///< bits per second that routing knows of
        bool up{true};      ///< whether routing may use it
    };

    /** One end of a link, seen from a vertex. */
    struct Adjacency
    {
        uint32_t peer; ///< vertex at the other end
        uint32_t link; ///< number of the link
    };

    /**
     * Add all hosts. To be called once, before anything else.
     * @param count number of hosts
     */
    void AddHosts(uint32_t count);

    /**
     * Add a switch.
     * @param tier its tier
     * @param pod its pod, or NONE
     * @param name what switches of its tier are called: letters, and digits before them, such as
     * leaf
     * @return its vertex number
     */
    uint32_t AddSwitch(uint32_t tier, uint32_t pod, const std::string& name = "switch");

    /**
     * Add a link.
     * @param lower vertex nearer to the hosts, a host or a switch
     * @param upper vertex farther from them, a switch
     * @param rate bits per second
     * @param delay propagation in ps
     * @return number of the link
     */
    uint32_t AddLink(uint32_t lower, uint32_t upper, uint64_t rate, uint64_t delay);

    /** @return number of hosts. */
    uint32_t GetHostCount() const
    {
        return static_cast<uint32_t>(m_hostEdge.size());
    }

    /** @return number of switches. */
    uint32_t GetSwitchCount() const
    {
        return static_cast<uint32_t>(m_switches.size());
    }

    /** @return number of edge switches. */
    uint32_t GetEdgeCount() const
    {
        return static_cast<uint32_t>(m_edgeVertex.size());
    }

    /**
     * @param vertex vertex of a switch
     * @return the switch
     */
    const Switch& GetSwitch(uint32_t vertex) const
    {
        return m_switches[vertex - GetHostCount()];
    }

    /**
     * @param vertex a vertex
     * @return the name of its tier, "host" for hosts
     */
    const std::string& GetTierName(uint32_t vertex) const;

    /** @return the names of the tiers of switches, in the order in which they came. */
    const std::vector<std::string>& GetTierNames() const
    {
        return m_tierNames;
    }

    /**
     * A name for people, unique in the fabric.
     * @param vertex a vertex
     * @return the name of its tier and its number there, such as host12, edge3, spine0
     */
    std::string GetName(uint32_t vertex) const;

    /**
     * Tell how long a switch takes to forward a frame.
     * @param vertex vertex of a switch
     * @param latency from the last bit of a frame to its place in the egress queue, ps
     */
    void SetLatency(uint32_t vertex, uint64_t latency);

    /**
     * @param src host at which a path begins
     * @param path numbers of its links
     * @return the latencies of all switches on it, ps
     */
    uint64_t SumLatencies(uint32_t src, const std::vector<uint32_t>& path) const;

    /** @return all links. */
    const std::vector<Link>& GetLinks() const
    {
        return m_links;
    }

    /**
     * Allow or forbid routing over a link.
     * @param link number of the link
     * @param up whether routing may use it
     */
    void SetLinkUp(uint32_t link, bool up);

    /**
     * Tell routing what a link carries.
     * @param link number of the link
     * @param rate bits per second, its own rate if it is sound
     */
    void SetKnownRate(uint32_t link, uint64_t rate);

    /**
     * @param vertex a vertex
     * @return its links, indexed by port
     */
    const std::vector<Adjacency>& GetAdjacencies(uint32_t vertex) const
    {
        return m_adjacencies[vertex];
    }

    /**
     * @param host a host
     * @return the number of its edge switch
     */
    uint32_t GetHostEdge(uint32_t host) const
    {
        return m_hostEdge[host];
    }

    /**
     * @param host a host
     * @return the port of its edge switch that leads to it
     */
    uint16_t GetHostPort(uint32_t host) const
    {
        return m_hostPort[host];
    }

    /**
     * @param edge number of an edge switch
     * @return its vertex
     */
    uint32_t GetEdgeVertex(uint32_t edge) const
    {
        return m_edgeVertex[edge];
    }

    /**
     * @param edge number of an edge switch
     * @return its pod; in a fabric without pods every edge switch is one
     */
    uint32_t GetEdgePod(uint32_t edge) const
    {
        return m_edgePod[edge];
    }

  private:
    std::vector<Switch> m_switches;
    std::vector<Link> m_links;
    std::vector<std::vector<Adjacency>> m_adjacencies;
    std::vector<uint32_t> m_hostEdge;
    std::vector<uint16_t> m_hostPort;
    std::vector<uint32_t> m_edgeVertex;
    std::vector<uint32_t> m_edgePod;
    std::vector<std::string> m_tierNames;
    std::vector<uint32_t> m_tierSizes; ///< switches of each name
};

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_TOPOLOGY_H
