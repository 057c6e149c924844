/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TASK_SUMS_H
#define TASK_SUMS_H

#include "graph-task.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What is known of the messages of a graph whose tasks a rule tells: sums, and how long they took,
 * to a thousandth. Its size does not depend on their number.
 */
class TaskSums
{
  public:
    /** A message that has ended. */
    struct Ended
    {
        GraphTaskId task;         ///< its number
        uint64_t start;           ///< when it started, ps
        uint64_t end;             ///< when it ended for its sender, ps
        uint64_t bytes;           ///< payload
        uint64_t packets;         ///< data packets, those sent again included
        uint32_t retransmissions; ///< of them, sent again
    };

    /**
     * A message has ended.
     * @param ended what is known of it
     */
    void Add(const Ended& ended);

    /**
     * Add what is known of other messages.
     * @param other what is known of them
     */
    void Merge(const TaskSums& other);

    /**
     * A task that another one waits for has ended.
     * @param task the one that waits
     * @param predecessors for how many it waits in all
     * @return true if it may start now
     */
    bool Release(GraphTaskId task, uint32_t predecessors);

    /** @return the number of messages that have ended. */
    uint64_t GetCount() const
    {
        return m_count;
    }

    /** @return their payload, bytes. */
    uint64_t GetBytes() const
    {
        return m_bytes;
    }

    /** @return their data packets, those sent again included. */
    uint64_t GetPackets() const
    {
        return m_packets;
    }

    /** @return of them, sent again. */
    uint64_t GetRetransmissions() const
    {
        return m_retransmissions;
    }

    /**
     * A sum over messages of a hash of number, start, end, packets and retransmissions: the same in
     * whatever order they ended.
     * @return the sum, modulo 2^64
     */
    uint64_t GetHash() const
    {
        return m_hash;
    }

    /** @return the longest time from start to end, ps. */
    uint64_t GetLongest() const
    {
        return m_longest;
    }

    /**
     * @param q a quantile, 0 to 1
     * @return the nearest-rank quantile of the times, at most a thousandth too large, ps; 0 if
     * nothing has ended
     */
    uint64_t GetQuantile(double q) const;

    /**
     * @param ended what is known of a message
     * @return what GetHash() adds up
     */
    static uint64_t Hash(const Ended& ended);

  private:
    static constexpr uint32_t BITS = 10; ///< digits of times that are told apart

    static uint32_t ToBin(uint64_t time);
    static uint64_t ToTime(uint32_t bin);

    uint64_t m_count{0};
    uint64_t m_bytes{0};
    uint64_t m_packets{0};
    uint64_t m_retransmissions{0};
    uint64_t m_hash{0};
    uint64_t m_longest{0};
    std::vector<uint64_t> m_bins;                         ///< messages by time
    std::unordered_map<GraphTaskId, uint32_t> m_released; ///< by task that still waits, how often
};

} // namespace aifabric
} // namespace ns3

#endif // TASK_SUMS_H
