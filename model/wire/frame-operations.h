/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAME_OPERATIONS_H
#define FRAME_OPERATIONS_H

#include "bth-header.h"
#include "fabric-frame.h"
#include "frame-extra.h"

#include "ns3/packet.h"
#include "ns3/ptr.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/** Tells which extended headers a packet of an operation carries. */
namespace operations
{

/**
 * Bytes between the BTH and the payload of a packet.
 * @param frame a DATA or REQUEST frame
 * @return bytes of its extended headers
 */
inline uint32_t
GetHeaderBytes(const Frame& frame)
{
    const bool isLast = frame.Has(FRAME_LAST);
    const uint32_t immediate = isLast ? wire::IMMEDIATE_BYTES : 0;
    const uint32_t reth = frame.Has(FRAME_FIRST | FRAME_RETH) ? wire::RETH_BYTES : 0;
    switch (frame.operation)
    {
    case RdmaOperation::WRITE:
        return reth;
    case RdmaOperation::WRITE_IMMEDIATE:
        return reth + immediate;
    case RdmaOperation::SEND:
        return 0;
    case RdmaOperation::SEND_IMMEDIATE:
        return immediate;
    case RdmaOperation::READ:
        return frame.kind == FrameKind::REQUEST      ? wire::RETH_BYTES
               : frame.Has(FRAME_FIRST | FRAME_LAST) ? wire::AETH_BYTES
                                                     : 0;
    case RdmaOperation::COMPARE_SWAP:
    case RdmaOperation::FETCH_ADD:
        return frame.kind == FrameKind::REQUEST ? wire::ATOMIC_BYTES
                                                : wire::AETH_BYTES + wire::ATOMIC_ACK_BYTES;
    }
    return 0;
}

/**
 * @param operation an operation
 * @return true for those that a REQUEST asks for, and DATA answers
 */
inline bool
IsFetch(RdmaOperation operation)
{
    return operation >= RdmaOperation::READ;
}

/**
 * @param operation an operation
 * @return true for the two atomics
 */
inline bool
IsAtomic(RdmaOperation operation)
{
    return operation >= RdmaOperation::COMPARE_SWAP;
}

/**
 * @param operation an operation
 * @return true if its last packet carries immediate data
 */
inline bool
HasImmediate(RdmaOperation operation)
{
    return operation == RdmaOperation::WRITE_IMMEDIATE ||
           operation == RdmaOperation::SEND_IMMEDIATE;
}

/**
 * @param operation an operation
 * @return true if it takes a receive of the responder: SEND at once, a WRITE with its immediate
 */
inline bool
IsSend(RdmaOperation operation)
{
    return operation == RdmaOperation::SEND || operation == RdmaOperation::SEND_IMMEDIATE;
}

/**
 * @param operation an operation
 * @return its name, such as write-imm
 */
const char* GetName(RdmaOperation operation);

/**
 * @param frame a DATA or REQUEST frame
 * @return the opcode of its BTH
 */
uint8_t GetOpcode(const Frame& frame);

/**
 * Write what an opcode tells on a frame: kind, operation, and flags of its place in the message.
 * @param opcode of a BTH
 * @param frame the frame
 * @return false, with the frame as it was, if this is no packet of an operation
 */
bool ReadOpcode(uint8_t opcode, Frame& frame);

/**
 * What follows the BTH of a packet of an operation: extended headers and payload.
 * @param frame a DATA or REQUEST frame
 * @param bth what the BTH must say about it is put in here
 * @return the packet, without BTH and without ICRC
 */
Ptr<Packet> Make(const Frame& frame, BthHeader& bth);

/**
 * Parse what follows the BTH.
 * @param packet the packet from there on, without ICRC; it is used up
 * @param bth the BTH
 * @param frame where to write what it says
 * @param extra where to put what has no field in a frame; may be null
 * @return false if it is malformed, or no packet of an operation
 */
bool Parse(Ptr<Packet> packet, const BthHeader& bth, Frame& frame, FrameExtra* extra);

} // namespace operations
} // namespace aifabric
} // namespace ns3

#endif // FRAME_OPERATIONS_H
