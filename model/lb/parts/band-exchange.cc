/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "band-exchange.h"

#include "level-message.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace aifabric
{

void
BandExchange::Start(const SwitchPlace& place, LevelOf levelOf)
{
    m_place = place;
    m_levelOf = std::move(levelOf);
    m_level.assign(place.ports, 0);
    m_remote.assign(size_t{place.edges} * place.ports, 0);
    m_told.assign(place.edges, 0);
    m_isUp.assign(place.ports, false);
    m_peers = place.topology ? place.ListNeighbours() : std::vector<SwitchPlace::Neighbour>();
    for (const auto& [port, up] : m_peers)
    {
        m_isUp[port] = up;
    }
}

void
BandExchange::Told(const Frame& frame)
{
    LevelMessage::Read(frame, m_place.edges, [this, &frame](uint32_t edge, uint8_t level) {
        m_remote[size_t{edge} * m_place.ports + frame.ingress] = level;
    });
}

bool
BandExchange::ReadLevels()
{
    bool isChanged = false;
    for (uint16_t port = 0; port < m_place.ports; port++)
    {
        const uint8_t level = m_levelOf(port);
        isChanged = isChanged || level != m_level[port];
        m_level[port] = level;
    }
    return isChanged;
}

bool
BandExchange::Look()
{
    const bool isChanged = ReadLevels();
    if (isChanged)
    {
        const ForwardingTable& table = m_place.services->GetForwardingTable();
        for (uint32_t first = 0; first < m_place.edges; first += LevelMessage::BLOCK)
        {
            bool isNew = false;
            bool descends = false;
            for (uint32_t edge = first; edge < std::min(first + LevelMessage::BLOCK, m_place.edges);
                 edge++)
            {
                const PortGroup* group = table.Find(edge);
                uint8_t best = DEAD;
                for (const uint16_t port : group ? group->ports : std::vector<uint16_t>())
                {
                    best = std::min(best, m_level[port]);
                }
                isNew = isNew || best != m_told[edge];
                m_told[edge] = best;
                descends = descends || (group && !m_isUp[group->ports[0]]);
            }
            for (const auto& [port, up] : m_peers)
            {
                if (isNew && (!up || descends))
                {
                    Send(port, first / LevelMessage::BLOCK);
                }
            }
        }
    }
    return std::all_of(m_level.begin(), m_level.end(), [](uint8_t level) {
        return level == 0 || level == DEAD;
    });
}

void
BandExchange::Send(uint16_t port, uint32_t block)
{
    m_messages += LevelMessage::Send(m_place, port, block, m_told) ? 1 : 0;
}

} // namespace aifabric
} // namespace ns3
