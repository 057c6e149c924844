/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "class-shapers.h"

#include "ns3/config-error.h"
#include "ns3/fabric-numbers.h"
#include "ns3/fabric-units.h"

#include <algorithm>
#include <sstream>

namespace ns3
{
namespace aifabric
{

namespace
{
/// Bits of a byte times ps of a second.
constexpr uint64_t BIT_PS = 8000000000000ULL;
/// Parts of a node below are ports, and classes of ports (PfcController).
constexpr uint32_t SHAPER_PART = 1U << 22;
} // namespace

std::string
ClassShapers::Start(const std::string& text, uint32_t node, const std::vector<FabricPort*>& ports)
{
    std::istringstream parts(text);
    for (std::string part; std::getline(parts, part, '/');)
    {
        const size_t colon = part.find(':');
        const auto c = ReadWhole(part.substr(0, colon), {0, CLASS_COUNT - 1});
        if (!c || colon == std::string::npos || m_rates[*c] != 0)
        {
            return "shapers=" + text + ": '" + part +
                   "' is no class (0 to 7, each once), a colon and a rate";
        }
        uint64_t rate = 0;
        try
        {
            rate = ParseRate(part.substr(colon + 1)).GetBitRate();
        }
        catch (const ConfigError& error)
        {
            return "shapers=" + text + ": " + error.what();
        }
        if (rate % STEP != 0)
        {
            return "shapers=" + text + ": shapers have steps of 200 Mb/s, and " +
                   FormatRate(DataRate(rate)) + " is none; give " +
                   FormatRate(DataRate(std::max<uint64_t>(1, (rate + STEP / 2) / STEP) * STEP));
        }
        m_rates[*c] = rate;
        m_depth[*c] = BURST * BIT_PS / rate;
    }
    for (FabricPort* device : ports)
    {
        m_ports.push_back(std::make_unique<Port>());
        Port& port = *m_ports.back();
        port.device = device;
        port.release.Bind<&Port::Release>(&port,
                                          node,
                                          SHAPER_PART + device->GetPort(),
                                          EventKind::PAUSE);
    }
    return "";
}

void
ClassShapers::ChargeShaped(FabricPort& device, const Frame& frame)
{
    const uint8_t c = frame.priority;
    if (!device.IsUp() || ((device.GetGates().GetDiscards() >> c) & 1))
    {
        return; // it is dropped
    }
    Port& port = *m_ports[device.GetPort()];
    const uint64_t now = device.GetDomain().Now();
    const uint64_t earliest = now - std::min(now, m_depth[c]);
    if (port.next[c] < earliest)
    {
        port.next[c] = earliest;
        port.remainder[c] = 0;
    }
    const uint64_t cost = frame.size * BIT_PS + port.remainder[c];
    port.next[c] += cost / m_rates[c];
    port.remainder[c] = cost % m_rates[c];
    if (port.next[c] > now)
    {
        device.GetGates().SetHeld(device.GetGates().GetHeld() | static_cast<uint8_t>(1U << c));
        port.Arm();
    }
}

void
ClassShapers::Port::Arm()
{
    const uint8_t held = device->GetGates().GetHeld();
    uint64_t first = UINT64_MAX;
    for (uint8_t c = 0; c < CLASS_COUNT; c++)
    {
        first = (held >> c) & 1 ? std::min(first, next[c]) : first;
    }
    FabricDomain& domain = device->GetDomain();
    domain.Cancel(release);
    if (first != UINT64_MAX)
    {
        domain.Schedule(release, first);
    }
}

void
ClassShapers::Port::Release()
{
    const uint64_t now = device->GetDomain().Now();
    uint8_t held = device->GetGates().GetHeld();
    for (uint8_t c = 0; c < CLASS_COUNT; c++)
    {
        held &= static_cast<uint8_t>(next[c] <= now ? ~(1U << c) : 0xff);
    }
    // Whoever is let out may begin a frame at once, and be held again.
    device->GetGates().SetHeld(held);
    Arm();
}

} // namespace aifabric
} // namespace ns3
