/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PLACEMENT_POLICY_H
#define PLACEMENT_POLICY_H

#include "ns3/component-registry.h"
#include "ns3/fabric-random.h"
#include "ns3/fabric-topology.h"
#include "ns3/object.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** What a job asks a placement for. */
struct PlacementRequest
{
    const FabricTopology& topology;       ///< the fabric
    const std::vector<uint32_t>& numbers; ///< hosts that the job itself names, rising: rank i is
                                          ///< the i-th of them
    const std::vector<bool>& held;        ///< by host, whether another job holds it
};

/**
 * @ingroup ai-fabric
 *
 * Decides which host is which rank of a job.
 *
 * A job names its hosts itself, by numbers from 0 on; a placement moves it to others. It is asked
 * for one job after the other, in the order in which they were given, and told which hosts those
 * before hold. What it draws comes from a stream of the job.
 */
class PlacementPolicy : public Object
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    PlacementPolicy();
    ~PlacementPolicy() override;

    /** @return all policies, by name. */
    static const ComponentFamily& GetFamily();

    /**
     * Make a policy.
     * @param text name or name:key=value
     * @return the policy
     * @throws ConfigError if there is none of this name, or a value is impossible
     */
    static Ptr<PlacementPolicy> Make(const std::string& text);

    /**
     * Place a job.
     * @param request the job
     * @param random a stream for what is drawn
     * @return hosts by rank, none twice
     * @throws ConfigError with one line, if it does not fit
     */
    std::vector<uint32_t> Place(const PlacementRequest& request, FabricRandom& random) const;

  protected:
    /** A job, and the hosts that it may have. */
    struct Choice
    {
        const PlacementRequest& request;   ///< the job
        const std::vector<uint32_t>& free; ///< hosts that nobody holds, rising
    };

    /**
     * @param topology the fabric
     * @param host a host
     * @return its edge switch in the first plane that is not inside servers
     */
    static uint32_t GetEdge(const FabricTopology& topology, uint32_t host);

    /**
     * Deal a job to hosts in an order, where it asks for the first of them, or for later ones.
     * @param request the job
     * @param order hosts, at least as many as the job asks for
     * @return hosts by rank
     */
    static std::vector<uint32_t> Deal(const PlacementRequest& request,
                                      const std::vector<uint32_t>& order);

  private:
    /** @return whether it needs hosts that nobody holds. */
    virtual bool NeedsFree() const;

    /**
     * Choose hosts.
     * @param choice the job; there are as many free hosts as it asks for, if they are needed
     * @param random a stream for what is drawn
     * @return hosts by rank
     */
    virtual std::vector<uint32_t> DoPlace(const Choice& choice, FabricRandom& random) const = 0;
};

} // namespace aifabric
} // namespace ns3

#endif // PLACEMENT_POLICY_H
