/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FILE_MATCHING_H
#define FILE_MATCHING_H

#include "file-tasks.h"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Which send belongs to which receive, and whether all that a file says can end. As in MPI, sends
 * of one source, receiver and tag do not overtake each other (MPI 4.0, 3.5). FileTasks::Finish()
 * says how matches are made.
 */
class FileMatching
{
  public:
    /** Number of an operation. */
    using Id = FileTasks::Id;

    /**
     * Match.
     * @param tasks the operations
     * @param waits pairs of an operation and one that waits for it, without matches
     * @param meetings numbers from the number of operations on that stand for so many meetings,
     * which take no time
     * @throws ConfigError naming an operation without its counterpart, or one that waits for itself
     */
    FileMatching(const FileTasks& tasks,
                 const std::vector<std::pair<Id, Id>>& waits,
                 uint32_t meetings = 0);

    /** @return pairs of a send and its receive. */
    const std::vector<std::pair<Id, Id>>& GetMatches() const
    {
        return m_matches;
    }

  private:
    const FileTasks::Operation& Get(Id id) const
    {
        return m_tasks.GetOperations()[id];
    }

    /// Whether a number is that of a meeting, not of an operation.
    bool IsMeeting(Id id) const
    {
        return id >= m_tasks.GetOperations().size();
    }

    /// What is under way to a rank with receives that leave something open.
    struct Mailbox
    {
        std::deque<Id> sends;    ///< that have no receive yet
        std::deque<Id> receives; ///< that have no send yet
    };

    /// Whether a rank has receives that leave something open.
    bool IsOpen(uint32_t rank) const
    {
        return m_boxes.count(rank) > 0;
    }

    void FindOpenRanks();
    void MatchInOrder();
    void Execute(const std::vector<std::pair<Id, Id>>& waits);
    void Send(Id send);
    void Receive(Id receive);
    void Match(Id send, Id receive);
    void End(Id id);
    bool Fits(Id send, Id receive) const;
    void CheckBytes(Id send, Id receive) const;
    void CheckOver() const;
    [[noreturn]] void RefuseCircle(Id start) const;
    std::string Describe(Id id) const;

    const FileTasks& m_tasks;
    std::map<uint32_t, Mailbox> m_boxes;      ///< by rank, of those that are open
    std::vector<std::pair<Id, Id>> m_matches; ///< send and receive
    std::vector<uint32_t> m_waiting;          ///< by operation, what it waits for
    std::vector<size_t> m_firstNext;          ///< by operation, index in m_next
    std::vector<Id> m_next;                   ///< who waits
    std::vector<bool> m_isOver;               ///< by operation
    std::deque<Id> m_ready;                   ///< those that wait for nothing more
};

} // namespace aifabric
} // namespace ns3

#endif // FILE_MATCHING_H
