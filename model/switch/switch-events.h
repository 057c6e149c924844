/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWITCH_EVENTS_H
#define SWITCH_EVENTS_H

#include "ns3/fabric-frame.h"
#include "ns3/object.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/** What a strategy wants to hear of besides choices. */
enum SwitchHook : uint32_t
{
    HOOK_RECEIVED = 1, ///< every frame that comes in: DoReceived()
    HOOK_SENT = 2,     ///< every frame that leaves a queue: DoSent()
};

/**
 * @ingroup ai-fabric
 *
 * What a strategy of a switch may hear of besides its choices (SwitchLoadBalancer). Override what
 * matters to it; by default nothing happens.
 */
class SwitchEvents : public Object
{
  protected:
    /**
     * A link of the switch went up or down.
     * @param port its number
     * @param up the new state
     */
    virtual void DoLinkChanged(uint16_t port, bool up);

    /** The forwarding table of the switch has changed: groups, their ports and weights. */
    virtual void DoRoutesChanged();

    /** @return which frames it wants to see, SwitchHook bits, once started; none by default. */
    virtual uint32_t DoGetHooks() const;

    /**
     * Look at a frame that has come in. One that waits takes buffer: whoever keeps frames asks
     * services->HasRoom() first, charges each by services->HoldFrame(), and lets it go by
     * SwitchStrategy::Release() or ends it by Consume().
     * @param frame the frame
     * @return true to keep it
     */
    virtual bool DoReceived(Frame* frame);

    /**
     * Look at a frame that leaves a queue and is no longer charged to any buffer. It may grow here
     * (FramePool::Grow()).
     * @param frame the frame
     * @param port number of the port
     */
    virtual void DoSent(Frame& frame, uint16_t port);
};

} // namespace aifabric
} // namespace ns3

#endif // SWITCH_EVENTS_H
