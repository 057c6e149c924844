/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LOST_PACKET_H
#define LOST_PACKET_H

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/** Why a packet is taken for lost. */
enum class LossCause : uint8_t
{
    GAP,     ///< packets above it were acknowledged
    NAK,     ///< the receiver asked for it
    TIMEOUT, ///< the retransmission timer ran out
    KNOWN,   ///< an ideal recovery knows
    TRIMMED, ///< a full switch cut off its payload: its path works
};

/**
 * @param cause a cause
 * @return its name, for people
 */
inline const char*
LossCauseName(LossCause cause)
{
    switch (cause)
    {
    case LossCause::GAP:
        return "gap";
    case LossCause::NAK:
        return "nak";
    case LossCause::TIMEOUT:
        return "timeout";
    case LossCause::KNOWN:
        return "known";
    case LossCause::TRIMMED:
        return "trimmed";
    }
    return "unknown";
}

/** A packet that is taken for lost. */
struct LostPacket
{
    uint32_t src;    ///< fabric host number of its sender
    uint32_t dst;    ///< fabric host number of its receiver
    uint32_t qp;     ///< number of its queue pair, Frame::srcQp of the packet
    uint32_t psn;    ///< its packet sequence number
    LossCause cause; ///< why
};

} // namespace aifabric
} // namespace ns3

#endif // LOST_PACKET_H
