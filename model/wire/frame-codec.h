/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAME_CODEC_H
#define FRAME_CODEC_H

#include "fabric-frame.h"

#include "ns3/ipv4-address.h"
#include "ns3/ipv6-address.h"
#include "ns3/mac48-address.h"
#include "ns3/ptr.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{

class Packet;

namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Turns frames into the bytes on the wire and back, for those who look: trace sinks, captures and
 * tests. No frame is encoded to cross the fabric.
 *
 * RoCEv2 over IPv4 or IPv6 without VLAN tag, and priority flow control:
 * - Ethernet addresses are those of the two hosts on every link: next-hop addresses are not
 *   rewritten at switches.
 * - A PFC frame comes from a switch; Frame::src is the number of its vertex, and its Ethernet
 *   address has a bit that tells it from a host of the same number.
 * - IPv4: identification 0, don't fragment, TTL from Frame::hopLimit, DSCP from Frame::dscp, or
 * from Frame::priority.
 * - UDP: source port from Frame::entropy, checksum 0.
 * - The payload is zeros, padded to 4 bytes. The remote key of a RETH is the queue pair number.
 * - The PSN in the BTH of an ACK is the last one that is acknowledged, as InfiniBand has it: one
 *   less than Frame::psn, the next one expected. A NAK carries the one expected as it is.
 * - The operation of a packet is in its opcode. It tells a WRITE or SEND with immediate data by its
 *   last packet only, and not which atomic an answer belongs to: Decode() says COMPARE_SWAP.
 * - FRAME_RETH gives every packet of a WRITE the RETH of the first one, under the opcodes of MRC,
 *   0xc0 above those of RC; what else MRC adds (METH) is not there.
 * - FRAME_SACK adds four bytes after the AETH of an ACK or NAK, an extension of ours: eight bits
 *   of zero, or in a NAK Frame::reason, and Frame::sackPsn. The length of the UDP datagram tells
 *   that they are there.
 * - FRAME_BITMAP adds 24 bytes behind those, ours too: Frame::reason of an ACK, 24 bits of
 *   FrameExtra::bitmapBase, then bitmap, received and overtaken of FrameExtra, in network order.
 * - A credit is RoCEv2 with another opcode for manufacturers: FrameExtra::credit in 8 bytes, and 8
 *   of zero. What a data packet asks for takes no bytes of its own.
 * - A message between the strategies of two switches (FrameKind::SWITCH) is a local experimental
 *   frame: from the vertex Frame::src, addressed to the host Frame::dst towards which it travels,
 *   with Frame::overlay in network order, padded with zeros.
 * - Probes are RoCEv2 with opcodes for manufacturers, and 16 bytes of zero as in a CNP.
 * - What hops have added (FramePool::Grow()) follows the packet as an Ethernet trailer that no
 *   length counts, telemetry as TelemetryWord has it, all else as zeros.
 * - A trimmed packet ends with what the switch has left of its payload, and has no ICRC.
 *
 * Bookkeeping of the simulator that is not on the wire, and zero after Decode(): next, receiver,
 * ingress, sentAt, srcQp, echoTime, echoEntropy, join, pieces, client, extra, overlay of RoCEv2,
 * msn of DATA without AETH, the flags that Route sets, FRAME_RETRANSMIT, FRAME_TELEMETRY without
 * records, FRAME_MOVED and FRAME_LAST_HOP, remoteAddress and dmaLength of packets without RETH,
 * sackPsn without FRAME_SACK, reason without an extension or syndrome that has it, and the Ethernet
 * priority of PFC. A data packet without a right ICRC is a trimmed one if all that follows its
 * headers is zero, and is refused otherwise.
 */
class FrameCodec
{
  public:
    static constexpr uint8_t OPCODE_WRITE_FIRST = 0x06;  ///< RC RDMA WRITE first
    static constexpr uint8_t OPCODE_WRITE_MIDDLE = 0x07; ///< RC RDMA WRITE middle
    static constexpr uint8_t OPCODE_WRITE_LAST = 0x08;   ///< RC RDMA WRITE last
    static constexpr uint8_t OPCODE_WRITE_ONLY = 0x0a;   ///< RC RDMA WRITE only (operations::)
    static constexpr uint8_t OPCODE_ACKNOWLEDGE = 0x11;  ///< RC acknowledge, positive or not
    static constexpr uint8_t OPCODE_CNP = 0x81;          ///< congestion notification
    static constexpr uint8_t OPCODE_PROBE = 0xc0;        ///< ours: is a path alive?
    static constexpr uint8_t OPCODE_PROBE_REPLY = 0xc1;  ///< ours: it is
    static constexpr uint8_t OPCODE_CREDIT = 0xc2;       ///< ours: what a receiver grants

    static constexpr uint16_t ETHER_TYPE_IPV4 = 0x0800;         ///< Ethernet type of IPv4
    static constexpr uint16_t ETHER_TYPE_IPV6 = 0x86dd;         ///< Ethernet type of IPv6
    static constexpr uint16_t ETHER_TYPE_EXPERIMENTAL = 0x88b5; ///< IEEE 802, local experiments
    static constexpr uint8_t PROTOCOL_UDP = 17;                 ///< IP protocol number of UDP
    static constexpr uint32_t SHORTEST_FRAME = 60; ///< shortest Ethernet frame without FCS

    FrameCodec() = delete;

    /**
     * The bytes on the wire. They are Frame::size bytes, less the FCS if there is none.
     * @param frame a frame of any kind
     * @param withFcs whether to append the FCS, which captures conventionally omit
     * @return the bytes from the destination address
     */
    static std::vector<uint8_t> Encode(const Frame& frame, bool withFcs = false);

    /**
     * The packet on the wire, from its Ethernet header, without FCS.
     * @param frame a frame of any kind
     * @return a new packet; for a FOREIGN frame a copy of the one it holds, without pad
     */
    static Ptr<Packet> ToPacket(const Frame& frame);

    /**
     * Parse what Encode() makes. Anything malformed and anything else is refused: a FOREIGN frame,
     * other operations, a wrong length, version, IP checksum, ICRC or FCS.
     * @param data the bytes from the destination address
     * @param size how many
     * @param out the frame, untouched on failure
     * @param withFcs whether the last four bytes are the FCS
     * @param extra where to put what a frame holds beside its fields, such as immediate data; null:
     *              nowhere
     * @return true if the bytes are a RoCEv2 or PFC frame of this fabric
     */
    static bool Decode(const uint8_t* data,
                       size_t size,
                       Frame& out,
                       bool withFcs = false,
                       FrameExtra* extra = nullptr);

    /**
     * Size of a DATA frame.
     * @param payload payload bytes
     * @param first whether it carries a RETH
     * @return Frame::size
     */
    static constexpr uint32_t DataFrameBytes(uint32_t payload, bool first)
    {
        return wire::ROCE_BYTES + (first ? wire::RETH_BYTES : 0) + ((payload + 3) & ~3U);
    }

    /** Bits of an address that tell hosts apart; those above them tell planes apart. */
    static constexpr uint32_t HOST_BITS = 18;

    /**
     * The number of a port of a host, from which its addresses follow: a host has addresses in each
     * plane.
     * @param host host number, below 2^18
     * @param plane plane number, below 32
     * @return what HostIpv4(), HostIpv6() and HostMac() take; the host number in plane 0
     */
    static constexpr uint32_t AddressNumber(uint32_t host, uint32_t plane)
    {
        return plane << HOST_BITS | host;
    }

    /**
     * IPv6 address of a host: its number plus one in fd00::/96.
     * @param host host number, or AddressNumber()
     * @return the address
     */
    static Ipv6Address HostIpv6(uint32_t host);

    /**
     * Host of an IPv6 address.
     * @param address the address
     * @param host where to put the host number
     * @return false if no host has this address
     */
    static bool Ipv6Host(Ipv6Address address, uint32_t& host);

    /**
     * IPv4 address of a host: its number plus one in 10.0.0.0/8.
     * @param host host number, or AddressNumber()
     * @return the address
     */
    static Ipv4Address HostIpv4(uint32_t host);

    /**
     * The host of an IPv4 address.
     * @param address the address
     * @param host its host number
     * @return false, with host untouched, if no host can have this address
     */
    static bool Ipv4Host(Ipv4Address address, uint32_t& host);

    /**
     * Ethernet address of a host: 02:00 and its number.
     * @param host host number, or AddressNumber()
     * @return the address
     */
    static Mac48Address HostMac(uint32_t host);

    /**
     * The host of an Ethernet address.
     * @param address the address
     * @param host its host number
     * @return false, with host untouched, if this is not the address of a host
     */
    static bool MacHost(Mac48Address address, uint32_t& host);

    /**
     * Ethernet address of a switch as the sender of PFC: 02:01 and its number.
     * @param vertex number of its vertex
     * @return the address
     */
    static Mac48Address SwitchMac(uint32_t vertex);

    /**
     * The switch of an Ethernet address.
     * @param address the address
     * @param vertex number of its vertex
     * @return false, with vertex untouched, if this is not the address of a switch
     */
    static bool MacSwitch(Mac48Address address, uint32_t& vertex);

    /**
     * Differentiated services code point of a traffic class: 26 for class 3, where RoCE has its
     * data by convention, and otherwise the class selector (48 for class 6, for CNPs).
     * @param priority traffic class, 0 to 7
     * @return the DSCP
     */
    static uint8_t PriorityToDscp(uint8_t priority);

    /**
     * Traffic class of a DSCP: its upper three bits.
     * @param dscp the DSCP
     * @return the traffic class, 0 to 7
     */
    static uint8_t DscpToPriority(uint8_t dscp);

    /**
     * @param frame a frame
     * @return its DSCP
     */
    static uint8_t GetDscp(const Frame& frame)
    {
        return frame.dscp != 0 ? static_cast<uint8_t>(frame.dscp - 1)
                               : PriorityToDscp(frame.priority);
    }

    /**
     * Give a frame a DSCP, and the class that stands for.
     * @param frame the frame
     * @param dscp the DSCP, 0 to 63
     */
    static void SetDscp(Frame& frame, uint8_t dscp)
    {
        frame.priority = DscpToPriority(dscp);
        frame.dscp = PriorityToDscp(frame.priority) == dscp ? 0 : static_cast<uint8_t>(dscp + 1);
    }
};

} // namespace aifabric
} // namespace ns3

#endif // FRAME_CODEC_H
