/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PORT_FAULT_H
#define PORT_FAULT_H

#include "cut-fault.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The sending side of ports dies: links are cut in one direction.
 */
class PortFault : public CutFault
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    PortFault();
    ~PortFault() override;

  private:
    FaultSelection::Unit DoGetUnit() const override;
    std::string DoGetEventName(bool struck) const override;
};

} // namespace aifabric
} // namespace ns3

#endif // PORT_FAULT_H
