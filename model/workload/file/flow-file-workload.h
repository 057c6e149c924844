/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FLOW_FILE_WORKLOAD_H
#define FLOW_FILE_WORKLOAD_H

#include "file-workload.h"

#include "ns3/nstime.h"

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
 * Flows of the ns-3 simulators of HPCC and of those that descend from it, such as ConWeave's: a
 * count, then a flow on each line. Columns are told apart by their number: source, destination,
 * priority group, port, bytes and start in seconds (HPCC), or without the port (ConWeave); the
 * attribute Columns says any other order.
 */
class FlowFileWorkload : public FileWorkload
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    FlowFileWorkload();
    ~FlowFileWorkload() override;

    bool Recognises(const std::string& beginning) const override;
    std::vector<std::string> ListFiles() const override;

  private:
    class Reader;

    void ReadTasks(FileTasks& tasks) const override;

    std::string m_columns;  ///< their order, or auto
    std::string m_topology; ///< file with the numbers of nodes
    int64_t m_priority;     ///< whose flows, or -1
    uint64_t m_flows;       ///< how many; 0: as the file says
    Time m_origin;          ///< when hosts start
};

} // namespace aifabric
} // namespace ns3

#endif // FLOW_FILE_WORKLOAD_H
