/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_PLANT_H
#define FAULT_PLANT_H

#include "ns3/fabric-channel.h"
#include "ns3/fabric-routes.h"
#include "ns3/fabric-switch.h"
#include "ns3/fabric-topology.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** One direction of a link. */
struct FaultDirection
{
    uint32_t link; ///< number of the link
    uint32_t end;  ///< who sends: 0 the lower vertex, 1 the upper one
};

/** What fails as one. */
struct FaultTarget
{
    std::string name;                       ///< for people, as in the database
    std::vector<FaultDirection> directions; ///< what stops working
};

/**
 * @ingroup ai-fabric
 *
 * What faults strike: a fabric, with the names of its nodes.
 */
struct FaultPlant
{
    Ptr<FabricTopology> topology;             ///< the graph
    Ptr<FabricRoutes> routes;                 ///< the routes
    std::vector<Ptr<FabricChannel>> channels; ///< by link
    std::vector<Ptr<FabricSwitch>> switches;  ///< by switch number
    std::vector<std::string> names;           ///< by vertex, such as edge3

    /**
     * @param vertex a vertex
     * @return the name of its tier, as the topology has it
     */
    std::string GetTier(uint32_t vertex) const;

    /**
     * @param link number of a link
     * @return the tiers of its ends, such as edge-agg
     */
    std::string GetLinkTier(uint32_t link) const;

    /**
     * @param link number of a link
     * @return its name, lower end first: edge3-agg1, or leaf3-spine1#0 among parallel links
     */
    std::string GetLinkName(uint32_t link) const;

    /**
     * @param direction a direction of a link
     * @return its name, sender first: edge3->agg1
     */
    std::string GetDirectionName(const FaultDirection& direction) const;

    /**
     * @param link number of a link
     * @param end 0 for its lower end, 1 for the upper one
     * @return the port there
     */
    Ptr<FabricNetDevice> GetDevice(uint32_t link, uint32_t end) const;

  private:
    std::string GetSuffix(uint32_t link) const;
};

} // namespace aifabric
} // namespace ns3

#endif // FAULT_PLANT_H
