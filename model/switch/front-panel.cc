/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "front-panel.h"

#include "ns3/config-error.h"
#include "ns3/data-rate.h"
#include "ns3/fabric-numbers.h"
#include "ns3/fabric-units.h"

#include <algorithm>
#include <functional>
#include <sstream>

namespace ns3
{
namespace aifabric
{

FrontPanel::FrontPanel(const std::string& text, uint32_t breakout)
    : m_breakout(std::max(breakout, 1U))
{
    std::istringstream groups(text);
    for (std::string group; std::getline(groups, group, '/');)
    {
        const auto times = group.find('x');
        std::vector<uint32_t> count;
        if (times == std::string::npos ||
            !ReadWholes(group.substr(0, times), '/', {1, 65535}, count) || count.size() != 1)
        {
            throw ConfigError("panel=" + text + ": '" + group +
                              "' is no group of ports, such as 64x400Gbps");
        }
        m_groups.push_back({count[0], ParseRate(group.substr(times + 1)).GetBitRate()});
    }
    std::sort(m_groups.begin(), m_groups.end(), [](const Group& a, const Group& b) {
        return a.rate < b.rate;
    });
}

std::string
FrontPanel::Check(std::vector<uint64_t> rates) const
{
    if (m_groups.empty())
    {
        return {};
    }
    // The fastest links first, since they have the smallest choice; each in the slowest cages that
    // can hold them.
    std::sort(rates.begin(), rates.end(), std::greater<>());
    std::vector<uint32_t> left;
    for (const Group& group : m_groups)
    {
        left.push_back(group.count);
    }
    for (auto first = rates.begin(); first != rates.end();)
    {
        const uint64_t rate = *first;
        const auto last = std::find_if(first, rates.end(), [rate](uint64_t r) { return r < rate; });
        const auto links = static_cast<uint64_t>(last - first);
        uint64_t placed = 0;
        for (size_t i = 0; i < m_groups.size() && placed < links; i++)
        {
            const uint64_t each = std::min<uint64_t>(m_groups[i].rate / rate, m_breakout);
            if (each == 0)
            {
                continue;
            }
            const uint64_t cages = std::min<uint64_t>(left[i], (links - placed + each - 1) / each);
            left[i] -= static_cast<uint32_t>(cages);
            placed += cages * each;
        }
        if (placed < links)
        {
            return "it has " + ToString() +
                   (m_breakout > 1 ? " (each " + std::to_string(m_breakout) + " links at most)"
                                   : "") +
                   ", and of " + std::to_string(links) + " links of " + FormatRate(DataRate(rate)) +
                   " " + std::to_string(links - placed) + " find no port";
        }
        first = last;
    }
    return {};
}

uint64_t
FrontPanel::GetCapacity() const
{
    uint64_t sum = 0;
    for (const Group& group : m_groups)
    {
        sum += group.count * group.rate;
    }
    return sum;
}

std::string
FrontPanel::ToString() const
{
    std::string text;
    for (const Group& group : m_groups)
    {
        text += (text.empty() ? "" : "/") + std::to_string(group.count) + "x" +
                FormatRate(DataRate(group.rate));
    }
    return text;
}

} // namespace aifabric
} // namespace ns3
