/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ROCEV2_SAMPLES_H
#define ROCEV2_SAMPLES_H

#include "frame-codec-test-helper.h"

#include "ns3/frame-operations.h"

#include <random>
#include <vector>

/**
 * @file
 * @ingroup ai-fabric-tests
 *
 * A packet of each operation.
 */

namespace ns3
{
namespace aifabric
{
namespace tests
{

inline constexpr uint16_t FIRST = FRAME_FIRST;             ///< flags of a first packet
inline constexpr uint16_t LAST = FRAME_LAST;               ///< flags of a last packet
inline constexpr uint16_t ONLY = FRAME_FIRST | FRAME_LAST; ///< flags of a packet that is alone

/// A packet of an operation, and its opcode.
struct Sample
{
    FrameKind kind;          ///< DATA or REQUEST
    RdmaOperation operation; ///< what it belongs to
    uint16_t flags;          ///< FrameFlag bits
    uint8_t opcode;          ///< of the InfiniBand architecture specification, or of MRC
};

/// @return one packet of each kind
inline std::vector<Sample>
GetSamples()
{
    constexpr FrameKind DATA = FrameKind::DATA;
    constexpr FrameKind ASKS = FrameKind::REQUEST;
    constexpr uint16_t BACK = FRAME_RESPONSE;
    using Op = RdmaOperation;
    return {
        {DATA, Op::SEND, FIRST, 0x00},
        {DATA, Op::SEND, 0, 0x01},
        {DATA, Op::SEND, LAST, 0x02},
        {DATA, Op::SEND_IMMEDIATE, LAST, 0x03},
        {DATA, Op::SEND, ONLY, 0x04},
        {DATA, Op::SEND_IMMEDIATE, ONLY, 0x05},
        {DATA, Op::WRITE, FIRST, 0x06},
        {DATA, Op::WRITE, 0, 0x07},
        {DATA, Op::WRITE, LAST, 0x08},
        {DATA, Op::WRITE_IMMEDIATE, LAST, 0x09},
        {DATA, Op::WRITE, ONLY, 0x0a},
        {DATA, Op::WRITE_IMMEDIATE, ONLY, 0x0b},
        {ASKS, Op::READ, 0, 0x0c},
        {DATA, Op::READ, FIRST | BACK, 0x0d},
        {DATA, Op::READ, BACK, 0x0e},
        {DATA, Op::READ, LAST | BACK, 0x0f},
        {DATA, Op::READ, ONLY | BACK, 0x10},
        {DATA, Op::COMPARE_SWAP, ONLY | BACK, 0x12},
        {ASKS, Op::COMPARE_SWAP, 0, 0x13},
        {ASKS, Op::FETCH_ADD, 0, 0x14},
        {DATA, Op::WRITE, FIRST | FRAME_RETH, 0xc6},
        {DATA, Op::WRITE, FRAME_RETH, 0xc7},
        {DATA, Op::WRITE, LAST | FRAME_RETH, 0xc8},
        {DATA, Op::WRITE_IMMEDIATE, LAST | FRAME_RETH, 0xc9},
        {DATA, Op::WRITE, ONLY | FRAME_RETH, 0xca},
        {DATA, Op::WRITE_IMMEDIATE, ONLY | FRAME_RETH, 0xcb},
    };
}

/**
 * @param sample what it is
 * @param ip FRAME_IPV6, or 0
 * @param payload bytes, if it has any
 * @param random source of values
 * @param extra where what has no field goes
 * @return the frame, with a value in every field that is on the wire
 */
inline Frame
MakeSample(const Sample& sample,
           uint16_t ip,
           uint16_t payload,
           std::mt19937& random,
           FrameExtra& extra)
{
    Frame frame = MakeFrame(FrameKind::DATA, sample.flags | ip, 0, random);
    frame.kind = sample.kind;
    frame.operation = sample.operation;
    frame.remoteAddress = uint64_t{random()} << 32 | random();
    frame.dmaLength = random();
    const bool hasPayload =
        sample.kind == FrameKind::DATA && !operations::IsAtomic(sample.operation);
    frame.payload = hasPayload ? payload : 0;
    const bool hasAeth = sample.opcode == 0x12 || sample.opcode == 0x0d || sample.opcode == 0x0f ||
                         sample.opcode == 0x10;
    frame.msn = hasAeth ? random() & PSN_MASK : 0;
    extra = FrameExtra{};
    const bool isAtomicRequest =
        sample.kind == FrameKind::REQUEST && sample.operation != RdmaOperation::READ;
    extra.immediate = operations::HasImmediate(sample.operation) ? random() : 0;
    extra.operand = operations::IsAtomic(sample.operation) ? uint64_t{random()} << 32 | 7 : 0;
    extra.compare = isAtomicRequest ? uint64_t{random()} << 32 | 9 : 0;
    frame.extra = &extra;
    const bool hasReth = sample.opcode == 0x0c || sample.opcode == 0x06 || sample.opcode == 0x0a ||
                         sample.opcode == 0x0b || sample.opcode >= 0xc0;
    frame.remoteAddress = hasReth || isAtomicRequest ? frame.remoteAddress : 0;
    frame.dmaLength = hasReth ? frame.dmaLength : 0;
    const uint32_t immediate =
        operations::HasImmediate(sample.operation) ? wire::IMMEDIATE_BYTES : 0;
    frame.size =
        wire::ROCE_BYTES + (ip ? wire::IPV6_EXTRA_BYTES : 0) + (hasReth ? wire::RETH_BYTES : 0) +
        (hasAeth ? wire::AETH_BYTES : 0) + immediate + (isAtomicRequest ? wire::ATOMIC_BYTES : 0) +
        (sample.opcode == 0x12 ? wire::ATOMIC_ACK_BYTES : 0) + ((frame.payload + 3U) & ~3U);
    return frame;
}

} // namespace tests
} // namespace aifabric
} // namespace ns3

#endif // ROCEV2_SAMPLES_H
