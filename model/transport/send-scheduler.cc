/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "send-scheduler.h"

#include "queue-pair.h"

namespace ns3
{
namespace aifabric
{

void
SendScheduler::Start(uint32_t ports, uint8_t priority)
{
    m_rotas.assign(ports, {});
    m_lines.clear();
    GetLine(static_cast<uint32_t>((uint64_t{1} << ports) - 1), priority);
}

uint16_t
SendScheduler::GetLine(uint32_t ports, uint8_t priority)
{
    for (size_t i = 0; i < m_lines.size(); i++)
    {
        if (m_lines[i].ports == ports && m_lines[i].priority == priority)
        {
            return static_cast<uint16_t>(i);
        }
    }
    const auto number = static_cast<uint16_t>(m_lines.size());
    m_lines.push_back({ports, priority});
    for (size_t port = 0; port < m_rotas.size(); port++)
    {
        if ((ports >> port) & 1)
        {
            m_rotas[port].lines.push_back(number);
        }
    }
    return number;
}

void
SendScheduler::Append(Line& line, QueuePair* pair)
{
    pair->isListed = true;
    pair->next = nullptr;
    if (line.tail)
    {
        line.tail->next = pair;
    }
    else
    {
        line.head = pair;
    }
    line.tail = pair;
}

void
SendScheduler::Add(QueuePair* pair)
{
    Append(m_lines[pair->line], pair);
    m_count++;
}

void
SendScheduler::Leave(Line& line, QueuePair* pair)
{
    pair->isListed = false;
    line.inTurn = 0;
    m_count--;
}

Frame*
SendScheduler::PullFrom(Line& line)
{
    while (QueuePair* pair = line.head)
    {
        if (line.head != line.tail)
        {
            pair->Prefetch(); // the others had their turns since its last one
        }
        line.head = pair->next;
        line.tail = line.head ? line.tail : nullptr;
        // It counts as listed until this is over: sending may make it ready once more, as where a
        // counter of bytes raises the rate.
        if (!pair->IsReady())
        {
            Leave(line, pair);
            continue;
        }
        Frame* frame = pair->MakePacket();
        const bool goesOn = ++line.inTurn < m_burst;
        if (!pair->IsReady())
        {
            Leave(line, pair);
        }
        else if (goesOn)
        {
            pair->next = line.head;
            line.head = pair;
            line.tail = line.tail ? line.tail : pair;
        }
        else
        {
            line.inTurn = 0;
            Append(line, pair);
        }
        return frame;
    }
    return nullptr;
}

Frame*
SendScheduler::Pull(uint32_t port, uint8_t paused)
{
    if (m_lines.size() == 1)
    {
        return m_lines[0].IsServed(paused) ? PullFrom(m_lines[0]) : nullptr;
    }
    Rota& rota = m_rotas[port];
    for (size_t i = 0; i < rota.lines.size(); i++)
    {
        Line& line = m_lines[rota.lines[rota.next]];
        rota.next = rota.next + 1U < rota.lines.size() ? rota.next + 1 : 0;
        if (line.IsServed(paused))
        {
            if (Frame* frame = PullFrom(line))
            {
                return frame;
            }
        }
    }
    return nullptr;
}

std::vector<QueuePair*>
SendScheduler::TakeAll()
{
    std::vector<QueuePair*> pairs;
    for (Line& line : m_lines)
    {
        for (QueuePair* pair = line.head; pair; pair = pair->next)
        {
            pair->isListed = false;
            pairs.push_back(pair);
        }
        line.head = nullptr;
        line.tail = nullptr;
        line.inTurn = 0;
    }
    m_count = 0;
    return pairs;
}

} // namespace aifabric
} // namespace ns3
