/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_ROUTES_H
#define FABRIC_ROUTES_H

#include "fabric-topology.h"

#include "ns3/ptr.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** The ports of a switch that lie on shortest paths to a set of destinations. */
struct PortGroup
{
    uint16_t id{0};              ///< number of the group at its switch
    std::vector<uint16_t> ports; ///< in ascending order
    /// Shares of the ports if all shortest paths carry the same, in lowest terms; empty if equal.
    std::vector<uint16_t> weights;
};

/**
 * @ingroup ai-fabric
 *
 * The forwarding state of one switch: for every destination edge switch the group of next hops.
 */
class ForwardingTable
{
  public:
    /** Index of the group of unreachable destinations. */
    static constexpr uint16_t UNREACHABLE = UINT16_MAX;

    /**
     * @param edge number of an edge switch
     * @return the next hops towards it, or null if there are none
     */
    const PortGroup* Find(uint32_t edge) const
    {
        const uint16_t group = m_groupOfEdge[edge];
        return group == UNREACHABLE ? nullptr : &m_groups[group];
    }

    /** @return all groups. */
    const std::vector<PortGroup>& GetGroups() const
    {
        return m_groups;
    }

  private:
    friend class FabricRoutes;
    std::vector<uint16_t> m_groupOfEdge;
    std::vector<PortGroup> m_groups;
};

/**
 * @ingroup ai-fabric
 *
 * Shortest-path routes of a fabric over the links that are up: a forwarding table per switch, and
 * the paths between two hosts as numbers.
 *
 * Where links have costs (FabricTopology::SetCosts()) the shortest paths are those of the least
 * cost. Next hops that are given (FabricTopology::SetNextHops()) stand in place of those computed,
 * as far as their links are up. No switch keeps a next hop from which no way leads on.
 *
 * A port's weight is the capacity of the shortest paths through it: their number where all links
 * are alike, else the sum of the rates of their slowest links, as far as routing knows them
 * (FabricTopology::SetKnownRate()). Traffic that follows the weights at
 * every switch is spread evenly over all paths (weighted ECMP by the link-bandwidth community of
 * BGP; J. Zhou et al., "WCMP", EuroSys 2014).
 *
 * A path number is a mixed-radix number with a digit for each tier, that of the lowest tier lowest:
 * the digit of the tier of each switch with a choice selects a port of its group (modulo its size).
 * The groups are those of the fabric as it was at first, so that a number means the same path for
 * ever, dead or alive. Where a path meets two switches of a tier they have one digit, and some
 * paths have no number.
 */
class FabricRoutes : public SimpleRefCount<FabricRoutes>
{
  public:
    /**
     * Compute all routes.
     * @param topology the graph, shared
     * @param keepDeadEnds whether next hops that are given stay although no way leads on, so that
     *        who looks for the mistake finds it
     */
    explicit FabricRoutes(Ptr<FabricTopology> topology, bool keepDeadEnds = false);

    /** Compute all routes again, after links of the graph went up or down. */
    void Recompute();

    /** @return how often routes were computed, at least 1: what is derived of them holds so long.
     */
    uint64_t GetEpoch() const
    {
        return m_epoch;
    }

    /** @return FabricTopology::IsTiered() of the graph. */
    bool IsTiered() const
    {
        return m_isTiered;
    }

    /** @return the graph. */
    const FabricTopology& GetTopology() const
    {
        return *m_topology;
    }

    /**
     * @param vertex vertex of a switch
     * @return its forwarding table
     */
    const ForwardingTable& GetTable(uint32_t vertex) const
    {
        return m_tables[vertex - m_topology->GetHostCount()];
    }

    /**
     * @param vertex vertex of a switch
     * @return its forwarding table as it was at first, to which path numbers refer
     */
    const ForwardingTable& GetPlan(uint32_t vertex) const
    {
        const auto& tables = m_plan.empty() ? m_tables : m_plan;
        return tables[vertex - m_topology->GetHostCount()];
    }

    /**
     * By how much a switch divides a path number to get at its digit.
     * @param vertex vertex of a switch
     * @return the divisor
     */
    uint32_t GetPathDivisor(uint32_t vertex) const
    {
        return m_divisors[m_topology->GetSwitch(vertex).tier];
    }

    /** @return a number above all path numbers. */
    uint64_t GetPathRange() const
    {
        return m_divisors.back();
    }

    /**
     * @param src a host
     * @param dst another host
     * @param plane a plane
     * @return the number of shortest paths between them in the fabric as it was at first, as many
     * as there are along any of them: exact where the switches of a tier are alike; 0 if there is
     * no way
     */
    uint32_t CountPaths(uint32_t src, uint32_t dst, uint32_t plane = 0) const;

    /**
     * @param src a host
     * @param dst another host
     * @param plane a plane
     * @return the number of links between them in the fabric as it was at first; 0 if there is no
     * way
     */
    uint32_t CountHops(uint32_t src, uint32_t dst, uint32_t plane = 0) const;

    /**
     * Follow a path of the fabric as it was at first.
     * @param src a host
     * @param dst another host
     * @param path number of the path
     * @param plane a plane
     * @return the links from src to dst, by number
     */
    std::vector<uint32_t> GetPath(uint32_t src,
                                  uint32_t dst,
                                  uint32_t path,
                                  uint32_t plane = 0) const;

    /**
     * Say which planes lead from one host to another: that of their scale-up domain if it does,
     * else all others that do, as far as routing knows.
     * @param src a host
     * @param dst another host
     * @param without mask of planes that are out of the question
     * @return mask of planes; 0 if none does
     */
    uint32_t GetPlanes(uint32_t src, uint32_t dst, uint32_t without = 0) const;

    /**
     * As GetPlanes(), of the fabric as it was at first.
     * @param src a host
     * @param dst another host
     * @return mask of planes
     */
    uint32_t GetPlannedPlanes(uint32_t src, uint32_t dst) const;

    /**
     * @param src a host
     * @param dst another host
     * @param plane a plane
     * @return whether it leads from the one to the other, as far as routing knows
     */
    bool IsReachable(uint32_t src, uint32_t dst, uint32_t plane) const;

    /**
     * As IsReachable(), whatever becomes of the links of the two hosts.
     * @param src a host
     * @param dst another host
     * @param plane a plane
     * @return whether switches lead from the one's to the other's
     */
    bool HasWay(uint32_t src, uint32_t dst, uint32_t plane) const;

    /** The sums over the paths between two hosts of something that each link has. */
    struct Span
    {
        uint64_t least{UINT64_MAX}; ///< of the path that has the least
        uint64_t most{0};           ///< of the path that has the most
    };

    /**
     * Sum up something along all paths between two hosts, the links of the hosts left out.
     * @param src a host
     * @param dst another host, which is reachable
     * @param plane a plane
     * @param value what a link has
     * @return the sums
     */
    Span MeasurePaths(uint32_t src,
                      uint32_t dst,
                      uint32_t plane,
                      const std::function<uint64_t(const FabricTopology::Link&)>& value) const;

  private:
    /// How many paths have a slowest link of a rate, where links are not alike.
    struct PathClass
    {
        uint64_t rate;  ///< rate of the slowest link, bit/s
        uint64_t paths; ///< their number
    };

    uint32_t PreferScaleUp(uint32_t planes) const;
    void FindDivisors();
    void RouteTo(uint32_t edge);
    void RouteByCost(uint32_t edge);
    void TakeNextHops(uint32_t edge);
    void DropDeadEnds(uint32_t edge, std::vector<PortGroup>& groups) const;
    void CountOnward(uint32_t number, uint32_t edge, const std::vector<PortGroup>& groups);
    uint64_t AddPaths(uint32_t here, uint32_t peer, uint32_t link);
    static std::vector<uint16_t> Reduce(const std::vector<uint64_t>& capacities);
    uint16_t FindGroup(uint32_t number, const PortGroup& group);

    static constexpr uint16_t NO_GROUP = UINT16_MAX;

    Ptr<FabricTopology> m_topology;
    std::vector<ForwardingTable> m_tables;
    std::vector<ForwardingTable> m_plan; ///< tables as they were at first; empty if they still are
    uint64_t m_epoch{0};
    bool m_isTiered;
    bool m_keepDeadEnds;
    bool m_alike{true};               ///< whether all links of switches are alike
    std::vector<uint32_t> m_divisors; ///< of path numbers, by tier

    // Scratch of Recompute(), by switch unless said otherwise.
    std::vector<uint8_t> m_isUp;                    ///< by link: the little that is read often
    std::vector<uint32_t> m_distance;               ///< from the edge switch
    std::vector<uint32_t> m_order;                  ///< switches as they were found
    std::vector<uint64_t> m_count;                  ///< paths, if links are alike
    std::vector<std::vector<PathClass>> m_classes;  ///< paths, if they are not
    std::vector<std::vector<uint64_t>> m_groupHash; ///< hash of each group
    std::vector<uint16_t> m_lastGroup;              ///< the group found last
    PortGroup m_group;                              ///< the one at hand
    std::vector<uint8_t> m_isCounted;               ///< whether its paths are, or are at hand
    std::vector<uint64_t> m_capacities;             ///< of its ports
};

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_ROUTES_H
