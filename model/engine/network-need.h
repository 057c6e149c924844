/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NETWORK_NEED_H
#define NETWORK_NEED_H

#include <cstdint>
#include <string>

namespace ns3
{
namespace aifabric
{

/** What a load balancer or a congestion control may need of the hosts, switches and workload. */
enum NetworkNeed : uint32_t
{
    NEED_REORDERING = 1,  ///< a recovery that bears packets of a flow overtaking each other
    NEED_EACH_ACK = 2,    ///< an ACK for each packet
    NEED_PATH_ECHO = 4,   ///< ACKs that tell entropy and time of the packet they answer
    NEED_ECN = 8,         ///< switches that mark
    NEED_STEERING = 16,   ///< switches that obey the number of a path
    NEED_TWO_TIERS = 32,  ///< a fabric of two tiers
    NEED_PLAN = 64,       ///< to be told before time zero what the workload will send
    NEED_TIERS = 128,     ///< links join each tier of switches with the next one
    NEED_TELEMETRY = 256, ///< hops that add telemetry records, and ACKs that return them
    NEED_TRIMMING = 512,  ///< switches that cut off payload where they would drop
};

/**
 * @ingroup ai-fabric
 *
 * All that a component needs. It says so once; whoever builds a fabric refuses what is not there,
 * or says it, and the table of strategies tells it.
 */
class NetworkNeeds
{
  public:
    /**
     * @param needs NetworkNeed bits
     * @param also what else, in words for the table of strategies
     */
    constexpr NetworkNeeds(uint32_t needs = 0, const char* also = "")
        : m_needs(needs),
          m_also(also)
    {
    }

    /**
     * @param need a need
     * @return whether it is among them
     */
    constexpr bool Has(NetworkNeed need) const
    {
        return (m_needs & need) != 0;
    }

    /** @return them all in words, such as "reordering, path echo", or "none". */
    std::string ToText() const;

  private:
    uint32_t m_needs;
    const char* m_also;
};

} // namespace aifabric
} // namespace ns3

#endif // NETWORK_NEED_H
