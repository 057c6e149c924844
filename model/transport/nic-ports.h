/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NIC_PORTS_H
#define NIC_PORTS_H

#include "nic-port.h"
#include "parking-lot.h"
#include "plane-shares.h"
#include "queue-pair.h"
#include "send-scheduler.h"

#include "ns3/fabric-net-device.h"
#include "ns3/fabric-routes.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

class RoceNic;

/**
 * @ingroup ai-fabric
 *
 * The ports of a NIC, one in each plane: which of them lead to a peer, how they share what is sent
 * there, and which queue pair has its turn at which.
 *
 * A plane whose port is down, or in which routing knows no way to the peer, is not used as long as
 * another one is left.
 */
class NicPorts
{
  public:
    /** Queue pairs of the NIC. */
    using Pairs = ParkingLot<QueuePair, PairRecord>;

    /**
     * @param nic the NIC
     * @param pairs its queue pairs
     */
    NicPorts(RoceNic& nic, Pairs& pairs);
    ~NicPorts();

    /**
     * Make the ports.
     * @param devices connected devices, by plane
     * @param host fabric host number
     * @param routes the paths of the fabric
     * @param sharing how planes share what is sent to a peer; not PLANE_AUTO
     * @param burst packets of a queue pair's turn
     */
    void Start(const std::vector<Ptr<FabricNetDevice>>& devices,
               uint32_t host,
               Ptr<FabricRoutes> routes,
               PlaneChoice sharing,
               uint32_t burst);

    /**
     * Start the strategy of each port.
     * @return an empty string, or what is wrong with the configuration of one
     */
    std::string StartBalancers();

    /** Forget strategies and routes: the simulation is over. */
    void Dispose();

    /** @return the number of ports. */
    uint32_t GetCount() const
    {
        return static_cast<uint32_t>(m_ports.size());
    }

    /**
     * @param plane number of a plane
     * @return the port there
     */
    NicPort& Get(uint32_t plane) const
    {
        return *m_ports[plane];
    }

    /** @return all ports, by plane. */
    const std::vector<std::unique_ptr<NicPort>>& GetAll() const
    {
        return m_ports;
    }

    /**
     * @param dst fabric host number
     * @return mask of the planes to use to get there; what leads nowhere is tried in plane 0
     */
    uint32_t GetPlanes(uint32_t dst) const;

    /**
     * @param dst fabric host number
     * @return mask of the planes that lead there as long as nothing has failed
     */
    uint32_t GetPlannedPlanes(uint32_t dst) const;

    /**
     * Say how planes share a message.
     * @param dst fabric host number of the receiver
     * @param bytes payload
     * @param mtu payload of a full packet
     * @param shares where to put the parts, which replace what was there
     */
    void GetShares(uint32_t dst,
                   uint64_t bytes,
                   uint32_t mtu,
                   std::vector<PlaneShare>& shares) const;

    /**
     * Number of what goes to a peer: of its service level, of the peer, and of a plane if queue
     * pairs keep to planes.
     * @param peer fabric host number
     * @param share how its queue pair uses planes
     * @param level number of the service level (ServiceLevels)
     * @return the number, below 65536
     */
    uint32_t NumberOf(uint32_t peer, const PlaneShare& share, uint8_t level) const
    {
        return level * m_span + peer * m_pairPlanes + (m_pairPlanes > 1 ? share.plane : 0);
    }

    /**
     * The reverse of NumberOf().
     * @param number a number
     * @param peer fabric host number that it is to belong to
     * @param share where to put how its queue pair uses planes
     * @param level where to put the number of the service level
     * @return false if it belongs to no queue pair with that peer
     */
    bool ReadNumber(uint32_t number, uint32_t peer, PlaneShare& share, uint8_t& level) const;

    /** @return numbers that a service level takes. */
    uint32_t GetSpan() const
    {
        return m_span;
    }

    /**
     * Assign ports and a list of the scheduler to a queue pair that is not listed.
     * @param pair its record, which knows its peer and its home
     */
    void Assign(PairRecord& pair);

    /**
     * @param planes mask of planes
     * @return true if a port in any of them can send, as far as it knows
     */
    bool IsUp(uint32_t planes) const
    {
        return (planes & ~m_down) != 0;
    }

    /**
     * @param planes mask of planes
     * @param priority a class
     * @return since when it has been paused in all of them, ps; UINT64_MAX if it is not
     */
    uint64_t GetPausedSince(uint32_t planes, uint8_t priority) const;

    /** There are so many queue pairs that what a frame will touch is worth fetching early. */
    void WantHints()
    {
        for (const auto& port : m_ports)
        {
            port->GetPort().WantHints();
        }
    }

    /** Look whether routes have changed, so that other planes lead to peers. */
    void CheckRoutes();

    /**
     * A queue pair has something to send, and does not wait for its turn yet.
     * @param pair the queue pair
     */
    void AddReady(QueuePair* pair);

    /**
     * Take a packet of the queue pair whose turn it is.
     * @param plane number of the port that is free
     * @param paused mask of the classes that are paused there
     * @return the packet, or null; its plane and the time of its sending are the port's to write
     */
    Frame* Pull(uint32_t plane, uint8_t paused)
    {
        if (m_isMultihomed && m_epoch != m_routes->GetEpoch())
        {
            Refit();
        }
        return m_scheduler.Pull(plane, paused);
    }

    /**
     * @param plane number of a port
     * @param paused mask of the classes that are paused there
     * @return true if a queue pair waits for its turn there
     */
    bool HasReady(uint32_t plane, uint8_t paused) const
    {
        return m_scheduler.HasReady(plane, paused);
    }

    /** @return queue pairs that have a packet to send. */
    uint32_t CountReady() const
    {
        return m_scheduler.Count();
    }

    /**
     * The link of a port went down or came up.
     * @param port the port
     */
    void PortChanged(NicPort& port);

    /**
     * Choose where an answer leaves.
     * @param port where the question came in
     * @param dst fabric host number of who asked
     * @return the port; another one if it does not lead there any more and another one does
     */
    NicPort& PickPort(NicPort& port, uint32_t dst) const;

    /**
     * @param limit largest random delay behind each port
     */
    void SetJitter(Time limit);

    /** @return rate of all ports together, but for that of the scale-up domain, bits per second. */
    double GetLineRate() const
    {
        return m_lineRate;
    }

    /** @return rate of the slowest port, bits per second. */
    double GetSlowestRate() const;

    /** @return control frames that wait. */
    uint64_t CountFrames() const;
    /** @return of them, those that wait for a link which is down. */
    uint64_t CountStranded() const;

  private:
    void Refit();
    void Rehome(NicPort& port);
    uint64_t HashPair(uint32_t dst) const;

    RoceNic& m_nic;
    Pairs& m_pairs;
    SendScheduler m_scheduler;
    std::vector<std::unique_ptr<NicPort>> m_ports;
    bool m_isMultihomed{false}; ///< there is more than one port
    uint32_t m_pairPlanes{1};   ///< planes that numbers of queue pairs tell apart
    uint32_t m_span{0};         ///< numbers of all peers and planes
    uint32_t m_down{0};         ///< mask of the ports that are down
    uint32_t m_host{0};
    uint64_t m_epoch{0}; ///< of the routes that queue pairs know
    double m_lineRate{0};
    PlaneChoice m_sharing{PLANE_STRIPE};
    Ptr<FabricRoutes> m_routes;
};

} // namespace aifabric
} // namespace ns3

#endif // NIC_PORTS_H
