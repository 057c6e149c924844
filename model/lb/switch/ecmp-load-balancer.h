/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ECMP_LOAD_BALANCER_H
#define ECMP_LOAD_BALANCER_H

#include "ns3/switch-load-balancer.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Equal-cost multipath: a hash of the 5-tuple (addresses, protocol, UDP source port) picks the
 * port, so that a flow keeps its path. A RoCE NIC puts its entropy into the source port.
 *
 * Every switch salts its hash by default. Polarised switches all hash alike: a switch then sees
 * only flows of one residue and uses few of its ports.
 */
class EcmpLoadBalancer : public SwitchLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    EcmpLoadBalancer();
    ~EcmpLoadBalancer() override;

    /** @return the salt of this switch. */
    uint64_t GetSalt() const;

  private:
    uint32_t DoSelect(const Frame& frame, const Candidates& candidates) override;
    void DoStart() override;
    NetworkNeeds DoGetNeeds() const override;

    bool m_polarised;
    uint64_t m_salt{0};
};

} // namespace aifabric
} // namespace ns3

#endif // ECMP_LOAD_BALANCER_H
