/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CLB_LOAD_BALANCER_H
#define CLB_LOAD_BALANCER_H

#include "ns3/fabric-random.h"
#include "ns3/nstime.h"
#include "ns3/switch-load-balancer.h"

#include <array>
#include <cstdint>
#include <functional>
#include <queue>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Cluster load balancing as Arista describes it: the switch knows the queue pairs of RoCE, and each
 * of its next hops gets the same number of them.
 *
 * A queue pair is told by sending host, receiving host and destination queue pair (BTH). Its first
 * packet takes the port with the fewest active queue pairs; among equals the one with the fewest
 * towards the same edge switch, then the lowest. It stays there, so that packets keep their order,
 * until it has been silent for longer than Age. What goes back (ACKs, CNPs, probes) is placed in
 * the same way, and counted apart: acknowledgements of a queue pair are no load to speak of. What
 * is not RoCE is hashed as by EcmpLoadBalancer.
 *
 * On a leaf this places queue pairs on uplinks, on a spine on parallel links to a leaf. Unlike a
 * hash it never collides while queue pairs are no more than ports; unlike dlb it knows neither
 * bytes nor rates, so that queue pairs of unequal rates still load ports unequally. Arista
 * publishes neither the ties nor the age: they are our reading.
 */
class ClbLoadBalancer : public SwitchLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    ClbLoadBalancer();
    ~ClbLoadBalancer() override;

    /**
     * Count the queue pairs that a port has, those that have been silent for too long left out.
     * @param port number of a port
     * @return queue pairs with data
     */
    uint32_t GetPairs(uint16_t port);

    /** @return how often a queue pair was given a port. */
    uint64_t GetPlacements() const
    {
        return m_placements;
    }

  private:
    static constexpr uint16_t NONE = UINT16_MAX; ///< no port

    /// What names a queue pair.
    struct Name
    {
        uint64_t hosts;  ///< sender and receiver
        uint32_t number; ///< destination queue pair, and whether it is data

        bool operator==(const Name& other) const
        {
            return hosts == other.hosts && number == other.number;
        }
    };

    /// Hash of a name.
    struct NameHash
    {
        size_t operator()(const Name& name) const
        {
            return static_cast<size_t>(MixBits(MixBits(name.hosts) ^ name.number));
        }
    };

    /// A queue pair that has a port.
    struct Pair
    {
        uint64_t last{0};    ///< time of its last packet, ps
        uint32_t edge{0};    ///< edge switch that it goes to
        uint16_t port{NONE}; ///< its port
        bool control{false}; ///< what goes back
        Name name{};
    };

    /// When to look whether a pair has been silent: time (ps) and number of the pair.
    using Look = std::pair<uint64_t, uint32_t>;

    uint32_t DoSelect(const Frame& frame, const Candidates& candidates) override;
    void DoStart() override;
    std::string CheckConfig() const override;
    NetworkNeeds DoGetNeeds() const override;

    uint32_t& CountOf(bool control, uint16_t port)
    {
        return m_pairsAt[control][port];
    }

    uint32_t& CountOf(bool control, uint32_t edge, uint16_t port)
    {
        return m_pairsTo[control][edge * uint64_t{m_ports} + port];
    }

    uint32_t Find(const Name& name);
    uint32_t Choose(bool control, const Candidates& candidates);
    void Count(const Pair& pair, bool more);
    void Release(uint64_t now);

    Time m_age;
    uint64_t m_agePs{0};
    uint64_t m_salt{0};
    uint64_t m_placements{0};
    uint32_t m_ports{0};
    std::array<std::vector<uint32_t>, 2> m_pairsAt; ///< by data or control: by port
    std::array<std::vector<uint32_t>, 2> m_pairsTo; ///< likewise: by edge switch, by port
    std::vector<Pair> m_pairs;
    std::vector<uint32_t> m_free; ///< pairs to use again
    std::unordered_map<Name, uint32_t, NameHash> m_index;
    std::priority_queue<Look, std::vector<Look>, std::greater<>> m_looks; ///< one for each pair
};

} // namespace aifabric
} // namespace ns3

#endif // CLB_LOAD_BALANCER_H
