/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef AFD_POLICY_H
#define AFD_POLICY_H

#include "dynamic-threshold-policy.h"

#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Dynamic thresholds behind approximate fair dropping (AfdStage): elephants are marked, or dropped,
 * before the buffer is full.
 */
class AfdPolicy final : public DynamicThresholdPolicy
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    AfdPolicy();
    ~AfdPolicy() override;

  private:
    std::string DoGetStage() const override;
};

} // namespace aifabric
} // namespace ns3

#endif // AFD_POLICY_H
