/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "frame-codec.h"
#include "frame-operations.h"
#include "frame-transport.h"
#include "pfc-header.h"
#include "roce-icrc.h"
#include "telemetry-word.h"

#include "ns3/ethernet-header.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv6-header.h"
#include "ns3/packet.h"

#include <algorithm>
#include <array>
#include <vector>

namespace ns3
{
namespace aifabric
{

namespace
{

constexpr uint8_t IPV4_VERSION_AND_LENGTH = 0x45;

uint32_t
ReadBigEndian(const uint8_t* bytes)
{
    return static_cast<uint32_t>(bytes[0]) << 24 | static_cast<uint32_t>(bytes[1]) << 16 |
           static_cast<uint32_t>(bytes[2]) << 8 | bytes[3];
}

/// @return true if the last four bytes are the CRC, least significant byte first.
bool
EndsWithCrc(const uint8_t* data, size_t size, uint32_t crc)
{
    const uint8_t* end = data + size - sizeof(crc);
    return end[0] == (crc & 0xff) && end[1] == (crc >> 8 & 0xff) && end[2] == (crc >> 16 & 0xff) &&
           end[3] == crc >> 24;
}

bool
DecodePfc(Ptr<Packet> packet, const EthernetHeader& ethernet, Frame& frame)
{
    if (packet->GetSize() != FrameCodec::SHORTEST_FRAME - wire::ETHERNET_BYTES ||
        ethernet.GetDestination() != PfcHeader::GetDestination() ||
        !FrameCodec::MacSwitch(ethernet.GetSource(), frame.src))
    {
        return false;
    }
    PfcHeader pfc;
    packet->RemoveHeader(pfc);
    frame.kind = FrameKind::PFC;
    frame.pfcClasses = pfc.GetClasses();
    frame.pfcQuanta = pfc.GetQuanta();
    return pfc.GetOpcode() == PfcHeader::OPCODE;
}

/// Take the plane out of the number of an address, and write it on the frame.
uint32_t
TakePlane(uint32_t& number, Frame& frame)
{
    const uint32_t plane = number >> FrameCodec::HOST_BITS;
    frame.plane = static_cast<uint8_t>(plane);
    number &= (1U << FrameCodec::HOST_BITS) - 1;
    return plane;
}

bool
DecodeSwitchMessage(Ptr<Packet> packet, const EthernetHeader& ethernet, Frame& frame)
{
    std::array<uint8_t, FrameCodec::SHORTEST_FRAME - wire::ETHERNET_BYTES> bytes;
    if (packet->GetSize() != bytes.size() ||
        !FrameCodec::MacSwitch(ethernet.GetSource(), frame.src) ||
        !FrameCodec::MacHost(ethernet.GetDestination(), frame.dst))
    {
        return false;
    }
    TakePlane(frame.dst, frame);
    packet->CopyData(bytes.data(), static_cast<uint32_t>(bytes.size()));
    frame.kind = FrameKind::SWITCH;
    for (size_t i = 0; i < frame.overlay.size(); i++)
    {
        frame.overlay[i] = ReadBigEndian(&bytes[4 * i]);
    }
    return std::all_of(bytes.begin() + 4 * frame.overlay.size(), bytes.end(), [](uint8_t byte) {
        return byte == 0;
    });
}

/// Parse and remove an IPv4 header; the caller has checked the first byte and the length.
bool
DecodeIpv4(Ptr<Packet> packet, Frame& frame)
{
    const uint32_t length = packet->GetSize();
    Ipv4Header ip;
    ip.EnableChecksum();
    packet->RemoveHeader(ip);
    FrameCodec::SetDscp(frame, ip.GetTos() >> 2);
    frame.ecn = static_cast<Ecn>(ip.GetTos() & 3);
    frame.hopLimit = ip.GetTtl();
    return ip.IsChecksumOk() && ip.GetPayloadSize() + wire::IPV4_BYTES == length &&
           ip.GetProtocol() == FrameCodec::PROTOCOL_UDP && ip.IsLastFragment() &&
           ip.GetFragmentOffset() == 0 && FrameCodec::Ipv4Host(ip.GetSource(), frame.src) &&
           FrameCodec::Ipv4Host(ip.GetDestination(), frame.dst) &&
           TakePlane(frame.src, frame) == TakePlane(frame.dst, frame);
}

/// Parse and remove an IPv6 header; the caller has checked the version and the length.
bool
DecodeIpv6(Ptr<Packet> packet, Frame& frame)
{
    Ipv6Header ip;
    packet->RemoveHeader(ip);
    FrameCodec::SetDscp(frame, ip.GetTrafficClass() >> 2);
    frame.ecn = static_cast<Ecn>(ip.GetTrafficClass() & 3);
    frame.hopLimit = ip.GetHopLimit();
    return ip.GetNextHeader() == FrameCodec::PROTOCOL_UDP &&
           FrameCodec::Ipv6Host(ip.GetSource(), frame.src) &&
           FrameCodec::Ipv6Host(ip.GetDestination(), frame.dst) &&
           TakePlane(frame.src, frame) == TakePlane(frame.dst, frame);
}

/// Parse what follows the UDP header of a packet whose payload was cut off, and the ICRC with it.
/// What a switch has left of the payload is zeros, as all payload is; an ICRC would not be.
bool
DecodeTrimmed(Ptr<Packet> packet, Frame& frame, uint32_t ipBytes, FrameExtra* extra)
{
    const uint32_t size = packet->GetSize();
    const uint32_t below = wire::ETHERNET_BYTES + ipBytes + wire::UDP_BYTES + wire::FCS_BYTES;
    std::vector<uint8_t> bytes(size);
    packet->CopyData(bytes.data(), size);
    Frame place{};
    if (!operations::ReadOpcode(bytes[0], place))
    {
        return false;
    }
    const uint32_t headers = wire::BTH_BYTES + operations::GetHeaderBytes(place);
    if (size < headers || below + size < wire::SHORTEST_BYTES ||
        std::any_of(bytes.begin() + headers, bytes.end(), [](uint8_t byte) { return byte != 0; }))
    {
        return false;
    }
    packet->RemoveAtEnd(size - headers);
    const bool isData =
        transport::ParseHeaders(packet, frame, extra) && frame.kind == FrameKind::DATA;
    frame.flags |= FRAME_TRIMMED;
    return isData;
}

/// Parse from the UDP header to the end.
bool
DecodeUdp(Ptr<Packet> packet, Frame& frame, uint32_t ipBytes, bool whole, FrameExtra* extra)
{
    std::array<uint8_t, wire::UDP_BYTES> udp;
    packet->CopyData(udp.data(), static_cast<uint32_t>(udp.size()));
    const uint32_t udpLength = ReadBigEndian(&udp[4]) >> 16;
    if ((ReadBigEndian(udp.data()) & 0xffff) != wire::ROCE_UDP_PORT ||
        udpLength != packet->GetSize())
    {
        return false;
    }
    frame.entropy = static_cast<uint16_t>(ReadBigEndian(udp.data()) >> 16);
    packet->RemoveAtStart(wire::UDP_BYTES);
    if (!whole)
    {
        return DecodeTrimmed(packet, frame, ipBytes, extra);
    }
    packet->RemoveAtEnd(wire::ICRC_BYTES);
    return transport::ParseHeaders(packet, frame, extra);
}

/// Parse from the IP header to the end, a trailer included that hops have added.
bool
DecodeIp(Ptr<Packet> packet, const uint8_t* ip, bool v4, Frame& frame, FrameExtra* extra)
{
    const uint32_t size = packet->GetSize();
    const uint32_t length =
        v4 ? ReadBigEndian(ip) % 0x10000 : (ReadBigEndian(ip + 4) >> 16) + wire::IPV6_BYTES;
    const uint32_t headers = (v4 ? wire::IPV4_BYTES : wire::IPV6_BYTES) + wire::UDP_BYTES;
    if ((v4 ? ip[0] != IPV4_VERSION_AND_LENGTH : ip[0] >> 4 != 6) || length > size ||
        length < headers + wire::BTH_BYTES)
    {
        return false;
    }
    FrameExtra unwanted;
    FrameExtra& contents = extra ? *extra : unwanted;
    if (length < size && !TelemetryWord::ReadTrailer(ip + length, size - length, contents))
    {
        return false;
    }
    packet->RemoveAtEnd(size - length);
    frame.flags |= contents.recordCount > 0 && length < size ? FRAME_TELEMETRY : 0;
    const auto icrc = RoceIcrc(ip, length - wire::ICRC_BYTES);
    const bool isOk = (v4 ? DecodeIpv4(packet, frame) : DecodeIpv6(packet, frame)) &&
                      DecodeUdp(packet,
                                frame,
                                headers - wire::UDP_BYTES,
                                icrc && EndsWithCrc(ip, length, *icrc),
                                &contents);
    frame.flags |= v4 ? 0 : FRAME_IPV6;
    return isOk;
}

} // namespace

uint8_t
FrameCodec::DscpToPriority(uint8_t dscp)
{
    return dscp >> 3;
}

bool
FrameCodec::Decode(const uint8_t* data, size_t size, Frame& out, bool withFcs, FrameExtra* extra)
{
    if (withFcs)
    {
        if (size < wire::FCS_BYTES)
        {
            return false;
        }
        size -= wire::FCS_BYTES;
        if (!EndsWithCrc(data, size + wire::FCS_BYTES, Crc32(data, size)))
        {
            return false;
        }
    }
    constexpr size_t LONGEST = wire::ETHERNET_BYTES + 0xffff;
    if (size < wire::ROCE_BYTES - wire::FCS_BYTES || size > LONGEST)
    {
        return false;
    }
    auto packet = Create<Packet>(data, static_cast<uint32_t>(size));
    EthernetHeader ethernet(false);
    packet->RemoveHeader(ethernet);
    Frame frame{};
    frame.size = static_cast<uint32_t>(size) + wire::FCS_BYTES;
    bool ok = false;
    if (ethernet.GetLengthType() == PfcHeader::ETHER_TYPE)
    {
        ok = DecodePfc(packet, ethernet, frame);
    }
    else if (ethernet.GetLengthType() == ETHER_TYPE_EXPERIMENTAL)
    {
        ok = DecodeSwitchMessage(packet, ethernet, frame);
    }
    else if (ethernet.GetLengthType() == ETHER_TYPE_IPV4 ||
             ethernet.GetLengthType() == ETHER_TYPE_IPV6)
    {
        const bool v4 = ethernet.GetLengthType() == ETHER_TYPE_IPV4;
        ok = DecodeIp(packet, data + wire::ETHERNET_BYTES, v4, frame, extra);
    }
    if (ok)
    {
        out = frame;
    }
    return ok;
}

} // namespace aifabric
} // namespace ns3
