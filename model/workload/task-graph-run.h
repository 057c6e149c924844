/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TASK_GRAPH_RUN_H
#define TASK_GRAPH_RUN_H

#include "task-graph.h"
#include "task-sums.h"

#include "ns3/message-listener.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"
#include "ns3/service-levels.h"

#include <cstdint>
#include <functional>
#include <memory>
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
 * One execution of a task graph: what has ended and when. Shared by the applications of all hosts.
 */
class TaskGraphRun : public SimpleRefCount<TaskGraphRun>
{
  public:
    /** Time of what has not happened. */
    static constexpr uint64_t NEVER = UINT64_MAX;

    /** What is known of one task. */
    struct Record
    {
        uint64_t start{NEVER};       ///< when it started, ps
        uint64_t end{NEVER};         ///< when it ended for its starting host, ps
        uint64_t packets{0};         ///< data packets of the message, retransmissions included
        uint32_t retransmissions{0}; ///< of them, sent again
        bool failed{false};          ///< its queue pair gave up
    };

    /**
     * @param graph what is to be done; closed
     */
    explicit TaskGraphRun(Ptr<const TaskGraph> graph);

    /**
     * Say as which client of the NICs the applications of all hosts post.
     * @param client the number, which no other client of these NICs has or had
     */
    void SetClient(uint16_t client)
    {
        m_client = client;
    }

    /** @return number of the client; 1 if nobody said otherwise. */
    uint16_t GetClient() const
    {
        return m_client;
    }

    /**
     * Say how messages are carried.
     * @param service traffic class, DSCP and number of queue pairs
     */
    void SetService(const MessageService& service)
    {
        m_service = service;
    }

    /** @return how messages are carried. */
    const MessageService& GetService() const
    {
        return m_service;
    }

    /**
     * Say that messages do not go by RDMA, for which ideal times are computed.
     */
    void SetForeign()
    {
        m_isForeign = true;
    }

    /** @return whether messages go by another protocol than RDMA. */
    bool IsForeign() const
    {
        return m_isForeign;
    }

    /** @return what is to be done. */
    const TaskGraph& GetGraph() const
    {
        return *m_graph;
    }

    /**
     * A task has started.
     * @param task its number
     * @param now the time, ps
     */
    void Start(TaskGraph::Id task, uint64_t now);

    /**
     * A task has ended for the host where it started.
     * @param task its number
     * @param now the time, ps
     * @param message the message, or null for a computation
     */
    void End(TaskGraph::Id task, uint64_t now, const MessageInfo* message);

    /**
     * A message was given up.
     * @param task its number
     */
    void Fail(TaskGraph::Id task);

    /**
     * A task has ended somewhere: take it off the list of those that wait.
     * @param task a task that waits for it
     * @param ended the task that has ended
     * @return true if the other one may start now
     */
    bool Release(TaskGraph::Id task, TaskGraph::Id ended)
    {
        if (m_sums)
        {
            return m_sums->Release(task, m_graph->CountPredecessors(task));
        }
        m_causes[task] = ended;
        return --m_waiting[task] == 0;
    }

    /**
     * A task starts for another reason than that the last one that it waits for has ended.
     * @param task a task
     * @param cause the task whose end lets it start: the one that frees its stream; NONE if its
     * host starts
     */
    void SetCause(TaskGraph::Id task, TaskGraph::Id cause)
    {
        if (!m_sums)
        {
            m_causes[task] = cause;
        }
    }

    /**
     * @param task a task that has started, or is held back
     * @return the task whose end let it start; NONE if the start of its host did
     */
    TaskGraph::Id GetCause(TaskGraph::Id task) const
    {
        return m_causes[task];
    }

    /**
     * @param task number of a task
     * @return true if it waits for nothing
     */
    bool IsReady(TaskGraph::Id task) const
    {
        return m_sums ? m_graph->CountPredecessors(task) == 0 : m_waiting[task] == 0;
    }

    /**
     * Ask to be told when nothing is left to do: every task has ended or was given up.
     * @param callback called once
     */
    void SetOverCallback(std::function<void()> callback)
    {
        m_over = std::move(callback);
    }

    /** @return what is known of all tasks together if a rule tells them, and no more is; else
     * null. */
    const TaskSums* GetSums() const
    {
        return m_sums.get();
    }

    /** @return what is known of all tasks, of which there is a list. */
    const std::vector<Record>& GetRecords() const
    {
        return m_records;
    }

    /** @return the number of tasks that have ended. */
    uint32_t GetEnded() const
    {
        return m_ended;
    }

    /** @return true if every task has ended. */
    bool IsComplete() const
    {
        return m_ended == m_graph->GetCount();
    }

    /** @return the number of messages given up. */
    uint32_t GetFailed() const
    {
        return m_failed;
    }

    /** @return when the first task started, ps, or NEVER. */
    uint64_t GetFirstStart() const
    {
        return m_firstStart;
    }

    /** @return when the last task so far ended, ps. */
    uint64_t GetLastEnd() const
    {
        return m_lastEnd;
    }

    /** @return the time from the first start to the last end so far; 0 if nothing has ended. */
    Time GetCompletionTime() const
    {
        return PicoSeconds(m_ended ? m_lastEnd - m_firstStart : 0);
    }

  private:
    void CheckOver();

    Ptr<const TaskGraph> m_graph;
    std::function<void()> m_over;        ///< empty if nobody wants to be told
    std::vector<uint32_t> m_waiting;     ///< by task, the number of tasks that it waits for
    std::vector<TaskGraph::Id> m_causes; ///< by task, that whose end let it start
    std::vector<Record> m_records;
    std::unique_ptr<TaskSums> m_sums; ///< in place of the above
    uint32_t m_ended{0};
    uint32_t m_failed{0};
    uint16_t m_client{1};
    MessageService m_service;
    bool m_isForeign{false};
    uint64_t m_firstStart{NEVER};
    uint64_t m_lastEnd{0};
};

} // namespace aifabric
} // namespace ns3

#endif // TASK_GRAPH_RUN_H
