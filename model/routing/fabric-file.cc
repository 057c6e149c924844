/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-file.h"

#include "fabric-topology.h"

#include "ns3/config-error.h"
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

constexpr uint32_t MOST_NAMES = 65536; ///< of one pattern
constexpr uint64_t MOST_LINKS = 10000000;
constexpr uint32_t MOST_PORTS = 32767; ///< of a switch

bool
IsNumber(const std::string& text)
{
    return !text.empty() && text.size() <= 9 &&
           text.find_first_not_of("0123456789") == std::string::npos;
}

} // namespace

FabricFile::FabricFile(const std::string& path)
    : m_path(path)
{
    for (const std::string& text : ReadTextLines(path))
    {
        m_line++;
        ReadLine(text);
    }
    CheckWhole();
}

FabricFile::FabricFile(const std::string& path, const std::vector<Line>& lines)
    : m_path(path)
{
    for (const Line& line : lines)
    {
        m_line = line.number;
        ReadLine(line.text);
    }
    CheckWhole();
}

void
FabricFile::CheckWhole() const
{
    if (m_hosts == 0)
    {
        throw ConfigError(m_path + " has no host; a line 'host NAME' makes one");
    }
    CheckPorts();
}

void
FabricFile::Refuse(uint32_t line, const std::string& problem) const
{
    throw ConfigError(m_path + ", line " + std::to_string(line) + ": " + problem);
}

void
FabricFile::ReadLine(const std::string& text)
{
    std::istringstream stream(text.substr(0, text.find('#')));
    Words words;
    for (std::string word; stream >> word;)
    {
        words.push_back(word);
    }
    if (words.empty())
    {
        return;
    }
    Options options = TakeOptions(words);
    const std::string& what = words.front();
    if (what == "host" || what == "switch" || what == "scale-up")
    {
        AddNodes(words, options);
    }
    else if (what == "link")
    {
        AddLinks(words, options);
    }
    else if (what == "route")
    {
        CheckNoneLeft(options, "none");
        AddRoute(words);
    }
    else
    {
        Refuse(m_line, "'" + what + "' begins no line; known: host, switch, scale-up, link, route");
    }
}

FabricFile::Options
FabricFile::TakeOptions(Words& words) const
{
    Options options;
    Words rest;
    for (const std::string& word : words)
    {
        const size_t sign = word.find('=');
        if (sign == std::string::npos || rest.empty())
        {
            rest.push_back(word);
        }
        else if (!options.emplace(word.substr(0, sign), word.substr(sign + 1)).second)
        {
            Refuse(m_line, "'" + word.substr(0, sign) + "' is given twice");
        }
    }
    words = rest;
    return options;
}

uint64_t
FabricFile::TakeNumber(Options& options,
                       const std::string& name,
                       uint64_t unset,
                       uint64_t least,
                       uint64_t most) const
{
    const auto found = options.find(name);
    if (found == options.end())
    {
        return unset;
    }
    const std::string text = found->second;
    options.erase(found);
    if (!IsNumber(text) || std::stoull(text) < least || std::stoull(text) > most)
    {
        Refuse(m_line,
               name + "=" + text + " is not a whole number from " + std::to_string(least) + " to " +
                   std::to_string(most));
    }
    return std::stoull(text);
}

void
FabricFile::CheckNoneLeft(const Options& options, const std::string& allowed) const
{
    if (!options.empty())
    {
        Refuse(m_line, "unknown option '" + options.begin()->first + "'; known: " + allowed);
    }
}

FabricFile::Words
FabricFile::Expand(const std::string& pattern) const
{
    const size_t open = pattern.find('[');
    if (open == std::string::npos)
    {
        return {pattern};
    }
    const size_t dash = pattern.find('-', open);
    const size_t close = pattern.find(']', open);
    const std::string first =
        dash == std::string::npos ? "" : pattern.substr(open + 1, dash - open - 1);
    const std::string last = dash == std::string::npos || close == std::string::npos || close < dash
                                 ? ""
                                 : pattern.substr(dash + 1, close - dash - 1);
    if (!IsNumber(first) || !IsNumber(last) || std::stoul(first) > std::stoul(last) ||
        std::stoul(last) - std::stoul(first) >= MOST_NAMES)
    {
        Refuse(m_line,
               "'" + pattern + "' is no range of names; one is written leaf[0-15], of " +
                   std::to_string(MOST_NAMES) + " names at most");
    }
    Words names;
    for (uint64_t i = std::stoul(first); i <= std::stoul(last); i++)
    {
        names.push_back(pattern.substr(0, open) + std::to_string(i) + pattern.substr(close + 1));
    }
    return names;
}

void
FabricFile::AddNodes(const Words& words, Options& options)
{
    Node node;
    node.line = m_line;
    node.isScaleUp = words.front() == "scale-up";
    node.isSwitch = node.isScaleUp || words.front() == "switch";
    if (words.size() < 2)
    {
        Refuse(m_line, "a " + words.front() + " needs a name");
    }
    std::string tier = "scale-up";
    if (node.isSwitch && !node.isScaleUp)
    {
        const auto given = options.find("tier");
        tier = given == options.end() ? "switch" : given->second;
        options.erase("tier");
        const std::string problem = FabricTopology::CheckTierName(tier);
        if (!problem.empty())
        {
            Refuse(m_line, problem);
        }
        node.pod = static_cast<uint32_t>(TakeNumber(options, "pod", UINT32_MAX, 0, MOST_NAMES));
        CheckNoneLeft(options, "tier, pod");
    }
    CheckNoneLeft(options, "none");
    if (node.isSwitch && !node.isScaleUp)
    {
        const auto known = std::find(m_tiers.begin(), m_tiers.end(), tier);
        node.tier = static_cast<uint32_t>(known - m_tiers.begin());
        if (known == m_tiers.end())
        {
            m_tiers.push_back(tier);
        }
    }
    for (size_t i = 1; i < words.size(); i++)
    {
        for (const std::string& name : Expand(words[i]))
        {
            node.name = name;
            node.vertex = node.isSwitch ? m_switches++ : m_hosts++;
            const auto [known, isNew] =
                m_byName.emplace(name, static_cast<uint32_t>(m_nodes.size()));
            if (!isNew)
            {
                Refuse(m_line,
                       "'" + name + "' is the name of line " +
                           std::to_string(m_nodes[known->second].line) + " already");
            }
            m_nodes.push_back(node);
        }
    }
}

uint32_t
FabricFile::Find(const std::string& name) const
{
    const auto found = m_byName.find(name);
    if (found == m_byName.end())
    {
        Refuse(m_line, "there is no host or switch '" + name + "' above this line");
    }
    return found->second;
}

void
FabricFile::AddLinks(const Words& words, Options& options)
{
    if (words.size() != 3)
    {
        Refuse(m_line,
               "a link has two ends: link NAME NAME [rate=] [delay=] [cost=] [cost-back=] "
               "[count=]");
    }
    Link link;
    link.line = m_line;
    try
    {
        link.rate = options.count("rate") ? ParseRate(options["rate"]).GetBitRate() : 0;
        link.delay = options.count("delay")
                         ? static_cast<uint64_t>(ParseTime(options["delay"]).GetTimeStep())
                         : UINT64_MAX;
    }
    catch (const ConfigError& error)
    {
        Refuse(m_line, error.what());
    }
    options.erase("rate");
    options.erase("delay");
    constexpr uint64_t MOST_COST = 1000000;
    link.cost = static_cast<uint32_t>(TakeNumber(options, "cost", 1, 1, MOST_COST));
    link.costBack =
        static_cast<uint32_t>(TakeNumber(options, "cost-back", link.cost, 1, MOST_COST));
    const uint64_t count = TakeNumber(options, "count", 1, 1, 64);
    CheckNoneLeft(options, "rate, delay, cost, cost-back, count");
    const Words left = Expand(words[1]);
    const Words right = Expand(words[2]);
    if (m_links.size() + left.size() * right.size() * count > MOST_LINKS)
    {
        Refuse(m_line, "more than " + std::to_string(MOST_LINKS) + " links");
    }
    for (const std::string& from : left)
    {
        for (const std::string& to : right)
        {
            link.from = Find(from);
            link.to = Find(to);
            const Node& a = m_nodes[link.from];
            const Node& b = m_nodes[link.to];
            if (!a.isSwitch && !b.isSwitch)
            {
                Refuse(m_line, "'" + from + "' and '" + to + "' are hosts: a switch joins them");
            }
            if (link.from == link.to || (a.isSwitch && b.isSwitch && (a.isScaleUp || b.isScaleUp)))
            {
                Refuse(m_line,
                       link.from == link.to
                           ? "'" + from + "' cannot be linked to itself"
                           : "a scale-up switch has links to the hosts of its server only");
            }
            m_links.insert(m_links.end(), count, link);
        }
    }
}

void
FabricFile::AddRoute(const Words& words)
{
    if (words.size() < 5 || words[3] != "via")
    {
        Refuse(m_line, "a route is written: route SWITCH SWITCH via NAME[:weight] ...");
    }
    Route route;
    route.line = m_line;
    route.at = Find(words[1]);
    route.target = Find(words[2]);
    for (const uint32_t end : {route.at, route.target})
    {
        if (!m_nodes[end].isSwitch || m_nodes[end].isScaleUp || route.at == route.target)
        {
            Refuse(
                m_line,
                "a route leads from a switch to another one, behind which hosts are, not from '" +
                    words[1] + "' to '" + words[2] + "'");
        }
    }
    for (size_t i = 4; i < words.size(); i++)
    {
        const size_t colon = words[i].find(':');
        const std::string weight = colon == std::string::npos ? "1" : words[i].substr(colon + 1);
        if (!IsNumber(weight) || std::stoul(weight) < 1 || std::stoul(weight) > 1024)
        {
            Refuse(m_line, "a weight is a whole number from 1 to 1024, not '" + weight + "'");
        }
        route.hops.emplace_back(Find(words[i].substr(0, colon)),
                                static_cast<uint16_t>(std::stoul(weight)));
    }
    m_routes.push_back(route);
}

void
FabricFile::CheckPorts() const
{
    std::vector<uint32_t> ports(m_nodes.size(), 0);
    for (const Link& link : m_links)
    {
        ports[link.from]++;
        ports[link.to]++;
    }
    const Node* first = nullptr;
    for (size_t i = 0; i < m_nodes.size(); i++)
    {
        const Node& node = m_nodes[i];
        const uint32_t most = node.isSwitch ? MOST_PORTS : FabricTopology::MOST_PLANES;
        if (ports[i] > most)
        {
            Refuse(node.line,
                   "'" + node.name + "' has " + std::to_string(ports[i]) + " links; a " +
                       (node.isSwitch ? "switch" : "host") + " has " + std::to_string(most) +
                       " ports at most");
        }
        if (node.isSwitch)
        {
            continue;
        }
        first = first ? first : &node;
        const uint32_t wanted = ports[m_byName.at(first->name)];
        if (ports[i] == 0 || ports[i] != wanted)
        {
            Refuse(node.line,
                   "'" + node.name + "' has " + std::to_string(ports[i]) + " links" +
                       (ports[i] == 0
                            ? ""
                            : ", and '" + first->name + "' has " + std::to_string(wanted) +
                                  ": every host has a port in each plane"));
        }
    }
}

} // namespace aifabric
} // namespace ns3
