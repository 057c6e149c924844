/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FILE_TASKS_H
#define FILE_TASKS_H

#include "ns3/fabric-random.h"
#include "ns3/task-graph.h"

#include <cstdint>
#include <functional>
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
 * What a file says about tasks: what its parser fills, and what becomes a TaskGraph. Ranks are
 * numbered from 0 on; rank i is host i of the graph.
 *
 * A file may list messages as a whole (AddMessage()), or what each rank does: sends and receives,
 * which Finish() matches by source, receiver and tag. A receive is a computation of no duration
 * that waits for its message, beside all else that it waits for.
 *
 * Operations become tasks of the graph in the order in which they were added, each one task.
 *
 * Methods that add throw a ConfigError without a place, as what they are given comes from the line
 * that is being read (ReadLines() puts it in front); Finish() and what comes after it name the
 * place of the operation.
 */
class FileTasks
{
  public:
    /** Number of an operation. */
    using Id = uint32_t;

    /** Of a receive: from whatever rank. */
    static constexpr uint32_t ANY_RANK = UINT32_MAX;

    /** Of a receive: whatever its tag. A send may have it: it then goes to such receives only. */
    static constexpr uint64_t ANY_TAG = UINT64_MAX;

    /** What an operation is. */
    enum class Kind : uint8_t
    {
        MESSAGE,     ///< a message, without a receive of its own
        SEND,        ///< a message that a receive waits for; one to its own rank takes no time
        RECEIVE,     ///< it ends when its message has arrived
        COMPUTATION, ///< of its rank
    };

    /** What a rank does, or a message as a whole. */
    struct Operation
    {
        Kind kind{Kind::COMPUTATION};                               ///< what it is
        TaskGraph::StreamUse streamUse{TaskGraph::StreamUse::NONE}; ///< of a computation
        uint16_t stream{0};                                         ///< of a computation
        uint32_t rank{0};     ///< who does it; the sender of a message
        uint32_t peer{0};     ///< receiver of what is sent; sender of what is received, or ANY_RANK
        uint32_t place{0};    ///< where it is said: the number of a line, or what the parser counts
        uint32_t activity{0}; ///< number of its activity
        uint64_t bytes{0};    ///< payload; 0 of a receive: whatever comes
        uint64_t tag{0};      ///< of sends and receives
        uint64_t duration{0}; ///< of a computation; of a message: how long it is held back; ps
    };

    /** What is not one operation but many tasks of the graph, such as a collective. */
    struct Part
    {
        std::vector<Id> begins; ///< of each rank that takes part, what it waits for: a computation
        std::vector<Id> ends;   ///< of each of them in this order, a computation that waits for it
        uint64_t tasks{0};      ///< how many it adds, at most
        uint64_t pairs{0};      ///< how many pairs of a sender and a receiver, at most
        bool isMeeting{false};  ///< whether nobody ends before all have begun

        /// Adds its tasks to the graph; it gets the tasks of begins, and returns those that the
        /// tasks of ends wait for. It sets the activities of what it adds.
        std::function<std::vector<TaskGraph::Id>(TaskGraph&,
                                                 const std::vector<TaskGraph::Id>&,
                                                 FabricRandom&)>
            add;
    };

    /** @param path the file, for messages */
    explicit FileTasks(std::string path);

    /**
     * Name places otherwise than "PATH, line 3".
     * @param name gives the name of a place by the number that SetPlace() was given
     */
    void SetPlaceName(std::function<std::string(uint32_t)> name);

    /**
     * Say where the operations added from now on are said.
     * @param place the number of a line, or what the parser counts
     */
    void SetPlace(uint32_t place)
    {
        m_place = place;
    }

    /**
     * Refuse what is no payload of a message.
     * @param bytes the payload
     * @throws ConfigError if it is not 1 to 2^32-1
     */
    static void CheckPayload(uint64_t bytes);

    /** @return what SetPlace() was given last. */
    uint32_t GetPlace() const
    {
        return m_place;
    }

    /**
     * Say how many ranks there are, also if some have nothing to do.
     * @param ranks their number, 1 to MOST_RANKS. A higher rank is refused from now on
     */
    void SetRanks(uint32_t ranks);

    /**
     * Begin an activity: the operations added from now on are part of it. Before the first, they
     * are part of a collective that has the name of the file's format.
     * @param activity what it is
     * @return its number
     */
    uint32_t AddActivity(const TaskGraph::Activity& activity);

    /**
     * Go back to an activity.
     * @param activity its number
     */
    void SetActivity(uint32_t activity);

    /**
     * Add a message that needs no receive. It ends for its sender when it is acknowledged, and for
     * its receiver when it has arrived: operations of both may wait for it.
     * @param src who sends
     * @param dst who receives, another rank
     * @param bytes payload, 1 to 2^32-1
     * @param delay how long it is held back when nothing is left to wait for, ps
     * @return its number
     */
    Id AddMessage(uint32_t src, uint32_t dst, uint64_t bytes, uint64_t delay = 0);

    /**
     * Add a send. It ends when it is acknowledged.
     * @param src who sends
     * @param dst who receives
     * @param bytes payload, 1 to 2^32-1
     * @param tag what a receive must ask for
     * @return its number
     */
    Id AddSend(uint32_t src, uint32_t dst, uint64_t bytes, uint64_t tag);

    /**
     * Add a receive.
     * @param dst who receives
     * @param src who sends, or ANY_RANK
     * @param bytes payload that the send must have; 0: whatever comes
     * @param tag what the send must have, or ANY_TAG
     * @return its number
     */
    Id AddReceive(uint32_t dst, uint32_t src, uint64_t bytes, uint64_t tag);

    /**
     * Add a computation.
     * @param rank who computes
     * @param duration how long, ps
     * @return its number
     */
    Id AddComputation(uint32_t rank, uint64_t duration);

    /**
     * Make a computation or a receive part of a stream of its rank.
     * @param operation its number
     * @param stream number of the stream
     * @param use as for TaskGraph::SetStream()
     */
    void SetStream(Id operation, uint16_t stream, TaskGraph::StreamUse use);

    /**
     * Let an operation wait for another, which may be added later.
     * @param first the earlier one
     * @param then the later one, of the same rank (of a message: of one of its ranks)
     */
    void AddDependency(Id first, Id then);

    /**
     * Add what is many tasks.
     * @param part what it is
     */
    void AddPart(Part part);

    /**
     * Nothing more is added: match sends and receives, and refuse what cannot end.
     *
     * What a rank receives is matched in the order of the file: the first send of a source,
     * receiver and tag with the first receive of these. Where a receive of a rank leaves source or
     * tag open, its sends and receives are matched in the order in which they come up if all that
     * can be done is done at once, round by round: so there is no match that would have operations
     * wait for each other in a circle.
     * @throws ConfigError naming an operation without its counterpart, or one that waits for itself
     */
    void Finish();

    /** @return the file. */
    const std::string& GetPath() const
    {
        return m_path;
    }

    /** @return the operations. */
    const std::vector<Operation>& GetOperations() const
    {
        return m_operations;
    }

    /** @return pairs of an operation and one that waits for it, with matches after Finish(). */
    const std::vector<std::pair<Id, Id>>& GetDependencies() const
    {
        return m_dependencies;
    }

    /** @return the number of ranks. */
    uint32_t GetRanks() const
    {
        return m_ranks;
    }

    /** @return the number of tasks of the graph, at most. */
    uint64_t CountTasks() const;

    /** @return the number of pairs of a sender and a receiver, at most. */
    uint64_t CountPairs() const;

    /** @return bytes of the largest message outside of parts. */
    uint64_t GetLargestMessage() const;

    /**
     * Refuse ranks that a fabric has no hosts for.
     * @param hosts number of hosts
     * @return an empty string, or one line that names the first operation of such a rank
     */
    std::string CheckHosts(uint32_t hosts) const;

    /**
     * Make a graph of it.
     * @param graph where the tasks go
     * @param name what operations outside of activities are called in the results
     * @param random a stream for what parts draw
     */
    void Write(TaskGraph& graph, const std::string& name, FabricRandom& random) const;

    /**
     * @param operation number of an operation
     * @return where it is said: "PATH, line 3"
     */
    std::string NamePlace(Id operation) const;

    /**
     * Refuse an operation.
     * @param operation its number
     * @param problem what is wrong with it
     */
    [[noreturn]] void Refuse(Id operation, const std::string& problem) const;

    /** Most ranks: the hosts of the largest fabric. */
    static constexpr uint32_t MOST_RANKS = 1U << 24;

  private:
    Id Add(Operation operation);
    void CheckRank(uint32_t rank) const;

    std::string m_path;
    std::function<std::string(uint32_t)> m_placeName;
    uint32_t m_place{0};
    uint32_t m_ranks{0};
    bool m_areRanksSet{false};
    std::vector<TaskGraph::Activity> m_activities{{}}; ///< the first one has the name of the format
    uint32_t m_activity{0};
    std::vector<Operation> m_operations;
    std::vector<std::pair<Id, Id>> m_dependencies;
    std::vector<Part> m_parts;
};

} // namespace aifabric
} // namespace ns3

#endif // FILE_TASKS_H
