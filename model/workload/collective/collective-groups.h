/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COLLECTIVE_GROUPS_H
#define COLLECTIVE_GROUPS_H

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** Which hosts take part in a collective, and in which groups (communicators). */
struct CollectiveGroups
{
    uint32_t first{0};  ///< host that begins
    uint32_t count{0};  ///< hosts from it on; 0 for all
    uint32_t stride{1}; ///< from a host of a group to the next one
    uint32_t size{0};   ///< hosts of a group; 0 for as many as there are
    std::string ranks;  ///< hosts by rank, "0/2/4-7//1/3": groups apart by "//"; else the above

    /** Groups of one size. */
    struct Kind
    {
        uint32_t ranks;  ///< of each
        uint64_t groups; ///< how many
    };

    /**
     * Count the groups, without a list of hosts where there can be any number.
     * @param hosts number of hosts
     * @return sizes of groups
     * @throws ConfigError as List() does
     */
    std::vector<Kind> Count(uint32_t hosts) const;

    /**
     * List the groups.
     * @param hosts number of hosts
     * @return by group, places by rank: numbers below the number of hosts, none twice
     * @throws ConfigError with one line that names the attribute and what is allowed
     */
    std::vector<std::vector<uint32_t>> List(uint32_t hosts) const;

  private:
    Kind GetKind(uint32_t hosts) const;
    std::vector<std::vector<uint32_t>> ReadRanks(uint32_t hosts) const;
};

} // namespace aifabric
} // namespace ns3

#endif // COLLECTIVE_GROUPS_H
