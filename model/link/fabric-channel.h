/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_CHANNEL_H
#define FABRIC_CHANNEL_H

#include "fabric-net-device.h"

#include "ns3/channel.h"
#include "ns3/nstime.h"

#include <array>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A full-duplex cable between two FabricNetDevices: a propagation delay and an up/down state.
 *
 * The rate belongs to the devices. Frames under way are in the calendar of the domain in which they
 * will arrive.
 */
class FabricChannel : public Channel
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    FabricChannel();
    ~FabricChannel() override;

    /**
     * Plug the cable in. Both devices must already belong to nodes.
     * @param a one end
     * @param b the other end
     */
    void Connect(Ptr<FabricNetDevice> a, Ptr<FabricNetDevice> b);

    std::size_t GetNDevices() const override;
    Ptr<NetDevice> GetDevice(std::size_t i) const override;

    /** @return the one-way propagation delay. */
    Time GetDelay() const;

    /**
     * Set the one-way propagation delay, before the cable is plugged in.
     * @param delay the delay
     * @throws ConfigError if it is plugged in: routes, bounds and domains know the delay it had
     */
    void SetDelay(Time delay);

    /** @return true unless SetUp(false) was called last. */
    bool IsUp() const;

    /**
     * Cut or restore the cable, both directions at once. Frames on a cut cable are lost, frames
     * queued for it too; both are counted as link-down drops.
     * @param up the new state
     */
    void SetUp(bool up);

  private:
    std::array<Ptr<FabricNetDevice>, 2> m_devices;
    Time m_delay;
    bool m_up{true};
};

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_CHANNEL_H
