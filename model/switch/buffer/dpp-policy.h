/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DPP_POLICY_H
#define DPP_POLICY_H

#include "dynamic-threshold-policy.h"

#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Dynamic thresholds behind dynamic packet prioritisation (DppStage): the first packets of flows go
 * in a class that goes first.
 */
class DppPolicy final : public DynamicThresholdPolicy
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    DppPolicy();
    ~DppPolicy() override;

  private:
    std::string DoGetStage() const override;
};

} // namespace aifabric
} // namespace ns3

#endif // DPP_POLICY_H
