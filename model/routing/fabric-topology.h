/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_TOPOLOGY_H
#define FABRIC_TOPOLOGY_H

#include "ns3/simple-ref-count.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
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
 * A host is an endpoint: one NIC with one port for each plane. Its first link is its port in plane
 * 0, its second that in plane 1, and so on; all hosts have as many. A frame stays in the plane in
 * which it was sent: hosts forward nothing, and the port of the receiver that a switch looks for is
 * that of the frame's plane. Endpoints may belong to a server, whose scale-up domain is a plane of
 * its own (SetScaleUp()): what it can reach does not use the others.
 *
 * Whoever makes the graph names its tiers: what people, the database, the report and faults call a
 * vertex (edge3, host12) is the name of its tier and its number among those of that name.
 */
class FabricTopology : public SimpleRefCount<FabricTopology>
{
  public:
    /** Number of nothing. */
    static constexpr uint32_t NONE = UINT32_MAX;
    /** Most planes: sets of them are masks. */
    static constexpr uint32_t MOST_PLANES = 32;
    /** Most ports of a switch. */
    static constexpr uint32_t MOST_PORTS = 32767;

    /** One switch. */
    struct Switch
    {
        uint32_t tier{1};      ///< 1 next to the hosts, then upwards
        uint32_t pod{NONE};    ///< pod, as FabricTopology numbers them, or NONE if none was given
        uint32_t edge{NONE};   ///< number among edge switches, or NONE
        bool isScaleUp{false}; ///< the crossbar of a scale-up domain
        uint16_t header{0};    ///< bytes after which frames may go on (cut-through); 0: all
        uint32_t name{0};      ///< number of the name of its tier
        uint32_t number{0};    ///< number among the switches of that name
        uint64_t latency{0};   ///< from the last bit of a frame to its place in a queue, ps
    };

    /** One full-duplex link. */
    struct Link
    {
        uint32_t lower;       ///< vertex nearer to the hosts
        uint32_t upper;       ///< vertex farther from them
        uint16_t lowerPort;   ///< port number at the lower vertex
        uint16_t upperPort;   ///< port number at the upper vertex
        uint64_t rate;        ///< bits per second
        uint64_t delay;       ///< propagation, ps
        uint64_t known;       ///< bits per second that routing knows of
        bool up{true};        ///< whether routing may use it
        uint32_t cost{1};     ///< of the direction upwards, to routing
        uint32_t costDown{1}; ///< of the direction downwards
    };

    /** A next hop that is given, not computed. */
    struct NextHop
    {
        uint16_t port;   ///< of the switch
        uint16_t weight; ///< share of the traffic, at least 1
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
     * @param pod its pod, any number, or NONE; pods are numbered from 0 as they come
     * @param name what switches of its tier are called (CheckTierName()), such as leaf
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

    /**
     * Say which plane is that of the scale-up domains of servers; its switches become crossbars.
     * @param plane its number; hosts have their links
     */
    void SetScaleUp(uint32_t plane);

    /**
     * Say what a link costs, where routes are not those with the fewest links.
     * @param link number of the link
     * @param up cost of the direction upwards, at least 1
     * @param down cost of the direction downwards, at least 1
     */
    void SetCosts(uint32_t link, uint32_t up, uint32_t down);

    /** @return whether some link costs something else than 1. */
    bool HasCosts() const
    {
        return m_hasCosts;
    }

    /**
     * Give a switch its next hops towards an edge switch, in place of those that routing finds.
     * @param vertex vertex of the switch
     * @param edge number of another edge switch
     * @param hops the next hops, by port
     */
    void SetNextHops(uint32_t vertex, uint32_t edge, const std::vector<NextHop>& hops);

    /** @return whether some switch has next hops that were given. */
    bool HasNextHops() const
    {
        return !m_nextHops.empty();
    }

    /**
     * @param vertex vertex of a switch
     * @param edge number of an edge switch
     * @return the next hops that were given, or null
     */
    const std::vector<NextHop>* FindNextHops(uint32_t vertex, uint32_t edge) const
    {
        const auto found = m_nextHops.find({vertex, edge});
        return found == m_nextHops.end() ? nullptr : &found->second;
    }

    /**
     * Say whether the fabric is one of tiers: links between switches join a tier with the next one,
     * and routes are those with the fewest links. Strategies may count on it if they say so.
     * @return true if it is
     */
    bool IsTiered() const;

    /** @return the plane of the scale-up domains, or NONE. */
    uint32_t GetScaleUp() const
    {
        return m_scaleUp;
    }

    /**
     * @param host a host
     * @return the number of its server, from 0 in the order of their first hosts: hosts with one
     * crossbar make one, any other host is its own
     */
    uint32_t GetServer(uint32_t host) const;

    /** @return the number of servers. */
    uint32_t GetServerCount() const
    {
        return m_scaleUp == NONE ? m_hosts : m_servers;
    }

    /** @return number of hosts. */
    uint32_t GetHostCount() const
    {
        return m_hosts;
    }

    /** @return the number of planes: ports of every host. */
    uint32_t GetPlaneCount() const
    {
        return m_planes;
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

    /**
     * List the tiers of switches, in the order in which they came. Crossbars of servers are not of
     * a tier that a switch model is for, and left out.
     * @return their names
     */
    std::vector<std::string> ListTiers() const;

    /**
     * Refuse a name for a tier of switches that could be taken for something else.
     * @param name the name
     * @return an empty string, or what is wrong with it
     */
    static std::string CheckTierName(const std::string& name);

    /**
     * A name for people, unique in the fabric.
     * @param vertex a vertex
     * @return the name of its tier and its number there, such as host12, edge3, spine0
     */
    std::string GetName(uint32_t vertex) const;

    /**
     * @param vertex vertex of a switch
     * @param latency from the last bit of a frame to its place in the egress queue, ps
     */
    void SetLatency(uint32_t vertex, uint64_t latency);

    /**
     * @param vertex vertex of a switch
     * @param bytes of a frame after which it may go on (cut-through); 0: all
     */
    void SetCutThrough(uint32_t vertex, uint16_t bytes)
    {
        m_switches[vertex - GetHostCount()].header = bytes;
    }

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
     * @param link number of the link
     * @param up whether routing may use it
     */
    void SetLinkUp(uint32_t link, bool up);

    /**
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
     * @param plane a plane
     * @return the number of its edge switch there
     */
    uint32_t GetHostEdge(uint32_t host, uint32_t plane = 0) const
    {
        return m_hostEdge[plane * m_hosts + host];
    }

    /** @return the numbers of GetHostEdge(), by plane, then by host; until hosts are added. */
    const uint32_t* GetHostEdges() const
    {
        return m_hostEdge.data();
    }

    /** @return the ports of GetHostPort() likewise. */
    const uint16_t* GetHostPorts() const
    {
        return m_hostPort.data();
    }

    /**
     * @param host a host
     * @param plane a plane
     * @return the port of its edge switch that leads to it
     */
    uint16_t GetHostPort(uint32_t host, uint32_t plane = 0) const
    {
        return m_hostPort[plane * m_hosts + host];
    }

    /**
     * @param host a host
     * @param plane a plane
     * @return its link there
     */
    const Link& GetHostLink(uint32_t host, uint32_t plane = 0) const
    {
        return m_links[m_adjacencies[host][plane].link];
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
     * @return its pod; an edge switch that was given none is one by itself
     */
    uint32_t GetEdgePod(uint32_t edge) const
    {
        return m_edgePod[edge];
    }

    /**
     * @param vertex vertex of a switch
     * @return its pod as for GetEdgePod(), or NONE for a switch that serves all pods
     */
    uint32_t GetPod(uint32_t vertex) const;

    /** @return the number of pods. */
    uint32_t GetPodCount() const
    {
        return m_podCount;
    }

    /** @throws ConfigError if a host lacks a link that others have. */
    void CheckHosts() const;

  private:
    void CheckLink(uint32_t lower, uint32_t upper) const;
    void CheckSwitch(const std::string& call, uint32_t vertex) const;

    std::vector<Switch> m_switches;
    std::vector<Link> m_links;
    std::vector<std::vector<Adjacency>> m_adjacencies;
    uint32_t m_hosts{0};
    uint32_t m_planes{0};
    uint32_t m_scaleUp{NONE};
    bool m_hasCosts{false};
    std::map<std::pair<uint32_t, uint32_t>, std::vector<NextHop>> m_nextHops; ///< by vertex, edge
    std::vector<uint32_t> m_hostEdge; ///< by plane, then by host
    std::vector<uint16_t> m_hostPort; ///< likewise
    std::vector<uint32_t> m_edgeVertex;
    std::vector<uint32_t> m_edgePod;
    std::map<uint32_t, uint32_t> m_pods; ///< numbers of pods, by what whoever made the graph says
    uint32_t m_podCount{0};
    std::vector<uint32_t> m_serverOfEdge; ///< by edge switch, NONE for those that are no crossbars
    uint32_t m_servers{0};
    std::vector<std::string> m_tierNames;
    std::vector<uint32_t> m_tierSizes; ///< switches of each name
};

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_TOPOLOGY_H
