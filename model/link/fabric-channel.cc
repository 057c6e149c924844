/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-channel.h"

#include "ns3/config-error.h"
#include "ns3/log.h"
#include "ns3/node.h"

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("FabricChannel");

NS_OBJECT_ENSURE_REGISTERED(FabricChannel);

TypeId
FabricChannel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::FabricChannel")
            .SetParent<Channel>()
            .SetGroupName("AiFabric")
            .AddConstructor<FabricChannel>()
            .AddAttribute("Delay",
                          "One-way propagation delay",
                          TimeValue(NanoSeconds(500)),
                          MakeTimeAccessor(&FabricChannel::SetDelay, &FabricChannel::GetDelay),
                          MakeTimeChecker(Time(0)));
    return tid;
}

FabricChannel::FabricChannel() = default;
FabricChannel::~FabricChannel() = default;

void
FabricChannel::Connect(Ptr<FabricNetDevice> a, Ptr<FabricNetDevice> b)
{
    if (!a || !b || a == b || !a->GetNode() || !b->GetNode())
    {
        throw ConfigError("a channel connects two devices that are on nodes");
    }
    if (m_devices[0] || a->GetPeer() || b->GetPeer())
    {
        throw ConfigError("a channel connects two devices once, which no other one connects");
    }
    m_devices = {a, b};
    for (const auto& device : m_devices)
    {
        device->SetPlace(device->GetNode()->GetId(), static_cast<uint16_t>(device->GetIfIndex()));
    }
    const auto delay = static_cast<uint64_t>(m_delay.GetTimeStep());
    a->AttachTo(this, PeekPointer(b), delay);
    b->AttachTo(this, PeekPointer(a), delay);
}

std::size_t
FabricChannel::GetNDevices() const
{
    return m_devices[0] ? 2 : 0;
}

Ptr<NetDevice>
FabricChannel::GetDevice(std::size_t i) const
{
    return m_devices.at(i);
}

Time
FabricChannel::GetDelay() const
{
    return m_delay;
}

void
FabricChannel::SetDelay(Time delay)
{
    if (m_devices[0] && delay != m_delay)
    {
        throw ConfigError("the delay of a link is set before it is connected: by "
                          "FabricHelper::SetLinks() or in the layout; what changes in a run is a "
                          "fault (FaultHelper)");
    }
    m_delay = delay;
}

bool
FabricChannel::IsUp() const
{
    return m_up;
}

void
FabricChannel::SetUp(bool up)
{
    if (up == m_up)
    {
        return;
    }
    m_up = up;
    for (auto& device : m_devices)
    {
        if (!up)
        {
            device->LoseInFlight();
        }
        device->SetLinkUp(up);
    }
}

} // namespace aifabric
} // namespace ns3
