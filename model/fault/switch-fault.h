/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWITCH_FAULT_H
#define SWITCH_FAULT_H

#include "cut-fault.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Switches die: all their links are cut at once. What is in their buffers can go nowhere.
 */
class SwitchFault : public CutFault
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    SwitchFault();
    ~SwitchFault() override;

  private:
    FaultSelection::Unit DoGetUnit() const override;
    std::string DoGetEventName(bool struck) const override;
};

} // namespace aifabric
} // namespace ns3

#endif // SWITCH_FAULT_H
