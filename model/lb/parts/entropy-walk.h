/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ENTROPY_WALK_H
#define ENTROPY_WALK_H

#include "ns3/fabric-random.h"
#include "ns3/frame-route.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A walk through 2^n entropies that takes each exactly once per round: a counter, whose bits are
 * turned by a random XOR that is drawn anew for each round. The bits of the entropy above the n are
 * drawn once.
 */
class EntropyWalk
{
  public:
    /**
     * @param count entropies, a power of two up to Route::NUMBERS
     * @param random draws the upper bits and the order
     */
    EntropyWalk(uint32_t count, FabricRandom& random)
        : m_mask(count - 1),
          m_order(random.Below(count)),
          m_upper(Route::ToEntropy(random.Below(Route::NUMBERS) & ~m_mask))
    {
    }

    /** @return number of the current entropy, below the count. */
    uint32_t GetNumber() const
    {
        return (m_step ^ m_order) & m_mask;
    }

    /**
     * @param number number of an entropy
     * @return the entropy
     */
    uint16_t ToEntropy(uint32_t number) const
    {
        return static_cast<uint16_t>(m_upper | number);
    }

    /**
     * @param entropy an entropy
     * @param number its number, if it is one of this walk
     * @return whether it is
     */
    bool ToNumber(uint16_t entropy, uint32_t& number) const
    {
        number = entropy & m_mask;
        return (entropy & ~m_mask) == m_upper;
    }

    /**
     * Go on to the next entropy.
     * @param random draws the order of a new round
     */
    void Step(FabricRandom& random)
    {
        if (++m_step > m_mask)
        {
            m_step = 0;
            m_order = random.Below(m_mask + 1);
        }
    }

  private:
    uint32_t m_mask;
    uint32_t m_order;
    uint32_t m_step{0};
    uint32_t m_upper;
};

} // namespace aifabric
} // namespace ns3

#endif // ENTROPY_WALK_H
