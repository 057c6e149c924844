/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_LAYOUT_H
#define FABRIC_LAYOUT_H

#include "fabric-topology.h"

#include "ns3/data-rate.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/ptr.h"

#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A family of fabrics: makes the graph of one member, and names the tiers of its switches there.
 */
class FabricLayout : public Object
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    FabricLayout();
    ~FabricLayout() override;

    /**
     * Refuse the impossible.
     * @return an empty string, or one line that names the attribute and what is allowed
     */
    std::string Check() const
    {
        return DoCheck();
    }

    /** @return the number of hosts. */
    uint64_t CountHosts() const
    {
        return DoCountHosts();
    }

    /** @return the number of links. */
    uint64_t CountLinks() const
    {
        return DoCountLinks();
    }

    /** @return the most planes that share what one host sends to another. */
    uint32_t CountPlanes() const
    {
        return DoCountPlanes();
    }

    /** @return what a reader of results should know of the fabric, one sentence, or nothing. */
    std::string GetNote() const
    {
        return DoGetNote();
    }

    /**
     * Make the graph.
     * @param rate rate of links that the layout does not set itself
     * @param delay propagation delay of links that the layout does not set itself
     * @return the graph
     * @throws ConfigError if it is none, or lacks hosts
     */
    Ptr<FabricTopology> Build(DataRate rate, Time delay) const;

    /** @return the names of the tiers of switches, as the graph has them. */
    std::vector<std::string> ListTiers() const;

  protected:
    /**
     * The rate of a tier.
     * @param own what the layout says, 0 for nothing
     * @param common the rate of links that the layout does not set
     * @return bits per second
     */
    static uint64_t PickRate(DataRate own, DataRate common)
    {
        return own.GetBitRate() ? own.GetBitRate() : common.GetBitRate();
    }

    /** Switches of a tier that follow each other. */
    struct Tier
    {
        uint32_t first; ///< vertex of the first
        uint32_t count; ///< how many
    };

    /**
     * Join every switch of a tier with every switch of the next one.
     * @param topology the graph
     * @param lower the lower tier
     * @param upper the upper tier
     * @param parallel links between each two switches
     * @param rate bits per second
     * @param delay propagation, ps
     */
    static void JoinTiers(FabricTopology& topology,
                          const Tier& lower,
                          const Tier& upper,
                          uint32_t parallel,
                          uint64_t rate,
                          uint64_t delay);

  private:
    /** @return an empty string, or what is impossible. */
    virtual std::string DoCheck() const = 0;
    /** @return the number of hosts. */
    virtual uint64_t DoCountHosts() const = 0;
    /** @return the number of links. */
    virtual uint64_t DoCountLinks() const = 0;
    /** @return the most planes that share what one host sends to another; 1 by default. */
    virtual uint32_t DoCountPlanes() const;
    /** @return what a reader of results should know of the fabric; by default nothing. */
    virtual std::string DoGetNote() const;
    /**
     * Make the graph.
     * @param rate rate of links that the layout does not set itself
     * @param delay propagation delay of links that the layout does not set itself, ps
     * @return the graph
     */
    virtual Ptr<FabricTopology> DoBuild(DataRate rate, uint64_t delay) const = 0;
};

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_LAYOUT_H
