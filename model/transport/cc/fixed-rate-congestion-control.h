/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FIXED_RATE_CONGESTION_CONTROL_H
#define FIXED_RATE_CONGESTION_CONTROL_H

#include "ns3/congestion-control.h"
#include "ns3/huge-arena.h"
#include "ns3/pair-groups.h"

#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * No control: a fixed fraction of the line rate, to which a host keeps with all its queue pairs
 * together, and no window.
 */
class FixedRateCongestionControl : public CongestionControl,
                                   public InArena<FixedRateCongestionControl, SendingHalf>
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    double GetHostFraction(double feasible) const override;

  private:
    Ptr<CongestionControl> DoCopy() const override;
    void DoStart() override;
    bool DoIsInitial() const override;
    std::string CheckConfig() const override;
    double m_fraction;
    bool m_isFeasible;
};

} // namespace aifabric
} // namespace ns3

#endif // FIXED_RATE_CONGESTION_CONTROL_H
