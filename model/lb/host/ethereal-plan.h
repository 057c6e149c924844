/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ETHEREAL_PLAN_H
#define ETHEREAL_PLAN_H

#include "ns3/host-load-balancer.h"

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * How Ethereal cuts the messages of a workload and which paths the pieces take.
 *
 * The k-th messages of all pairs of hosts, of each client, are taken to be under way together. If
 * they are of one size, and the busiest edge switch has r of them to send (or to receive) over s
 * uplinks, each is cut into s/gcd(r,s) equal pieces: the least with which no uplink carries more
 * than under ideal spraying. Which uplink each piece takes follows from a balanced colouring, so
 * that the way down is balanced as well. In three tiers the same is done again for what aggregation
 * switches send between pods.
 *
 * If they differ in size, those of each switch are laid end to end, largest first, and cut into s
 * equal shares: at most s-1 of them are cut.
 */
class EtherealPlan
{
  public:
    /** A piece of a message. */
    struct Piece
    {
        uint64_t bytes{0}; ///< payload
        uint16_t path{0};  ///< number of its path
    };

    /**
     * Make a plan, or find it if another host of the same fabric has made it.
     * @param routes the routes
     * @param plane the plane in which the messages are sent
     * @param mtu payload bytes of a full packet
     * @param messages what all hosts are going to send
     * @return the plan
     */
    static std::shared_ptr<const EtherealPlan> Get(Ptr<FabricRoutes> routes,
                                                   uint32_t plane,
                                                   uint32_t mtu,
                                                   const std::vector<PlannedMessage>& messages);

    /**
     * @param routes the routes
     * @param plane the plane in which the messages are sent
     * @param mtu payload bytes of a full packet
     * @param messages what all hosts are going to send
     */
    EtherealPlan(Ptr<FabricRoutes> routes,
                 uint32_t plane,
                 uint32_t mtu,
                 const std::vector<PlannedMessage>& messages);

    /**
     * @param src fabric host number
     * @param dst fabric host number
     * @param nth which message of the client between them, from 0
     * @param bytes payload
     * @param client number of the client that posts it
     * @return its pieces; null if it is not in the plan, or does not leave the edge switch
     */
    const std::vector<Piece>* Find(uint32_t src,
                                   uint32_t dst,
                                   uint32_t nth,
                                   uint64_t bytes,
                                   uint16_t client = 0) const;

  private:
    /// A piece that is being led up.
    struct Part
    {
        uint32_t message; ///< index
        uint64_t packets; ///< payload in packets, the last of the message counted as full
        double nominal;   ///< exact share of the message, bytes
        uint32_t vertex;  ///< switch that it has come to
        uint32_t number;  ///< of its path so far
    };

    void PlanRound(std::vector<Part> parts);
    std::vector<Part> Climb(std::vector<Part>& parts);
    void PlaceAlike(const std::vector<Part>& parts, uint32_t uplinks, std::vector<Part>& ready);
    void PlaceUnlike(std::vector<Part> parts, uint32_t uplinks, std::vector<Part>& ready);
    void Take(Part& part, uint32_t choice) const;
    const PortGroup* GetGroup(const Part& part) const;

    Ptr<FabricRoutes> m_routes;
    uint32_t m_plane;
    uint64_t m_epoch;
    uint32_t m_mtu;
    double m_load{0}; ///< scratch of PlanRound(): largest load of a link so far, bytes
    std::vector<PlannedMessage> m_messages;
    std::vector<std::vector<Piece>> m_pieces; ///< by message
    /// Messages by client, source and receiver.
    std::unordered_map<uint64_t, std::vector<uint32_t>> m_ofPair;
};

} // namespace aifabric
} // namespace ns3

#endif // ETHEREAL_PLAN_H
