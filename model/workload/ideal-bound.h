/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef IDEAL_BOUND_H
#define IDEAL_BOUND_H

#include "task-graph.h"

#include "ns3/fabric-routes.h"
#include "ns3/ptr.h"

#include <cmath>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The least time in which any load balancer could complete a task graph on a fabric: what the
 * slowdown of a run refers to. The largest of these lower bounds:
 *
 * - **Egress.** A host puts all its data on its link, and between them the ACKs that it owes by
 *   then, since a NIC sends ACKs first; the last packet crosses the idle fabric, and its ACK
 *   returns. For a permutation of messages of m packets between pods of a fat-tree this is
 *   m d + max(0, m - i) a + p + (H-1) T_d + p + H T_a with d and a the wire times of data and ACK
 *   with gap, T_d and T_a without, p the propagation of H links one way, and i the number of
 *   packets that a host has begun before it first has an ACK to send: the bound of the paper of
 *   Ofan (arXiv:2507.21372).
 * - **Ingress.** All data for a host passes its link, from the arrival of the first packet on.
 * - **Cut.** All data that leaves or enters an edge switch, or a pod, passes the links there.
 * - **Chain.** A task starts when the last of those before it has ended; each takes at least as
 *   long as on an idle fabric.
 *
 * Headers, gaps and last partial packets are counted exactly. Losses, marks and pauses are not.
 */
class IdealBound
{
  public:
    /** What the bound depends on besides tasks and fabric. */
    struct Config
    {
        uint32_t mtu{4096};        ///< payload bytes of a full packet
        uint32_t ackInterval{1};   ///< packets that one ACK covers
        uint64_t switchLatency{0}; ///< forwarding latency of every switch, ps
        uint32_t ipExtra{0};       ///< bytes by which headers exceed those of IPv4
    };

    /**
     * @param routes the paths of the fabric
     * @param config the rest
     */
    IdealBound(Ptr<const FabricRoutes> routes, const Config& config);

    /**
     * Compute the bound.
     * @param graph the tasks
     * @return from the start of the first task to the end of the last, ns
     */
    double Compute(const TaskGraph& graph);

    /**
     * The time of one message on an idle fabric, from posting to the last ACK, ns.
     * @param src sending host
     * @param dst receiving host
     * @param bytes payload
     * @return the time
     */
    double GetIdleTime(uint32_t src, uint32_t dst, uint64_t bytes);

  private:
    /// One-way path of an idle fabric, as sums over its links.
    struct Path
    {
        double delay{0};   ///< propagation and forwarding latency, ns
        double perByte{0}; ///< wire time of one byte on all links, ns
        double first{0};   ///< of it, on the first link
        double last{0};    ///< of it, on the last link
        double slowest{0}; ///< wire time of one byte on the slowest link, ns
        bool reachable{false};
    };

    /// Traffic over a host's link or a cut, in one direction.
    struct Load
    {
        double bytes{0};       ///< on the wire, gaps included
        uint64_t packets{0};   ///< data packets
        double head{INFINITY}; ///< least time until the first byte can be there, ns
        double tail{INFINITY}; ///< least time from the last byte there to the last ACK, ns
        double reach{0};       ///< longest time in which a first packet arrives here, ns
        double share{0};       ///< sum of the shares that senders' messages have in their traffic
    };

    Path GetPath(uint32_t src, uint32_t dst);
    double GetPerByte(uint32_t host) const;
    uint64_t CountPackets(uint64_t bytes) const;
    uint64_t CountWireBytes(uint64_t bytes) const;
    uint32_t GetFirstFrame(uint64_t bytes) const;
    uint32_t GetLastFrame(uint64_t bytes) const;
    double GetArrivalTime(const Path& path, uint64_t bytes) const;
    double GetAckTime(const Path& path) const;
    void AddMessage(const TaskGraph::Task& task);
    std::vector<double> GetCutRates(bool pods) const;
    double BoundHosts(bool withAcks) const;
    double BoundCuts() const;
    double BoundChains(const TaskGraph& graph);

    Ptr<const FabricRoutes> m_routes;
    Config m_config;
    std::vector<Load> m_egress;                 ///< by host
    std::vector<Load> m_ingress;                ///< by host
    std::vector<Load> m_edgeUp;                 ///< by edge switch
    std::vector<Load> m_edgeDown;               ///< by edge switch
    std::vector<Load> m_podUp;                  ///< by pod
    std::vector<Load> m_podDown;                ///< by pod
    std::unordered_map<uint64_t, Path> m_paths; ///< by pair of edge switches, without host links
};

} // namespace aifabric
} // namespace ns3

#endif // IDEAL_BOUND_H
