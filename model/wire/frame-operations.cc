/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "frame-operations.h"

#include "aeth-header.h"
#include "reth-header.h"

#include <array>
#include <vector>

namespace ns3
{
namespace aifabric
{

namespace
{

/// What the opcodes of MRC, whose WRITEs have a RETH in each packet, add to those of RC.
constexpr uint8_t RETH_EVERYWHERE = 0xc0;
constexpr size_t OPERATIONS = 7;

/// The opcodes of a kind of message, by the place of a packet in it.
struct Opcodes
{
    uint8_t first;
    uint8_t middle;
    uint8_t last;
    uint8_t only;

    /// @return that of a packet
    uint8_t Of(const Frame& frame) const
    {
        const bool isFirst = frame.Has(FRAME_FIRST);
        return frame.Has(FRAME_LAST) ? (isFirst ? only : last) : (isFirst ? first : middle);
    }

    /// Find the place that an opcode stands for.
    bool Find(uint8_t opcode, uint16_t& flags) const
    {
        flags = opcode == only     ? FRAME_FIRST | FRAME_LAST
                : opcode == first  ? FRAME_FIRST
                : opcode == last   ? FRAME_LAST
                : opcode == middle ? 0
                                   : UINT16_MAX;
        return flags != UINT16_MAX;
    }
};

/// By operation: what carries payload. Immediate data changes the last packet only.
constexpr std::array<Opcodes, OPERATIONS> DATA_OPCODES{{
    {0x06, 0x07, 0x08, 0x0a},
    {0x06, 0x07, 0x09, 0x0b},
    {0x00, 0x01, 0x02, 0x04},
    {0x00, 0x01, 0x03, 0x05},
    {0x0d, 0x0e, 0x0f, 0x10},
    {0x12, 0x12, 0x12, 0x12},
    {0x12, 0x12, 0x12, 0x12},
}};

/// By operation: what asks for it.
constexpr std::array<uint8_t, OPERATIONS> REQUEST_OPCODES{0, 0, 0, 0, 0x0c, 0x13, 0x14};

/// Appends numbers in network order.
template <typename T>
void
Append(std::vector<uint8_t>& bytes, T value)
{
    for (size_t i = sizeof(T); i-- > 0;)
    {
        bytes.push_back(static_cast<uint8_t>(value >> (8 * i)));
    }
}

/// Takes numbers in network order off the front of a packet that is long enough.
template <typename T>
T
Take(Packet& packet)
{
    std::array<uint8_t, sizeof(T)> bytes;
    packet.CopyData(bytes.data(), static_cast<uint32_t>(bytes.size()));
    packet.RemoveAtStart(static_cast<uint32_t>(bytes.size()));
    T value = 0;
    for (const uint8_t byte : bytes)
    {
        value = static_cast<T>(value << 8 | byte);
    }
    return value;
}

/// The atomic, the answer to one, or the immediate data, behind RETH or AETH.
std::vector<uint8_t>
MakeTail(const Frame& frame)
{
    static const FrameExtra NOTHING{};
    const FrameExtra& extra = frame.extra ? *frame.extra : NOTHING;
    std::vector<uint8_t> bytes;
    if (operations::IsAtomic(frame.operation))
    {
        if (frame.kind == FrameKind::REQUEST)
        {
            Append(bytes, frame.remoteAddress);
            Append(bytes, frame.qp);
        }
        Append(bytes, extra.operand);
        if (frame.kind == FrameKind::REQUEST)
        {
            Append(bytes, extra.compare);
        }
    }
    else if (operations::HasImmediate(frame.operation) && frame.Has(FRAME_LAST))
    {
        Append(bytes, extra.immediate);
    }
    return bytes;
}

/// @return whether a packet has a RETH
bool
HasReth(const Frame& frame)
{
    return frame.kind == FrameKind::REQUEST ? frame.operation == RdmaOperation::READ
                                            : frame.operation <= RdmaOperation::WRITE_IMMEDIATE &&
                                                  frame.Has(FRAME_FIRST | FRAME_RETH);
}

/// @return whether a packet has an AETH
bool
HasAeth(const Frame& frame)
{
    return frame.kind == FrameKind::DATA &&
           (operations::IsAtomic(frame.operation) ||
            (frame.operation == RdmaOperation::READ && frame.Has(FRAME_FIRST | FRAME_LAST)));
}

} // namespace

const char*
operations::GetName(RdmaOperation operation)
{
    static constexpr std::array<const char*, OPERATIONS> NAMES{
        "write",
        "write-imm",
        "send",
        "send-imm",
        "read",
        "compare-swap",
        "fetch-add",
    };
    return NAMES[static_cast<size_t>(operation)];
}

uint8_t
operations::GetOpcode(const Frame& frame)
{
    const auto index = static_cast<size_t>(frame.operation);
    if (frame.kind == FrameKind::REQUEST)
    {
        return REQUEST_OPCODES[index];
    }
    const bool isMrc = frame.Has(FRAME_RETH) && frame.operation <= RdmaOperation::WRITE_IMMEDIATE;
    return static_cast<uint8_t>(DATA_OPCODES[index].Of(frame) | (isMrc ? RETH_EVERYWHERE : 0));
}

bool
operations::ReadOpcode(uint8_t opcode, Frame& frame)
{
    uint16_t flags = 0;
    for (size_t i = 0; i < OPERATIONS; i++)
    {
        const auto operation = static_cast<RdmaOperation>(i);
        if (IsFetch(operation) && opcode == REQUEST_OPCODES[i])
        {
            frame.kind = FrameKind::REQUEST;
            frame.operation = operation;
            return true;
        }
        const bool isWrite = operation <= RdmaOperation::WRITE_IMMEDIATE;
        const bool isMrc = isWrite && (opcode & RETH_EVERYWHERE) == RETH_EVERYWHERE;
        const auto plain = static_cast<uint8_t>(isMrc ? opcode & ~RETH_EVERYWHERE : opcode);
        if (DATA_OPCODES[i].Find(plain, flags))
        {
            frame.kind = FrameKind::DATA;
            frame.operation = operation;
            frame.flags |= static_cast<uint16_t>(flags | (isMrc ? FRAME_RETH : 0) |
                                                 (IsFetch(operation) ? FRAME_RESPONSE : 0));
            return true;
        }
    }
    return false;
}

Ptr<Packet>
operations::Make(const Frame& frame, BthHeader& bth)
{
    const auto pad = static_cast<uint8_t>(-frame.payload & 3);
    bth.SetOpcode(GetOpcode(frame));
    bth.SetPadCount(pad);
    const std::vector<uint8_t> tail = MakeTail(frame);
    auto packet = Create<Packet>(tail.data(), static_cast<uint32_t>(tail.size()));
    packet->AddAtEnd(Create<Packet>(static_cast<uint32_t>(frame.payload) + pad));
    if (HasReth(frame))
    {
        RethHeader reth;
        reth.SetVirtualAddress(frame.remoteAddress);
        reth.SetRemoteKey(frame.qp);
        reth.SetDmaLength(frame.dmaLength);
        packet->AddHeader(reth);
    }
    if (HasAeth(frame))
    {
        AethHeader aeth;
        aeth.SetSyndrome(AethHeader::ACK_UNLIMITED);
        aeth.SetMsn((frame.msn + 1) & PSN_MASK);
        packet->AddHeader(aeth);
    }
    return packet;
}

bool
operations::Parse(Ptr<Packet> packet, const BthHeader& bth, Frame& frame, FrameExtra* extra)
{
    if (!ReadOpcode(bth.GetOpcode(), frame) || packet->GetSize() < GetHeaderBytes(frame))
    {
        return false;
    }
    FrameExtra unwanted;
    FrameExtra& contents = extra ? *extra : unwanted;
    const bool isRequest = frame.kind == FrameKind::REQUEST;
    if (HasReth(frame))
    {
        RethHeader reth;
        packet->RemoveHeader(reth);
        frame.remoteAddress = reth.GetVirtualAddress();
        frame.dmaLength = reth.GetDmaLength();
    }
    if (HasAeth(frame))
    {
        AethHeader aeth;
        packet->RemoveHeader(aeth);
        frame.msn = (aeth.GetMsn() - 1) & PSN_MASK;
        if (!aeth.IsAck())
        {
            return false;
        }
    }
    if (IsAtomic(frame.operation))
    {
        if (isRequest)
        {
            frame.remoteAddress = Take<uint64_t>(*packet);
            Take<uint32_t>(*packet);
        }
        contents.operand = Take<uint64_t>(*packet);
        contents.compare = isRequest ? Take<uint64_t>(*packet) : 0;
    }
    else if (HasImmediate(frame.operation))
    {
        contents.immediate = Take<uint32_t>(*packet);
    }
    const uint32_t padded = packet->GetSize();
    if (isRequest || IsAtomic(frame.operation))
    {
        return padded == 0 && bth.GetPadCount() == 0;
    }
    frame.payload = static_cast<uint16_t>(padded - bth.GetPadCount());
    return padded % 4 == 0 && padded >= bth.GetPadCount();
}

} // namespace aifabric
} // namespace ns3
