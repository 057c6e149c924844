/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NIC_TIMES_H
#define NIC_TIMES_H

#include "nic-ports.h"

#include "ns3/fabric-routes.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * How long packets of a NIC and their answers take, and what its timeouts are held against.
 */
class NicTimes
{
  public:
    /** Sizes that times depend on. */
    struct Sizes
    {
        uint32_t data{0};        ///< bytes of a full packet
        uint32_t ack{0};         ///< bytes of an ACK
        uint32_t ackInterval{1}; ///< packets that an ACK may cover
    };

    /** @param ports the ports of the NIC */
    explicit NicTimes(const NicPorts& ports)
        : m_ports(ports)
    {
    }

    /**
     * Begin.
     * @param host fabric host number
     * @param routes the paths of the fabric
     * @param sizes of packets and ACKs
     */
    void Start(uint32_t host, Ptr<const FabricRoutes> routes, const Sizes& sizes);

    /**
     * @param dst fabric host number
     * @param plane number of a plane
     * @return longest round-trip time of a full packet and its ACK in an idle fabric, ps
     */
    uint64_t GetPlaneRtt(uint32_t dst, uint32_t plane) const;

    /**
     * @param dst fabric host number
     * @return the same, in any of the planes that lead there
     */
    uint64_t GetBaseRtt(uint32_t dst) const;

    /**
     * @param dst fabric host number
     * @return true if switches have a way to it now
     */
    bool HasRoute(uint32_t dst) const;

    /**
     * Tell how long a packet may wait in the fabric although nothing is lost.
     * @param wait ps, beyond the idle round trip
     */
    void SetQueueWait(uint64_t wait)
    {
        m_queueWait = wait;
    }

    /**
     * @param baseRtt idle round trip, ps
     * @return how long an answer may take although nothing is lost, ps
     */
    uint64_t GetLongestWait(uint64_t baseRtt) const;

    /**
     * Note the retransmission timeout of a queue pair.
     * @param timeout ps; 0: none
     * @param wait longest wait for an answer, ps
     */
    void NoteTimeout(uint64_t timeout, uint64_t wait);

    /**
     * Note the reordering that the recovery of a queue pair bears at first.
     * @param tolerance what it says of itself
     */
    void NoteTolerance(const LossRecovery::Tolerance& tolerance);

    /** @return the least reordering that a recovery bears at first. */
    const LossRecovery::Tolerance& GetLeastTolerance() const
    {
        return m_leastTolerance;
    }

    /** @return the largest reordering that a recovery bears at first, packets. */
    uint64_t GetMostTolerance() const
    {
        return m_mostTolerance;
    }

    /** @return the longest retransmission timeout of its queue pairs, ps. */
    uint64_t GetLongestTimeout() const
    {
        return m_longestTimeout;
    }

    /** @return the longest wait for an answer that a timeout given by hand is below, ps; 0: none.
     */
    uint64_t GetUnfitWait() const
    {
        return m_unfitWait;
    }

  private:
    double GetSavedBits(const std::vector<uint32_t>& path,
                        size_t i,
                        uint32_t from,
                        uint32_t to) const;

    const NicPorts& m_ports;
    Ptr<const FabricRoutes> m_routes;
    Sizes m_sizes;
    uint32_t m_host{0};
    uint64_t m_queueWait{0};      ///< ps
    uint64_t m_longestTimeout{0}; ///< ps
    uint64_t m_unfitWait{0};      ///< ps
    uint64_t m_mostTolerance{0};  ///< packets
    LossRecovery::Tolerance m_leastTolerance;
};

} // namespace aifabric
} // namespace ns3

#endif // NIC_TIMES_H
