/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "trace-writer.h"

#include "csv-row.h"
#include "file-lines.h"
#include "trace-columns.h"

#include <algorithm>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

namespace
{

/// For each task, what it waits for as the column has it.
class Waits
{
  public:
    Waits(const TaskGraph& graph, uint64_t base)
        : m_text(graph.GetCount())
    {
        for (TaskGraph::Id first = 0; first < graph.GetCount(); first++)
        {
            const TaskGraph::Range next = graph.GetSuccessors(first);
            const bool isInOrder = std::is_sorted(next.begin(), next.end());
            for (const TaskGraph::Id* then = next.begin(); then != next.end(); then++)
            {
                std::string& text = m_text[*then];
                text += (text.empty() ? "" : " ") + std::to_string(base + first) +
                        (isInOrder ? "" : "/" + std::to_string(then - next.begin()));
            }
        }
    }

    const std::string& Get(TaskGraph::Id task) const
    {
        return m_text[task];
    }

  private:
    std::vector<std::string> m_text;
};

} // namespace

TraceWriter::TraceWriter(std::ostream& os)
    : m_os(os)
{
    for (size_t i = 0; i < TRACE_COLUMNS.size(); i++)
    {
        m_os << (i > 0 ? "," : "") << TRACE_COLUMNS[i];
    }
    m_os << '\n';
}

void
TraceWriter::Write(const TaskGraph& graph, const MessageService& service)
{
    const Waits waits(graph, m_next);
    for (TaskGraph::Id id = 0; id < graph.GetCount(); id++)
    {
        if (id % 65536 == 0)
        {
            HeedInterruption();
        }
        const TaskGraph::Task& task = graph.Get(id);
        m_os << m_next + id << ',';
        if (task.IsMessage())
        {
            m_os << task.duration << ',' << task.host << ',' << task.peer << ',' << task.bytes
                 << ",,";
        }
        else
        {
            m_os << ',' << task.host << ",,," << task.duration << ',';
        }
        m_os << waits.Get(id) << ',' << m_job << ',';
        if (service.priority != MessageService::AUTO)
        {
            m_os << uint32_t{service.priority};
        }
        m_os << ',';
        if (task.streamUse == TaskGraph::StreamUse::NONE)
        {
            m_os << ",,";
        }
        else
        {
            m_os << task.stream << ',' << TRACE_TURNS[static_cast<size_t>(task.streamUse)] << ',';
        }
        const TaskGraph::Activity& activity = graph.GetActivities()[task.collective];
        m_os << task.collective << ',' << WriteCsvField(activity.name) << ','
             << TRACE_KINDS[static_cast<size_t>(activity.kind)] << ',' << activity.iteration
             << '\n';
    }
    m_next += graph.GetCount();
    m_job++;
}

} // namespace aifabric
} // namespace ns3
