/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CONGESTION_CONTROL_H
#define CONGESTION_CONTROL_H

#include "congestion-state.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * How fast a queue pair sends: a rate that paces it and a window that bounds the bytes in flight.
 * One object serves one queue pair (the sending side).
 *
 * A control reacts to what it hears (congestion-events.h) and changes its state by SetRate() and
 * SetWindow() only (congestion-state.h), which trace the change and tell the queue pair. GetPlace()
 * tells of the queue pair (flow-place.h). Timers are FabricEvents of its own, bound with the node
 * and part of that place and EventKind::RATE, on GetDomain().
 */
class CongestionControl : public CongestionState
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

  private:
    /** Set the initial rate and window, and say what to hear of by Want(). */
    void DoStart() override = 0;
    /** @return an empty string, or what is wrong: the attribute and what is allowed. */
    std::string CheckConfig() const override;
    /** @return all that it needs to react to anything; nothing by default. */
    NetworkNeeds DoGetNeeds() const override;
};

} // namespace aifabric
} // namespace ns3

#endif // CONGESTION_CONTROL_H
