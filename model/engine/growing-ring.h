/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef GROWING_RING_H
#define GROWING_RING_H

#include <algorithm>
#include <boost/circular_buffer.hpp>
#include <cstddef>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A queue of values in a ring that grows. One that was never filled has no memory of its own,
 * unlike std::deque, of which a queue pair with nothing lost would have several.
 * @tparam T type of the values
 */
template <typename T>
class GrowingRing : public boost::circular_buffer<T>
{
  public:
    /**
     * Append a value; iterators and references are void afterwards.
     * @param value the value
     */
    void push_back(const T& value)
    {
        if (this->full())
        {
            this->set_capacity(std::max<std::size_t>(1, 2 * this->capacity()));
        }
        boost::circular_buffer<T>::push_back(value);
    }
};

} // namespace aifabric
} // namespace ns3

#endif // GROWING_RING_H
