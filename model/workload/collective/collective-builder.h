/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COLLECTIVE_BUILDER_H
#define COLLECTIVE_BUILDER_H

#include "chunk-sizes.h"
#include "collective-shape.h"

#include "ns3/task-graph.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** What becomes of the chunks of a message at its receiver. */
enum class ChunkAction
{
    COPY,   ///< they replace what the receiver has
    REDUCE, ///< they are reduced with what the receiver has
    SWITCH, ///< the fabric has reduced those of all ranks on the way; they replace
};

/** One message of a collective and the data that it carries. */
struct CollectiveMessage
{
    uint32_t group;         ///< which of several groups
    uint64_t slice;         ///< which slice of its chunks
    TaskGraph::Id task;     ///< the task
    uint32_t from;          ///< rank that sends
    uint32_t to;            ///< rank that receives
    const ChunkSet& chunks; ///< what it carries
    ChunkAction action;     ///< what becomes of it
};

/**
 * @ingroup ai-fabric
 *
 * Writes the messages of a collective algorithm, which speaks of ranks and chunks, into a task
 * graph, which speaks of hosts and bytes.
 *
 * The chunks of the data are cut into slices: the algorithm is asked for each of them, and slices
 * follow each other as fast as the fabric lets them. A slice belongs to a channel.
 */
class CollectiveBuilder
{
  public:
    /** Number of a task. */
    using Id = TaskGraph::Id;

    /** The message of chunks without a byte. Nothing waits for it. */
    static constexpr Id NONE = TaskGraph::NONE;

    /** Told of each message; the chunks are valid during the call. */
    using Observer = std::function<void(const CollectiveMessage&)>;

    /** One group at work. */
    struct Job
    {
        CollectiveShape shape;                                   ///< of the group
        std::vector<uint32_t> hosts;                             ///< by rank
        ChunkSizes sizes;                                        ///< of its data
        CollectiveProtocol protocol{CollectiveProtocol::SIMPLE}; ///< how data is written
        uint64_t slices{1}; ///< into which each chunk is cut, of all channels
        uint64_t window{0}; ///< slices of a channel under way from rank to rank; 0 for all
        uint32_t group{0};  ///< which of several groups
    };

    /**
     * @param graph where messages go
     * @param job the group; must outlive this object
     * @param observer told of each message, or empty
     */
    CollectiveBuilder(TaskGraph& graph, const Job& job, Observer observer);

    /**
     * Go to a slice. A message of it waits for the same message of the slice that is a window
     * before it.
     * @param slice its number: 0, 1, 2, ...
     */
    void SetSlice(uint64_t slice);

    /** @return what the algorithm must know. */
    const CollectiveShape& GetShape() const
    {
        return m_job.shape;
    }

    /** @return number of the channel that this slice belongs to. */
    uint32_t GetChannel() const
    {
        return static_cast<uint32_t>(m_slice % m_job.shape.channels);
    }

    /**
     * Add a message that replaces what its receiver has of these chunks.
     * @param from rank that sends
     * @param to another rank
     * @param chunks what it carries
     * @return its number, or NONE if these chunks have no byte
     */
    Id Copy(uint32_t from, uint32_t to, const ChunkSet& chunks)
    {
        return Send(from, to, chunks, ChunkAction::COPY);
    }

    /**
     * Add a message that its receiver reduces with what it has of these chunks.
     * @param from rank that sends
     * @param to another rank
     * @param chunks what it carries
     * @return its number, or NONE if these chunks have no byte
     */
    Id Reduce(uint32_t from, uint32_t to, const ChunkSet& chunks)
    {
        return Send(from, to, chunks, ChunkAction::REDUCE);
    }

    /**
     * Add a message.
     * @param from rank that sends
     * @param to another rank
     * @param chunks what it carries
     * @param action what becomes of it
     * @return its number, or NONE if these chunks have no byte
     */
    Id Send(uint32_t from, uint32_t to, const ChunkSet& chunks, ChunkAction action);

    /**
     * Let a message wait for another one.
     * @param first ends where the other one starts; NONE for nothing to wait for
     * @param then the later one; NONE for nothing that waits
     */
    void Order(Id first, Id then);

    /**
     * Let a message wait for several.
     * @param first they end where the other one starts
     * @param then the later one
     */
    void Order(const std::vector<Id>& first, Id then);

  private:
    void Limit(Id task);

    TaskGraph& m_graph;
    const Job& m_job;
    Observer m_observer;
    uint64_t m_slice{0};
    uint64_t m_number{0};                      ///< messages of this slice so far
    std::vector<std::vector<Id>> m_lastSlices; ///< messages of slices, in turn
};

} // namespace aifabric
} // namespace ns3

#endif // COLLECTIVE_BUILDER_H
