/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_NET_DEVICE_H
#define FABRIC_NET_DEVICE_H

#include "fabric-port.h"

#include "ns3/huge-arena.h"
#include "ns3/mac48-address.h"
#include "ns3/net-device.h"
#include "ns3/nstime.h"

namespace ns3
{
namespace aifabric
{

class FabricChannel;

/**
 * @ingroup ai-fabric
 *
 * A port of a fabric node as a device of ns-3: attributes, trace sources, and the way of foreign
 * packets from and to the protocol stack of a host. Any packet that enters through Send() shares
 * queues and link with the frames of the fabric.
 */
class FabricNetDevice final : public NetDevice, public FabricPort, public InArena<FabricNetDevice>
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    FabricNetDevice();
    ~FabricNetDevice() override;

    /**
     * Set the number from which the MAC address follows.
     * @param address fabric host number, or a number above all hosts for a switch
     */
    void SetFabricAddress(uint32_t address);

    /**
     * Say in which plane the port of a host is; it gets the address of the host there.
     * @param plane number of the plane
     */
    void SetPlane(uint8_t plane);

    void DeliverForeign(Frame* frame) override;

    // Inherited from NetDevice
    void SetIfIndex(const uint32_t index) override;
    uint32_t GetIfIndex() const override;
    Ptr<Channel> GetChannel() const override;
    void SetAddress(Address address) override;
    Address GetAddress() const override;
    bool SetMtu(const uint16_t mtu) override;
    uint16_t GetMtu() const override;
    bool IsLinkUp() const override;
    void AddLinkChangeCallback(Callback<void> callback) override;
    bool IsBroadcast() const override;
    Address GetBroadcast() const override;
    bool IsMulticast() const override;
    Address GetMulticast(Ipv4Address multicastGroup) const override;
    Address GetMulticast(Ipv6Address addr) const override;
    bool IsBridge() const override;
    bool IsPointToPoint() const override;
    bool Send(Ptr<Packet> packet, const Address& dest, uint16_t protocolNumber) override;
    bool SendFrom(Ptr<Packet> packet,
                  const Address& source,
                  const Address& dest,
                  uint16_t protocolNumber) override;
    Ptr<Node> GetNode() const override;
    void SetNode(Ptr<Node> node) override;
    bool NeedsArp() const override;
    void SetReceiveCallback(ReceiveCallback cb) override;
    void SetPromiscReceiveCallback(PromiscReceiveCallback cb) override;
    bool SupportsSendFrom() const override;

    /**
     * Signature of sinks of frame events.
     * @param frame the frame, to read during the call
     */
    using FrameTracedCallback = void (*)(const Frame& frame);
    /**
     * Signature of sinks of drops.
     * @param frame the frame, to read during the call
     * @param reason why it is lost
     */
    using DropTracedCallback = void (*)(const Frame& frame, DropReason reason);
    /**
     * Signature of sinks of the backlog.
     * @param oldBytes backlog before, in bytes
     * @param newBytes backlog after, in bytes
     */
    using BacklogTracedCallback = void (*)(uint64_t oldBytes, uint64_t newBytes);

  private:
    friend class FabricChannel;

    void DoDispose() override;
    void AttachTo(FabricChannel* channel, FabricNetDevice* peer, uint64_t delay);

    uint32_t m_ifIndex{0};
    uint64_t m_foreignLimit;
    uint8_t m_plane{0};
    uint8_t m_foreignClass;
    Mac48Address m_mac;
    FabricChannel* m_channel{nullptr};
    Ptr<Node> m_node;
    ReceiveCallback m_receiveCallback;
    PromiscReceiveCallback m_promiscCallback;
};

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_NET_DEVICE_H
