/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef JSQ_LOAD_BALANCER_H
#define JSQ_LOAD_BALANCER_H

#include "ns3/switch-load-balancer.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Join the shortest queue, exactly: the port with the least backlog in bytes, the frame in service
 * included. Ties are broken at random. Uplink queues stay minimal; downlinks collide for ever, for
 * a flow's own port has just become the unique shortest.
 */
class JsqLoadBalancer : public SwitchLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    JsqLoadBalancer();
    ~JsqLoadBalancer() override;

  private:
    uint32_t DoSelect(const Frame& frame, const Candidates& candidates) override;

    bool m_randomTies;
};

} // namespace aifabric
} // namespace ns3

#endif // JSQ_LOAD_BALANCER_H
