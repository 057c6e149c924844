/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "task-graph-run.h"

#include "ns3/log.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("TaskGraphRun");

TaskGraphRun::TaskGraphRun(Ptr<const TaskGraph> graph)
    : m_graph(graph),
      m_waiting(graph->GetPredecessorCounts()),
      m_causes(graph->GetRule() ? 0 : graph->GetCount(), TaskGraph::NONE),
      m_records(graph->GetRule() ? 0 : graph->GetCount()),
      m_sums(graph->GetRule() ? std::make_unique<TaskSums>() : nullptr)
{
}

void
TaskGraphRun::Start(TaskGraph::Id task, uint64_t now)
{
    if (!m_sums)
    {
        m_records[task].start = now;
    }
    m_firstStart = std::min(m_firstStart, now);
}

void
TaskGraphRun::End(TaskGraph::Id task, uint64_t now, const MessageInfo* message)
{
    Record own;
    Record& record = m_sums ? own : m_records[task];
    record.end = now;
    if (message)
    {
        record.packets = message->packets + message->retransmissions;
        record.retransmissions = static_cast<uint32_t>(message->retransmissions);
    }
    if (m_sums)
    {
        m_sums->Add(
            {task, message->posted, now, message->bytes, record.packets, record.retransmissions});
    }
    m_lastEnd = std::max(m_lastEnd, now);
    m_ended++;
    CheckOver();
}

void
TaskGraphRun::Fail(TaskGraph::Id task)
{
    if (!m_sums)
    {
        m_records[task].failed = true;
    }
    m_failed++;
    CheckOver();
}

void
TaskGraphRun::CheckOver()
{
    if (m_over && m_ended + m_failed >= m_graph->GetCount())
    {
        NS_LOG_INFO("client " << m_client << ": all tasks are over, " << m_failed << " failed");
        m_over();
    }
}

} // namespace aifabric
} // namespace ns3
