/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BAND_EXCHANGE_H
#define BAND_EXCHANGE_H

#include "ns3/switch-load-balancer.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What switches tell their neighbours of the quality of their own links: for each edge switch the
 * level of the best link towards it. A neighbour for which this switch is the next hop learns about
 * the next-next hop; nobody passes on what it was told.
 *
 * A message (FrameKind::SWITCH, 64 bytes, class 6) carries the levels of 24 edge switches. It is
 * sent when a level has changed, to the switches below, and upwards for what is reached downwards.
 */
class BandExchange
{
  public:
    static constexpr uint8_t DEAD = 15; ///< level of what leads nowhere
    static constexpr uint8_t MOST = 14; ///< highest level of a link

    /// Tells the level of a port, 0 best.
    using LevelOf = std::function<uint8_t(uint16_t port)>;

    /**
     * Begin, with all levels at 0.
     * @param place the switch
     * @param levelOf its levels; a port whose link is down is DEAD
     */
    void Start(const SwitchPlace& place, LevelOf levelOf);

    /**
     * @param edge number of an edge switch
     * @param port number of a port
     * @return the level that the switch at that port has told for its way to the edge switch
     */
    uint8_t GetRemote(uint32_t edge, uint16_t port) const
    {
        return m_remote[size_t{edge} * m_place.ports + port];
    }

    /**
     * A message has come.
     * @param frame the message
     */
    void Told(const Frame& frame);

    /**
     * Look at the own levels, and tell neighbours what has changed.
     * @return whether all are at 0: nothing will change until something is sent
     */
    bool Look();

    /** @return messages sent. */
    uint64_t GetMessages() const
    {
        return m_messages;
    }

  private:
    bool ReadLevels();
    void Send(uint16_t port, uint32_t block);

    SwitchPlace m_place;
    LevelOf m_levelOf;
    uint64_t m_messages{0};
    std::vector<uint8_t> m_level;  ///< by port: at the last look
    std::vector<uint8_t> m_remote; ///< by edge switch and port
    std::vector<uint8_t> m_told;   ///< by edge switch
    std::vector<SwitchPlace::Neighbour> m_peers;
    std::vector<bool> m_isUp; ///< by port: leads to a higher switch
};

} // namespace aifabric
} // namespace ns3

#endif // BAND_EXCHANGE_H
