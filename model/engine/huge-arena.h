/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HUGE_ARENA_H
#define HUGE_ARENA_H

#include "ns3/assert.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Memory in large blocks, cache line aligned and, where the system allows, on huge pages, so that
 * address translation does not dominate. It goes back when this is destroyed.
 */
class ArenaBlocks
{
  public:
    ArenaBlocks() = default;
    ~ArenaBlocks();
    ArenaBlocks(const ArenaBlocks&) = delete;
    ArenaBlocks& operator=(const ArenaBlocks&) = delete;

    /**
     * Take memory that follows what was taken before, if the block has room.
     * @param size bytes, a multiple of 64
     * @return the memory
     */
    void* Take(size_t size)
    {
        if (static_cast<size_t>(m_end - m_position) < size)
        {
            Grow(size);
        }
        void* memory = m_position;
        m_position += size;
        return memory;
    }

    /** @return the number of blocks ever taken from the system. */
    size_t GetCount() const
    {
        return m_blocks.size();
    }

  private:
    static constexpr size_t FIRST_BLOCK = size_t{1} << 16;
    static constexpr size_t HUGE_PAGE = size_t{1} << 21;

    void Grow(size_t size);

    size_t m_nextBlock{FIRST_BLOCK};
    char* m_position{nullptr};
    char* m_end{nullptr};
    std::vector<void*> m_blocks;
};

/**
 * @ingroup ai-fabric
 *
 * Memory for objects of one size that are made in large numbers and visited in random order
 * (ArenaBlocks). Freed objects are used again.
 */
class HugeArena
{
  public:
    /**
     * @param size bytes of an object
     */
    explicit HugeArena(size_t size);
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
        return m_blocks.GetCount();
    }

  private:
    size_t m_size;
    void* m_free{nullptr};
    ArenaBlocks m_blocks;
};

/**
 * @ingroup ai-fabric
 *
 * Memory for objects that are used together, of several sizes: those made one after the other lie
 * side by side, and so do those made in the place of such as were freed in the opposite order.
 */
class GroupArena
{
  public:
    /** Larger objects do not belong here. */
    static constexpr size_t LARGEST = 1024;

    /**
     * @param size bytes of an object, LARGEST at most
     * @return memory for it
     */
    void* Allocate(size_t size);

    /**
     * Give memory back.
     * @param memory what Allocate() returned
     * @param size bytes of the object
     */
    void Free(void* memory, size_t size);

  private:
    std::array<void*, LARGEST / 64> m_free{}; ///< by lines, from one on
    ArenaBlocks m_blocks;
};

/**
 * @tparam Group a tag
 * @return the arena of the classes with this tag
 */
template <typename Group>
GroupArena&
GroupArenaOf()
{
    static auto* arena = new GroupArena;
    return *arena;
}

/**
 * @ingroup ai-fabric
 *
 * Objects of a class that derives from this lie side by side: those of all simulations of the
 * process share an arena that lives as long as the process. Objects of classes that derive from it
 * and are larger lie elsewhere.
 * @tparam T the class
 * @tparam Group a tag: classes with the same one share a GroupArena; void: T has its own arena
 */
template <typename T, typename Group = void>
class InArena
{
  public:
    /**
     * @param size bytes of an object
     * @return memory
     */
    static void* operator new(size_t size)
    {
        return size == sizeof(T) ? Allocate() : ::operator new(size);
    }

    /**
     * Alignment is that of the arena.
     * @param size bytes of an object
     * @param alignment of its class
     * @return memory
     */
    static void* operator new(size_t size, std::align_val_t alignment)
    {
        return size == sizeof(T) ? Allocate() : ::operator new(size, alignment);
    }

    /**
     * @param memory the memory of an object
     * @param size bytes of it
     */
    static void operator delete(void* memory, size_t size)
    {
        if (size == sizeof(T))
        {
            Free(memory);
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
            Free(memory);
            return;
        }
        ::operator delete(memory, alignment);
    }

  private:
    static void* Allocate()
    {
        if constexpr (std::is_void_v<Group>)
        {
            return Arena().Allocate();
        }
        else
        {
            static_assert(sizeof(T) <= GroupArena::LARGEST, "a group is of small objects");
            return GroupArenaOf<Group>().Allocate(sizeof(T));
        }
    }

    static void Free(void* memory)
    {
        if constexpr (std::is_void_v<Group>)
        {
            Arena().Free(memory);
        }
        else
        {
            GroupArenaOf<Group>().Free(memory, sizeof(T));
        }
    }

    static HugeArena& Arena()
    {
        static auto* arena = new HugeArena(sizeof(T));
        return *arena;
    }
};

} // namespace aifabric
} // namespace ns3

#endif // HUGE_ARENA_H
