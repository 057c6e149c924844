/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Hosts, switches and links of a topology file of htsim.
 */

#include "htsim-topology.h"

#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

namespace
{

/// A range of names as FabricFile has it.
std::string
Range(const std::string& name, uint64_t first, uint64_t count)
{
    return name + "[" + std::to_string(first) + "-" + std::to_string(first + count - 1) + "]";
}

} // namespace

std::string
HtsimTopology::DescribeLink(uint32_t tier) const
{
    // Half of the latency of the switch at each end; a host has none.
    const uint64_t below = tier == 0 ? 0 : Get(tier - 1, "switch_latency_ns");
    const uint64_t delay =
        1000 * Get(tier, "downlink_latency_ns") + 500 * (below + Get(tier, "switch_latency_ns"));
    return " rate=" + std::to_string(Get(tier, "downlink_speed_gbps")) +
           "Gbps delay=" + std::to_string(delay) + "ps";
}

std::vector<FabricFile::Line>
HtsimTopology::Translate() const
{
    std::vector<FabricFile::Line> lines;
    const auto add = [&](uint32_t tier, const std::string& text) {
        lines.push_back({m_tiers[tier].line, text});
    };
    const uint64_t down = Get(0, "radix_down");
    const uint64_t tors = m_pods * m_torsPerPod;
    for (uint64_t tor = 0; tor < tors; tor++)
    {
        add(0, "host " + Range("h", tor * down, down));
    }
    const bool hasPods = m_cores > 0;
    for (uint64_t pod = 0; pod < m_pods; pod++)
    {
        const std::string place = hasPods ? " pod=" + std::to_string(pod) : "";
        add(0, "switch " + Range("tor", pod * m_torsPerPod, m_torsPerPod) + " tier=tor" + place);
    }
    for (uint64_t pod = 0; pod < m_pods; pod++)
    {
        const std::string place = hasPods ? " pod=" + std::to_string(pod) : "";
        add(1, "switch " + Range("agg", pod * m_aggsPerPod, m_aggsPerPod) + " tier=agg" + place);
    }
    if (m_cores > 0)
    {
        add(2, "switch " + Range("core", 0, m_cores) + " tier=core");
    }
    for (uint64_t tor = 0; tor < tors; tor++)
    {
        add(0,
            "link " + Range("h", tor * down, down) + " tor" + std::to_string(tor) +
                DescribeLink(0));
    }
    for (uint64_t tor = 0; tor < tors; tor++)
    {
        add(1,
            "link tor" + std::to_string(tor) + " " +
                Range("agg", tor / m_torsPerPod * m_aggsPerPod, m_aggsPerPod) + DescribeLink(1) +
                " count=" + std::to_string(Get(1, "bundle", 1)));
    }
    for (uint64_t agg = 0; m_cores > 0 && agg < m_pods * m_aggsPerPod; agg++)
    {
        for (uint64_t core = agg % m_aggsPerPod; core < m_cores; core += m_aggsPerPod)
        {
            add(2,
                "link agg" + std::to_string(agg) + " core" + std::to_string(core) +
                    DescribeLink(2) + " count=" + std::to_string(Get(2, "bundle", 1)));
        }
    }
    return lines;
}

} // namespace aifabric
} // namespace ns3
