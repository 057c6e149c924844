/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWITCH_MESSAGE_H
#define SWITCH_MESSAGE_H

#include "ns3/frame-pool.h"
#include "ns3/switch-load-balancer.h"

namespace ns3
{
namespace aifabric
{

/**
 * Make a message between the strategies of two switches. It travels in class 6, which goes before
 * data.
 * @param place the sending switch
 * @param dst a host behind the edge switch that the message is for; of no meaning if it is sent hop
 *            by hop
 * @param plane the plane of that host's port
 * @return the frame, with an empty overlay
 */
inline Frame*
MakeSwitchMessage(const SwitchPlace& place, uint32_t dst, uint8_t plane)
{
    constexpr uint8_t CONTROL_CLASS = 6;
    constexpr uint8_t HOP_LIMIT = 64;
    Frame* frame = place.pool->Make();
    frame->kind = FrameKind::SWITCH;
    frame->size = wire::SWITCH_FRAME_BYTES;
    frame->src = place.vertex;
    frame->dst = dst;
    frame->plane = plane;
    frame->priority = CONTROL_CLASS;
    frame->hopLimit = HOP_LIMIT;
    return frame;
}

} // namespace aifabric
} // namespace ns3

#endif // SWITCH_MESSAGE_H
