/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SEQUENCE_BITMAP_H
#define SEQUENCE_BITMAP_H

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A set of packet numbers above a base that only moves up, as a ring of bits that grows on demand.
 * Numbers below the base are members by definition. The first 64 numbers above the base need no
 * memory but the object itself.
 */
class SequenceBitmap
{
  public:
    SequenceBitmap() = default;

    ~SequenceBitmap()
    {
        Release();
    }

    SequenceBitmap(const SequenceBitmap&) = delete;
    SequenceBitmap& operator=(const SequenceBitmap&) = delete;

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
        Word(number) |= uint64_t{1} << (number & 63);
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
        return uint64_t{m_size} * 64;
    }

    uint64_t& Word(uint64_t number)
    {
        return m_size == 1 ? m_word : m_words[(number >> 6) & (m_size - 1)];
    }

    bool Bit(uint64_t number) const
    {
        const uint64_t word = m_size == 1 ? m_word : m_words[(number >> 6) & (m_size - 1)];
        return (word >> (number & 63)) & 1;
    }

    void Clear(uint64_t number)
    {
        Word(number) &= ~(uint64_t{1} << (number & 63));
    }

    void Grow()
    {
        const uint32_t size = std::max(LEAST_WORDS, 2 * m_size);
        auto words = new uint64_t[size]();
        for (uint64_t number = m_base; number < m_base + GetCapacity(); number++)
        {
            words[(number >> 6) & (size - 1)] |= uint64_t{Bit(number)} << (number & 63);
        }
        Release();
        m_words = words;
        m_size = size;
    }

    void Release()
    {
        if (m_size > 1)
        {
            delete[] m_words;
        }
    }

    static constexpr uint32_t LEAST_WORDS = 4; ///< in memory of their own

    uint64_t m_base{0};
    uint32_t m_count{0};
    uint32_t m_size{1}; ///< words, a power of two

    union {
        uint64_t m_word{0}; ///< the only one
        uint64_t* m_words;  ///< of several
    };
};

} // namespace aifabric
} // namespace ns3

#endif // SEQUENCE_BITMAP_H
