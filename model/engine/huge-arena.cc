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

HugeArena::HugeArena(size_t size)
    : m_size((std::max(size, sizeof(void*)) + 63) / 64 * 64)
{
}

HugeArena::~HugeArena()
{
    for (void* block : m_blocks)
    {
        std::free(block);
    }
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
    if (static_cast<size_t>(m_end - m_position) < m_size)
    {
        Grow();
    }
    void* memory = m_position;
    m_position += m_size;
    return memory;
}

void
HugeArena::Free(void* memory)
{
    *static_cast<void**>(memory) = m_free;
    m_free = memory;
}

void
HugeArena::Grow()
{
    // Small at first, so that small fabrics stay small; then whole huge pages.
    const size_t least = std::max(m_nextBlock, m_size);
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

} // namespace aifabric
} // namespace ns3
