/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef INCAST_WORKLOAD_H
#define INCAST_WORKLOAD_H

#include "ns3/workload.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Many hosts send one message each to the same receiver. The senders are drawn at random.
 */
class IncastWorkload : public Workload
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

    uint32_t m_fanIn;    ///< number of senders
    uint32_t m_receiver; ///< host that receives
    uint64_t m_bytes;    ///< payload of each message
};

} // namespace aifabric
} // namespace ns3

#endif // INCAST_WORKLOAD_H
