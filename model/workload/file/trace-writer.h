/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRACE_WRITER_H
#define TRACE_WRITER_H

#include "ns3/service-levels.h"
#include "ns3/task-graph.h"

#include <cstdint>
#include <ostream>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Writes tasks in the module's own format, which TraceWorkload reads: the same tasks in the same
 * order, so that they run to the same results.
 */
class TraceWriter
{
  public:
    /** @param os where to; the header is written at once */
    explicit TraceWriter(std::ostream& os);

    /**
     * Write the tasks of a job, which gets the next number from 0 on.
     * @param graph the tasks; closed
     * @param service how its messages are carried: its class is written if it is said
     */
    void Write(const TaskGraph& graph, const MessageService& service);

    /** @return the number of rows so far. */
    uint64_t GetCount() const
    {
        return m_next;
    }

  private:
    std::ostream& m_os;
    uint64_t m_next{0}; ///< id of the next row
    uint32_t m_job{0};  ///< number of the next job
};

} // namespace aifabric
} // namespace ns3

#endif // TRACE_WRITER_H
