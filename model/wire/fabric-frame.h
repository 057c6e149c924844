/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_FRAME_H
#define FABRIC_FRAME_H

#include <array>
#include <cstdint>

namespace ns3
{
namespace aifabric
{

struct FrameExtra;

/** What a frame is, decided once by its maker and never parsed again. */
enum class FrameKind : uint8_t
{
    DATA,        ///< RoCEv2 WRITE packet carrying payload
    ACK,         ///< RoCEv2 acknowledgement (AETH syndrome ACK)
    NAK,         ///< RoCEv2 negative acknowledgement (AETH syndrome PSN sequence error)
    CNP,         ///< RoCEv2 congestion notification packet
    PFC,         ///< IEEE 802.1Qbb priority flow control, link local
    FOREIGN,     ///< any other packet, handed over through NetDevice::Send()
    SWITCH,      ///< message between the strategies of two switches, in Frame::overlay
    PROBE,       ///< a host asks whether a path is alive
    PROBE_REPLY, ///< the answer, which echoes entropy and time
    CREDIT,      ///< a receiver tells a sender how much it may send (CongestionReceiver)
    REQUEST,     ///< RoCEv2 READ request, or an atomic: asks a responder for an answer with data
};

/** The operation of a reliable connection that a packet belongs to (InfiniBand, chapter 9). */
enum class RdmaOperation : uint8_t
{
    WRITE,           ///< RDMA WRITE
    WRITE_IMMEDIATE, ///< RDMA WRITE whose last packet carries immediate data
    SEND,            ///< SEND
    SEND_IMMEDIATE,  ///< SEND whose last packet carries immediate data
    READ,            ///< RDMA READ: the request, and the responses to it
    COMPARE_SWAP,    ///< atomic compare and swap, and the answer to it
    FETCH_ADD,       ///< atomic fetch and add, and the answer to it
};

/** ECN codepoints of RFC 3168. */
enum class Ecn : uint8_t
{
    NOT_ECT = 0,
    ECT1 = 1,
    ECT0 = 2,
    CE = 3,
};

/** Number of traffic classes (IEEE 802.1Q priorities) of every port. */
inline constexpr uint8_t CLASS_COUNT = 8;

/** Preamble, start delimiter and inter-packet gap: bytes that every frame costs on the wire. */
inline constexpr uint32_t WIRE_OVERHEAD_BYTES = 20;

/** PSNs are 24 bits wide. */
inline constexpr uint32_t PSN_MASK = 0xffffff;

/** Flag bits of Frame::flags. */
enum FrameFlag : uint16_t
{
    FRAME_ACK_REQUEST = 1, ///< BTH AckReq
    FRAME_BECN = 2,    ///< BTH BECN: set in a CNP, and in an ACK that answers a CE-marked packet
    FRAME_STEERED = 4, ///< the entropy is an explicit path number, not hash input (Route)
    FRAME_LAST = 8,    ///< last (or only) packet of a message
    FRAME_FIRST = 16,  ///< first (or only) packet of a message; carries the RETH
    FRAME_RETRANSMIT = 32,  ///< the PSN was sent before
    FRAME_SACK = 64,        ///< an ACK with the selective acknowledgement extension
    FRAME_IPV6 = 128,       ///< RoCEv2 over IPv6, not IPv4
    FRAME_SEGMENTS = 256,   ///< the extra has a segment list to follow (Route)
    FRAME_TRIMMED = 512,    ///< a switch has cut off the payload (FramePool::Trim())
    FRAME_TELEMETRY = 1024, ///< hops add records to the extra (TelemetryStage)
    FRAME_MOVED = 2048,     ///< an answer that does not go through the plane of the question
    FRAME_LAST_HOP = 4096,  ///< a switch has cut off the payload at a port that leads to a host
    FRAME_RESPONSE = 8192,  ///< what a responder sends for a READ or an atomic
    FRAME_BITMAP = 16384,   ///< an ACK whose extra tells which packets above others have come
    FRAME_RETH = 32768,     ///< a packet of a WRITE has a RETH wherever it is in its message
};

struct Frame;

/**
 * @ingroup ai-fabric
 *
 * Where a frame goes at the far end of its link.
 */
class FrameReceiver
{
  public:
    virtual ~FrameReceiver() = default;

    /**
     * A frame has arrived, its last bit included, and the forwarding latency is over.
     * @param frame the frame, now the callee's; Frame::ingress tells the port
     */
    virtual void ReceiveFrame(Frame* frame) = 0;
};

/**
 * @ingroup ai-fabric
 *
 * One frame on the wire, as decoded fields.
 *
 * Frames are pooled plain data (FramePool): nothing is serialised while a frame crosses the
 * fabric. FrameCodec turns a frame into the exact bytes, and only when somebody looks.
 *
 * The first 64 bytes are all that a switch reads or writes of most frames. The rest is touched at
 * the ends, by strategies of switches that write on frames (overlay), and for extras.
 *
 * A frame may grow on its way (FramePool::Grow()): before it is queued, or when it leaves its
 * queue. While it is queued, its size is what queue and buffer have counted.
 */
struct alignas(64) Frame
{
    // --- first cache line: the path of the frame ---
    Frame* next;      ///< link of whatever queue holds the frame
    uint32_t src;     ///< fabric host number of the sender
    uint32_t dst;     ///< fabric host number of the receiver
    uint32_t psn;     ///< packet sequence number; in an ACK or NAK the next PSN expected
    uint32_t qp;      ///< destination queue pair number (24 bits)
    uint32_t size;    ///< bytes from destination address to FCS, without preamble and gap
    uint16_t ingress; ///< port of the current switch through which the frame came in
    uint16_t entropy; ///< UDP source port, or the path number of a steered frame
    FrameKind kind;   ///< what the frame is
    uint8_t priority; ///< traffic class, 0 to 7
    Ecn ecn;          ///< ECN codepoint of the IP header
    uint8_t hopLimit; ///< IPv4 TTL or IPv6 hop limit left
    uint8_t plane;    ///< the plane that the frame is in: number of the ports of both hosts
    uint8_t dscp;     ///< 0: the DSCP of its class; else one above its DSCP (FrameCodec)
    uint16_t flags;   ///< FrameFlag bits
    uint64_t sentAt;  ///< time (ps) at which the sending host put the frame on its link
    uint32_t srcQp;   ///< queue pair number of the sender
    uint32_t msn;     ///< DATA: message number; ACK: messages completed (24 bits on the wire)
    FrameReceiver* receiver; ///< where the frame goes at the far end of the link that it is on

    // --- second cache line: for the two ends, but for overlay and extra ---
    uint32_t sackPsn;       ///< ACK: the PSN that caused it (selective acknowledgement)
    uint32_t dmaLength;     ///< RETH: length of the message in bytes
    uint64_t remoteAddress; ///< RETH: virtual address
    uint64_t echoTime;      ///< ACK: sentAt of the packet it answers
    uint16_t echoEntropy;   ///< ACK: entropy of the packet it answers
    uint16_t pfcClasses;    ///< PFC: class-enable vector

    union {
        std::array<uint16_t, 8> pfcQuanta; ///< PFC: pause times in quanta of 512 bit times
        std::array<uint32_t, 4> overlay;   ///< all else: what strategies of switches write on it
    };

    uint32_t join;           ///< DATA: number of the message that it is a piece of, at its sender
    uint16_t pieces;         ///< DATA: number of pieces of that message; 0 or 1: it is whole
    uint16_t payload;        ///< payload bytes (DATA), without pad
    uint16_t client;         ///< DATA: number of the client of the message, at both ends
    RdmaOperation operation; ///< DATA, REQUEST: what the packet belongs to; NAK: READ if it answers
                             ///< a request
    uint8_t reason;          ///< NAK: why; 0: a gap in the sequence numbers; from 0x20 on: the
                             ///< syndrome of the AETH
    FrameExtra* extra;       ///< what few frames carry, or null (FramePool::GetExtra())

    /** @return true for all that is not payload: strategies that rotate balance it apart. */
    bool IsControl() const
    {
        return kind != FrameKind::DATA && kind != FrameKind::FOREIGN;
    }

    /**
     * Test flag bits.
     * @param mask FrameFlag bits
     * @return true if any of them is set
     */
    bool Has(uint16_t mask) const
    {
        return (flags & mask) != 0;
    }
};

static_assert(sizeof(Frame) == 128, "a frame is two cache lines");

/**
 * Distance between two PSNs in the 24-bit sequence space.
 * @param a a PSN
 * @param b another PSN
 * @return a - b, in [-2^23, 2^23)
 */
inline int32_t
PsnDistance(uint32_t a, uint32_t b)
{
    const uint32_t d = (a - b) & PSN_MASK;
    return d & 0x800000 ? static_cast<int32_t>(d) - 0x1000000 : static_cast<int32_t>(d);
}

/** Sizes of frames in bytes, destination address to FCS, RoCEv2 over IPv4 without VLAN tag. */
namespace wire
{
inline constexpr uint32_t ETHERNET_BYTES = 14;     ///< addresses and EtherType
inline constexpr uint32_t FCS_BYTES = 4;           ///< frame check sequence
inline constexpr uint32_t IPV4_BYTES = 20;         ///< header of IPv4
inline constexpr uint32_t IPV6_BYTES = 40;         ///< header of IPv6
inline constexpr uint32_t UDP_BYTES = 8;           ///< header of UDP
inline constexpr uint32_t BTH_BYTES = 12;          ///< base transport header
inline constexpr uint32_t RETH_BYTES = 16;         ///< RDMA extended transport header
inline constexpr uint32_t AETH_BYTES = 4;          ///< ACK extended transport header
inline constexpr uint32_t ICRC_BYTES = 4;          ///< invariant CRC
inline constexpr uint32_t CNP_BYTES = 16;          ///< reserved bytes of a CNP
inline constexpr uint32_t SACK_BYTES = 4;          ///< our selective acknowledgement extension
inline constexpr uint32_t BITMAP_BYTES = 24;       ///< our extension of FRAME_BITMAP
inline constexpr uint32_t IMMEDIATE_BYTES = 4;     ///< immediate data
inline constexpr uint32_t ATOMIC_BYTES = 28;       ///< AtomicETH
inline constexpr uint32_t ATOMIC_ACK_BYTES = 8;    ///< AtomicAckETH
inline constexpr uint32_t CREDIT_BYTES = 16;       ///< of a credit: ours
inline constexpr uint32_t SHORTEST_BYTES = 64;     ///< shortest frame of Ethernet, FCS included
inline constexpr uint32_t PFC_FRAME_BYTES = 64;    ///< a PFC frame
inline constexpr uint32_t SWITCH_FRAME_BYTES = 64; ///< message between strategies of switches
inline constexpr uint32_t PROBE_BYTES = 16;        ///< reserved, as in a CNP
/// Everything around the transport payload of a packet with a BTH only.
inline constexpr uint32_t ROCE_BYTES =
    ETHERNET_BYTES + IPV4_BYTES + UDP_BYTES + BTH_BYTES + ICRC_BYTES + FCS_BYTES;
/// What a frame over IPv6 is longer by.
inline constexpr uint32_t IPV6_EXTRA_BYTES = IPV6_BYTES - IPV4_BYTES;
/// A packet of the largest MTU that starts a message: RETH and 4,096 bytes of payload.
inline constexpr uint32_t LARGEST_FRAME_BYTES = ROCE_BYTES + RETH_BYTES + 4096;
inline constexpr uint32_t ACK_FRAME_BYTES = ROCE_BYTES + AETH_BYTES; ///< an ACK without extensions
inline constexpr uint32_t CNP_FRAME_BYTES = ROCE_BYTES + CNP_BYTES;  ///< a CNP
inline constexpr uint32_t CREDIT_FRAME_BYTES = ROCE_BYTES + CREDIT_BYTES; ///< a credit
inline constexpr uint32_t PROBE_FRAME_BYTES = ROCE_BYTES + PROBE_BYTES; ///< a probe, or its answer
inline constexpr uint16_t ROCE_UDP_PORT = 4791;  ///< UDP destination port of RoCEv2
inline constexpr uint16_t ENTROPY_BASE = 0xc000; ///< lowest UDP source port a RoCE NIC uses
} // namespace wire

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_FRAME_H
