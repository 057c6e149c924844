/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BUFFER_VIEW_H
#define BUFFER_VIEW_H

#include "pfc-controller.h"

#include "ns3/fabric-domain.h"
#include "ns3/port-view.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What a buffer may know of its switch besides what it has counted itself: the ports and their
 * class queues, and what PFC has charged to ingresses. Nothing can be changed through it.
 */
class BufferView
{
  public:
    /** A switch without ports, of tests of single decisions. */
    BufferView() = default;

    /**
     * @param ports the ports of the switch
     * @param pfc its priority flow control
     * @param clocks what has its clock: the ports again
     */
    BufferView(PortViews ports,
               const PfcController& pfc,
               const std::vector<FabricPort*>& clocks = {})
        : m_ports(ports),
          m_pfc(&pfc),
          m_domain(clocks.empty() ? nullptr : &clocks[0]->GetDomain())
    {
    }

    /** @return the time, ps. */
    uint64_t Now() const
    {
        return m_domain ? m_domain->Now() : 0;
    }

    /** @return the ports by number. */
    PortViews GetPorts() const
    {
        return m_ports;
    }

    /**
     * @param priority a class
     * @return true if PFC protects it
     */
    bool IsLossless(uint8_t priority) const
    {
        return m_pfc && m_pfc->IsLossless(priority);
    }

    /**
     * Bytes in the switch that came through a port, of a lossless class.
     * @param port ingress port
     * @param priority class
     * @return its bytes; 0 if the class is not lossless: nobody counts these but an admission that
     * wants to (BufferAdmission::Follow())
     */
    uint64_t GetIngressBytes(uint16_t port, uint8_t priority) const
    {
        return IsLossless(priority) ? m_pfc->GetIngressBytes(port, priority) : 0;
    }

    /** @return bytes of an ingress above which its frames are in the headroom; 0 without PFC. */
    uint64_t GetXoff() const;

    /**
     * @param port ingress port
     * @return bytes above GetXoff() that each lossless class of it may use; 0 without PFC. Links
     * have their delays when all switches have started
     */
    uint64_t GetHeadroom(uint16_t port) const
    {
        return m_pfc ? m_pfc->GetHeadroom(port) : 0;
    }

  private:
    PortViews m_ports;
    const PfcController* m_pfc{nullptr};
    const FabricDomain* m_domain{nullptr};
};

} // namespace aifabric
} // namespace ns3

#endif // BUFFER_VIEW_H
