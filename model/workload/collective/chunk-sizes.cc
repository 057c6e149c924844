/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "chunk-sizes.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace aifabric
{

namespace
{

/// @return the size of a slice of something that is cut as equally as whole bytes allow
uint64_t
Cut(uint64_t bytes, uint64_t slice, uint64_t slices)
{
    return bytes / slices + (slice < bytes % slices ? 1 : 0);
}

} // namespace

uint64_t
GetWireBytes(CollectiveProtocol protocol, uint64_t bytes)
{
    switch (protocol)
    {
    case CollectiveProtocol::LL:
        return (bytes + 7) / 8 * 16;
    case CollectiveProtocol::LL128:
        return (bytes + 119) / 120 * 128;
    default:
        return bytes;
    }
}

const char*
GetProtocolName(CollectiveProtocol protocol)
{
    switch (protocol)
    {
    case CollectiveProtocol::LL:
        return "LL";
    case CollectiveProtocol::LL128:
        return "LL128";
    default:
        return "Simple";
    }
}

ChunkSizes
ChunkSizes::Split(uint64_t bytes, uint64_t chunks)
{
    ChunkSizes sizes;
    sizes.m_base = bytes / chunks;
    sizes.m_larger = bytes % chunks;
    return sizes;
}

ChunkSizes
ChunkSizes::Given(std::vector<uint64_t> given)
{
    ChunkSizes sizes;
    sizes.m_sizes = std::move(given);
    return sizes;
}

ChunkSizes
ChunkSizes::Signal(uint64_t bytes)
{
    ChunkSizes sizes;
    sizes.m_base = bytes;
    sizes.m_signal = true;
    return sizes;
}

uint64_t
ChunkSizes::GetBytes(const ChunkSet& chunks, uint64_t slice, uint64_t slices) const
{
    if (m_signal)
    {
        return m_base;
    }
    uint64_t bytes = 0;
    for (const ChunkRun& run : chunks)
    {
        if (!m_sizes.empty())
        {
            for (uint64_t i = 0; i < run.count; i++)
            {
                bytes += Cut(m_sizes[run.first + i * run.stride], slice, slices);
            }
            continue;
        }
        uint64_t larger = 0;
        if (run.first < m_larger)
        {
            larger = std::min(run.count, (m_larger - run.first + run.stride - 1) / run.stride);
        }
        bytes += larger * Cut(m_base + 1, slice, slices) +
                 (run.count - larger) * Cut(m_base, slice, slices);
    }
    return bytes;
}

} // namespace aifabric
} // namespace ns3
