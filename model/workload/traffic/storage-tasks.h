/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STORAGE_TASKS_H
#define STORAGE_TASKS_H

#include "ns3/fabric-random.h"
#include "ns3/task-graph.h"

#include <cstdint>
#include <deque>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Adds the reads and writes of hosts at storage nodes to a task graph.
 *
 * Hosts come first, storage nodes behind them. A piece is on as many nodes as it has copies, or a
 * code cuts it into parts and adds others, each on a node of its own: all of them are written, and
 * the parts of the data are read (Reed-Solomon codes; H. Weatherspoon, J. Kubiatowicz, "Erasure
 * coding vs. replication", IPTPS 2002). What waits for a thread or the medium of a node gets
 * it in the order of steps, then of pieces, then of accelerators.
 */
class StorageTasks
{
  public:
    /** Which of the nodes that hold a copy is asked for a piece. */
    enum Choice
    {
        RANDOM,      ///< one is drawn
        ROUND_ROBIN, ///< one after the other
        LEAST,       ///< that which the host has asked least of late
    };

    /** What they depend on. */
    struct Config
    {
        uint32_t clients{1};      ///< hosts that read and write
        uint32_t nodes{1};        ///< storage nodes
        uint32_t copies{1};       ///< of each piece
        Choice choice{RANDOM};    ///< of one of the copies
        uint32_t data{0};         ///< parts that a piece is cut into; 0: it is copied
        uint32_t parity{0};       ///< parts that are added to them
        uint32_t accelerators{1}; ///< of a client, each with a loader
        uint32_t window{8};       ///< pieces that a loader has outstanding
        uint32_t prefetch{2};     ///< batches that a loader has room for beside the one in use
        uint32_t threads{1};      ///< of a node
        uint64_t pieceBytes{1};   ///< of a piece at most
        uint64_t requestBytes{1}; ///< of a request, or an answer
        uint64_t seek{0};         ///< of a thread before it reads a piece, ps
        uint64_t mediaRate{0};    ///< of a node, bits per second; 0: unlimited
    };

    /** What each accelerator does in a step. */
    struct Step
    {
        double bytes;      ///< mean size of a batch
        double deviation;  ///< its standard deviation
        uint64_t duration; ///< of computing, ps
    };

    /**
     * @param graph where tasks go
     * @param config the rest
     * @param random a stream for sizes of batches and places of pieces
     */
    StorageTasks(TaskGraph& graph, const Config& config, FabricRandom& random);

    /**
     * Add a step: each accelerator reads a batch and then computes.
     * @param step what it does
     */
    void AddStep(const Step& step);

    /**
     * Let each client write a part of a checkpoint.
     * @param bytes of a client
     * @param after number of the step after whose end on its first accelerator a client begins; 0:
     * at once
     */
    void AddCheckpoint(uint64_t bytes, uint32_t after);

  private:
    /// The loader of an accelerator.
    struct Loader
    {
        std::vector<TaskGraph::Id> pieces;   ///< that came back, in their order
        std::vector<TaskGraph::Id> computed; ///< by step
        uint32_t first{0};                   ///< node of the first piece of the batch
        uint64_t left{0};                    ///< bytes of the batch that are not asked for yet
        std::vector<TaskGraph::Id> batch;    ///< pieces of the batch
    };

    /// Whom a host has asked of late.
    struct Asked
    {
        std::deque<uint32_t> nodes;   ///< the nodes, the first one first
        std::vector<uint32_t> counts; ///< by node, how often it is among them
    };

    uint64_t DrawBytes(const Step& step);
    TaskGraph::Id AddMedia(uint32_t node, uint64_t bytes);
    TaskGraph::Id AddRead(TaskGraph::Id request, uint32_t node, uint32_t client, uint64_t bytes);
    void AskFor(Loader& loader, uint32_t client);
    uint32_t ChooseCopy(uint32_t client, uint32_t holder, uint32_t piece);
    TaskGraph::Id AddRequest(const Loader& loader, uint32_t client, uint32_t node);
    TaskGraph::Id Join(uint32_t client, const std::vector<TaskGraph::Id>& parts);
    TaskGraph::Id AddParts(uint32_t client, uint32_t head, uint64_t bytes, TaskGraph::Id before);
    TaskGraph::Id AddWrite(uint32_t client, uint32_t head, uint64_t bytes, TaskGraph::Id before);

    TaskGraph& m_graph;
    Config m_config;
    FabricRandom& m_random;
    std::vector<Loader> m_loaders;   ///< by client, then by accelerator
    std::vector<uint32_t> m_threads; ///< by node, the thread whose turn is next
    std::vector<uint32_t> m_steps;   ///< by step, the activity of its computations
    std::vector<Asked> m_asked;      ///< by client
};

} // namespace aifabric
} // namespace ns3

#endif // STORAGE_TASKS_H
