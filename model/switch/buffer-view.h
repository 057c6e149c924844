/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BUFFER_VIEW_H
#define BUFFER_VIEW_H

#include "pfc-controller.h"

#include "ns3/port-view.h"

#include <cstdint>

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
     */
    BufferView(PortViews ports, const PfcController& pfc)
        : m_ports(ports),
          m_pfc(&pfc)
    {
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

  private:
    PortViews m_ports;
    const PfcController* m_pfc{nullptr};
};

} // namespace aifabric
} // namespace ns3

#endif // BUFFER_VIEW_H
