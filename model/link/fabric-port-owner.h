/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_PORT_OWNER_H
#define FABRIC_PORT_OWNER_H

#include "ns3/fabric-frame.h"

namespace ns3
{
namespace aifabric
{

class FabricPort;

/**
 * @ingroup ai-fabric
 *
 * What stands behind the ports of a node: a switch, or the NIC of a host.
 *
 * A frame handed over belongs to the callee. Of frames that arrive (ReceiveFrame()), PFC frames
 * never get here: the port obeys them.
 */
class FabricPortOwner : public FrameReceiver
{
  public:
    /**
     * Say what a frame that is on its way here will touch early, so that it can be fetched into
     * the cache in time; only where a port was asked for that (FabricPort::WantHints()).
     * @return memory; this object unless overridden
     */
    virtual const void* GetHint(const Frame&) const
    {
        return this;
    }

    /**
     * A frame leaves a class queue, to be sent or, its link having died, to be dropped.
     * @param port the port
     * @param frame the frame, which may be marked but stays with the port
     */
    virtual void FrameLeavesQueue(FabricPort& port, Frame* frame) = 0;

    /**
     * The port is free and may send a frame that was never queued.
     * @param port the port
     * @return a frame, or null if there is none now; the owner then calls Kick() when there is
     */
    virtual Frame* PullFrame(FabricPort& port) = 0;

    /**
     * The link of a port went down or came up.
     * @param port the port
     */
    virtual void LinkChanged(FabricPort& port) = 0;

    /**
     * The peer of a port paused or resumed classes.
     * @param port the port
     */
    virtual void PauseChanged(FabricPort& port) = 0;
};

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_PORT_OWNER_H
