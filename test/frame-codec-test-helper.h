/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAME_CODEC_TEST_HELPER_H
#define FRAME_CODEC_TEST_HELPER_H

#include "ns3/frame-codec.h"
#include "ns3/frame-extra.h"

#include <cstddef>
#include <random>
#include <vector>

/**
 * @file
 * @ingroup ai-fabric-tests
 *
 * What the test suites of the codec share.
 */

namespace ns3
{
namespace aifabric
{
namespace tests
{

inline constexpr size_t IP_AT = wire::ETHERNET_BYTES;           ///< offset of the IPv4 header
inline constexpr size_t UDP_AT = IP_AT + wire::IPV4_BYTES;      ///< offset of the UDP header
inline constexpr size_t BTH_AT = UDP_AT + wire::UDP_BYTES;      ///< offset of the BTH
inline constexpr size_t EXTENDED_AT = BTH_AT + wire::BTH_BYTES; ///< offset of what follows the BTH

using Bytes = std::vector<uint8_t>;

/**
 * A frame with a value in every field that is on the wire, and zero in the others.
 * @param kind which
 * @param flags FrameFlag bits
 * @param payload payload bytes of DATA
 * @param random source of values
 * @return the frame
 */
inline Frame
MakeFrame(FrameKind kind, uint16_t flags, uint16_t payload, std::mt19937& random)
{
    Frame frame{};
    frame.kind = kind;
    frame.src = random() % (1U << FrameCodec::HOST_BITS);
    if (kind == FrameKind::PFC)
    {
        frame.src = random();
        frame.size = wire::PFC_FRAME_BYTES;
        frame.pfcClasses = random() & 0xff;
        for (uint16_t& quanta : frame.pfcQuanta)
        {
            quanta = static_cast<uint16_t>(random());
        }
        return frame;
    }
    frame.dst = random() % (1U << FrameCodec::HOST_BITS);
    frame.plane = static_cast<uint8_t>(random() % 32);
    if (kind == FrameKind::SWITCH)
    {
        frame.size = wire::SWITCH_FRAME_BYTES;
        for (uint32_t& word : frame.overlay)
        {
            word = random();
        }
        return frame;
    }
    frame.psn = random() & PSN_MASK;
    frame.qp = random() & 0xffffff;
    frame.entropy = static_cast<uint16_t>(random());
    frame.priority = random() % CLASS_COUNT;
    frame.ecn = static_cast<Ecn>(random() % 4);
    frame.hopLimit = static_cast<uint8_t>(random());
    frame.flags = flags;
    if (kind == FrameKind::DATA)
    {
        frame.payload = payload;
        frame.size = FrameCodec::DataFrameBytes(payload, frame.Has(FRAME_FIRST));
        if (frame.Has(FRAME_FIRST))
        {
            frame.remoteAddress = static_cast<uint64_t>(random()) << 32 | random();
            frame.dmaLength = random();
        }
    }
    else if (kind == FrameKind::CNP)
    {
        frame.flags |= FRAME_BECN;
        frame.size = wire::CNP_FRAME_BYTES;
    }
    else if (kind == FrameKind::PROBE || kind == FrameKind::PROBE_REPLY)
    {
        frame.size = wire::PROBE_FRAME_BYTES;
    }
    else
    {
        frame.msn = random() & 0xffffff;
        frame.sackPsn = frame.Has(FRAME_SACK) ? random() & PSN_MASK : 0;
        frame.size = wire::ACK_FRAME_BYTES + (frame.Has(FRAME_SACK) ? wire::SACK_BYTES : 0);
    }
    return frame;
}

/**
 * Decode bytes.
 * @param bytes the bytes
 * @param frame the result
 * @return what FrameCodec::Decode() returns
 */
inline bool
Decode(const Bytes& bytes, Frame& frame)
{
    return FrameCodec::Decode(bytes.data(), bytes.size(), frame);
}

} // namespace tests
} // namespace aifabric
} // namespace ns3

#endif // FRAME_CODEC_TEST_HELPER_H
