/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DEGRADE_FAULT_H
#define DEGRADE_FAULT_H

#include "fault.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Links run at a lower rate, as when lanes fail. Switches see longer queues, and nothing else
 * before Convergence, when routing weighs the links by what is left of them.
 */
class DegradeFault : public Fault
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    DegradeFault();
    ~DegradeFault() override;

  private:
    std::string CheckConfig() const override;
    std::string CheckTarget(const FaultPlant& plant, const FaultTarget& target) const override;
    uint64_t DoGetConvergence() const override;
    double DoGetRateLeft(double rate) const override;
    void DoImpair(LinkImpairment& direction, bool struck) const override;
    std::string DoGetEventName(bool struck) const override;

    DataRate m_rate;
    Time m_convergence;
};

} // namespace aifabric
} // namespace ns3

#endif // DEGRADE_FAULT_H
