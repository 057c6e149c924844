/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "path-doubt.h"

#include <algorithm>
#include <numeric>

namespace ns3
{
namespace aifabric
{

namespace
{
constexpr size_t FIRST_RING = 64;
} // namespace

PathDoubt::PathDoubt(uint32_t edge,
                     const std::vector<uint16_t>& numbers,
                     uint64_t window,
                     uint64_t patience,
                     FabricRandom& random)
    : m_edge(edge),
      m_window(window),
      m_patience(patience),
      m_ring(FIRST_RING)
{
    Reset(numbers, random);
}

void
PathDoubt::Reset(const std::vector<uint16_t>& numbers, FabricRandom& random)
{
    deadline = UINT64_MAX;
    quietUntil = 0;
    m_avoided = 0;
    m_paths.assign(numbers.size(), {});
    for (size_t path = 0; path < numbers.size(); path++)
    {
        m_paths[path].number = numbers[path];
    }
    m_order.resize(numbers.size());
    std::iota(m_order.begin(), m_order.end(), uint16_t{0});
    random.Shuffle(m_order);
    for (uint32_t& next : m_next)
    {
        next = random.Below(static_cast<uint32_t>(numbers.size()));
    }
}

uint32_t
PathDoubt::Find(uint16_t number) const
{
    const auto path =
        std::lower_bound(m_paths.begin(), m_paths.end(), number, [](const Path& p, uint16_t n) {
            return p.number < n;
        });
    return path != m_paths.end() && path->number == number
               ? static_cast<uint32_t>(path - m_paths.begin())
               : CountPaths();
}

void
PathDoubt::Sent(uint64_t now)
{
    if (m_tail - m_head == m_ring.size())
    {
        std::vector<Outstanding> larger(2 * m_ring.size());
        for (uint64_t position = m_head; position < m_tail; position++)
        {
            larger[position & (larger.size() - 1)] = At(position);
        }
        m_ring = std::move(larger);
    }
    m_ring[m_tail++ & (m_ring.size() - 1)] = {now, false};
}

bool
PathDoubt::Answered(uint64_t sentAt)
{
    // Packets lie in the order in which they were sent.
    uint64_t low = m_head;
    uint64_t high = m_tail;
    while (low < high)
    {
        const uint64_t middle = low + (high - low) / 2;
        if (At(middle).sentAt < sentAt)
        {
            low = middle + 1;
        }
        else
        {
            high = middle;
        }
    }
    if (low < m_tail && At(low).sentAt == sentAt)
    {
        m_ring[low & (m_ring.size() - 1)].answered = true;
    }
    return sentAt > m_window && GiveUp(sentAt - m_window);
}

bool
PathDoubt::GiveUp(uint64_t before)
{
    bool lost = false;
    while (m_head < m_tail && (At(m_head).answered || At(m_head).sentAt < before))
    {
        lost = lost || !At(m_head).answered;
        m_head++;
    }
    return lost;
}

uint32_t
PathDoubt::Rotate(uint32_t bin)
{
    uint32_t& next = m_next[bin];
    uint32_t path;
    do
    {
        path = m_order[next];
        next = next + 1 == m_order.size() ? 0 : next + 1;
    } while (m_paths[path].avoided);
    return path;
}

void
PathDoubt::SetAvoided(uint32_t path, bool avoided)
{
    m_avoided += avoided ? 1 : -1;
    m_paths[path].avoided = avoided;
    m_paths[path].answers = 0;
}

} // namespace aifabric
} // namespace ns3
