/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RESULT_DIGEST_H
#define RESULT_DIGEST_H

#include <cstdint>
#include <string>
#include <type_traits>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A 64-bit hash over a sequence of values, the same on every machine. It tells equal results from
 * different ones; it is no protection against forgery.
 */
class ResultDigest
{
  public:
    /**
     * Add an integer. Its type does not matter, its value and place do.
     * @param value the integer
     */
    template <typename T, std::enable_if_t<std::is_integral_v<T>, bool> = true>
    void Add(T value)
    {
        AddWord(static_cast<uint64_t>(value));
    }

    /**
     * Add the bits of a number; -0 counts as 0, and all NaN are equal.
     * @param value the number
     */
    void Add(double value);

    /**
     * Add a text with its length, so that "ab","c" differs from "a","bc".
     * @param value the text
     */
    void Add(const std::string& value);

    /**
     * Get the hash of what was added so far.
     * @return the hash
     */
    uint64_t Get() const;

    /**
     * Get the hash as text.
     * @return 16 hexadecimal digits
     */
    std::string Hex() const;

  private:
    /**
     * Mix the bits of a word; a bijection (the finaliser of splitmix64).
     * @param x the word
     * @return the mixed word
     */
    static uint64_t Mix(uint64_t x)
    {
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
        x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
        return x ^ (x >> 31);
    }

    /**
     * Add a word.
     * @param word the word
     */
    void AddWord(uint64_t word)
    {
        // For a given state, different words always lead to different states.
        m_state = Mix(m_state + 0x9e3779b97f4a7c15) ^ Mix(word + 0xd1b54a32d192ed03);
        m_words++;
    }

    uint64_t m_state{0};
    uint64_t m_words{0};
};

} // namespace aifabric
} // namespace ns3

#endif // RESULT_DIGEST_H
