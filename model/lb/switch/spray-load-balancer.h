/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SPRAY_LOAD_BALANCER_H
#define SPRAY_LOAD_BALANCER_H

#include "ns3/switch-load-balancer.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Random packet spraying at the switch: every packet takes a uniformly random port (A. Dixit et
 * al., "On the impact of packet spraying in data center networks", INFOCOM 2013). Queues grow as
 * the square root of the message.
 *
 * Where routing gives ports unequal weights, a port is drawn in proportion to its weight.
 */
class SprayLoadBalancer : public SwitchLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    SprayLoadBalancer();
    ~SprayLoadBalancer() override;

  private:
    uint32_t DoSelect(const Frame& frame, const Candidates& candidates) override;
    void DoRoutesChanged() override;
    uint32_t Draw(const Candidates& candidates);

    bool m_weighted;
    std::vector<std::vector<uint16_t>> m_lots; ///< by weighted group: as many as the weight each
};

} // namespace aifabric
} // namespace ns3

#endif // SPRAY_LOAD_BALANCER_H
