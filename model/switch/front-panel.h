/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRONT_PANEL_H
#define FRONT_PANEL_H

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The cages of a box: groups of equal ones, each for one link of its rate or several slower ones
 * (breakout). All links of a cage have one rate.
 */
class FrontPanel
{
  public:
    /** Cages of one kind. */
    struct Group
    {
        uint32_t count; ///< cages
        uint64_t rate;  ///< of each, bit/s
    };

    /** A panel without cages: nothing is known of it, and all links fit. */
    FrontPanel() = default;

    /**
     * Read a panel. Throws ConfigError on anything else.
     * @param text `64x400Gbps`, or several groups joined by '/': `28x100Gbps/8x400Gbps`; empty:
     * nothing is known
     * @param breakout most links that one cage can be split into
     */
    FrontPanel(const std::string& text, uint32_t breakout);

    /**
     * Find out whether links find a cage.
     * @param rates rate of each link, bit/s
     * @return an empty string, or what is missing: "it has 64x400Gbps, and 80 links of 400Gbps need
     * 80 cages"
     */
    std::string Check(std::vector<uint64_t> rates) const;

    /** @return the groups. */
    const std::vector<Group>& GetGroups() const
    {
        return m_groups;
    }

    /** @return rate of all cages together, bit/s. */
    uint64_t GetCapacity() const;

    /** @return as it is written: `64x400Gbps`. */
    std::string ToString() const;

  private:
    std::vector<Group> m_groups;
    uint32_t m_breakout{1};
};

} // namespace aifabric
} // namespace ns3

#endif // FRONT_PANEL_H
