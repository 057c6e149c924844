/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sent-packets.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

uint64_t
SentPackets::SendNew(uint64_t now)
{
    const uint64_t sequence = GetNext();
    m_packets.push_back({now, 1, IN_FLIGHT});
    m_order.push_back({sequence, 1});
    m_inFlight++;
    return sequence;
}

uint64_t
SentPackets::SendLost(uint64_t now)
{
    while (m_lost.front() < m_base || At(m_lost.front()).state != LOST)
    {
        m_lost.pop_front();
    }
    const uint64_t sequence = m_lost.front();
    m_lost.pop_front();
    Packet& packet = At(sequence);
    packet.sentAt = now;
    packet.times++;
    packet.state = IN_FLIGHT;
    m_order.push_back({sequence, packet.times});
    m_inFlight++;
    m_lostCount--;
    return sequence;
}

void
SentPackets::PopFront()
{
    m_packets.pop_front();
    m_base++;
}

uint64_t
SentPackets::AdvanceTo(uint64_t expected)
{
    uint64_t newly = 0;
    for (uint64_t sequence = m_base; sequence < std::min(expected, GetNext()); sequence++)
    {
        newly += Acknowledge(sequence) ? 1 : 0;
    }
    return newly;
}

bool
SentPackets::Acknowledge(uint64_t sequence)
{
    if (sequence >= GetNext() || IsAcknowledged(sequence))
    {
        return false;
    }
    Packet& packet = At(sequence);
    (packet.state == LOST ? m_lostCount : m_inFlight)--;
    packet.state = ACKNOWLEDGED;
    m_highest = std::max(m_highest, sequence + 1);
    while (!m_packets.empty() && m_packets.front().state == ACKNOWLEDGED)
    {
        PopFront();
    }
    // What is behind the front of these goes when the front does.
    if (m_packets.empty())
    {
        m_lost.clear();
        m_order.clear();
    }
    return true;
}

bool
SentPackets::Lose(uint64_t sequence)
{
    if (!IsInFlight(sequence))
    {
        return false;
    }
    At(sequence).state = LOST;
    m_lost.push_back(sequence);
    m_lostCount++;
    m_inFlight--;
    return true;
}

uint64_t
SentPackets::FindOldest()
{
    while (!m_order.empty())
    {
        const Sent& sent = m_order.front();
        if (IsInFlight(sent.sequence) && At(sent.sequence).times == sent.times)
        {
            return sent.sequence;
        }
        m_order.pop_front();
    }
    return GetNext();
}

void
SentPackets::Restart(uint64_t packets)
{
    m_base = packets;
    m_highest = packets;
    m_inFlight = 0;
    m_lostCount = 0;
    m_packets.clear();
    m_lost.clear();
    m_order.clear();
}

} // namespace aifabric
} // namespace ns3
