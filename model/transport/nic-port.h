/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NIC_PORT_H
#define NIC_PORT_H

#include "ns3/fabric-net-device.h"
#include "ns3/frame-pool.h"
#include "ns3/host-load-balancer.h"
#include "ns3/path-catalog.h"
#include "ns3/ptr.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>

namespace ns3
{
namespace aifabric
{

class RoceNic;

/**
 * @ingroup ai-fabric
 *
 * A port of a RoCEv2 NIC: the endpoint's place in one plane. It has its own control frames, its own
 * pace and its own strategy, which chooses among the paths of the plane.
 *
 * When its link is free it sends a CNP or the NAK of a trimmed packet, else an ACK or NAK, else a
 * packet that the scheduler of the NIC has for it, of classes that the peer has not paused.
 */
class NicPort final : public FabricPortOwner, public HostServices
{
  public:
    /**
     * @param nic the NIC
     * @param device the port; it is connected
     * @param plane number of the plane, and of the port
     */
    NicPort(RoceNic& nic, Ptr<FabricNetDevice> device, uint32_t plane);
    ~NicPort() override;

    /**
     * Take up work.
     * @param routes the paths of the fabric
     * @param balancer the strategy, or null
     * @return an empty string, or what is wrong with the configuration of the strategy
     */
    std::string Start(Ptr<FabricRoutes> routes, Ptr<HostLoadBalancer> balancer);

    /** Forget the strategy: the simulation is over. */
    void Dispose();

    /**
     * Send an ACK, NAK or probe when its turn comes.
     * @param frame the frame
     */
    void PushControl(Frame* frame);

    /**
     * Send a CNP, or the NAK of a trimmed packet, when its turn comes.
     * @param frame the frame
     */
    void PushUrgent(Frame* frame);

    /** Look whether there is something to send. */
    void Kick()
    {
        m_port->Kick();
    }

    /**
     * Pace all data together.
     * @param fraction of the line rate at which data is sent at most
     */
    void SetFraction(double fraction);

    /** @return the port of the link. */
    FabricPort& GetPort() const
    {
        return *m_port;
    }

    /** @return number of the plane. */
    uint32_t GetPlane() const
    {
        return m_plane;
    }

    /** @return the strategy, or null. */
    HostLoadBalancer* GetBalancer() const
    {
        return m_balancer;
    }

    /** @return the strategy, or null. */
    Ptr<HostLoadBalancer> GetBalancerObject() const
    {
        return m_balancerObject;
    }

    /** @return rate at which data is sent at most, bits per second. */
    double GetHostRate() const
    {
        return m_hostRate;
    }

    /**
     * @param priority a class
     * @return since when it has been paused, ps; UINT64_MAX if it is not
     */
    uint64_t GetPausedSince(uint8_t priority) const
    {
        return m_pausedSince[priority];
    }

    /** @return mask of the classes of control frames that wait. */
    uint8_t GetWaitingClasses() const;

    /** @return control frames that wait. */
    uint64_t CountFrames() const
    {
        return m_acks.frames + m_urgent.frames;
    }

    /**
     * Take the control frames that wait: the link is down.
     * @return the first of them, linked by Frame::next; urgent ones come first
     */
    Frame* TakeControl();

    void SendProbe(uint32_t dst, const Route& route) override;
    uint64_t GetBaseRtt(uint32_t dst) const override;
    double GetLineRate() const override;
    uint32_t GetMtu() const override;

    void ReceiveFrame(Frame* frame) override;
    const void* GetHint(const Frame& frame) const override;
    void FrameLeavesQueue(FabricPort& port, Frame* frame) override;
    Frame* PullFrame(FabricPort& port) override;
    void LinkChanged(FabricPort& port) override;
    void PauseChanged(FabricPort& port) override;

  private:
    static constexpr uint32_t HOST_PART = 0xffffff; ///< of event keys: the NIC as a whole

    Frame* PullData(uint8_t paused);
    void LetGo(Frame& frame);

    RoceNic& m_nic;
    FabricPort* m_port;
    FabricDomain& m_domain;
    HostLoadBalancer* m_balancer{nullptr};
    uint32_t m_plane;
    bool m_paced{false}; ///< the host rate is below the line rate
    FrameFifo m_acks;
    FrameFifo m_urgent;          ///< CNPs, and NAKs of trimmed packets
    double m_lineRate;           ///< bits per second
    double m_hostRate;           ///< bits per second
    uint64_t m_nextAvailable{0}; ///< no data before this time, ps
    FabricEvent m_wakeEvent;
    uint64_t m_firstEpoch{0}; ///< of the routes
    Ptr<FabricRoutes> m_routes;
    std::unique_ptr<PathCatalog> m_catalog; ///< made when routes change
    Ptr<HostLoadBalancer> m_balancerObject;
    std::array<uint64_t, CLASS_COUNT> m_pausedSince; ///< by class, see GetPausedSince()
};

} // namespace aifabric
} // namespace ns3

#endif // NIC_PORT_H
