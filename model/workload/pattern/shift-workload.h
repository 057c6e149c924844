/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHIFT_WORKLOAD_H
#define SHIFT_WORKLOAD_H

#include "ns3/workload.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Host h sends one message to host h + Offset, modulo the number of hosts.
 */
class ShiftWorkload : public Workload
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

  private:
    std::string CheckConfig(uint32_t hosts) const override;
    uint64_t CountTasks(uint32_t hosts) const override;
    void DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom& random) const override;

    uint32_t m_offset; ///< distance from sender to receiver
    uint64_t m_bytes;  ///< payload of each message
};

} // namespace aifabric
} // namespace ns3

#endif // SHIFT_WORKLOAD_H
