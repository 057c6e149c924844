/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HUGE_ARENA_H
#define HUGE_ARENA_H

#include "ns3/assert.h"

#include <cstddef>
#include <cstdint>
#include <new>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Memory for objects of one size that are made in large numbers and visited in random order: cache
 * line aligned and, where the system allows, on huge pages, so that address translation does not
 * dominate. Freed objects are used again; the memory goes back when the arena is destroyed.
 */
class HugeArena
{
  public:
    /**
     * @param size bytes of an object
     */
    explicit HugeArena(size_t size);
    ~HugeArena();
    HugeArena(const HugeArena&) = delete;
    HugeArena& operator=(const HugeArena&) = delete;

    /** @return memory for an object. */
    void* Allocate();

    /**
     * Give memory back.
     * @param memory what Allocate() returned
     */
    void Free(void* memory);

    /** @return the number of blocks ever taken from the system. */
    size_t GetBlockCount() const
    {
        return m_blocks.size();
    }

  private:
    static constexpr size_t FIRST_BLOCK = size_t{1} << 16;
    static constexpr size_t HUGE_PAGE = size_t{1} << 21;

    void Grow();

    size_t m_size;
    size_t m_nextBlock{FIRST_BLOCK};
    char* m_position{nullptr};
    char* m_end{nullptr};
    void* m_free{nullptr};
    std::vector<void*> m_blocks;
};

/**
 * @ingroup ai-fabric
 *
 * Objects of a class that derives from this lie side by side: those of all simulations of the
 * process share an arena that lives as long as the process. Objects of classes that derive from it
 * and are larger lie elsewhere.
 * @tparam T the class
 */
template <typename T>
class InArena
{
  public:
    /**
     * @param size bytes of an object
     * @return memory
     */
    static void* operator new(size_t size)
    {
        return size == sizeof(T) ? Arena().Allocate() : ::operator new(size);
    }

    /**
     * Alignment is that of the arena.
     * @param size bytes of an object
     * @return memory
     */
    static void* operator new(size_t size, std::align_val_t alignment)
    {
        return size == sizeof(T) ? Arena().Allocate() : ::operator new(size, alignment);
    }

    /**
     * @param memory the memory of an object
     * @param size bytes of it
     */
    static void operator delete(void* memory, size_t size)
    {
        if (size == sizeof(T))
        {
            Arena().Free(memory);
            return;
        }
        ::operator delete(memory);
    }

    /**
     * @param memory the memory of an object
     * @param size bytes of it
     * @param alignment of its class
     */
    static void operator delete(void* memory, size_t size, std::align_val_t alignment)
    {
        if (size == sizeof(T))
        {
            Arena().Free(memory);
            return;
        }
        ::operator delete(memory, alignment);
    }

  private:
    static HugeArena& Arena()
    {
        static auto* arena = new HugeArena(sizeof(T));
        return *arena;
    }
};

} // namespace aifabric
} // namespace ns3

#endif // HUGE_ARENA_H
