/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "collective-groups.h"

#include "ns3/config-error.h"

#include <cctype>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Reads numbers of hosts.
class Reader
{
  public:
    Reader(const std::string& text, uint32_t hosts)
        : m_text(text),
          m_hosts(hosts),
          m_taken(hosts)
    {
    }

    /// @return the groups
    std::vector<std::vector<uint32_t>> Read()
    {
        std::vector<std::vector<uint32_t>> groups(1);
        while (true)
        {
            const uint32_t from = ReadHost();
            const uint32_t to = Take('-') ? ReadHost() : from;
            if (to < from)
            {
                Fail("ranges rise");
            }
            for (uint32_t host = from; host <= to; host++)
            {
                if (m_taken[host])
                {
                    Fail("host " + std::to_string(host) + " is named twice");
                }
                m_taken[host] = true;
                groups.back().push_back(host);
            }
            if (m_at == m_text.size())
            {
                break;
            }
            if (!Take('/'))
            {
                Fail("'" + m_text.substr(m_at) + "' is no number");
            }
            if (Take('/'))
            {
                groups.emplace_back();
            }
        }
        for (const auto& group : groups)
        {
            if (group.size() < 2)
            {
                Fail("a group has at least 2 hosts");
            }
        }
        return groups;
    }

  private:
    [[noreturn]] void Fail(const std::string& reason) const
    {
        throw ConfigError(
            "Ranks must be hosts by rank, such as 0/2/4-7, groups apart by '//', not '" + m_text +
            "': " + reason);
    }

    bool Take(char c)
    {
        const bool isThere = m_at < m_text.size() && m_text[m_at] == c;
        m_at += isThere ? 1 : 0;
        return isThere;
    }

    uint32_t ReadHost()
    {
        const size_t begin = m_at;
        uint64_t host = 0;
        while (m_at < m_text.size() && std::isdigit(static_cast<unsigned char>(m_text[m_at])) &&
               host < m_hosts)
        {
            host = 10 * host + static_cast<uint64_t>(m_text[m_at++] - '0');
        }
        if (begin == m_at)
        {
            Fail("'" + m_text.substr(begin) + "' is no number");
        }
        if (host >= m_hosts)
        {
            Fail("hosts are 0 to " + std::to_string(m_hosts - 1));
        }
        return static_cast<uint32_t>(host);
    }

    const std::string& m_text;
    uint32_t m_hosts;
    std::vector<bool> m_taken;
    size_t m_at{0};
};

} // namespace

std::vector<std::vector<uint32_t>>
CollectiveGroups::ReadRanks(uint32_t hosts) const
{
    if (first != 0 || count != 0 || stride != 1 || size != 0)
    {
        throw ConfigError("Ranks says which hosts take part: First, Count, Stride and GroupSize "
                          "must not say so, too");
    }
    return Reader(ranks, hosts).Read();
}

CollectiveGroups::Kind
CollectiveGroups::GetKind(uint32_t hosts) const
{
    if (first >= hosts)
    {
        throw ConfigError("First must be a host between 0 and " + std::to_string(hosts - 1) +
                          ", not " + std::to_string(first));
    }
    if (count > hosts - first)
    {
        throw ConfigError("Count must be at most " + std::to_string(hosts - first) +
                          ", the hosts from First on, not " + std::to_string(count));
    }
    const uint32_t all = count == 0 ? hosts - first : count;
    if (all < 2)
    {
        throw ConfigError(count == 1 ? "Count must be at least 2, not 1"
                                     : "First must leave two hosts at least, and " +
                                           std::to_string(first) + " is the last");
    }
    if (stride == 0 || all % stride != 0 || all / stride < 2)
    {
        throw ConfigError("Stride must divide the number of hosts, " + std::to_string(all) +
                          ", into groups of at least two, not be " + std::to_string(stride));
    }
    const uint32_t members = size == 0 ? all / stride : size;
    if (members < 2 || (all / stride) % members != 0)
    {
        throw ConfigError(
            "GroupSize must be at least 2 and divide the number of hosts over Stride, " +
            std::to_string(all / stride) + ", not be " + std::to_string(size));
    }
    return {members, all / members};
}

std::vector<CollectiveGroups::Kind>
CollectiveGroups::Count(uint32_t hosts) const
{
    if (ranks.empty())
    {
        return {GetKind(hosts)};
    }
    std::vector<Kind> kinds;
    for (const auto& group : ReadRanks(hosts))
    {
        kinds.push_back({static_cast<uint32_t>(group.size()), 1});
    }
    return kinds;
}

std::vector<std::vector<uint32_t>>
CollectiveGroups::List(uint32_t hosts) const
{
    if (!ranks.empty())
    {
        return ReadRanks(hosts);
    }
    const Kind kind = GetKind(hosts);
    std::vector<std::vector<uint32_t>> groups;
    for (uint32_t block = 0; block < kind.groups / stride; block++)
    {
        for (uint32_t offset = 0; offset < stride; offset++)
        {
            groups.emplace_back();
            for (uint32_t rank = 0; rank < kind.ranks; rank++)
            {
                groups.back().push_back(first + (block * kind.ranks + rank) * stride + offset);
            }
        }
    }
    return groups;
}

} // namespace aifabric
} // namespace ns3
