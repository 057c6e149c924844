/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SEND_SCHEDULER_H
#define SEND_SCHEDULER_H

#include "ns3/fabric-frame.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

class QueuePair;

/** What a queue pair is to the scheduler of its NIC: a link of the list in which it waits. */
struct ReadyNode
{
    QueuePair* next{nullptr}; ///< behind it
    uint16_t line{0};         ///< number of the list
    bool isListed{false};     ///< whether it waits there
    bool isWarm{false};       ///< of ParkingLot
};

/**
 * @ingroup ai-fabric
 *
 * Whose turn it is to send: the queue pairs of a NIC that are ready wait in lists, one for each set
 * of ports over which queue pairs may send and each traffic class. A port that is free takes a
 * packet of the first one of a list, which goes to the end after its turn of some packets. Its
 * lists take turns packet by packet, but for those of classes that are paused. Most NICs have one
 * list.
 *
 * The scheduler asks queue pairs, and none of them calls it while it does.
 */
class SendScheduler
{
  public:
    /**
     * Begin, or begin anew once all lists are empty, with the list of all ports.
     * @param ports number of ports, at most 32
     * @param priority traffic class of that list
     */
    void Start(uint32_t ports, uint8_t priority);

    /**
     * Name the packets of a turn.
     * @param burst at least 1
     */
    void SetBurst(uint32_t burst)
    {
        m_burst = burst;
    }

    /**
     * Find the list of a set of ports and a class.
     * @param ports mask of ports
     * @param priority traffic class
     * @return its number
     */
    uint16_t GetLine(uint32_t ports, uint8_t priority);

    /**
     * Put a queue pair that has something to send at the end of its list.
     * @param pair the queue pair; it is not listed
     */
    void Add(QueuePair* pair);

    /**
     * Take a packet.
     * @param port number of the port that is free
     * @param paused mask of the classes that are paused there
     * @return the packet, or null if no queue pair has any for this port
     */
    Frame* Pull(uint32_t port, uint8_t paused);

    /**
     * @param port number of a port
     * @param paused mask of the classes that are paused there
     * @return true if a queue pair of another class waits in one of its lists
     */
    bool HasReady(uint32_t port, uint8_t paused) const
    {
        for (const uint16_t line : m_rotas[port].lines)
        {
            if (m_lines[line].IsServed(paused))
            {
                return true;
            }
        }
        return false;
    }

    /** @return queue pairs that wait, the one whose packet is being taken included. */
    uint32_t Count() const
    {
        return m_count;
    }

    /** @return the queue pairs that waited, in their order; none does afterwards. */
    std::vector<QueuePair*> TakeAll();

  private:
    /// Queue pairs of one class that may send over the same ports.
    struct Line
    {
        uint32_t ports{0};   ///< mask
        uint8_t priority{0}; ///< traffic class
        QueuePair* head{nullptr};
        QueuePair* tail{nullptr};
        uint32_t inTurn{0}; ///< packets that the one at the head has sent in its turn

        /// @return whether one waits whose class is not paused
        bool IsServed(uint8_t paused) const
        {
            return head && !((paused >> priority) & 1);
        }
    };

    /// The lists that a port serves.
    struct Rota
    {
        std::vector<uint16_t> lines;
        uint32_t next{0}; ///< index of the one that is asked first
    };

    static void Append(Line& line, QueuePair* pair);
    void Leave(Line& line, QueuePair* pair);
    Frame* PullFrom(Line& line);

    uint32_t m_burst{1};
    uint32_t m_count{0}; ///< queue pairs that wait
    std::vector<Line> m_lines;
    std::vector<Rota> m_rotas; ///< by port
};

} // namespace aifabric
} // namespace ns3

#endif // SEND_SCHEDULER_H
