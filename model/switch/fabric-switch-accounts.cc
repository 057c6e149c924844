/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What a switch has charged, held against what waits in it.
 */

#include "fabric-switch.h"

namespace ns3
{
namespace aifabric
{

std::string
FabricSwitch::CheckAccounts() const
{
    const auto ports = static_cast<uint32_t>(m_ports.size());
    uint64_t used = 0;
    std::vector<uint64_t> ingress(size_t{ports} * CLASS_COUNT, 0);
    for (const FabricNetDevice* port : m_ports)
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
