/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ETHEREAL_LOAD_BALANCER_H
#define ETHEREAL_LOAD_BALANCER_H

#include "ethereal-plan.h"

#include "ns3/host-load-balancer.h"
#include "ns3/number-table.h"
#include "ns3/path-catalog.h"
#include "ns3/path-subflows.h"

#include <memory>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Ethereal (arXiv:2407.00550v2): a collective library that knows all messages in advance cuts as
 * few of them as it must and puts the pieces on fixed paths, so that no link carries more than
 * under ideal spraying (EtherealPlan). A piece keeps to its path, so that plain RoCE recovery
 * does. After a timeout a queue pair goes another way.
 *
 * Messages that were not planned remain whole and are hashed.
 */
class EtherealLoadBalancer : public HostLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    EtherealLoadBalancer();
    ~EtherealLoadBalancer() override;

    /** @return how often a queue pair was put on another path. */
    uint64_t GetReroutes() const
    {
        return m_reroutes;
    }

  private:
    /// A queue pair that left its path.
    struct Detour
    {
        uint64_t since{0}; ///< ps
        uint16_t path{0};
    };

    void DoSelect(Frame& frame) override;
    void DoStart() override;
    void DoLost(const LostPacket& packet) override;
    void DoSplit(uint32_t dst, uint64_t bytes, std::vector<MessagePiece>& pieces) override;
    void DoPlan(const std::vector<PlannedMessage>& messages) override;
    NetworkNeeds DoGetNeeds() const override;

    uint64_t m_reroutes{0};
    PathCatalog m_catalog;
    PathSubflows m_subflows;
    std::shared_ptr<const EtherealPlan> m_plan;
    NumberTable<uint32_t> m_posted; ///< messages posted, by client (upper half) and receiver
    NumberTable<Detour> m_detours;  ///< by queue pair
};

} // namespace aifabric
} // namespace ns3

#endif // ETHEREAL_LOAD_BALANCER_H
