/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TASK_RULE_H
#define TASK_RULE_H

#include "graph-task.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The tasks of a graph that are told when somebody asks, in place of a list of them: a ring of
 * 8,192 ranks has 134 million, of which each is its neighbour one step later.
 *
 * A rule knows messages only. They are numbered so that each comes after those that it waits for,
 * and so that the number of messages that follow each other up to it never falls.
 */
class TaskRule
{
  public:
    virtual ~TaskRule() = default;

    /** @return the number of tasks. */
    virtual GraphTaskId GetCount() const = 0;

    /**
     * @param task its number
     * @return the task
     */
    virtual GraphTask Get(GraphTaskId task) const = 0;

    /**
     * @param task its number
     * @return the number of tasks that it waits for
     */
    virtual uint32_t CountPredecessors(GraphTaskId task) const = 0;

    /**
     * @param task its number
     * @return the tasks that wait for it
     */
    virtual GraphTaskRange GetSuccessors(GraphTaskId task) const = 0;

    /** @return the tasks that wait for nothing have numbers below this. */
    virtual GraphTaskId GetFirstEnd() const = 0;

    /** @return the most by which the number of a task is above that of one that it waits for. */
    virtual GraphTaskId GetReach() const = 0;

    /**
     * Move tasks to other hosts.
     * @param places by host number so far, the new one
     */
    virtual void Relocate(const std::vector<uint32_t>& places) = 0;
};

} // namespace aifabric
} // namespace ns3

#endif // TASK_RULE_H
