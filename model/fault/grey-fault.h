/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef GREY_FAULT_H
#define GREY_FAULT_H

#include "fault.h"

#include "ns3/idle-attributes.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Links lose frames at random, of any kind and independently of each other. Nobody notices: ports
 * stay up and routes stay as they are. With Loss 1 a link is a black hole.
 */
class GreyFault : public Fault, public IdleAttributes
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    GreyFault();
    ~GreyFault() override;

  private:
    void DoImpair(LinkImpairment& direction, bool struck) const override;
    std::string DoGetEventName(bool struck) const override;
    std::vector<IdleAttribute> DoListIdle(const PlaceOfUse& place) const override;

    double m_loss;
};

} // namespace aifabric
} // namespace ns3

#endif // GREY_FAULT_H
