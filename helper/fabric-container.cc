/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-container.h"

#include "ns3/config-error.h"
#include "ns3/fabric-engine.h"
#include "ns3/frame-pool.h"

#include <algorithm>
#include <map>
#include <set>

namespace ns3
{
namespace aifabric
{

void
FabricContainer::Check(const char* what, uint32_t number, size_t count)
{
    if (number >= count)
    {
        throw ConfigError(std::string("there is no ") + what + " " + std::to_string(number) +
                          ": the fabric has " + std::to_string(count) +
                          (count == 0 ? ", for it is not built, or taken apart again" : ""));
    }
}

Ptr<Node>
FabricContainer::GetNode(uint32_t vertex) const
{
    const uint32_t hosts = m_topology->GetHostCount();
    return vertex < hosts ? m_hosts.Get(vertex) : m_switches.Get(vertex - hosts);
}

Ptr<FabricNetDevice>
FabricContainer::GetDevice(uint32_t vertex, uint32_t port) const
{
    Check("vertex", vertex, m_nics.size() + m_fabricSwitches.size());
    const auto& adjacencies = m_topology->GetAdjacencies(vertex);
    Check("port", port, adjacencies.size());
    const uint32_t link = adjacencies[port].link;
    const bool lower = m_topology->GetLinks()[link].lower == vertex;
    return DynamicCast<FabricNetDevice>(m_channels[link]->GetDevice(lower ? 0 : 1));
}

std::vector<Ptr<FabricSwitch>>
FabricContainer::GetTier(const std::string& name) const
{
    std::vector<Ptr<FabricSwitch>> tier;
    for (uint32_t i = 0; i < m_fabricSwitches.size(); i++)
    {
        if (m_topology->GetTierName(m_topology->GetHostCount() + i) == name)
        {
            tier.push_back(m_fabricSwitches[i]);
        }
    }
    return tier;
}

NetDeviceContainer
FabricContainer::GetHostDevices() const
{
    Check("host", 0, m_nics.size());
    NetDeviceContainer devices;
    for (uint32_t host = 0; host < m_topology->GetHostCount(); host++)
    {
        for (uint32_t plane = 0; plane < m_topology->GetPlaneCount(); plane++)
        {
            devices.Add(GetDevice(host, plane));
        }
    }
    return devices;
}

std::string
FabricContainer::GetName(uint32_t vertex) const
{
    const uint32_t vertices =
        m_topology ? m_topology->GetHostCount() + m_topology->GetSwitchCount() : 0;
    Check("vertex", vertex, vertices);
    return m_topology->GetName(vertex);
}

uint64_t
FabricContainer::CountFrames() const
{
    uint64_t count = 0;
    std::set<uint64_t> links; // one key for each direction of each link
    for (const auto& channel : m_channels)
    {
        for (std::size_t i = 0; i < 2; i++)
        {
            const auto device = DynamicCast<FabricNetDevice>(channel->GetDevice(i));
            count += device->CountFrames();
            links.insert(device->GetArrivalKey());
        }
    }
    for (const auto& posted : FabricEngine::Get().ListPosted())
    {
        count += links.count(posted.key);
    }
    for (const auto& nic : m_nics)
    {
        count += nic->CountFrames();
    }
    for (const auto& fabricSwitch : m_fabricSwitches)
    {
        count += fabricSwitch->GetLoadBalancer()->GetHeld();
    }
    return count;
}

std::string
FabricContainer::CheckAccounts() const
{
    Check("host", 0, m_nics.size());
    const uint64_t counted = CountFrames();
    const uint64_t inFlight = FramePool::GetLedger().GetInFlight();
    // The ledger is that of all fabrics of the simulation.
    const bool isAlone = FabricEngine::Get().CountGuards() <= 1;
    if (isAlone ? counted != inFlight : counted > inFlight)
    {
        return std::to_string(inFlight) + " frames are neither delivered nor dropped, and " +
               std::to_string(counted) + " are in the fabric";
    }
    if (FramePool::GetExtrasInUse() > inFlight)
    {
        return std::to_string(FramePool::GetExtrasInUse()) + " extras are in use by " +
               std::to_string(inFlight) + " frames";
    }
    const uint32_t vertices = m_topology->GetHostCount() + m_topology->GetSwitchCount();
    for (uint32_t vertex = 0; vertex < vertices; vertex++)
    {
        for (uint32_t port = 0; port < m_topology->GetAdjacencies(vertex).size(); port++)
        {
            if (!GetDevice(vertex, port)->GetGates().IsTimed())
            {
                return GetName(vertex) + " port " + std::to_string(port) + " is paused without end";
            }
        }
    }
    for (uint32_t s = 0; s < m_fabricSwitches.size(); s++)
    {
        const std::string problem = m_fabricSwitches[s]->CheckAccounts();
        if (!problem.empty())
        {
            return GetName(m_topology->GetHostCount() + s) + ": " + problem;
        }
    }
    const std::string clients = CheckClients();
    if (!clients.empty())
    {
        return clients;
    }
    // What a host meant to send waits for its link to come back, perhaps for ever.
    uint64_t moving = counted;
    for (const auto& nic : m_nics)
    {
        moving -= nic->CountStranded();
    }
    if (FabricEngine::Get().HasOnlyObservers() && moving > 0)
    {
        return std::to_string(moving) + " frames wait, and nothing is left to move them";
    }
    return {};
}

std::string
FabricContainer::CheckClients() const
{
    std::map<uint16_t, NicClients::Counters> sums;
    std::map<uint16_t, uint64_t> open;
    for (const auto& nic : m_nics)
    {
        for (const auto& [client, one] : nic->GetClients())
        {
            NicClients::Counters& sum = sums[client];
            sum.posted += one.counters.posted;
            sum.ended += one.counters.ended;
            sum.failed += one.counters.failed;
            sum.received += one.counters.received;
            sum.postedBytes += one.counters.postedBytes;
            sum.endedBytes += one.counters.endedBytes;
            sum.receivedBytes += one.counters.receivedBytes;
        }
        for (const auto& [client, count] : nic->CountOpenMessages())
        {
            open[client] += count;
        }
    }
    for (const auto& [client, sum] : sums)
    {
        const std::string whose = "client " + std::to_string(client) + ": ";
        if (sum.posted != sum.ended + sum.failed + open[client])
        {
            return whose + std::to_string(sum.posted) + " messages were posted, " +
                   std::to_string(sum.ended) + " have ended, " + std::to_string(sum.failed) +
                   " have failed and " + std::to_string(open[client]) + " are under way";
        }
        // What is acknowledged has come in; what has come in may not be acknowledged yet.
        if (sum.received < sum.ended || sum.received > sum.posted ||
            sum.receivedBytes < sum.endedBytes || sum.receivedBytes > sum.postedBytes)
        {
            return whose + std::to_string(sum.received) + " messages of " +
                   std::to_string(sum.receivedBytes) + " bytes have come in, " +
                   std::to_string(sum.ended) + " of " + std::to_string(sum.endedBytes) +
                   " are acknowledged, and " + std::to_string(sum.posted) + " of " +
                   std::to_string(sum.postedBytes) + " were posted";
        }
    }
    return {};
}

std::vector<std::string>
FabricContainer::ListFindings() const
{
    std::vector<std::string> findings;
    for (const auto& fabricSwitch : m_fabricSwitches)
    {
        std::vector<std::string> own;
        fabricSwitch->ListFindings(own);
        for (const std::string& finding : own)
        {
            if (std::find(findings.begin(), findings.end(), finding) == findings.end())
            {
                findings.push_back(finding);
            }
        }
    }
    return findings;
}

uint64_t
FabricContainer::CountPacketHops() const
{
    uint64_t count = 0;
    for (const auto& channel : m_channels)
    {
        for (std::size_t i = 0; i < 2; i++)
        {
            count += DynamicCast<FabricNetDevice>(channel->GetDevice(i))->GetCounters().frames;
        }
    }
    return count;
}

uint64_t
FabricContainer::GetMaxQueue(bool toHosts) const
{
    Check("host", 0, m_nics.size());
    uint64_t most = 0;
    const uint32_t hosts = m_topology->GetHostCount();
    for (uint32_t s = 0; s < m_fabricSwitches.size(); s++)
    {
        const auto& adjacencies = m_topology->GetAdjacencies(hosts + s);
        const auto& ports = m_fabricSwitches[s]->GetPorts();
        for (size_t p = 0; p < ports.size(); p++)
        {
            if ((adjacencies[p].peer < hosts) == toHosts)
            {
                most = std::max(most, ports[p]->GetCounters().maxBacklog);
            }
        }
    }
    return most;
}

} // namespace aifabric
} // namespace ns3
