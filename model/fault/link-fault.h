/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINK_FAULT_H
#define LINK_FAULT_H

#include "cut-fault.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Links are cut, in both directions unless a name says one.
 */
class LinkFault : public CutFault
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    LinkFault();
    ~LinkFault() override;

  private:
    std::string DoGetEventName(bool struck) const override;
};

} // namespace aifabric
} // namespace ns3

#endif // LINK_FAULT_H
