/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CUT_FAULT_H
#define CUT_FAULT_H

#include "fault.h"

#include "ns3/idle-attributes.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A fault that cuts links, and how the fabric gets to know.
 *
 * From the failure on, whatever is on the fibre or sent into it is lost. After Detection the ports
 * at both ends go down: the one that hears nothing (loss of signal, local fault), and the one at
 * the other end, which the first one tells (IEEE 802.3 remote fault) unless Silent. Their switches
 * stop using them; their queues are lost. Convergence after the failure all switches have new
 * routes, which avoid the link as a whole. A repair is noticed and takes effect after the same
 * times. What does not last as long as Detection is never noticed, as with debounce timers.
 *
 * A Convergence shorter than Detection shortens that too: who has new routes needs no detection.
 */
class CutFault : public Fault, public IdleAttributes
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    CutFault();
    ~CutFault() override;

  private:
    bool DoCuts() const override;
    uint64_t DoGetDetection() const override;
    uint64_t DoGetConvergence() const override;
    bool DoIsSilent() const override;
    double DoGetRateLeft(double rate) const override;
    std::vector<IdleAttribute> DoListIdle(const PlaceOfUse& place) const override;

    Time m_detection;
    Time m_convergence;
    bool m_silent;
};

} // namespace aifabric
} // namespace ns3

#endif // CUT_FAULT_H
