/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "pin-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/fabric-numbers.h"
#include "ns3/string.h"

#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>
#include <set>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(PinLoadBalancer);

TypeId
PinLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::PinLoadBalancer")
            .SetParent<SwitchLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<PinLoadBalancer>()
            .AddAttribute("Map",
                          "Ingress ports and their uplinks, as in 0-3/1-2: what comes in through "
                          "port 0 takes uplink 3; others take the uplink of their own number, "
                          "modulo the uplinks",
                          StringValue(""),
                          MakeStringAccessor(&PinLoadBalancer::m_map),
                          MakeStringChecker()),
        {"switch", "ingress port", "none", "a fixed uplink for each ingress port", "Nexus 9000"});
    return tid;
}

PinLoadBalancer::PinLoadBalancer() = default;
PinLoadBalancer::~PinLoadBalancer() = default;

std::string
PinLoadBalancer::ReadMap(const std::string& text, std::vector<Pin>& pins)
{
    pins.clear();
    if (text.empty())
    {
        return {};
    }
    std::vector<std::string> items;
    boost::split(items, text, boost::is_any_of("/"));
    std::set<uint32_t> seen;
    for (const std::string& item : items)
    {
        std::vector<uint32_t> numbers;
        if (!ReadWholes(item, '-', {0, FabricTopology::MOST_PORTS}, numbers) || numbers.size() != 2)
        {
            return "pin: map is a list as 0-3/1-2 (ingress port 0 takes uplink 3), and '" + item +
                   "' is no item of it";
        }
        if (!seen.insert(numbers[0]).second)
        {
            return "pin: map has ingress port " + std::to_string(numbers[0]) + " twice";
        }
        pins.emplace_back(numbers[0], numbers[1]);
    }
    return {};
}

std::string
PinLoadBalancer::CheckConfig() const
{
    std::vector<Pin> pins;
    std::string problem = ReadMap(m_map, pins);
    const SwitchPlace& place = GetPlace();
    if (!problem.empty() || !place.topology)
    {
        return problem;
    }
    uint32_t uplinks = 0;
    for (const auto& neighbour : place.ListNeighbours())
    {
        uplinks += neighbour.up ? 1 : 0;
    }
    for (const auto& [ingress, uplink] : pins)
    {
        if (place.tier == 1 && (ingress >= place.ports || uplink >= uplinks))
        {
            return "pin: map has " + std::to_string(ingress) + "-" + std::to_string(uplink) +
                   ", and " + place.topology->GetName(place.vertex) + " has " +
                   std::to_string(place.ports) + " ports and " + std::to_string(uplinks) +
                   " uplinks, numbered from 0";
        }
    }
    return {};
}

void
PinLoadBalancer::DoStart()
{
    const SwitchPlace& place = GetPlace();
    std::vector<uint16_t> uplinks;
    for (const auto& [port, up] :
         place.topology ? place.ListNeighbours() : std::vector<SwitchPlace::Neighbour>())
    {
        if (up)
        {
            uplinks.push_back(port);
        }
    }
    m_uplinkOf.assign(place.ports, NONE);
    if (uplinks.empty())
    {
        return;
    }
    for (uint32_t port = 0; port < place.ports; port++)
    {
        m_uplinkOf[port] = uplinks[port % uplinks.size()];
    }
    std::vector<Pin> pins;
    ReadMap(m_map, pins);
    for (const auto& [ingress, uplink] : pins)
    {
        // The map is one for switches next to hosts; others may be smaller.
        if (ingress < place.ports && uplink < uplinks.size())
        {
            m_uplinkOf[ingress] = uplinks[uplink];
        }
    }
}

uint32_t
PinLoadBalancer::DoSelect(const Frame& frame, const Candidates& candidates)
{
    const uint32_t found = candidates.FindPort(m_uplinkOf[frame.ingress]);
    return found < candidates.GetCount() && candidates.IsUp(found)
               ? found
               : frame.ingress % candidates.GetCount();
}

NetworkNeeds
PinLoadBalancer::DoGetNeeds() const
{
    return {};
}

std::vector<IdleAttribute>
PinLoadBalancer::DoListIdle(const PlaceOfUse& place) const
{
    if (place.switches > 1)
    {
        return {};
    }
    return {{"Map", "there is one tier of switches, and no uplink"}};
}

} // namespace aifabric
} // namespace ns3
