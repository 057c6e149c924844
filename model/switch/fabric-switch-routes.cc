/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-switch.h"

#include "ns3/pfc-watchdog.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

// What a switch makes of routes and of the state of its ports.

void
FabricSwitch::UpdateRoutes()
{
    TakeRoutes();
    m_balancer->RoutesChanged();
}

void
FabricSwitch::TakeRoutes()
{
    const ForwardingTable& table = m_routes->GetTable(m_vertex);
    m_groups = table.GetGroups().data();
    m_pathDivisor = m_routes->GetPathDivisor(m_vertex);
    m_plan = &m_routes->GetPlan(m_vertex);
    m_departs = m_plan != &table;
    m_nextHop.assign(m_topology->GetEdgeCount(), NO_PORT);
    for (uint32_t edge = 0; edge < m_nextHop.size(); edge++)
    {
        if (const PortGroup* group = table.Find(edge))
        {
            m_nextHop[edge] = group->ports.size() == 1 ? group->ports[0] : group->id | CHOICE;
        }
    }
    ExcludeDeadPorts();
}

void
FabricSwitch::ExcludeDeadPorts()
{
    const ForwardingTable& table = m_routes->GetTable(m_vertex);
    m_liveGroups.clear();
    const auto isDead = [this](uint16_t port) { return !m_ports[port]->IsUp(); };
    if (std::none_of(m_ports.begin(), m_ports.end(), [](const FabricPort* port) {
            return !port->IsUp();
        }))
    {
        return;
    }
    m_liveGroups = table.GetGroups();
    for (PortGroup& group : m_liveGroups)
    {
        size_t kept = 0;
        for (size_t i = 0; i < group.ports.size(); i++)
        {
            if (isDead(group.ports[i]))
            {
                continue;
            }
            group.ports[kept] = group.ports[i];
            if (!group.weights.empty())
            {
                group.weights[kept] = group.weights[i];
            }
            kept++;
        }
        group.ports.resize(kept);
        group.weights.resize(std::min(kept, group.weights.size()));
    }
    m_groups = m_liveGroups.data();
    m_departs = true;
    for (uint32_t edge = 0; edge < m_nextHop.size(); edge++)
    {
        if (const PortGroup* routed = table.Find(edge))
        {
            const auto& live = m_liveGroups[routed->id].ports;
            m_nextHop[edge] =
                live.empty()
                    ? NO_PORT
                    : (live.size() == 1 ? live[0] : static_cast<uint16_t>(routed->id | CHOICE));
        }
    }
}

void
FabricSwitch::LinkChanged(FabricPort& port)
{
    UpdateRoutes();
    m_balancer->LinkChanged(port.GetPort(), port.IsUp());
    m_pfc->LinkChanged(port.GetPort(), port.IsUp());
    if (m_watchdog)
    {
        m_watchdog->LinkChanged(port.GetPort());
    }
}

const ForwardingTable&
FabricSwitch::GetForwardingTable() const
{
    return m_routes->GetTable(m_vertex);
}

} // namespace aifabric
} // namespace ns3
