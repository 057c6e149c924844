/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NACK_REASON_H
#define NACK_REASON_H

#include "ns3/fabric-frame.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * Why a NAK names a packet (Frame::reason with FRAME_SACK): the reasons of the multipath reliable
 * connection (Open Compute Project, MRC 1.0, 2026), under numbers of ours.
 */
enum NackReason : uint8_t
{
    NACK_TRIMMED = 1,          ///< a switch cut off its payload
    NACK_TRIMMED_LAST_HOP = 2, ///< the last switch did, and told so
    NACK_NO_BITMAP = 3,        ///< the receiver has no room to remember it
    NACK_NO_PACKET_BUFFER = 4, ///< the receiver has no room for its payload
    NACK_OUT_OF_WINDOW = 5,    ///< it is too far above the one expected
    NACK_UNEXPECTED = 6,       ///< anything else
    NACK_ARRIVED = 7,          ///< it has come, ahead of the one expected (IRN); it is not lost
};

/**
 * @param frame the headers of a packet that was trimmed
 * @return what a NAK says of it
 */
inline NackReason
GetTrimReason(const Frame& frame)
{
    return frame.Has(FRAME_LAST_HOP) ? NACK_TRIMMED_LAST_HOP : NACK_TRIMMED;
}

} // namespace aifabric
} // namespace ns3

#endif // NACK_REASON_H
