/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef GRAPH_TASK_H
#define GRAPH_TASK_H

#include <array>
#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace aifabric
{

/** Number of a task of a TaskGraph. */
using GraphTaskId = uint32_t;

/** What a task does to the stream of its host that it is part of. */
enum class GraphStreamUse : uint8_t
{
    NONE,  ///< it is part of none
    WHOLE, ///< it waits until the stream is free, and has it until it ends
    TAKES, ///< it waits until the stream is free, and leaves it taken when it ends
    FREES, ///< it has no need to wait; when it ends, the stream is free
};

/** One task of a TaskGraph. */
struct GraphTask
{
    uint32_t host{0};       ///< where it starts
    uint32_t peer{0};       ///< receiver of the message; the host itself for a computation
    uint64_t bytes{0};      ///< payload of the message
    uint64_t duration{0};   ///< of the computation; of a message: how long it is held back when
                            ///< nothing is left to wait for; ps
    uint32_t collective{0}; ///< number of the activity that it is part of
    uint16_t stream{0};     ///< number of its stream
    GraphStreamUse streamUse{GraphStreamUse::NONE}; ///< what it does to it

    /** @return true for a message, false for a computation. */
    bool IsMessage() const
    {
        return host != peer;
    }
};

/** Numbers of tasks: those of a list that somebody else has, or a few of its own. */
class GraphTaskRange
{
  public:
    static constexpr size_t MOST_OWN = 4; ///< of its own

    /** None. */
    GraphTaskRange() = default;

    /**
     * @param first the first of a list
     * @param last past the last
     */
    GraphTaskRange(const GraphTaskId* first, const GraphTaskId* last)
        : m_list(first),
          m_count(static_cast<size_t>(last - first))
    {
    }

    /**
     * Add a number of its own, the fourth at most.
     * @param task the number
     */
    void Add(GraphTaskId task)
    {
        m_own.at(m_count++) = task;
    }

    /** @return the first. */
    const GraphTaskId* begin() const
    {
        return m_list ? m_list : m_own.data();
    }

    /** @return past the last. */
    const GraphTaskId* end() const
    {
        return begin() + m_count;
    }

  private:
    const GraphTaskId* m_list{nullptr}; ///< null: its own
    size_t m_count{0};
    std::array<GraphTaskId, MOST_OWN> m_own{};
};

} // namespace aifabric
} // namespace ns3

#endif // GRAPH_TASK_H
