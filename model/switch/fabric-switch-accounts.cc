/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What a switch has charged, held against what waits in it.
 */

#include "fabric-switch.h"

#include <algorithm>
#include <numeric>

namespace ns3
{
namespace aifabric
{

bool
FabricSwitch::HasRoom(const Frame& frame) const
{
    return m_admission->HasSpace(frame) &&
           (!m_pfc->IsLossless(frame.priority) || m_pfc->HasRoom(frame));
}

void
FabricSwitch::HoldFrame(Frame& frame)
{
    m_heldBytes.resize(m_ports.size() * CLASS_COUNT);
    m_heldBytes[size_t{frame.ingress} * CLASS_COUNT + frame.priority] += frame.size;
    m_admission->Take(frame);
    if (m_pfc->IsLossless(frame.priority))
    {
        m_pfc->Charge(frame);
    }
}

void
FabricSwitch::ForwardHeld(Frame* frame)
{
    m_heldBytes[size_t{frame->ingress} * CLASS_COUNT + frame->priority] -= frame->size;
    m_admission->Release(*frame);
    const bool lossless = m_pfc->IsLossless(frame->priority);
    const uint16_t out = Route(*frame);
    // What is charged to the ingress stays so, lest its peer be resumed and paused at once.
    if (out != NO_PORT && m_admission->Admit(*m_ports[out], *frame, lossless))
    {
        m_ports[out]->Enqueue(frame);
        return;
    }
    if (lossless)
    {
        m_pfc->Release(*frame);
        if (out != NO_PORT)
        {
            m_pfc->CountLoss();
        }
    }
    const uint16_t where = out == NO_PORT ? frame->ingress : out;
    m_ports[where]->DropFrame(frame,
                              out == NO_PORT ? DropReason::NO_ROUTE : DropReason::BUFFER_FULL);
}

std::string
FabricSwitch::CheckAccounts() const
{
    const auto ports = static_cast<uint32_t>(m_ports.size());
    std::vector<uint64_t> ingress(size_t{ports} * CLASS_COUNT, 0);
    std::copy(m_heldBytes.begin(), m_heldBytes.end(), ingress.begin());
    uint64_t used = std::accumulate(m_heldBytes.begin(), m_heldBytes.end(), uint64_t{0});
    if ((used == 0) != (m_balancer->GetHeld() == 0))
    {
        return "the strategy keeps " + std::to_string(m_balancer->GetHeld()) + " frames, and " +
               std::to_string(used) + " bytes are charged for them";
    }
    for (const FabricPort* port : m_ports)
    {
        for (uint8_t c = 0; c < CLASS_COUNT; c++)
        {
            for (const Frame* frame = port->GetQueues().GetQueue(c).head; frame;
                 frame = frame->next)
            {
                used += frame->size;
                ingress[size_t{frame->ingress} * CLASS_COUNT + c] += frame->size;
            }
        }
    }
    if (used != m_admission->GetUsed())
    {
        return "the buffer has " + std::to_string(m_admission->GetUsed()) +
               " bytes charged, and frames of " + std::to_string(used) + " bytes wait";
    }
    for (uint32_t port = 0; port < ports; port++)
    {
        for (uint8_t c = 0; c < CLASS_COUNT; c++)
        {
            if (!m_pfc->IsLossless(c))
            {
                continue;
            }
            const std::string where =
                "port " + std::to_string(port) + " class " + std::to_string(c);
            const uint64_t charged = m_pfc->GetIngressBytes(static_cast<uint16_t>(port), c);
            const uint64_t waiting = ingress[size_t{port} * CLASS_COUNT + c];
            if (charged != waiting)
            {
                return where + " has " + std::to_string(charged) +
                       " bytes charged to its ingress, and frames of " + std::to_string(waiting) +
                       " bytes wait that came through it";
            }
            if (m_pfc->IsPausedInVain(static_cast<uint16_t>(port), c))
            {
                return where + " pauses its peer without a reason";
            }
        }
    }
    return {};
}

void
FabricSwitch::ListFindings(std::vector<std::string>& findings) const
{
    m_pfc->ListFindings(m_admission->GetTotal(), findings);
}

} // namespace aifabric
} // namespace ns3
