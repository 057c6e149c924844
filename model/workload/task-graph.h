/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TASK_GRAPH_H
#define TASK_GRAPH_H

#include "graph-task.h"
#include "job-facts.h"
#include "task-rule.h"

#include "ns3/simple-ref-count.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
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
 * before it starts with its host. Messages may be held back for a time (SetDelay()), and
 * computations of a host may have to take turns (SetStream()).
 */
class TaskGraph : public SimpleRefCount<TaskGraph>
{
  public:
    using Id = GraphTaskId;           ///< number of a task
    using Task = GraphTask;           ///< one task
    using StreamUse = GraphStreamUse; ///< what a task does to a stream
    using Range = GraphTaskRange;     ///< numbers of tasks

    /** No task. */
    static constexpr Id NONE = UINT32_MAX;

    /** What the tasks of an activity are for. */
    enum class ActivityKind : uint8_t
    {
        COLLECTIVE,  ///< hosts exchange data
        COMPUTATION, ///< hosts compute
        WAITING,     ///< hosts wait for a time that was agreed
    };

    /** Tasks that belong together: a collective, or what hosts compute at one step of a job. */
    struct Activity
    {
        std::string name;                            ///< what it is called in the results
        ActivityKind kind{ActivityKind::COLLECTIVE}; ///< what it is for
        uint32_t iteration{0};                       ///< of its job, from 1 on; 0: of none
    };

    /** Of which messages results are told by size. */
    struct Measuring
    {
        uint64_t begin{0};            ///< held back for this long at least (SetDelay()), ps
        uint64_t end{UINT64_MAX};     ///< held back for less than this, ps
        std::vector<uint64_t> bins{}; ///< largest payload of each range of sizes but the last
    };

    /**
     * Begin a collective: the tasks added from now on are part of it.
     * @param name what it is called in the results
     * @return its number
     */
    uint32_t AddCollective(const std::string& name);

    /**
     * Begin an activity: the tasks added from now on are part of it.
     * @param activity what it is
     * @return its number, among those of collectives
     */
    uint32_t AddActivity(const Activity& activity);

    /**
     * Go back to an activity: the tasks added from now on are part of it.
     * @param activity its number
     * @throws ConfigError if there is none of this number
     */
    void SetActivity(uint32_t activity);

    /**
     * Say which iteration of its job an activity is part of.
     * @param activity its number
     * @param iteration from 1 on
     */
    void SetIteration(uint32_t activity, uint32_t iteration)
    {
        m_activities[activity].iteration = iteration;
    }

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
     * Add a computation. Computations of one host hinder each other only in a stream (SetStream()).
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
     * Hold a message back: it is posted this long after what it waits for has ended, or after the
     * start of its host if it waits for nothing.
     * @param message number of a message
     * @param delay how long, ps
     * @throws ConfigError if it is not a message, or the delay is too long
     */
    void SetDelay(Id message, uint64_t delay);

    /**
     * Let the other host begin a message: the one that was its receiver asks for it.
     * @param task number of a task that nothing waits for; a computation stays as it is
     */
    void TurnMessage(Id task)
    {
        std::swap(m_tasks[task].host, m_tasks[task].peer);
    }

    /**
     * Make a computation part of a stream of its host: what of a stream waits for it to become free
     * gets it one by one, the lowest number first.
     * @param computation number of a computation
     * @param stream number of the stream, of those of its host
     * @param use what it does to the stream
     * @throws ConfigError if it is not a computation
     */
    void SetStream(Id computation, uint16_t stream, StreamUse use);

    /**
     * Move tasks to other hosts, as a placement of the ranks of a job says.
     * @param places by host number so far, the new one; no two are the same
     * @throws ConfigError if a host with tasks has no place
     */
    void Relocate(const std::vector<uint32_t>& places);

    /**
     * No more tasks: sort the dependencies.
     * @throws ConfigError if tasks wait for each other in a cycle
     */
    void Close();

    /**
     * Let results be told by size, against the idle times of messages.
     * @param measuring of which messages, in which ranges
     */
    void SetMeasuring(const Measuring& measuring)
    {
        m_measuring = measuring;
    }

    /** @return of which messages results are told by size, if so. */
    const std::optional<Measuring>& GetMeasuring() const
    {
        return m_measuring;
    }

    /**
     * Let a rule tell the tasks, in place of a list. There is none yet, and none follows.
     * @param rule the tasks, all of the activity that was begun last
     */
    void SetRule(std::unique_ptr<TaskRule> rule);

    /** @return what tells the tasks, or null if there is a list of them. */
    const TaskRule* GetRule() const
    {
        return m_rule.get();
    }

    /** @return the number of tasks. */
    uint32_t GetCount() const
    {
        return m_rule ? m_rule->GetCount() : static_cast<uint32_t>(m_tasks.size());
    }

    /**
     * @param task number of a task
     * @return the task
     */
    Task Get(Id task) const
    {
        return m_rule ? GetRuled(task) : m_tasks[task];
    }

    /** @return what waits for what, as pairs of an earlier and a later task; none after Close(). */
    const std::vector<std::pair<Id, Id>>& GetDependencies() const
    {
        return m_dependencies;
    }

    /**
     * @param task number of a task
     * @return the number of tasks that it waits for
     */
    uint32_t CountPredecessors(Id task) const
    {
        return m_rule ? m_rule->CountPredecessors(task) : m_predecessors[task];
    }

    /** @return the number of tasks that each task of a list waits for. */
    const std::vector<uint32_t>& GetPredecessorCounts() const
    {
        return m_predecessors;
    }

    /**
     * @param task number of a task
     * @return the tasks that wait for it
     */
    Range GetSuccessors(Id task) const
    {
        if (m_rule)
        {
            return m_rule->GetSuccessors(task);
        }
        const Id* base = m_successors.data();
        return {base + m_firstSuccessor[task], base + m_firstSuccessor[task + 1]};
    }

    /** @return the tasks that wait for nothing, ascending. */
    std::vector<Id> ListFirst() const;

    /** @return all tasks of a list, each after those that it waits for. */
    std::vector<Id> SortTopologically() const;

    /**
     * Show all tasks, each after those that it waits for.
     * @param visitor what sees them
     */
    void VisitInOrder(const std::function<void(Id)>& visitor) const;

    /** @return the most by which the number of a task is above that of one that it waits for, if
     * VisitInOrder() goes by number; else the number of tasks. */
    Id GetReach() const
    {
        return m_rule ? m_rule->GetReach() : GetCount();
    }

    /**
     * Say what results tell of the job beside its tasks.
     * @param facts what it is
     */
    void SetFacts(const JobFacts& facts)
    {
        m_facts = facts;
    }

    /** @return what results tell of the job beside its tasks. */
    const JobFacts& GetFacts() const
    {
        return m_facts;
    }

    /** @return the activities: collectives, and what is computed. */
    const std::vector<Activity>& GetActivities() const
    {
        return m_activities;
    }

  private:
    Task GetRuled(Id task) const;
    std::vector<Task> m_tasks;
    std::unique_ptr<TaskRule> m_rule; ///< in place of lists; null: they tell
    std::vector<uint32_t> m_predecessors;
    std::vector<std::pair<Id, Id>> m_dependencies; ///< until Close()
    std::vector<uint32_t> m_firstSuccessor;        ///< by task, index into m_successors
    std::vector<Id> m_successors;
    std::vector<Activity> m_activities;
    uint32_t m_activity{0}; ///< of tasks that are added
    JobFacts m_facts;
    std::optional<Measuring> m_measuring;
};

} // namespace aifabric
} // namespace ns3

#endif // TASK_GRAPH_H
