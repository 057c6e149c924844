/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SLOW_FAULT_H
#define SLOW_FAULT_H

#include "fault.h"

#include "ns3/idle-attributes.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Links get longer, as when an optical ring switches to the long way round. Frames keep their
 * order.
 */
class SlowFault : public Fault, public IdleAttributes
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    SlowFault();
    ~SlowFault() override;

  private:
    void DoImpair(LinkImpairment& direction, bool struck) const override;
    std::string DoGetEventName(bool struck) const override;
    std::vector<IdleAttribute> DoListIdle(const PlaceOfUse& place) const override;

    Time m_delay;
};

} // namespace aifabric
} // namespace ns3

#endif // SLOW_FAULT_H
