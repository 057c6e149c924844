/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What FrameCodec makes of the headers of the transport.
 */

#include "frame-transport.h"

#include "aeth-header.h"
#include "frame-codec.h"
#include "frame-operations.h"

#include <array>

namespace ns3
{
namespace aifabric
{

namespace
{

uint32_t
ReadBigEndian(const uint8_t* bytes)
{
    return static_cast<uint32_t>(bytes[0]) << 24 | static_cast<uint32_t>(bytes[1]) << 16 |
           static_cast<uint32_t>(bytes[2]) << 8 | bytes[3];
}

bool
DecodeAnswer(Ptr<Packet> packet, Frame& frame)
{
    const bool selective = packet->GetSize() == wire::AETH_BYTES + wire::SACK_BYTES;
    if (!selective && packet->GetSize() != wire::AETH_BYTES)
    {
        return false;
    }
    AethHeader aeth;
    packet->RemoveHeader(aeth);
    frame.kind = aeth.IsAck() ? FrameKind::ACK : FrameKind::NAK;
    frame.msn = aeth.GetMsn();
    if (aeth.IsAck())
    {
        frame.psn = (frame.psn + 1) & PSN_MASK;
    }
    if (selective)
    {
        std::array<uint8_t, wire::SACK_BYTES> sack;
        packet->CopyData(sack.data(), static_cast<uint32_t>(sack.size()));
        frame.flags |= FRAME_SACK;
        frame.sackPsn = ReadBigEndian(sack.data()) & PSN_MASK;
        if (sack[0] != 0)
        {
            return false;
        }
    }
    const uint8_t syndrome = aeth.GetSyndrome();
    frame.reason =
        aeth.IsAck() || syndrome == AethHeader::NAK_SEQUENCE_ERROR ? uint8_t{0} : syndrome;
    return frame.reason == 0 || AethHeader::IsNotReady(syndrome) ||
           (syndrome > AethHeader::NAK_SEQUENCE_ERROR &&
            syndrome <= AethHeader::NAK_REMOTE_OPERATIONAL);
}

} // namespace

Ptr<Packet>
transport::MakeHeaders(const Frame& frame, BthHeader& bth)
{
    if (frame.kind == FrameKind::DATA || frame.kind == FrameKind::REQUEST)
    {
        return operations::Make(frame, bth);
    }
    if (frame.kind == FrameKind::PROBE || frame.kind == FrameKind::PROBE_REPLY)
    {
        bth.SetOpcode(frame.kind == FrameKind::PROBE ? FrameCodec::OPCODE_PROBE
                                                     : FrameCodec::OPCODE_PROBE_REPLY);
        return Create<Packet>(wire::PROBE_BYTES);
    }
    if (frame.kind == FrameKind::CNP)
    {
        bth.SetOpcode(FrameCodec::OPCODE_CNP);
        bth.SetBecn(true);
        return Create<Packet>(wire::CNP_BYTES);
    }
    const bool isNak = frame.kind == FrameKind::NAK;
    bth.SetOpcode(FrameCodec::OPCODE_ACKNOWLEDGE);
    bth.SetPsn(isNak ? frame.psn : frame.psn - 1);
    auto packet = Create<Packet>();
    if (frame.Has(FRAME_SACK))
    {
        const std::array<uint8_t, wire::SACK_BYTES> sack = {
            0,
            static_cast<uint8_t>(frame.sackPsn >> 16),
            static_cast<uint8_t>(frame.sackPsn >> 8),
            static_cast<uint8_t>(frame.sackPsn)};
        packet = Create<Packet>(sack.data(), static_cast<uint32_t>(sack.size()));
    }
    AethHeader aeth;
    aeth.SetSyndrome(!isNak                                      ? AethHeader::ACK_UNLIMITED
                     : frame.reason >= AethHeader::NAK_NOT_READY ? frame.reason
                                                                 : AethHeader::NAK_SEQUENCE_ERROR);
    aeth.SetMsn(frame.msn);
    packet->AddHeader(aeth);
    return packet;
}

bool
transport::ParseHeaders(Ptr<Packet> packet, Frame& frame, FrameExtra* extra)
{
    BthHeader bth;
    packet->RemoveHeader(bth);
    if (bth.GetVersion() != 0)
    {
        return false;
    }
    frame.psn = bth.GetPsn();
    frame.qp = bth.GetDestinationQp();
    frame.flags = static_cast<uint16_t>((bth.GetAckRequest() ? FRAME_ACK_REQUEST : 0) |
                                        (bth.GetBecn() ? FRAME_BECN : 0));
    switch (bth.GetOpcode())
    {
    case FrameCodec::OPCODE_ACKNOWLEDGE:
        return DecodeAnswer(packet, frame);
    case FrameCodec::OPCODE_PROBE:
    case FrameCodec::OPCODE_PROBE_REPLY:
        frame.kind =
            bth.GetOpcode() == FrameCodec::OPCODE_PROBE ? FrameKind::PROBE : FrameKind::PROBE_REPLY;
        return packet->GetSize() == wire::PROBE_BYTES;
    case FrameCodec::OPCODE_CNP:
        frame.kind = FrameKind::CNP;
        return packet->GetSize() == wire::CNP_BYTES && bth.GetBecn();
    default:
        return operations::Parse(packet, bth, frame, extra);
    }
}

} // namespace aifabric
} // namespace ns3
