/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NUMBER_TABLE_H
#define NUMBER_TABLE_H

#include "number-map.h"

#include <deque>
#include <utility>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What a strategy keeps per queue pair or per destination host: states that are made on first use
 * and stay where they are.
 *
 * @tparam T type of a state
 */
template <typename T>
class NumberTable
{
  public:
    /**
     * @param number number of a queue pair or a host
     * @return its state, or null if it has none yet
     */
    T* Find(uint32_t number) const
    {
        return m_map.Find(number);
    }

    /**
     * Make the state of a number that has none.
     * @param number number of a queue pair or a host
     * @param arguments what the state is constructed from
     * @return the state
     */
    template <typename... Arguments>
    T& Make(uint32_t number, Arguments&&... arguments)
    {
        m_states.emplace_back(std::forward<Arguments>(arguments)...);
        m_map.Insert(number, &m_states.back());
        return m_states.back();
    }

    /** @return all states, in the order in which they were made. */
    std::deque<T>& GetAll()
    {
        return m_states;
    }

    /** @return all states, in the order in which they were made. */
    const std::deque<T>& GetAll() const
    {
        return m_states;
    }

  private:
    NumberMap<T> m_map;
    std::deque<T> m_states;
};

} // namespace aifabric
} // namespace ns3

#endif // NUMBER_TABLE_H
