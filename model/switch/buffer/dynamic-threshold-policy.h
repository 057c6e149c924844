/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DYNAMIC_THRESHOLD_POLICY_H
#define DYNAMIC_THRESHOLD_POLICY_H

#include "alpha-policy.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Dynamic thresholds (A. Choudhury, E. Hahne, "Dynamic queue length thresholds for shared-memory
 * packet switches", ToN 1998): a queue may take of the pool while it has less of it than
 * T = alpha (B - Q), where B is the pool and Q is what is taken of it. n queues that are always
 * full settle at alpha B / (1 + n alpha) each, and B / (1 + n alpha) stays free.
 */
class DynamicThresholdPolicy : public AlphaPolicy
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    DynamicThresholdPolicy();
    ~DynamicThresholdPolicy() override;

  private:
    AdmissionVerdict DoAdmit(AdmissionRequest request) override;
};

} // namespace aifabric
} // namespace ns3

#endif // DYNAMIC_THRESHOLD_POLICY_H
