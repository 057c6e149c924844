/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LEVEL_MESSAGE_H
#define LEVEL_MESSAGE_H

#include "switch-message.h"

#include <algorithm>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What a switch tells its neighbours of the edge switches: a level of four bits for each, 24 of
 * them in a message. A block is the part of the edge switches that one message is about.
 */
struct LevelMessage
{
    static constexpr uint32_t BLOCK = 24; ///< levels in a message

    /**
     * Send the levels of a block.
     * @param place the sending switch
     * @param port the port that they leave through
     * @param block number of the block
     * @param levels by edge switch, 0 to 15
     * @return false if the port is down and nothing was sent
     */
    static bool Send(const SwitchPlace& place,
                     uint16_t port,
                     uint32_t block,
                     const std::vector<uint8_t>& levels)
    {
        if (!place.services->GetPortViews()[port].IsUp())
        {
            return false;
        }
        Frame* message = MakeSwitchMessage(place, 0, 0);
        message->ingress = port;
        message->overlay[0] = block;
        for (uint32_t i = 0; i < Count(block, place.edges); i++)
        {
            message->overlay[1 + i / 8] |= uint32_t{levels[block * BLOCK + i]} << (i % 8 * 4);
        }
        place.services->SendThrough(message, port);
        return true;
    }

    /**
     * Read a message.
     * @tparam Reader takes the number of an edge switch and its level
     * @param frame the message
     * @param edges number of edge switches of the fabric
     * @param reader called for each level, in order
     */
    template <typename Reader>
    static void Read(const Frame& frame, uint32_t edges, Reader reader)
    {
        const uint32_t block = frame.overlay[0];
        for (uint32_t i = 0; i < Count(block, edges); i++)
        {
            reader(block * BLOCK + i,
                   static_cast<uint8_t>(frame.overlay[1 + i / 8] >> (i % 8 * 4) & 15));
        }
    }

  private:
    /// Levels of a block.
    static uint32_t Count(uint32_t block, uint32_t edges)
    {
        return edges > block * BLOCK ? std::min(BLOCK, edges - block * BLOCK) : 0;
    }
};

} // namespace aifabric
} // namespace ns3

#endif // LEVEL_MESSAGE_H
