/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SEQUENCE_BITMAP_H
#define SEQUENCE_BITMAP_H

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
 * A set of packet numbers above a base that only moves up, as a ring of bits that grows on demand.
 * Numbers below the base are members by definition.
 */
class SequenceBitmap
{
  public:
    /** @return the lowest number that is not a member. */
    uint64_t GetBase() const
    {
        return m_base;
    }

    /** @return the number of members above the base. */
    uint64_t GetCount() const
    {
        return m_count;
    }

    /**
     * @param number a packet number
     * @return true if it is a member
     */
    bool Contains(uint64_t number) const
    {
        if (number < m_base)
        {
            return true;
        }
        return number - m_base < GetCapacity() && Bit(number);
    }

    /**
     * Add a number, and move the base over all members that follow it without a gap.
     * @param number a packet number
     * @return false if it was a member already
     */
    bool Add(uint64_t number)
    {
        if (Contains(number))
        {
            return false;
        }
        if (number == m_base && m_count == 0)
        {
            m_base++;
            return true;
        }
        while (number - m_base >= GetCapacity())
        {
            Grow();
        }
        m_words[Word(number)] |= uint64_t{1} << (number & 63);
        m_count++;
        while (m_count > 0 && Bit(m_base))
        {
            Clear(m_base++);
            m_count--;
        }
        return true;
    }

    /**
     * Begin anew. There are no members above the base.
     * @param base the lowest number that is not a member
     */
    void Restart(uint64_t base)
    {
        m_base = base;
    }

    /**
     * Make everything below a number a member.
     * @param number the least base wanted
     * @return how many numbers that were not members before are now
     */
    uint64_t Advance(uint64_t number)
    {
        uint64_t added = 0;
        while (m_base < number)
        {
            if (m_count == 0)
            {
                added += number - m_base;
                m_base = number;
                break;
            }
            if (Bit(m_base))
            {
                Clear(m_base);
                m_count--;
            }
            else
            {
                added++;
            }
            m_base++;
        }
        while (m_count > 0 && Bit(m_base))
        {
            Clear(m_base++);
            m_count--;
        }
        return added;
    }

  private:
    uint64_t GetCapacity() const
    {
        return m_words.size() * 64;
    }

    size_t Word(uint64_t number) const
    {
        return (number >> 6) & (m_words.size() - 1);
    }

    bool Bit(uint64_t number) const
    {
        return (m_words[Word(number)] >> (number & 63)) & 1;
    }

    void Clear(uint64_t number)
    {
        m_words[Word(number)] &= ~(uint64_t{1} << (number & 63));
    }

    void Grow()
    {
        std::vector<uint64_t> old(m_words.empty() ? 4 : m_words.size() * 2);
        old.swap(m_words);
        const uint64_t capacity = old.size() * 64;
        for (uint64_t i = 0; i < capacity; i++)
        {
            const uint64_t number = m_base + i;
            if ((old[(number >> 6) & (old.size() - 1)] >> (number & 63)) & 1)
            {
                m_words[Word(number)] |= uint64_t{1} << (number & 63);
            }
        }
    }

    uint64_t m_base{0};
    uint64_t m_count{0};
    std::vector<uint64_t> m_words; ///< a power of two of words
};

} // namespace aifabric
} // namespace ns3

#endif // SEQUENCE_BITMAP_H
