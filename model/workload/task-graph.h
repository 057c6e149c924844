/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TASK_GRAPH_H
#define TASK_GRAPH_H

#include "ns3/simple-ref-count.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What is to be done, by whom, after what: the form in which every workload, collective algorithm
 * or trace is handed to the hosts.
 *
 * A task is a message from one host to another, or a computation on one host. It starts as soon as
 * all tasks before it have ended where it starts: a message ends for its receiver when the last
 * byte has arrived, and for its sender when the last byte is acknowledged. A task with nothing
 * before it starts with its host.
 */
class TaskGraph : public SimpleRefCount<TaskGraph>
{
  public:
    /** Number of a task. */
    using Id = uint32_t;

    /** One task. */
    struct Task
    {
        uint32_t host{0};       ///< where it starts
        uint32_t peer{0};       ///< receiver of the message; the host itself for a computation
        uint64_t bytes{0};      ///< payload of the message
        uint64_t duration{0};   ///< of the computation, ps
        uint32_t collective{0}; ///< number of the collective that it is part of

        /** @return true for a message, false for a computation. */
        bool IsMessage() const
        {
            return host != peer;
        }
    };

    /**
     * Begin a collective: the tasks added from now on are part of it.
     * @param name what it is called in the results
     * @return its number
     */
    uint32_t AddCollective(const std::string& name);

    /**
     * Add a message.
     * @param src sending host
     * @param dst another host
     * @param bytes payload, below 2^32
     * @return its number
     * @throws ConfigError if it cannot be sent, or belongs to no collective
     */
    Id AddMessage(uint32_t src, uint32_t dst, uint64_t bytes);

    /**
     * Add a computation. Computations of one host do not hinder each other.
     * @param host where
     * @param duration how long, ps
     * @return its number
     */
    Id AddComputation(uint32_t host, uint64_t duration);

    /**
     * Let a task wait for another.
     * @param first the earlier task; it ends where the later one starts, at one of its ends
     * @param then the later task
     * @throws ConfigError if it does not, or if there is no such task
     */
    void AddDependency(Id first, Id then);

    /**
     * No more tasks: sort the dependencies.
     * @throws ConfigError if tasks wait for each other in a cycle
     */
    void Close();

    /** @return the number of tasks. */
    uint32_t GetCount() const
    {
        return static_cast<uint32_t>(m_tasks.size());
    }

    /**
     * @param task number of a task
     * @return the task
     */
    const Task& Get(Id task) const
    {
        return m_tasks[task];
    }

    /** @return the number of tasks that each task waits for. */
    const std::vector<uint32_t>& GetPredecessorCounts() const
    {
        return m_predecessors;
    }

    /** A range of task numbers. */
    struct Range
    {
        const Id* first; ///< the first
        const Id* last;  ///< past the last

        /** @return the first. */
        const Id* begin() const
        {
            return first;
        }

        /** @return past the last. */
        const Id* end() const
        {
            return last;
        }
    };

    /**
     * @param task number of a task
     * @return the tasks that wait for it
     */
    Range GetSuccessors(Id task) const
    {
        const Id* base = m_successors.data();
        return {base + m_firstSuccessor[task], base + m_firstSuccessor[task + 1]};
    }

    /** @return all tasks, each after those that it waits for. */
    std::vector<Id> SortTopologically() const;

    /** @return names of the collectives. */
    const std::vector<std::string>& GetCollectives() const
    {
        return m_collectives;
    }

  private:
    std::vector<Task> m_tasks;
    std::vector<uint32_t> m_predecessors;
    std::vector<std::pair<Id, Id>> m_dependencies; ///< until Close()
    std::vector<uint32_t> m_firstSuccessor;        ///< by task, index into m_successors
    std::vector<Id> m_successors;
    std::vector<std::string> m_collectives;
};

} // namespace aifabric
} // namespace ns3

#endif // TASK_GRAPH_H
