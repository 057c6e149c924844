/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "huge-arena.h"

#include <algorithm>
#include <cstdlib>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace ns3
{
namespace aifabric
{

ArenaBlocks::~ArenaBlocks()
{
    for (void* block : m_blocks)
    {
        std::free(block);
    }
}

void
ArenaBlocks::Grow(size_t size)
{
    // Small at first, so that small fabrics stay small; then whole huge pages.
    const size_t least = std::max(m_nextBlock, size);
    const size_t alignment = least >= HUGE_PAGE ? HUGE_PAGE : 4096;
    const size_t bytes = (least + alignment - 1) / alignment * alignment;
    void* block = std::aligned_alloc(alignment, bytes);
    if (!block)
    {
        throw std::bad_alloc();
    }
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    if (alignment == HUGE_PAGE)
    {
        madvise(block, bytes, MADV_HUGEPAGE); // a wish: failing changes speed only
    }
#endif
    m_blocks.push_back(block);
    m_position = static_cast<char*>(block);
    m_end = m_position + bytes;
    m_nextBlock = std::min(m_nextBlock * 2, 16 * HUGE_PAGE);
}

HugeArena::HugeArena(size_t size)
    : m_size((std::max(size, sizeof(void*)) + 63) / 64 * 64)
{
}

void*
HugeArena::Allocate()
{
    if (m_free)
    {
        void* memory = m_free;
        m_free = *static_cast<void**>(memory);
        return memory;
    }
    return m_blocks.Take(m_size);
}

void
HugeArena::Free(void* memory)
{
    *static_cast<void**>(memory) = m_free;
    m_free = memory;
}

void*
GroupArena::Allocate(size_t size)
{
    const size_t lines = (size + 63) / 64;
    void*& free = m_free[lines - 1];
    if (free)
    {
        void* memory = free;
        free = *static_cast<void**>(memory);
        return memory;
    }
    return m_blocks.Take(lines * 64);
}

void
GroupArena::Free(void* memory, size_t size)
{
    void*& free = m_free[(size + 63) / 64 - 1];
    *static_cast<void**>(memory) = free;
    free = memory;
}

} // namespace aifabric
} // namespace ns3
