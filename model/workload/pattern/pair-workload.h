/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PAIR_WORKLOAD_H
#define PAIR_WORKLOAD_H

#include "ns3/workload.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * One message from one host to another, and if wanted one the other way at the same time.
 */
class PairWorkload : public Workload
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    std::vector<uint32_t> ListHosts(uint32_t hosts) const override;

  private:
    std::string CheckConfig(uint32_t hosts) const override;
    uint64_t CountTasks(uint32_t hosts) const override;
    void DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom& random) const override;

    uint32_t m_src;   ///< host that sends
    uint32_t m_dst;   ///< host that receives
    uint64_t m_bytes; ///< payload of each message
    bool m_both;      ///< whether both send
};

} // namespace aifabric
} // namespace ns3

#endif // PAIR_WORKLOAD_H
