/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HOST_LOAD_BALANCER_H
#define HOST_LOAD_BALANCER_H

#include "host-strategy.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A strategy of a host: which way each packet takes (Route), by its entropy, which switches hash,
 * or by the number of a path, which they obey. One object serves all queue pairs of a host.
 * GetPlace() has what the NIC does for it (host-place.h), GetRandom() is its only randomness,
 * GetDomain() its clock. What else it may hear of, and do with messages: host-events.h.
 */
class HostLoadBalancer : public HostStrategy
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

  private:
    /**
     * Choose, once per frame, when the NIC puts it on its link.
     * @param frame has the route of its queue pair or piece; the strategy may write another one on
     * it (Route::WriteTo()) and nothing else. Frame::srcQp is the queue pair of a data packet,
     * Frame::qp of an ACK that of the data it answers.
     */
    void DoSelect(Frame& frame) override = 0;
    /** Build state, once, before time zero. */
    void DoStart() override;
    /** @return an empty string, or what is wrong: the attribute and what is allowed. */
    std::string CheckConfig() const override;
    /** @return all that it needs, as configured; by default that packets may overtake each other.
     */
    NetworkNeeds DoGetNeeds() const override;
};

} // namespace aifabric
} // namespace ns3

#endif // HOST_LOAD_BALANCER_H
