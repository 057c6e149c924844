/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINK_JITTER_H
#define LINK_JITTER_H

#include "ns3/fabric-random.h"

#include <algorithm>
#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Random delays of the frames of one port: each is late by a draw from [0, limit], and never
 * earlier than the one before it. The port itself keeps its pace, so that its rate is what it was.
 *
 * Hosts that send frames of one size at one rate stay in phase for ever, and a full queue then
 * refuses the frames of the same host again and again (S. Floyd, V. Jacobson, "On traffic phase
 * effects in packet-switched gateways", Internetworking: Research and Experience 3, 1992). In real
 * hosts the time that a packet takes through bus and NIC varies; this stands for it.
 */
class LinkJitter
{
  public:
    /** Largest limit: what a draw of 32 bits can hold, in ps (4.29 ms). */
    static constexpr uint64_t MOST = UINT32_MAX - 1;

    /**
     * @param limit largest delay, ps; from 1 to MOST
     * @param port number that no other port has, for the random stream
     */
    LinkJitter(uint64_t limit, uint64_t port)
        : m_limit(limit)
    {
        m_random.Seed(FabricRandom::NIC, port);
    }

    /**
     * Delay a frame.
     * @param arrival when it would arrive, ps
     * @return when it does, ps
     */
    uint64_t Delay(uint64_t arrival)
    {
        const uint64_t late = arrival + m_random.Below(static_cast<uint32_t>(m_limit) + 1);
        m_last = std::max(late, m_last + 1);
        return m_last;
    }

    /** @return largest delay, ps. */
    uint64_t GetLimit() const
    {
        return m_limit;
    }

  private:
    FabricRandom m_random;
    uint64_t m_limit;
    uint64_t m_last{0}; ///< when the last frame arrives
};

} // namespace aifabric
} // namespace ns3

#endif // LINK_JITTER_H
