/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LETFLOW_LOAD_BALANCER_H
#define LETFLOW_LOAD_BALANCER_H

#include "ns3/fabric-domain.h"
#include "ns3/flowlet-table.h"
#include "ns3/nstime.h"
#include "ns3/switch-load-balancer.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * LetFlow: a flow keeps its port while its packets follow each other closely, and draws a new one
 * at random after a pause, that is for each flowlet (E. Vanini et al., "Let It Flow: Resilient
 * Asymmetric Load Balancing with Flowlet Switching", NSDI 2017).
 *
 * Flows are hashed into a table; flows of one entry share their flowlets. Packets stay in order as
 * long as the timeout exceeds the difference between the delays of paths. Paced RDMA has no
 * pauses, so that flows at a constant rate behave as under ECMP.
 */
class LetflowLoadBalancer : public SwitchLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    LetflowLoadBalancer();
    ~LetflowLoadBalancer() override;

    /** @return the number of flowlets begun. */
    uint64_t GetFlowlets() const
    {
        return m_flowlets;
    }

  private:
    uint32_t DoSelect(const Frame& frame, const Candidates& candidates) override;
    void DoStart() override;
    NetworkNeeds DoGetNeeds() const override;
    std::string CheckConfig() const override;

    Time m_timeout;
    uint32_t m_entries;
    uint64_t m_flowlets{0};
    FlowletTable m_table;
};

} // namespace aifabric
} // namespace ns3

#endif // LETFLOW_LOAD_BALANCER_H
