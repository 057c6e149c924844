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
#include "answer-extensions.h"
#include "frame-codec.h"
#include "frame-operations.h"

#include <vector>

namespace ns3
{
namespace aifabric
{

namespace
{

bool
DecodeAnswer(Ptr<Packet> packet, Frame& frame, FrameExtra* extra)
{
    if (packet->GetSize() < wire::AETH_BYTES)
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
    const uint8_t syndrome = aeth.GetSyndrome();
    if (!aeth.IsAck() && syndrome != AethHeader::NAK_SEQUENCE_ERROR)
    {
        frame.reason = syndrome;
        return packet->GetSize() == 0 && (AethHeader::IsNotReady(syndrome) ||
                                          (syndrome > AethHeader::NAK_SEQUENCE_ERROR &&
                                           syndrome <= AethHeader::NAK_REMOTE_OPERATIONAL));
    }
    std::vector<uint8_t> more(packet->GetSize());
    packet->CopyData(more.data(), static_cast<uint32_t>(more.size()));
    return ReadAnswerExtensions(more.data(), more.size(), frame, extra);
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
    if (frame.kind == FrameKind::CREDIT)
    {
        bth.SetOpcode(FrameCodec::OPCODE_CREDIT);
        const std::vector<uint8_t> body = MakeCreditBody(frame);
        return Create<Packet>(body.data(), static_cast<uint32_t>(body.size()));
    }
    const bool isNak = frame.kind == FrameKind::NAK;
    bth.SetOpcode(FrameCodec::OPCODE_ACKNOWLEDGE);
    bth.SetPsn(isNak ? frame.psn : frame.psn - 1);
    const std::vector<uint8_t> more = MakeAnswerExtensions(frame);
    auto packet = Create<Packet>(more.data(), static_cast<uint32_t>(more.size()));
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
        return DecodeAnswer(packet, frame, extra);
    case FrameCodec::OPCODE_PROBE:
    case FrameCodec::OPCODE_PROBE_REPLY:
        frame.kind =
            bth.GetOpcode() == FrameCodec::OPCODE_PROBE ? FrameKind::PROBE : FrameKind::PROBE_REPLY;
        return packet->GetSize() == wire::PROBE_BYTES;
    case FrameCodec::OPCODE_CREDIT: {
        frame.kind = FrameKind::CREDIT;
        std::vector<uint8_t> body(packet->GetSize());
        packet->CopyData(body.data(), packet->GetSize());
        FrameExtra unwanted;
        return ReadCreditBody(body, extra ? *extra : unwanted);
    }
    case FrameCodec::OPCODE_CNP:
        frame.kind = FrameKind::CNP;
        return packet->GetSize() == wire::CNP_BYTES && bth.GetBecn();
    default:
        return operations::Parse(packet, bth, frame, extra);
    }
}

} // namespace aifabric
} // namespace ns3
