/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef UEC_OBLIVIOUS_LOAD_BALANCER_H
#define UEC_OBLIVIOUS_LOAD_BALANCER_H

#include "ns3/entropy-walk.h"
#include "ns3/host-load-balancer.h"
#include "ns3/number-table.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Oblivious spraying as Ultra Ethernet does it (uet-htsim): the packets of a queue pair walk
 * through a set of 2^n entropies, each exactly once per round, in an order that is a random XOR of
 * the counter and new each round. The upper bits of the entropies are random and fixed per queue
 * pair.
 *
 * ACKs and other control frames keep the entropy of the packet that they answer.
 */
class UecObliviousLoadBalancer : public HostLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    UecObliviousLoadBalancer();
    ~UecObliviousLoadBalancer() override;

  private:
    std::string CheckConfig() const override;
    void DoSelect(Frame& frame) override;

    uint32_t m_entropies;
    NumberTable<EntropyWalk> m_walks; ///< by queue pair
};

} // namespace aifabric
} // namespace ns3

#endif // UEC_OBLIVIOUS_LOAD_BALANCER_H
