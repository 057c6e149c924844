/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "frame-codec.h"

#include "bth-header.h"
#include "frame-pool.h"
#include "frame-transport.h"
#include "pfc-header.h"
#include "roce-icrc.h"
#include "telemetry-word.h"

#include "ns3/assert.h"
#include "ns3/ethernet-header.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv6-header.h"
#include "ns3/packet.h"
#include "ns3/udp-header.h"

#include <algorithm>
#include <array>

namespace ns3
{
namespace aifabric
{

namespace
{

constexpr uint32_t IPV4_HOST_MASK = 0x00ffffff;
constexpr uint32_t IPV4_NETWORK = 10U << 24;
constexpr uint8_t IPV6_NETWORK = 0xfd;
constexpr uint16_t MAC_OF_HOST = 0x0200;
constexpr uint16_t MAC_OF_SWITCH = 0x0201;
constexpr uint8_t ROCE_DATA_CLASS = 3;
constexpr uint8_t ROCE_DATA_DSCP = 26;

using Word = std::array<uint8_t, 4>;

Mac48Address
MakeMac(uint16_t prefix, uint32_t number)
{
    const std::array<uint8_t, 6> bytes = {static_cast<uint8_t>(prefix >> 8),
                                          static_cast<uint8_t>(prefix),
                                          static_cast<uint8_t>(number >> 24),
                                          static_cast<uint8_t>(number >> 16),
                                          static_cast<uint8_t>(number >> 8),
                                          static_cast<uint8_t>(number)};
    Mac48Address address;
    address.CopyFrom(bytes.data());
    return address;
}

Word
LittleEndian(uint32_t value)
{
    return {static_cast<uint8_t>(value),
            static_cast<uint8_t>(value >> 8),
            static_cast<uint8_t>(value >> 16),
            static_cast<uint8_t>(value >> 24)};
}

bool
ParseMac(Mac48Address address, uint16_t prefix, uint32_t& number)
{
    std::array<uint8_t, 6> bytes;
    address.CopyTo(bytes.data());
    if (bytes[0] != prefix >> 8 || bytes[1] != (prefix & 0xff))
    {
        return false;
    }
    number = static_cast<uint32_t>(bytes[2]) << 24 | static_cast<uint32_t>(bytes[3]) << 16 |
             static_cast<uint32_t>(bytes[4]) << 8 | bytes[5];
    return true;
}

void
AddEthernet(Ptr<Packet> packet, Mac48Address from, Mac48Address to, uint16_t type)
{
    EthernetHeader ethernet(false);
    ethernet.SetSource(from);
    ethernet.SetDestination(to);
    ethernet.SetLengthType(type);
    packet->AddHeader(ethernet);
}

Ptr<Packet>
MakePfc(const Frame& frame)
{
    PfcHeader pfc;
    pfc.SetClasses(frame.pfcClasses);
    pfc.SetQuanta(frame.pfcQuanta);
    auto packet = Create<Packet>(static_cast<uint32_t>(
        FrameCodec::SHORTEST_FRAME - wire::ETHERNET_BYTES - pfc.GetSerializedSize()));
    packet->AddHeader(pfc);
    AddEthernet(packet,
                FrameCodec::SwitchMac(frame.src),
                PfcHeader::GetDestination(),
                PfcHeader::ETHER_TYPE);
    return packet;
}

Ptr<Packet>
MakeSwitchMessage(const Frame& frame)
{
    std::array<uint8_t, FrameCodec::SHORTEST_FRAME - wire::ETHERNET_BYTES> bytes{};
    for (size_t i = 0; i < 4 * frame.overlay.size(); i++)
    {
        bytes[i] = static_cast<uint8_t>(frame.overlay[i / 4] >> (24 - 8 * (i % 4)));
    }
    auto packet = Create<Packet>(bytes.data(), static_cast<uint32_t>(bytes.size()));
    AddEthernet(packet,
                FrameCodec::SwitchMac(frame.src),
                FrameCodec::HostMac(FrameCodec::AddressNumber(frame.dst, frame.plane)),
                FrameCodec::ETHER_TYPE_EXPERIMENTAL);
    return packet;
}

/// The byte that holds DSCP and ECN.
uint8_t
TrafficClass(const Frame& frame)
{
    return static_cast<uint8_t>(FrameCodec::GetDscp(frame) << 2 | static_cast<uint8_t>(frame.ecn));
}

void
AddIpv4(Ptr<Packet> packet, const Frame& frame)
{
    Ipv4Header ip;
    ip.SetPayloadSize(static_cast<uint16_t>(packet->GetSize()));
    ip.SetProtocol(FrameCodec::PROTOCOL_UDP);
    ip.SetSource(FrameCodec::HostIpv4(FrameCodec::AddressNumber(frame.src, frame.plane)));
    ip.SetDestination(FrameCodec::HostIpv4(FrameCodec::AddressNumber(frame.dst, frame.plane)));
    ip.SetTos(TrafficClass(frame));
    ip.SetTtl(frame.hopLimit);
    ip.SetDontFragment();
    ip.SetIdentification(0);
    ip.EnableChecksum();
    packet->AddHeader(ip);
}

void
AddIpv6(Ptr<Packet> packet, const Frame& frame)
{
    Ipv6Header ip;
    ip.SetPayloadLength(static_cast<uint16_t>(packet->GetSize()));
    ip.SetNextHeader(FrameCodec::PROTOCOL_UDP);
    ip.SetSource(FrameCodec::HostIpv6(FrameCodec::AddressNumber(frame.src, frame.plane)));
    ip.SetDestination(FrameCodec::HostIpv6(FrameCodec::AddressNumber(frame.dst, frame.plane)));
    ip.SetTrafficClass(TrafficClass(frame));
    ip.SetHopLimit(frame.hopLimit);
    packet->AddHeader(ip);
}

/// Bytes that hops have added.
uint32_t
GetGrown(const Frame& frame)
{
    return frame.extra ? frame.extra->grown : 0;
}

/// What is left of the payload of a trimmed packet: so much that its size is that of the frame.
uint32_t
GetStub(const Frame& frame, const Packet& transport)
{
    const uint32_t below = wire::ETHERNET_BYTES + wire::UDP_BYTES + wire::FCS_BYTES +
                           (frame.Has(FRAME_IPV6) ? wire::IPV6_BYTES : wire::IPV4_BYTES);
    return frame.size - GetGrown(frame) - below - transport.GetSize();
}

Ptr<Packet>
MakeRoce(const Frame& frame)
{
    BthHeader bth;
    bth.SetPsn(frame.psn);
    bth.SetDestinationQp(frame.qp);
    bth.SetAckRequest(frame.Has(FRAME_ACK_REQUEST));
    bth.SetBecn(frame.Has(FRAME_BECN));
    Ptr<Packet> packet = transport::MakeHeaders(frame, bth);
    packet->AddHeader(bth);
    const bool trimmed = frame.Has(FRAME_TRIMMED);
    // The ICRC covers the lengths, which cover the ICRC: it is put in after the headers.
    packet->AddAtEnd(Create<Packet>(trimmed ? GetStub(frame, *packet) : wire::ICRC_BYTES));
    UdpHeader udp;
    udp.SetSourcePort(frame.entropy);
    udp.SetDestinationPort(wire::ROCE_UDP_PORT);
    packet->AddHeader(udp);

    if (frame.Has(FRAME_IPV6))
    {
        AddIpv6(packet, frame);
    }
    else
    {
        AddIpv4(packet, frame);
    }

    if (!trimmed)
    {
        packet->RemoveAtEnd(wire::ICRC_BYTES);
        std::vector<uint8_t> bytes(packet->GetSize());
        packet->CopyData(bytes.data(), static_cast<uint32_t>(bytes.size()));
        const Word icrc = LittleEndian(*RoceIcrc(bytes.data(), bytes.size()));
        packet->AddAtEnd(Create<Packet>(icrc.data(), static_cast<uint32_t>(icrc.size())));
    }
    AddEthernet(packet,
                FrameCodec::HostMac(FrameCodec::AddressNumber(frame.src, frame.plane)),
                FrameCodec::HostMac(FrameCodec::AddressNumber(frame.dst, frame.plane)),
                frame.Has(FRAME_IPV6) ? FrameCodec::ETHER_TYPE_IPV6 : FrameCodec::ETHER_TYPE_IPV4);
    return packet;
}

/// The packet as it was before hops added to it.
Ptr<Packet>
MakeUngrown(const Frame& frame)
{
    switch (frame.kind)
    {
    case FrameKind::FOREIGN:
        NS_ASSERT_MSG(frame.extra && frame.extra->foreign, "a FOREIGN frame holds no packet");
        return frame.extra->foreign->Copy();
    case FrameKind::PFC:
        return MakePfc(frame);
    case FrameKind::SWITCH:
        return MakeSwitchMessage(frame);
    default:
        return MakeRoce(frame);
    }
}

} // namespace

std::vector<uint8_t>
FrameCodec::Encode(const Frame& frame, bool withFcs)
{
    Ptr<Packet> packet = ToPacket(frame);
    const size_t shortest = frame.kind == FrameKind::FOREIGN ? SHORTEST_FRAME + GetGrown(frame) : 0;
    std::vector<uint8_t> bytes(std::max<size_t>(packet->GetSize(), shortest));
    packet->CopyData(bytes.data(), packet->GetSize());
    if (withFcs)
    {
        const Word fcs = LittleEndian(Crc32(bytes.data(), bytes.size()));
        bytes.insert(bytes.end(), fcs.begin(), fcs.end());
    }
    return bytes;
}

Ptr<Packet>
FrameCodec::ToPacket(const Frame& frame)
{
    Ptr<Packet> packet = MakeUngrown(frame);
    if (const uint32_t grown = GetGrown(frame))
    {
        packet->AddAtEnd(Create<Packet>(TelemetryWord::MakeTrailer(*frame.extra).data(), grown));
    }
    return packet;
}

Ipv4Address
FrameCodec::HostIpv4(uint32_t host)
{
    return Ipv4Address(IPV4_NETWORK | ((host + 1) & IPV4_HOST_MASK));
}

bool
FrameCodec::Ipv4Host(Ipv4Address address, uint32_t& host)
{
    const uint32_t number = address.Get() & IPV4_HOST_MASK;
    if (number != (address.Get() ^ IPV4_NETWORK) || number == 0 || number == IPV4_HOST_MASK)
    {
        return false;
    }
    host = number - 1;
    return true;
}

Ipv6Address
FrameCodec::HostIpv6(uint32_t host)
{
    std::array<uint8_t, 16> bytes{IPV6_NETWORK};
    const uint32_t number = host + 1;
    for (size_t i = 0; i < sizeof(number); i++)
    {
        bytes[12 + i] = static_cast<uint8_t>(number >> (24 - 8 * i));
    }
    return Ipv6Address(bytes.data());
}

bool
FrameCodec::Ipv6Host(Ipv6Address address, uint32_t& host)
{
    std::array<uint8_t, 16> bytes;
    address.GetBytes(bytes.data());
    uint32_t number = 0;
    for (size_t i = 12; i < bytes.size(); i++)
    {
        number = number << 8 | bytes[i];
    }
    if (number == 0 || HostIpv6(number - 1) != address)
    {
        return false;
    }
    host = number - 1;
    return true;
}

Mac48Address
FrameCodec::HostMac(uint32_t host)
{
    return MakeMac(MAC_OF_HOST, host);
}

bool
FrameCodec::MacHost(Mac48Address address, uint32_t& host)
{
    return ParseMac(address, MAC_OF_HOST, host);
}

Mac48Address
FrameCodec::SwitchMac(uint32_t vertex)
{
    return MakeMac(MAC_OF_SWITCH, vertex);
}

bool
FrameCodec::MacSwitch(Mac48Address address, uint32_t& vertex)
{
    return ParseMac(address, MAC_OF_SWITCH, vertex);
}

uint8_t
FrameCodec::PriorityToDscp(uint8_t priority)
{
    return priority == ROCE_DATA_CLASS ? ROCE_DATA_DSCP : static_cast<uint8_t>(priority << 3);
}

} // namespace aifabric
} // namespace ns3
