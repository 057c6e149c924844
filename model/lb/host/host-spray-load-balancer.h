/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HOST_SPRAY_LOAD_BALANCER_H
#define HOST_SPRAY_LOAD_BALANCER_H

#include "ns3/host-load-balancer.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Oblivious packet spraying at the host: every packet carries a random entropy, which ECMP
 * switches hash into a path.
 */
class HostSprayLoadBalancer : public HostLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    HostSprayLoadBalancer();
    ~HostSprayLoadBalancer() override;

  private:
    void DoSelect(Frame& frame) override;

    uint32_t m_entropies;
};

} // namespace aifabric
} // namespace ns3

#endif // HOST_SPRAY_LOAD_BALANCER_H
