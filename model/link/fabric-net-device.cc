/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-net-device.h"

#include "fabric-channel.h"

#include "ns3/abort.h"
#include "ns3/ethernet-header.h"
#include "ns3/fabric-engine.h"
#include "ns3/fabric-random.h"
#include "ns3/frame-codec.h"
#include "ns3/frame-route.h"
#include "ns3/ipv4-header.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("FabricNetDevice");

NS_OBJECT_ENSURE_REGISTERED(FabricNetDevice);

namespace
{
constexpr uint16_t ETHERTYPE_IPV4 = 0x0800;
constexpr uint8_t INITIAL_HOP_LIMIT = 64;
} // namespace

TypeId
FabricNetDevice::GetTypeId()
{
    const std::string frameSink = "ns3::aifabric::FabricNetDevice::FrameTracedCallback";
    const std::string packetSink = "ns3::Packet::TracedCallback";
    static TypeId tid =
        TypeId("ns3::aifabric::FabricNetDevice")
            .SetParent<NetDevice>()
            .SetGroupName("AiFabric")
            .AddConstructor<FabricNetDevice>()
            .AddAttribute(
                "DataRate",
                "Line rate in bits per second",
                DataRateValue(DataRate("400Gbps")),
                MakeDataRateAccessor(&FabricNetDevice::SetDataRate, &FabricNetDevice::GetDataRate),
                MakeDataRateChecker())
            .AddAttribute("Mtu",
                          "Largest packet in bytes that protocol stacks may hand to Send()",
                          UintegerValue(9000),
                          MakeUintegerAccessor(&FabricNetDevice::m_mtu),
                          MakeUintegerChecker<uint16_t>(68))
            .AddAttribute("ForeignClass",
                          "Traffic class (0 to 7) of packets that come through Send()",
                          UintegerValue(0),
                          MakeUintegerAccessor(&FabricNetDevice::m_foreignClass),
                          MakeUintegerChecker<uint8_t>(0, CLASS_COUNT - 1))
            .AddAttribute("ForeignLimit",
                          "Bytes of such packets that may wait at a host; more are dropped",
                          UintegerValue(4000000),
                          MakeUintegerAccessor(&FabricNetDevice::m_foreignLimit),
                          MakeUintegerChecker<uint64_t>())
            .AddTraceSource("FrameSent",
                            "The first bit of a frame is on the link",
                            MakeTraceSourceAccessor(&FabricNetDevice::m_frameSentTrace),
                            frameSink)
            .AddTraceSource("FrameReceived",
                            "A frame came in and is being processed",
                            MakeTraceSourceAccessor(&FabricNetDevice::m_frameReceivedTrace),
                            frameSink)
            .AddTraceSource("FrameEnqueued",
                            "A frame entered a class queue",
                            MakeTraceSourceAccessor(&FabricNetDevice::m_frameEnqueuedTrace),
                            frameSink)
            .AddTraceSource(
                "FrameTrimmed",
                "A frame that was meant for this port lost its payload for want of room",
                MakeTraceSourceAccessor(&FabricNetDevice::m_frameTrimmedTrace),
                "ns3::aifabric::FabricNetDevice::FrameTracedCallback")
            .AddTraceSource("FrameDropped",
                            "A frame is lost here, with the reason",
                            MakeTraceSourceAccessor(&FabricNetDevice::m_frameDroppedTrace),
                            "ns3::aifabric::FabricNetDevice::DropTracedCallback")
            .AddTraceSource("Backlog",
                            "Bytes waiting, the frame in service included, before and after an "
                            "arrival",
                            MakeTraceSourceAccessor(&FabricNetDevice::m_backlogTrace),
                            "ns3::aifabric::FabricNetDevice::BacklogTracedCallback")
            .AddTraceSource("Paused",
                            "Mask of the classes paused by the peer, before and after a change",
                            MakeTraceSourceAccessor(&FabricNetDevice::m_pausedTrace),
                            "ns3::TracedValueCallback::Uint8")
            .AddTraceSource("PhyTxBegin",
                            "As FrameSent, as the packet on the wire",
                            MakeTraceSourceAccessor(&FabricNetDevice::m_phyTxBeginTrace),
                            packetSink)
            .AddTraceSource("PhyRxEnd",
                            "As FrameReceived, as the packet on the wire",
                            MakeTraceSourceAccessor(&FabricNetDevice::m_phyRxEndTrace),
                            packetSink)
            .AddTraceSource("Sniffer",
                            "All packets sent and received, from Ethernet header to payload",
                            MakeTraceSourceAccessor(&FabricNetDevice::m_snifferTrace),
                            packetSink)
            .AddTraceSource("PromiscSniffer",
                            "As Sniffer",
                            MakeTraceSourceAccessor(&FabricNetDevice::m_promiscSnifferTrace),
                            packetSink)
            .AddTraceSource("Enqueue",
                            "As FrameEnqueued, as the packet on the wire",
                            MakeTraceSourceAccessor(&FabricNetDevice::m_enqueueTrace),
                            packetSink)
            .AddTraceSource("Dequeue",
                            "A packet left a class queue to be sent",
                            MakeTraceSourceAccessor(&FabricNetDevice::m_dequeueTrace),
                            packetSink)
            .AddTraceSource("Drop",
                            "As FrameDropped, as the packet on the wire",
                            MakeTraceSourceAccessor(&FabricNetDevice::m_dropTrace),
                            packetSink);
    return tid;
}

FabricNetDevice::FabricNetDevice() = default;
FabricNetDevice::~FabricNetDevice() = default;

void
FabricNetDevice::DoDispose()
{
    if (GetPeer())
    {
        FabricEngine::CheckEnd("port " + std::to_string(m_ifIndex) + " of node " +
                               std::to_string(GetNodeId()));
    }
    m_node = nullptr;
    m_channel = nullptr;
    m_receiveCallback = ReceiveCallback();
    m_promiscCallback = PromiscReceiveCallback();
    Detach();
    NetDevice::DoDispose();
}

void
FabricNetDevice::AttachTo(FabricChannel* channel, FabricNetDevice* peer, uint64_t delay)
{
    m_channel = channel;
    Attach(peer, delay);
}

void
FabricNetDevice::SetFabricAddress(uint32_t address)
{
    SetAddressNumber(address);
    m_mac = FrameCodec::HostMac(address);
}

void
FabricNetDevice::SetPlane(uint8_t plane)
{
    m_plane = plane;
    m_mac = FrameCodec::HostMac(FrameCodec::AddressNumber(GetFabricAddress(), plane));
}

bool
FabricNetDevice::Send(Ptr<Packet> packet, const Address& dest, uint16_t protocolNumber)
{
    return SendFrom(packet, m_mac, dest, protocolNumber);
}

bool
FabricNetDevice::SendFrom(Ptr<Packet> packet,
                          const Address& source,
                          const Address& dest,
                          uint16_t protocolNumber)
{
    NS_LOG_FUNCTION(this << packet << dest << protocolNumber);
    const Mac48Address mac = Mac48Address::ConvertFrom(dest);
    uint32_t host = 0;
    uint32_t key = protocolNumber;
    bool known = !mac.IsGroup() && FrameCodec::MacHost(mac, host);
    if (protocolNumber == ETHERTYPE_IPV4)
    {
        Ipv4Header header;
        packet->PeekHeader(header);
        key = header.GetProtocol();
        known = known || FrameCodec::Ipv4Host(header.GetDestination(), host);
    }
    const uint32_t number = host;
    known = known && number >> FrameCodec::HOST_BITS == m_plane;
    host &= (1U << FrameCodec::HOST_BITS) - 1;
    Frame* frame = GetPool().Make();
    EthernetHeader ethernet(false);
    ethernet.SetSource(Mac48Address::ConvertFrom(source));
    ethernet.SetDestination(known ? FrameCodec::HostMac(number) : mac);
    ethernet.SetLengthType(protocolNumber);
    Ptr<Packet> copy = packet->Copy();
    copy->AddHeader(ethernet);
    frame->kind = FrameKind::FOREIGN;
    frame->src = GetFabricAddress();
    frame->dst = host;
    frame->plane = m_plane;
    frame->priority = m_foreignClass;
    frame->hopLimit = INITIAL_HOP_LIMIT;
    frame->entropy = Route::ToEntropy(MixBits(key));
    frame->sentAt = GetDomain().Now();
    // A frame on the wire is never shorter than 64 bytes.
    frame->size = std::max<uint32_t>(64, copy->GetSize() + wire::FCS_BYTES);
    GetPool().HoldForeign(*frame, PeekPointer(copy));
    if (!known)
    {
        NS_LOG_WARN("no fabric host for a packet to " << dest);
        DropFrame(frame, DropReason::NO_ROUTE);
        return false;
    }
    if (!IsUp() || GetQueues().GetBytes() + frame->size > m_foreignLimit)
    {
        DropFrame(frame, IsUp() ? DropReason::HOST_QUEUE_FULL : DropReason::LINK_DOWN);
        return false;
    }
    Enqueue(frame);
    return true;
}

void
FabricNetDevice::DeliverForeign(Frame* frame)
{
    Ptr<Packet> packet = frame->extra->foreign->Copy();
    GetPool().Deliver(frame);
    EthernetHeader ethernet(false);
    packet->RemoveHeader(ethernet);
    // The stack runs as an ns-3 event of its node: fabric events stay free of its work.
    Simulator::ScheduleWithContext(m_node->GetId(), Time(0), MakeEvent([this, packet, ethernet]() {
                                       if (!m_promiscCallback.IsNull())
                                       {
                                           m_promiscCallback(this,
                                                             packet->Copy(),
                                                             ethernet.GetLengthType(),
                                                             ethernet.GetSource(),
                                                             ethernet.GetDestination(),
                                                             PACKET_HOST);
                                       }
                                       if (!m_receiveCallback.IsNull())
                                       {
                                           m_receiveCallback(this,
                                                             packet,
                                                             ethernet.GetLengthType(),
                                                             ethernet.GetSource());
                                       }
                                   }));
}

void
FabricNetDevice::SetIfIndex(const uint32_t index)
{
    m_ifIndex = index;
}

uint32_t
FabricNetDevice::GetIfIndex() const
{
    return m_ifIndex;
}

Ptr<Channel>
FabricNetDevice::GetChannel() const
{
    return m_channel;
}

void
FabricNetDevice::SetAddress(Address address)
{
    m_mac = Mac48Address::ConvertFrom(address);
}

Address
FabricNetDevice::GetAddress() const
{
    return m_mac;
}

bool
FabricNetDevice::SetMtu(const uint16_t mtu)
{
    m_mtu = mtu;
    return true;
}

uint16_t
FabricNetDevice::GetMtu() const
{
    return m_mtu;
}

bool
FabricNetDevice::IsLinkUp() const
{
    return IsUp();
}

void
FabricNetDevice::AddLinkChangeCallback(Callback<void> callback)
{
    m_linkChange.ConnectWithoutContext(callback);
}

bool
FabricNetDevice::IsBroadcast() const
{
    // Stacks address a next hop; the destination host follows from the packet itself.
    return true;
}

Address
FabricNetDevice::GetBroadcast() const
{
    return Mac48Address::GetBroadcast();
}

bool
FabricNetDevice::IsMulticast() const
{
    return false;
}

Address
FabricNetDevice::GetMulticast(Ipv4Address multicastGroup) const
{
    return Mac48Address::GetMulticast(multicastGroup);
}

Address
FabricNetDevice::GetMulticast(Ipv6Address addr) const
{
    return Mac48Address::GetMulticast(addr);
}

bool
FabricNetDevice::IsBridge() const
{
    return false;
}

bool
FabricNetDevice::IsPointToPoint() const
{
    return false;
}

Ptr<Node>
FabricNetDevice::GetNode() const
{
    return m_node;
}

void
FabricNetDevice::SetNode(Ptr<Node> node)
{
    m_node = node;
}

bool
FabricNetDevice::NeedsArp() const
{
    return false;
}

void
FabricNetDevice::SetReceiveCallback(ReceiveCallback cb)
{
    m_receiveCallback = cb;
}

void
FabricNetDevice::SetPromiscReceiveCallback(PromiscReceiveCallback cb)
{
    m_promiscCallback = cb;
}

bool
FabricNetDevice::SupportsSendFrom() const
{
    return true;
}

} // namespace aifabric
} // namespace ns3
