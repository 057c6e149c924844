/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FLOWBENDER_LOAD_BALANCER_H
#define FLOWBENDER_LOAD_BALANCER_H

#include "ns3/relabel-load-balancer.h"

#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * FlowBender (A. Kabbani et al., "FlowBender: flow-level adaptive routing for improved latency and
 * throughput in datacenter networks", CoNEXT 2014): a queue pair gets a new path when more than a
 * small fraction of the ACKs of a round-trip time told of marks, and after a timeout.
 */
class FlowbenderLoadBalancer : public RelabelLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    FlowbenderLoadBalancer();
    ~FlowbenderLoadBalancer() override;

  private:
    void RoundEnded(Flow& flow, double fraction, bool idle) override;
    void TimedOut(Flow& flow) override;

    double m_threshold;
    uint32_t m_rounds;
};

} // namespace aifabric
} // namespace ns3

#endif // FLOWBENDER_LOAD_BALANCER_H
