/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef IDEAL_BOUND_H
#define IDEAL_BOUND_H

#include "message-times.h"

#include "ns3/fabric-routes.h"
#include "ns3/ptr.h"
#include "ns3/task-graph.h"

#include <cmath>
#include <cstdint>
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
 * What may take several planes has the links of all of them: a host is a cut then, and so are the
 * edge switches together that a host has, and their pods. Of a message one plane at least carries
 * its share by rate. What has one plane only, such as the inside of a server, is counted by itself.
 *
 * Headers, gaps and last partial packets are counted exactly, and times are rounded as links round
 * them. Losses, marks and pauses are not counted. Packets may overtake each other, and a message
 * may be cut into pieces at multiples of the MTU: which packet comes first or last is never taken
 * for granted, the one that makes the bound least is. Why each part is a bound is said in
 * doc/ideal-bound.rst.
 */
class IdealBound
{
  public:
    /** What the bound depends on besides tasks and fabric. */
    using Config = MessageTimes::Config;

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
    /// Traffic over a host's link or a cut, in one direction. Times are in ps.
    struct Load
    {
        double bytes{0};           ///< on the wire, gaps included
        double time{0};            ///< wire time of them on a host's link
        uint64_t packets{0};       ///< data packets
        double head{INFINITY};     ///< least time until the first byte can be there
        double tail{INFINITY};     ///< least time from the last byte there to the last ACK
        uint64_t shorts{0};        ///< packets that may be shorter than full ones
        double shortest{INFINITY}; ///< wire time of the shortest packet
        double longest{0};         ///< wire time of the longest packet
        uint64_t acks{0};          ///< ACKs that all packets bring at least
        uint64_t unanswered{0};    ///< packets that may be here without an ACK at most
        double reach{0};           ///< longest time in which a first packet arrives here
        uint32_t sender{FabricTopology::NONE}; ///< a host that sends here
        bool neighbour{true}; ///< whether only it does, and has the same edge switch
    };

    /// The links of a cut in one direction.
    struct Cut
    {
        double rate{0};     ///< bytes per ps
        uint32_t links{0};  ///< how many
        double rounding{0}; ///< bytes by which a frame may seem shorter since times are rounded
    };

    /// The traffic that may take one set of planes.
    struct Group
    {
        uint32_t planes;            ///< mask
        std::vector<Load> egress;   ///< by host
        std::vector<Load> ingress;  ///< by host
        std::vector<Load> edgeUp;   ///< by edge switch in the lowest of the planes
        std::vector<Load> edgeDown; ///< likewise
        std::vector<Load> podUp;    ///< by pod of that switch
        std::vector<Load> podDown;  ///< likewise
    };

    static double GetHead(const MessageTimes::Path& path, const MessageTimes::Sizes& sizes);
    static double ApplyCut(const Load& load, const Cut& cut, double more);
    Group& GetGroup(uint32_t planes);
    std::vector<MessageTimes::Path> GetPaths(const TaskGraph::Task& task, uint32_t planes);
    bool AreApart(const TaskGraph::Task& task, uint32_t planes, bool pods) const;
    void AddMessage(const TaskGraph::Task& task);
    uint64_t CountMissing(const Group& group,
                          const Load& out,
                          const Load& in,
                          uint64_t perByte) const;
    uint64_t CountAcks(const Load& in, uint64_t missing) const;
    std::vector<Cut> GetCuts(bool pods) const;
    std::vector<Cut> JoinCuts(uint32_t planes, bool pods) const;
    double BoundHost(const Group& group, uint32_t host, bool withAcks) const;
    double BoundEndpoint(const Group& group, uint32_t host, bool withAcks) const;
    double BoundCuts(const Group& group) const;
    double GetArrivalTime(const TaskGraph::Task& task, double& ack);
    class IdleTimes;

    std::vector<double> GetFirstStarts(const TaskGraph& graph) const;
    double BoundChains(const TaskGraph& graph);

    MessageTimes m_times;
    Ptr<const FabricRoutes> m_routes;
    Config m_config;
    std::vector<Group> m_groups;
};

} // namespace aifabric
} // namespace ns3

#endif // IDEAL_BOUND_H
