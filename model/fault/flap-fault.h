/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FLAP_FAULT_H
#define FLAP_FAULT_H

#include "cut-fault.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Links go down and up again and again, each on its own, from Time on until Duration is over.
 *
 * A failure that is shorter than Detection goes unnoticed. Routing follows every change that the
 * ports notice, Convergence after it happened, be it outdated by then. Without Duration flapping
 * ends when the rest of the simulation has come to its end.
 */
class FlapFault : public CutFault
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    FlapFault();
    ~FlapFault() override;

  private:
    std::string CheckConfig() const override;
    uint64_t DoDrawLength(bool struck, FabricRandom& random) const override;
    std::string DoGetEventName(bool struck) const override;

    Time m_down;
    Time m_up;
    std::string m_distribution;
};

} // namespace aifabric
} // namespace ns3

#endif // FLAP_FAULT_H
