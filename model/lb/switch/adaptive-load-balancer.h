/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ADAPTIVE_LOAD_BALANCER_H
#define ADAPTIVE_LOAD_BALANCER_H

#include "ns3/idle-attributes.h"
#include "ns3/nstime.h"
#include "ns3/switch-load-balancer.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Adaptive routing with quantised queues, as Spectrum-X-like switches do it: backlogs are graded
 * against fractions of the port's buffer, in a snapshot of limited age, and a random port of the
 * best grade is taken.
 */
class AdaptiveLoadBalancer : public SwitchLoadBalancer, public IdleAttributes
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    AdaptiveLoadBalancer();
    ~AdaptiveLoadBalancer() override;

  private:
    /// The ports of the best grade when the group was last looked at.
    struct Snapshot
    {
        uint64_t time{0};           ///< when, ps
        std::vector<uint16_t> best; ///< indices of candidates
    };

    uint32_t DoSelect(const Frame& frame, const Candidates& candidates) override;
    void DoRoutesChanged() override;
    void DoStart() override;
    std::string CheckConfig() const override;
    std::vector<IdleAttribute> DoListIdle(const PlaceOfUse& place) const override;
    uint32_t Grade(uint64_t backlog) const;
    void Refresh(Snapshot& snapshot, const Candidates& candidates) const;

    double m_low;
    double m_middle;
    double m_high;
    Time m_age;
    uint64_t m_bounds[3]{};
    std::vector<Snapshot> m_snapshots; ///< by group
};

} // namespace aifabric
} // namespace ns3

#endif // ADAPTIVE_LOAD_BALANCER_H
