/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STRATEGY_BASE_H
#define STRATEGY_BASE_H

#include "fabric-domain.h"
#include "fabric-engine.h"
#include "fabric-random.h"
#include "network-need.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What strategies of switches and of hosts have in common: a place, a random stream, a count of
 * choices, needs, and the order in which they begin.
 * @tparam Events base class: what the strategy may hear of
 * @tparam Place where it stands, with members node and domain
 * @tparam PURPOSE of its random stream
 */
template <typename Events, typename Place, FabricRandom::Purpose PURPOSE>
class StrategyBase : public Events
{
  public:
    /**
     * Tell where the strategy stands. Checks its configuration and seeds its randomness.
     * @param place the place
     * @return an empty string, or what is wrong with the configuration
     */
    std::string Start(const Place& place)
    {
        m_place = place;
        m_place.domain = place.domain ? place.domain : &FabricEngine::Get().GetDomain();
        std::string problem = CheckConfig();
        if (problem.empty())
        {
            m_random.Seed(PURPOSE, place.GetStream());
            DoStart();
        }
        return problem;
    }

    /** @return what the strategy needs, as it is configured. */
    NetworkNeeds GetNeeds() const
    {
        return DoGetNeeds();
    }

    /** @return the number of choices made. */
    uint64_t GetDecisions() const
    {
        return m_decisions;
    }

    /**
     * Use a fixed random stream.
     * @param stream its number
     * @return the number of streams used, 1
     */
    int64_t AssignStreams(int64_t stream)
    {
        m_random.Seed(FabricRandom::USER, static_cast<uint64_t>(stream));
        return 1;
    }

  protected:
    /** @return the random stream of this strategy at its place. */
    FabricRandom& GetRandom()
    {
        return m_random;
    }

    /** @return clock and calendar of the part of the fabric that this belongs to. */
    FabricDomain& GetDomain() const
    {
        return *m_place.domain;
    }

    /** @return where the strategy stands. */
    const Place& GetPlace() const
    {
        return m_place;
    }

    /** A choice is about to be made. */
    void CountDecision()
    {
        m_decisions++;
    }

  private:
    virtual void DoStart() = 0;
    virtual std::string CheckConfig() const = 0;
    virtual NetworkNeeds DoGetNeeds() const = 0;

    Place m_place;
    FabricRandom m_random;
    uint64_t m_decisions{0};
};

} // namespace aifabric
} // namespace ns3

#endif // STRATEGY_BASE_H
