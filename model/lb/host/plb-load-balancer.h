/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PLB_LOAD_BALANCER_H
#define PLB_LOAD_BALANCER_H

#include "ns3/nstime.h"
#include "ns3/relabel-load-balancer.h"

#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Protective load balancing (M. A. Qureshi et al., "PLB: congestion signals are simple and
 * effective for network load balancing", SIGCOMM 2022), as Linux does it for TCP: a queue pair
 * whose rounds have been congested for long gets a new path, sooner if it is idle just then, since
 * nothing can be overtaken then. After a timeout it moves at once, and keeps to that path for a
 * while: a failure breaks many paths, and to move on marks then spreads the trouble.
 */
class PlbLoadBalancer : public RelabelLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    PlbLoadBalancer();
    ~PlbLoadBalancer() override;

  private:
    std::string CheckConfig() const override;
    void RoundEnded(Flow& flow, double fraction, bool idle) override;
    void TimedOut(Flow& flow) override;

    double m_threshold;
    uint32_t m_idleRounds;
    uint32_t m_rounds;
    Time m_suspension;
};

} // namespace aifabric
} // namespace ns3

#endif // PLB_LOAD_BALANCER_H
