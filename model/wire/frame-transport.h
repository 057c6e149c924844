/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAME_TRANSPORT_H
#define FRAME_TRANSPORT_H

#include "bth-header.h"
#include "fabric-frame.h"

#include "ns3/packet.h"
#include "ns3/ptr.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The part of FrameCodec that knows the headers of the transport: what lies between the UDP header
 * and the ICRC.
 */
namespace transport
{

/**
 * What follows the BTH of a RoCEv2 frame: extended headers and payload.
 * @param frame the frame
 * @param bth what the BTH must say about it is put in here
 * @return the packet, without BTH and without ICRC
 */
Ptr<Packet> MakeHeaders(const Frame& frame, BthHeader& bth);

/**
 * Parse from the BTH to the end, without ICRC.
 * @param packet the packet from its BTH; it is used up
 * @param frame where to write what it says
 * @param extra where to put what has no field in a frame; may be null
 * @return false if it is malformed, or no packet of this fabric
 */
bool ParseHeaders(Ptr<Packet> packet, Frame& frame, FrameExtra* extra);

} // namespace transport
} // namespace aifabric
} // namespace ns3

#endif // FRAME_TRANSPORT_H
