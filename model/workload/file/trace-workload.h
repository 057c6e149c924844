/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRACE_WORKLOAD_H
#define TRACE_WORKLOAD_H

#include "file-workload.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Tasks in the module's own format: CSV, one row a message or a computation, read by TraceReader
 * and written by TraceWriter. doc/traces-of-others.rst has the columns.
 */
class TraceWorkload : public FileWorkload
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    TraceWorkload();
    ~TraceWorkload() override;

    bool Recognises(const std::string& beginning) const override;

  private:
    void ReadTasks(FileTasks& tasks) const override;

    int64_t m_job; ///< whose rows, or -1
};

} // namespace aifabric
} // namespace ns3

#endif // TRACE_WORKLOAD_H
