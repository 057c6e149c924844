/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-selection.h"

#include "ns3/config-error.h"
#include "ns3/fabric-numbers.h"
#include "ns3/text-file.h"

#include <algorithm>
#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>
#include <boost/algorithm/string/trim.hpp>
#include <set>

namespace ns3
{
namespace aifabric
{

namespace
{

/// What people call the units.
std::string
GetPlural(FaultSelection::Unit unit)
{
    return unit == FaultSelection::Unit::SWITCH ? "switches" : "links";
}

/// All links of a switch, both directions.
FaultTarget
MakeSwitch(const FaultPlant& plant, uint32_t vertex)
{
    FaultTarget target{plant.names[vertex], {}};
    for (const auto& adjacency : plant.topology->GetAdjacencies(vertex))
    {
        target.directions.push_back({adjacency.link, 0});
        target.directions.push_back({adjacency.link, 1});
    }
    return target;
}

/// Number of a vertex by name, or NONE.
uint32_t
FindVertex(const FaultPlant& plant, const std::string& name)
{
    const auto found = std::find(plant.names.begin(), plant.names.end(), name);
    return found == plant.names.end() ? FabricTopology::NONE
                                      : static_cast<uint32_t>(found - plant.names.begin());
}

/// Cut off what follows a sign.
std::string
CutAt(std::string& text, const std::string& sign)
{
    const size_t at = text.find(sign);
    if (at == std::string::npos)
    {
        return "";
    }
    const std::string rest = text.substr(at + sign.size());
    text.erase(at);
    return rest;
}

} // namespace

FaultSelection::FaultSelection(Unit unit, const Rule& rule)
    : m_unit(unit),
      m_rule(rule)
{
}

std::string
FaultSelection::GetWay() const
{
    if (m_rule.select != "auto")
    {
        return m_rule.select;
    }
    return !m_rule.names.empty() ? "names" : (!m_rule.file.empty() ? "file" : "random");
}

std::string
FaultSelection::Check() const
{
    const std::string way = GetWay();
    if (way != "names" && way != "file" && way != "all" && way != "random")
    {
        return "Select is '" + way + "', not one of auto, names, file, all, random";
    }
    if (m_rule.names.empty() == (way == "names"))
    {
        return way == "names" ? "Select=names needs Names"
                              : "Names and Select=" + way + " exclude each other";
    }
    if (m_rule.file.empty() == (way == "file"))
    {
        return way == "file" ? "Select=file needs File"
                             : "File and Select=" + way + " exclude each other";
    }
    if (m_rule.count != 0 && way != "random")
    {
        return "Count and Select=" + way + " exclude each other";
    }
    if (m_rule.tier != "fabric" && way != "random" && way != "all")
    {
        return "Tier and Select=" + way + " exclude each other";
    }
    return m_rule.fraction >= 0 && m_rule.fraction <= 1 ? "" : "Fraction is not within 0 to 1";
}

std::string
FaultSelection::Choose(const FaultPlant& plant,
                       FabricRandom& random,
                       std::vector<FaultTarget>& targets) const
{
    const std::string way = GetWay();
    std::vector<std::string> names;
    std::vector<std::string> places;
    if (way == "names")
    {
        boost::split(names, m_rule.names, boost::is_any_of("/"));
        for (std::string& name : names)
        {
            boost::trim(name);
        }
        return ChooseNames(plant, names, places, targets);
    }
    if (way == "file")
    {
        std::vector<std::string> lines;
        try
        {
            lines = ReadTextLines(m_rule.file);
        }
        catch (const ConfigError& error)
        {
            return error.what();
        }
        uint64_t number = 0;
        for (const std::string& line : lines)
        {
            number++;
            const std::string name = boost::trim_copy(line);
            if (!name.empty() && name[0] != '#')
            {
                names.push_back(name);
                places.push_back(m_rule.file + ", line " + std::to_string(number) + ": ");
            }
        }
        return names.empty() ? "there is no name in the file '" + m_rule.file + "'"
                             : ChooseNames(plant, names, places, targets);
    }
    std::vector<FaultTarget> all;
    const std::string problem = ListCandidates(plant, all);
    if (!problem.empty() || way == "all")
    {
        targets = all;
        return problem;
    }
    std::vector<uint8_t> chosen(all.size(), 0);
    if (m_rule.count > all.size())
    {
        return "Count=" + std::to_string(m_rule.count) + ", but there are only " +
               std::to_string(all.size()) + " to choose from";
    }
    if (m_rule.count != 0)
    {
        std::vector<uint32_t> order(all.size());
        for (uint32_t i = 0; i < order.size(); i++)
        {
            order[i] = i;
        }
        random.Shuffle(order);
        for (uint64_t i = 0; i < m_rule.count; i++)
        {
            chosen[order[i]] = 1;
        }
    }
    else
    {
        // One draw each: of the same run, those for a smaller fraction are among those for a
        // larger one.
        for (uint8_t& choice : chosen)
        {
            choice = random.Uniform() < m_rule.fraction ? 1 : 0;
        }
    }
    for (size_t i = 0; i < all.size(); i++)
    {
        if (chosen[i])
        {
            targets.push_back(std::move(all[i]));
        }
    }
    return "";
}

std::string
FaultSelection::ListCandidates(const FaultPlant& plant, std::vector<FaultTarget>& all) const
{
    const uint32_t hosts = plant.topology->GetHostCount();
    std::set<std::string> tiers{"fabric", "all"};
    if (m_unit == Unit::SWITCH)
    {
        for (uint32_t i = 0; i < plant.topology->GetSwitchCount(); i++)
        {
            const std::string tier = plant.GetTier(hosts + i);
            tiers.insert(tier);
            if (m_rule.tier == "fabric" || m_rule.tier == "all" || m_rule.tier == tier)
            {
                all.push_back(MakeSwitch(plant, hosts + i));
            }
        }
    }
    else
    {
        for (uint32_t link = 0; link < plant.topology->GetLinks().size(); link++)
        {
            const bool isHost = plant.topology->GetLinks()[link].lower < hosts;
            const std::string tier = plant.GetLinkTier(link);
            tiers.insert(tier);
            if (m_rule.tier != "all" && m_rule.tier != tier && (m_rule.tier != "fabric" || isHost))
            {
                continue;
            }
            const FaultDirection up{link, 0};
            const FaultDirection down{link, 1};
            if (m_unit == Unit::LINK)
            {
                all.push_back({plant.GetLinkName(link), {up, down}});
            }
            else
            {
                all.push_back({plant.GetDirectionName(up), {up}});
                all.push_back({plant.GetDirectionName(down), {down}});
            }
        }
    }
    if (tiers.count(m_rule.tier))
    {
        return "";
    }
    std::string known;
    for (const std::string& tier : tiers)
    {
        known += (known.empty() ? "" : ", ") + tier;
    }
    return "there are no " + GetPlural(m_unit) + " of Tier '" + m_rule.tier + "'; known: " + known;
}

std::string
FaultSelection::ChooseNames(const FaultPlant& plant,
                            const std::vector<std::string>& names,
                            const std::vector<std::string>& places,
                            std::vector<FaultTarget>& targets) const
{
    std::set<std::string> seen;
    for (size_t i = 0; i < names.size(); i++)
    {
        const size_t before = targets.size();
        std::string problem = FindName(plant, names[i], targets);
        for (size_t j = before; j < targets.size() && problem.empty(); j++)
        {
            problem = seen.insert(targets[j].name).second
                          ? ""
                          : "'" + targets[j].name + "' is named twice";
        }
        if (!problem.empty())
        {
            return (places.empty() ? "" : places[i]) + problem;
        }
    }
    return "";
}

std::string
FaultSelection::FindName(const FaultPlant& plant,
                         const std::string& name,
                         std::vector<FaultTarget>& targets) const
{
    if (m_unit != Unit::SWITCH)
    {
        return FindLinks(plant, name, targets);
    }
    const uint32_t vertex = FindVertex(plant, name);
    if (vertex == FabricTopology::NONE || vertex < plant.topology->GetHostCount())
    {
        return "there is no switch '" + name + "'; the first is called " +
               plant.names[plant.topology->GetHostCount()];
    }
    targets.push_back(MakeSwitch(plant, vertex));
    return "";
}

std::string
FaultSelection::FindLinks(const FaultPlant& plant,
                          const std::string& name,
                          std::vector<FaultTarget>& targets) const
{
    std::string from = name;
    std::string index = CutAt(from, "#");
    const bool indexed = from.size() != name.size();
    std::string to = CutAt(from, "->");
    bool directed = !to.empty();
    if (!directed)
    {
        to = CutAt(from, "-");
    }
    const std::string port = CutAt(from, ":");
    directed = directed || !port.empty();
    const uint32_t lower = FindVertex(plant, from);
    const uint32_t upper = to.empty() ? FabricTopology::NONE : FindVertex(plant, to);
    const auto wantedPort = ReadWhole(port);
    const auto wanted = ReadWhole(index);
    const std::string example = "; a link is called " + plant.GetLinkName(0) +
                                ", a direction of it " + plant.GetDirectionName({0, 0});
    if ((to.empty() && port.empty()) || (indexed && !wanted) || (!port.empty() && !wantedPort))
    {
        return "'" + name + "' names no link" + example;
    }
    if (lower == FabricTopology::NONE || (!to.empty() && upper == FabricTopology::NONE))
    {
        return "'" + name + "': there is no '" + (lower == FabricTopology::NONE ? from : to) + "'" +
               example;
    }
    if (m_unit == Unit::DIRECTION && !directed)
    {
        return "'" + name + "' leaves open which direction" + example;
    }
    const auto& adjacencies = plant.topology->GetAdjacencies(lower);
    uint64_t number = 0;
    bool found = false;
    for (size_t i = 0; i < adjacencies.size(); i++)
    {
        const uint32_t link = adjacencies[i].link;
        if ((!to.empty() && adjacencies[i].peer != upper) || (wantedPort && i != *wantedPort) ||
            (wanted && number++ != *wanted))
        {
            continue;
        }
        const uint32_t end = plant.topology->GetLinks()[link].lower == lower ? 0 : 1;
        FaultTarget target;
        target.name = directed ? plant.GetDirectionName({link, end}) : plant.GetLinkName(link);
        target.directions.push_back({link, end});
        if (!directed)
        {
            target.directions.push_back({link, 1 - end});
        }
        targets.push_back(target);
        found = true;
    }
    return found ? "" : "there is no link '" + name + "'" + example;
}

} // namespace aifabric
} // namespace ns3
