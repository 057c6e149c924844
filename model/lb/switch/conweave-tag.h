/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CONWEAVE_TAG_H
#define CONWEAVE_TAG_H

#include "ns3/fabric-frame.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What ConWeave writes on a frame (Frame::overlay): on data its header, in messages back to the
 * source what they report.
 *
 * The four words: type, phase and epoch; path; time of sending, or in messages the flow; time of
 * the tail. Times are in ns and wrap, as they do in hardware.
 */
struct ConweaveTag
{
    /** What a frame is to ConWeave. */
    enum Type : uint8_t
    {
        UNTAGGED = 0, ///< none of its business
        DATA,         ///< a packet of a flow
        INIT,         ///< the first packet of an epoch, which asks for a REPLY
        TAIL,         ///< the last packet on the old path, which asks for a CLEAR
        REPLY,        ///< message: INIT has arrived
        CLEAR,        ///< message: TAIL has arrived
        NOTIFY,       ///< message: a packet was marked on a path
    };

    Type type{UNTAGGED}; ///< what the frame is
    uint8_t phase{0};    ///< 0 before a reroute within an epoch, 1 after it
    uint16_t epoch{0};   ///< number of the epoch of the flow, wraps
    uint32_t path{0};    ///< number of a path between the two edge switches
    uint32_t sent{0};    ///< when the source switch saw the packet; in messages PackFlow()
    uint32_t tailed{0};  ///< when it saw the TAIL of this epoch

    /**
     * Name the flow of a message, together with the host that it is addressed to.
     * @param receiver receiving host of the flow
     * @param entropy entropy of the flow
     * @return a word
     */
    static uint32_t PackFlow(uint32_t receiver, uint16_t entropy)
    {
        return receiver << 16 | entropy;
    }

    /**
     * Read the tag of a frame.
     * @param frame the frame
     * @return the tag
     */
    static ConweaveTag Read(const Frame& frame)
    {
        ConweaveTag tag;
        tag.type = static_cast<Type>(frame.overlay[0] >> 24);
        tag.phase = static_cast<uint8_t>(frame.overlay[0] >> 16);
        tag.epoch = static_cast<uint16_t>(frame.overlay[0]);
        tag.path = frame.overlay[1];
        tag.sent = frame.overlay[2];
        tag.tailed = frame.overlay[3];
        return tag;
    }

    /**
     * Write the tag.
     * @param frame where to
     */
    void Write(Frame& frame) const
    {
        frame.overlay = {uint32_t{type} << 24 | uint32_t{phase} << 16 | epoch, path, sent, tailed};
    }
};

} // namespace aifabric
} // namespace ns3

#endif // CONWEAVE_TAG_H
