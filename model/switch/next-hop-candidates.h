/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NEXT_HOP_CANDIDATES_H
#define NEXT_HOP_CANDIDATES_H

#include "ns3/fabric-routes.h"
#include "ns3/port-view.h"

#include <algorithm>
#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The next hops among which a strategy chooses, and what it may know of them.
 */
class Candidates
{
  public:
    /**
     * @param group the next hops
     * @param devices all ports of the switch
     * @param destinationEdge number of the destination's edge switch
     * @param destinationPod pod of that edge switch
     */
    Candidates(const PortGroup& group,
               FabricPort* const* devices,
               uint32_t destinationEdge,
               uint32_t destinationPod)
        : m_group(group),
          m_devices(devices),
          m_destinationEdge(destinationEdge),
          m_destinationPod(destinationPod)
    {
    }

    /** @return the number of candidates, at least 2. */
    uint32_t GetCount() const
    {
        return static_cast<uint32_t>(m_group.ports.size());
    }

    /**
     * @param i index of a candidate, below GetCount()
     * @return its port number at the switch
     */
    uint16_t GetPort(uint32_t i) const
    {
        return m_group.ports[i];
    }

    /**
     * @param port number of a port of the switch
     * @return index of the candidate that it is, or GetCount() if it is none
     */
    uint32_t FindPort(uint16_t port) const
    {
        const auto found = std::find(m_group.ports.begin(), m_group.ports.end(), port);
        return static_cast<uint32_t>(found - m_group.ports.begin());
    }

    /** @return true if the candidates have unequal weights. */
    bool IsWeighted() const
    {
        return !m_group.weights.empty();
    }

    /**
     * @param i index of a candidate
     * @return its weight: the capacity of the shortest paths through it, in lowest terms
     */
    uint32_t GetWeight(uint32_t i) const
    {
        return m_group.weights.empty() ? 1 : m_group.weights[i];
    }

    /**
     * @param i index of a candidate
     * @return its port, to read
     */
    PortView GetView(uint32_t i) const
    {
        return PortView(*m_devices[m_group.ports[i]]);
    }

    /**
     * The former name of GetView(), for one release.
     * @param i index of a candidate
     * @return its port, to read
     */
    PortView GetDevice(uint32_t i) const
    {
        return GetView(i);
    }

    /**
     * @param i index of a candidate
     * @return its egress backlog in bytes, the frame in service included
     */
    uint64_t GetBacklog(uint32_t i) const
    {
        return m_devices[m_group.ports[i]]->GetBacklog();
    }

    /**
     * @param i index of a candidate
     * @return true if its link is up as far as the switch can tell
     */
    bool IsUp(uint32_t i) const
    {
        return m_devices[m_group.ports[i]]->IsUp();
    }

    /** @return number of the destination's edge switch. */
    uint32_t GetDestinationEdge() const
    {
        return m_destinationEdge;
    }

    /** @return pod of the destination's edge switch. */
    uint32_t GetDestinationPod() const
    {
        return m_destinationPod;
    }

    /** @return number of the group of next hops at this switch. */
    uint16_t GetGroup() const
    {
        return m_group.id;
    }

  private:
    const PortGroup& m_group;
    FabricPort* const* m_devices;
    uint32_t m_destinationEdge;
    uint32_t m_destinationPod;
};

} // namespace aifabric
} // namespace ns3

#endif // NEXT_HOP_CANDIDATES_H
