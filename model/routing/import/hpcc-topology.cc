/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "hpcc-topology.h"

#include "ns3/config-error.h"
#include "ns3/fabric-numbers.h"
#include "ns3/fabric-units.h"
#include "ns3/text-file.h"

#include <algorithm>
#include <sstream>

namespace ns3
{
namespace aifabric
{

namespace
{

constexpr uint32_t MOST_NODES = 1U << 24;
constexpr uint64_t MOST_LINKS = 10000000;

/// Read a number of the file.
uint32_t
ReadNumber(const std::string& what, const std::string& word, const WholeRange& range)
{
    return static_cast<uint32_t>(ParseWhole(word, range, what + " " + QuoteWord(word)));
}

} // namespace

HpccTopology::HpccTopology(const std::string& path, uint64_t links)
    : m_path(path),
      m_firstLinks(links)
{
    for (const std::string& text : ReadTextLines(path))
    {
        m_line++;
        const Words words = SplitWords(text);
        try
        {
            if (!words.empty() && !m_isProse)
            {
                Take(words);
            }
        }
        catch (const ConfigError& error)
        {
            Refuse(m_line, error.what());
        }
    }
    CheckEnd();
}

void
HpccTopology::Refuse(uint32_t line, const std::string& problem) const
{
    throw ConfigError(m_path + ", line " + std::to_string(line) + ": " + problem);
}

void
HpccTopology::Take(const Words& words)
{
    if (m_headerLine == 0)
    {
        TakeHeader(words);
    }
    else if (!m_hasSwitches)
    {
        TakeSwitches(words);
    }
    else if (m_links.size() < m_wantedLinks)
    {
        TakeLink(words);
    }
    else if (m_firstLinks == 0 && ReadWhole(words[0]))
    {
        const std::string count = std::to_string(m_wantedLinks);
        throw ConfigError("the first line says " + count + " links, and more come; links=" + count +
                          " reads the first ones only");
    }
    else
    {
        m_isProse = true;
    }
}

void
HpccTopology::TakeHeader(const Words& words)
{
    if (words.size() != 3 && words.size() != 6)
    {
        throw ConfigError("the first line has 3 numbers: nodes, switches, links; or, of SimAI: "
                          "nodes, GPUs per server, NVSwitches, switches, links, and the GPU type");
    }
    const bool isSimAi = words.size() == 6;
    const uint32_t nodes = ReadNumber("the number of nodes", words[0], {2, MOST_NODES});
    if (isSimAi)
    {
        m_perServer = ReadNumber("the GPUs per server", words[1], {1, MOST_NODES});
        m_wantedCrossbars = ReadNumber("the number of NVSwitches", words[2], {0, nodes});
    }
    const std::string& switches = words[isSimAi ? 3 : 1];
    m_wantedSwitches = ReadNumber("the number of switches", switches, {0, nodes});
    m_wantedLinks = ReadNumber("the number of links", words[isSimAi ? 4 : 2], {1, MOST_LINKS});
    if (m_wantedSwitches + m_wantedCrossbars == 0)
    {
        throw ConfigError("there are 0 switches: hosts are joined by switches");
    }
    m_wantedLinks = m_firstLinks > 0 ? m_firstLinks : m_wantedLinks;
    if (m_wantedLinks != NODES_ONLY && nodes > m_wantedLinks + 1)
    {
        throw ConfigError(std::to_string(nodes) + " nodes are not joined by " +
                          std::to_string(m_wantedLinks) + " links");
    }
    m_kinds.assign(nodes, Kind::HOST);
    m_headerLine = m_line;
}

uint32_t
HpccTopology::ReadNode(const std::string& word) const
{
    return ReadNumber("the node", word, {0, m_kinds.size() - 1});
}

void
HpccTopology::TakeSwitches(const Words& words)
{
    const uint64_t wanted = uint64_t{m_wantedSwitches} + m_wantedCrossbars;
    if (words.size() != wanted)
    {
        throw ConfigError("the first line says " + std::to_string(wanted) +
                          " switches, and this one numbers " + std::to_string(words.size()));
    }
    for (size_t i = 0; i < words.size(); i++)
    {
        const uint32_t node = ReadNode(words[i]);
        if (m_kinds[node] != Kind::HOST)
        {
            throw ConfigError("switch " + words[i] + " is there twice");
        }
        m_kinds[node] = i < m_wantedCrossbars ? Kind::CROSSBAR : Kind::SWITCH;
    }
    uint32_t hosts = 0;
    for (const Kind kind : m_kinds)
    {
        m_hosts.push_back(hosts);
        hosts += kind == Kind::HOST ? 1 : 0;
    }
    if (hosts < 2)
    {
        throw ConfigError("there are " + std::to_string(hosts) +
                          " nodes that are no switches; a fabric has 2 hosts at least");
    }
    m_hasSwitches = true;
    m_switchLine = m_line;
    m_isProse = m_wantedLinks == NODES_ONLY;
}

void
HpccTopology::TakeLink(const Words& words)
{
    if (words.size() != 5)
    {
        throw ConfigError("a link has 5 words: two nodes, rate, delay and error rate, not " +
                          std::to_string(words.size()));
    }
    Link link{m_line, ReadNode(words[0]), ReadNode(words[1]), "", ""};
    if (link.from == link.to)
    {
        throw ConfigError("node " + words[0] + " cannot be linked to itself");
    }
    if (m_kinds[link.from] == Kind::HOST && m_kinds[link.to] == Kind::HOST)
    {
        throw ConfigError("nodes " + words[0] + " and " + words[1] +
                          " are hosts: a switch joins them");
    }
    for (const std::string& word : words)
    {
        if (word.size() > 40)
        {
            throw ConfigError(QuoteWord(word) + " is no number, rate or delay");
        }
    }
    link.rate = FormatRate(ParseClockRate(words[2]));
    link.delay = FormatDuration(ParseClockTime(words[3]));
    if (ParseNumber(words[4]) != 0)
    {
        throw ConfigError("the error rate " + QuoteWord(words[4]) +
                          " is not 0: links that lose frames are those of --fault=grey");
    }
    m_links.push_back(link);
}

void
HpccTopology::CheckEnd() const
{
    if (m_headerLine == 0)
    {
        throw ConfigError(m_path + " is empty; the first line has the numbers of nodes, switches "
                                   "and links");
    }
    if (!m_hasSwitches)
    {
        throw ConfigError(m_path + " ends before the line with the numbers of the switches");
    }
    if (m_wantedLinks == NODES_ONLY)
    {
        return;
    }
    if (m_links.size() < m_wantedLinks)
    {
        throw ConfigError(m_path + " has " + std::to_string(m_links.size()) + " links, and " +
                          (m_firstLinks > 0 ? "links=" : "its first line says ") +
                          std::to_string(m_wantedLinks));
    }
    CheckServers();
}

void
HpccTopology::CheckServers() const
{
    std::vector<uint32_t> sizes(m_kinds.size(), 0);
    for (const Link& link : m_links)
    {
        sizes[link.from]++;
        sizes[link.to]++;
    }
    for (uint32_t node = 0; node < m_kinds.size(); node++)
    {
        if (m_kinds[node] == Kind::CROSSBAR && sizes[node] != m_perServer)
        {
            Refuse(m_headerLine,
                   "a server has " + std::to_string(m_perServer) + " GPUs, and NVSwitch " +
                       std::to_string(node) + " has " + std::to_string(sizes[node]) + " links");
        }
    }
}

uint32_t
HpccTopology::GetHost(uint64_t node) const
{
    if (node >= m_kinds.size() || m_kinds[node] != Kind::HOST)
    {
        throw ConfigError("node " + std::to_string(node) +
                          (node >= m_kinds.size()
                               ? " is not in the topology, whose nodes are 0 to " +
                                     std::to_string(m_kinds.size() - 1)
                               : " is a switch of the topology"));
    }
    return m_hosts[node];
}

std::string
HpccTopology::GetName(uint32_t node) const
{
    const Kind kind = m_kinds[node];
    return (kind == Kind::HOST ? "h" : kind == Kind::SWITCH ? "s" : "nv") + std::to_string(node);
}

std::vector<uint32_t>
HpccTopology::FindTiers() const
{
    // A tier is how far away the next host is.
    constexpr uint32_t FAR = UINT32_MAX;
    std::vector<std::vector<uint32_t>> peers(m_kinds.size());
    for (const Link& link : m_links)
    {
        if (m_kinds[link.from] != Kind::CROSSBAR && m_kinds[link.to] != Kind::CROSSBAR)
        {
            peers[link.from].push_back(link.to);
            peers[link.to].push_back(link.from);
        }
    }
    std::vector<uint32_t> tiers(m_kinds.size(), FAR);
    std::vector<uint32_t> queue;
    for (uint32_t node = 0; node < m_kinds.size(); node++)
    {
        if (m_kinds[node] == Kind::HOST)
        {
            tiers[node] = 0;
            queue.push_back(node);
        }
    }
    for (size_t i = 0; i < queue.size(); i++)
    {
        for (const uint32_t peer : peers[queue[i]])
        {
            if (tiers[peer] == FAR)
            {
                tiers[peer] = tiers[queue[i]] + 1;
                queue.push_back(peer);
            }
        }
    }
    return tiers;
}

std::vector<FabricFile::Line>
HpccTopology::Translate() const
{
    constexpr uint32_t TIERS = 26;
    std::vector<FabricFile::Line> lines;
    const std::vector<uint32_t> tiers = FindTiers();
    for (uint32_t node = 0; node < m_kinds.size(); node++)
    {
        if (m_kinds[node] == Kind::HOST)
        {
            lines.push_back({m_headerLine, "host " + GetName(node)});
        }
        else if (m_kinds[node] == Kind::CROSSBAR)
        {
            lines.push_back({m_switchLine, "scale-up " + GetName(node)});
        }
    }
    // Tiers are called by their first switches: the lowest comes first.
    for (uint32_t tier = 1; tier <= TIERS; tier++)
    {
        for (uint32_t node = 0; node < m_kinds.size(); node++)
        {
            const bool isLast = tier == TIERS && tiers[node] >= TIERS;
            if (m_kinds[node] == Kind::SWITCH && (tiers[node] == tier || isLast))
            {
                lines.push_back({m_switchLine,
                                 "switch " + GetName(node) + " tier=tier" +
                                     std::string(1, static_cast<char>('a' + tier - 1))});
            }
        }
    }
    for (const Link& link : m_links)
    {
        lines.push_back({link.line,
                         "link " + GetName(link.from) + " " + GetName(link.to) +
                             " rate=" + link.rate + " delay=" + link.delay});
    }
    return lines;
}

bool
HpccTopology::Recognises(const std::string& beginning)
{
    std::istringstream text(beginning);
    std::vector<Words> rows;
    for (std::string line; rows.size() < 3 && std::getline(text, line);)
    {
        const Words words = SplitWords(line);
        if (!words.empty())
        {
            rows.push_back(words);
        }
    }
    if (rows.size() < 2 || (rows[0].size() != 3 && rows[0].size() != 6))
    {
        return false;
    }
    const auto areNumbers = [](const Words& words, size_t count) {
        return std::all_of(words.begin(),
                           words.begin() + static_cast<std::ptrdiff_t>(count),
                           [](const std::string& word) { return ReadWhole(word).has_value(); });
    };
    // The line of the switches may be longer than what is known of it.
    return areNumbers(rows[0], rows[0].size() == 6 ? 5 : 3) && areNumbers(rows[1], 1) &&
           (rows.size() < 3 || (rows[2].size() == 5 && areNumbers(rows[2], 2)));
}

} // namespace aifabric
} // namespace ns3
