/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FREE_STORE_H
#define FREE_STORE_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Chains of free objects of one kind that a domain has too many of, for domains that want some: an
 * object may be made in one domain and end in another.
 */
class FreeDepot
{
  public:
    /**
     * Store a chain.
     * @param chain FreeStore::CHAIN objects, each of which begins with the address of the next one
     */
    void Put(void* chain)
    {
        m_chains.push_back(chain);
    }

    /** @return a chain, or null. */
    void* Take()
    {
        if (m_chains.empty())
        {
            return nullptr;
        }
        void* chain = m_chains.back();
        m_chains.pop_back();
        return chain;
    }

  private:
    std::vector<void*> m_chains;
};

/**
 * @ingroup ai-fabric
 *
 * The free objects of a domain, the one used last first. It keeps two chains at most and gives the
 * others to the depot, one in many calls, and without a walk along a chain (the magazines of
 * Bonwick and Adams, USENIX 2001). The memory belongs to whoever made it.
 */
class FreeStore
{
  public:
    static constexpr uint32_t CHAIN = 128; ///< objects of a chain

    /**
     * @param size bytes of an object
     * @return bytes to reserve for it, whole cache lines
     */
    static constexpr size_t RoomOf(size_t size)
    {
        return (size + 63) / 64 * 64;
    }

    /**
     * @param depot outlives this
     */
    explicit FreeStore(FreeDepot& depot)
        : m_depot(depot)
    {
    }

    FreeStore(const FreeStore&) = delete;
    FreeStore& operator=(const FreeStore&) = delete;

    /** @return memory of an object given back before, or null: there is none. */
    void* Take()
    {
        if (!m_free && !Refill())
        {
            return nullptr;
        }
        void* memory = m_free;
        m_free = *static_cast<void**>(memory);
        m_count--;
        return memory;
    }

    /**
     * Give memory back.
     * @param memory of an object, 8 bytes at least; it may come from another domain
     */
    void Give(void* memory)
    {
        if (m_count == CHAIN)
        {
            Stow();
        }
        *static_cast<void**>(memory) = m_free;
        m_free = memory;
        m_count++;
    }

  private:
    // Once in many calls, hence not inlined: what is makes every caller longer.
    /// Begin a chain that is full; false: there is none.
    bool Refill();
    /// Put the chain in use aside.
    void Stow();

    void* m_free{nullptr}; ///< the chain in use
    uint32_t m_count{0};   ///< objects of it
    void* m_full{nullptr}; ///< a chain of CHAIN objects, or null
    FreeDepot& m_depot;
};

} // namespace aifabric
} // namespace ns3

#endif // FREE_STORE_H
