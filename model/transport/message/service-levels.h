/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SERVICE_LEVELS_H
#define SERVICE_LEVELS_H

#include "ns3/fabric-frame.h"

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** How the messages of a client are carried: what its queue pairs are set to, and their number. */
struct MessageService
{
    /** No value of its own: the class of the NIC, or the DSCP of the class. */
    static constexpr uint8_t AUTO = 0xff;

    uint8_t priority{AUTO}; ///< traffic class, 0 to 7; AUTO: attribute DataClass of the NIC
    uint8_t dscp{AUTO};     ///< DSCP, 0 to 63; AUTO: that of the class (FrameCodec)
    uint8_t queuePairs{1};  ///< queue pairs to each peer, which take its messages in turn; 1 to 64
    RdmaOperation operation{RdmaOperation::WRITE}; ///< what its messages are, for who posts them
};

/**
 * @ingroup ai-fabric
 *
 * The service levels of a NIC: what tells queue pairs to one peer apart, besides strategies that
 * cut messages and planes that share them. A level is a traffic class, a DSCP, and a place among
 * the queue pairs of a client that has several. Clients with the same class and DSCP share levels.
 *
 * Level 0 is that of clients of which nothing was said.
 */
class ServiceLevels
{
  public:
    /** Most queue pairs that a client may have to one peer. */
    static constexpr uint8_t MOST_QUEUE_PAIRS = 64;

    /** A level. */
    struct Level
    {
        uint8_t priority{0};                ///< traffic class
        uint8_t dscp{MessageService::AUTO}; ///< DSCP, or AUTO
        uint8_t place{0};                   ///< number among the queue pairs of a client
    };

    /**
     * Begin with level 0.
     * @param dataClass traffic class of data of which nothing else was said
     * @param most levels that queue pair numbers can tell apart; at most 256 are used
     */
    void Start(uint8_t dataClass, uint32_t most);

    /**
     * Say how the messages of a client are carried from now on.
     * @param client its number
     * @param service how
     * @throws ConfigError if a value is out of its range, or there are too many levels
     */
    void Set(uint16_t client, const MessageService& service);

    /**
     * Choose the level of the next message of a client to a peer: its queue pairs take turns.
     * @param client number of the client
     * @param dst fabric host number of the peer
     * @return number of the level
     */
    uint8_t Pick(uint16_t client, uint32_t dst);

    /**
     * Choose the level of what answers a peer, whose levels are numbered like these as a rule.
     * @param level number of the level there
     * @param priority traffic class of what came
     * @param dscp as in Frame::dscp
     * @return that level if it is the same here, else one of the same class and DSCP
     * @throws ConfigError if there are too many levels
     */
    uint8_t Match(uint8_t level, uint8_t priority, uint8_t dscp);

    /**
     * @param level number of a level
     * @return what it is
     */
    const Level& Get(uint8_t level) const
    {
        return m_levels[level];
    }

    /** @return mask of the classes of all levels. */
    uint8_t GetClasses() const
    {
        return m_classes;
    }

    /**
     * @param client number of a client
     * @return the traffic class of its messages
     */
    uint8_t GetClass(uint16_t client) const;

  private:
    /// The levels of a client.
    struct Turns
    {
        std::vector<uint8_t> levels;
        std::map<uint32_t, uint8_t> next; ///< index in levels of the next message, by peer
    };

    uint8_t Find(const Level& level);

    std::vector<Level> m_levels{1};
    std::map<uint16_t, Turns> m_clients; ///< those that do not use level 0 alone
    uint32_t m_most{0};                  ///< 0 before the start
    uint8_t m_classes{1};
};

} // namespace aifabric
} // namespace ns3

#endif // SERVICE_LEVELS_H
