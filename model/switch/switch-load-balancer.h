/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWITCH_LOAD_BALANCER_H
#define SWITCH_LOAD_BALANCER_H

#include "switch-strategy.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A strategy of a switch: which of several next hops a frame takes. One object serves one switch.
 * GetRandom() is its only randomness; ties not broken at random go to the lowest index.
 * GetPlace() has what the switch does for it (switch-place.h), GetDomain() its clock. What else it
 * may hear of: switch-events.h. Strategies talk by Frame::overlay, which travels with a frame, or
 * by frames of their own (FrameKind::SWITCH, switch-message.h), sent by GetPlace().services.
 */
class SwitchLoadBalancer : public SwitchStrategy
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

  private:
    /**
     * Choose, once per frame that is about to be queued, if there are two candidates or more.
     * Nothing but the state of the strategy may change.
     * @param frame the frame
     * @param candidates the next hops
     * @return index of a candidate
     */
    uint32_t DoSelect(const Frame& frame, const Candidates& candidates) override = 0;
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

#endif // SWITCH_LOAD_BALANCER_H
