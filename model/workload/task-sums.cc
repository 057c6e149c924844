/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "task-sums.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Mix bits (the finaliser of SplitMix64, G. Steele et al., OOPSLA 2014).
uint64_t
Mix(uint64_t value)
{
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

} // namespace

uint64_t
TaskSums::Hash(const Ended& ended)
{
    uint64_t hash = 0;
    for (const uint64_t value : {uint64_t{ended.task},
                                 ended.start,
                                 ended.end,
                                 ended.packets,
                                 uint64_t{ended.retransmissions}})
    {
        hash = Mix(hash + 0x9e3779b97f4a7c15 + value);
    }
    return hash;
}

void
TaskSums::Add(const Ended& ended)
{
    const uint64_t took = ended.end - ended.start;
    m_count++;
    m_bytes += ended.bytes;
    m_packets += ended.packets;
    m_retransmissions += ended.retransmissions;
    m_hash += Hash(ended);
    m_longest = std::max(m_longest, took);
    const uint32_t bin = ToBin(took);
    if (bin >= m_bins.size())
    {
        m_bins.resize(bin + 1);
    }
    m_bins[bin]++;
}

void
TaskSums::Merge(const TaskSums& other)
{
    m_count += other.m_count;
    m_bytes += other.m_bytes;
    m_packets += other.m_packets;
    m_retransmissions += other.m_retransmissions;
    m_hash += other.m_hash;
    m_longest = std::max(m_longest, other.m_longest);
    m_bins.resize(std::max(m_bins.size(), other.m_bins.size()));
    for (size_t bin = 0; bin < other.m_bins.size(); bin++)
    {
        m_bins[bin] += other.m_bins[bin];
    }
}

bool
TaskSums::Release(GraphTaskId task, uint32_t predecessors)
{
    if (predecessors <= 1)
    {
        return true;
    }
    const auto released = m_released.try_emplace(task, 0).first;
    if (++released->second < predecessors)
    {
        return false;
    }
    m_released.erase(released);
    return true;
}

uint32_t
TaskSums::ToBin(uint64_t time)
{
    uint32_t shift = 0;
    while (time >> shift >= uint64_t{2} << BITS)
    {
        shift++;
    }
    return (shift << BITS) + static_cast<uint32_t>(time >> shift);
}

uint64_t
TaskSums::ToTime(uint32_t bin)
{
    const uint32_t shift = bin >> BITS > 0 ? (bin >> BITS) - 1 : 0;
    const uint64_t digits = bin - (uint64_t{shift} << BITS);
    return ((digits + 1) << shift) - 1;
}

uint64_t
TaskSums::GetQuantile(double q) const
{
    const auto rank =
        std::max<uint64_t>(1, static_cast<uint64_t>(std::ceil(q * static_cast<double>(m_count))));
    uint64_t sum = 0;
    for (uint32_t bin = 0; bin < m_bins.size(); bin++)
    {
        sum += m_bins[bin];
        if (sum >= rank)
        {
            return std::min(ToTime(bin), m_longest);
        }
    }
    return 0;
}

} // namespace aifabric
} // namespace ns3
