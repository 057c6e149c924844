/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HTSIM_TOPOLOGY_H
#define HTSIM_TOPOLOGY_H

#include "ns3/fabric-file.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A topology file of the simulator htsim (.topo): a fat-tree of two or three tiers. Read and wired
 * as FatTreeTopologyCfg and FatTreeTopology of the Ultra Ethernet Consortium's uet-htsim (40ccb05)
 * do: aggregation switch i of each pod is joined to the core switches i, i + n, i + 2n and so on,
 * with n aggregation switches in a pod.
 *
 * The latency of a switch is added to its links, half of it to each, so that a frame which crosses
 * the switch has all of it; that of the chosen --switch comes on top.
 */
class HtsimTopology
{
  public:
    /**
     * Read a file.
     * @param path where it is
     * @param ignoreQueues whether sizes of queues, which --switch says here, are left out
     * @throws ConfigError naming file, line, culprit and what is allowed
     */
    HtsimTopology(const std::string& path, bool ignoreQueues);

    /** @return the same in the module's own format. */
    std::vector<FabricFile::Line> Translate() const;

    /**
     * Recognise a file.
     * @param beginning its first bytes
     * @return whether it looks like one of these
     */
    static bool Recognises(const std::string& beginning);

  private:
    /// What is said about a tier; 0 for what is not said.
    struct Tier
    {
        uint32_t line{0};
        std::map<std::string, uint64_t> values; ///< by key
    };

    void Take(const std::vector<std::string>& words);
    void TakeHeader(const std::string& key, uint64_t value);
    void TakeTier(const std::string& key, uint64_t value);
    void CheckEnd();
    void CheckTiers() const;
    void CountSwitches();
    uint64_t Get(uint32_t tier, const std::string& key, uint64_t unset = 0) const;
    std::string DescribeLink(uint32_t tier) const;
    [[noreturn]] void Refuse(uint32_t line, const std::string& problem) const;

    std::string m_path;
    bool m_ignoreQueues;
    uint32_t m_line{0};                       ///< that is being read
    std::map<std::string, uint64_t> m_header; ///< by key
    std::map<std::string, uint32_t> m_lines;  ///< of the header, by key
    std::array<Tier, 3> m_tiers;
    uint32_t m_tier{UINT32_MAX}; ///< that is being read
    uint64_t m_pods{0};
    uint64_t m_torsPerPod{0};
    uint64_t m_aggsPerPod{0};
    uint64_t m_cores{0};
};

} // namespace aifabric
} // namespace ns3

#endif // HTSIM_TOPOLOGY_H
