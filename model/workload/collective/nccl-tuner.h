/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NCCL_TUNER_H
#define NCCL_TUNER_H

#include "chunk-sizes.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** The generations of accelerators that NCCL tells apart. */
enum NcclGeneration
{
    NCCL_VOLTA,
    NCCL_AMPERE,
    NCCL_HOPPER,
    NCCL_BLACKWELL,
};

/** What NCCL's tables take for granted about the machines. */
struct NcclMachine
{
    NcclGeneration generation{NCCL_HOPPER}; ///< row of the tables
    uint32_t channels{16};                  ///< that NCCL would use
    double nic{50};                         ///< NIC of an accelerator, GB/s
    double scaleUp{0};     ///< of an accelerator, one way, GB/s; 0: of the generation
    bool inNetwork{false}; ///< whether the scale-up switch reduces (NVLS)
};

/**
 * @ingroup ai-fabric
 *
 * Which algorithm and protocol NCCL would take: for each pair its model has a latency and a
 * bandwidth, and the least time wins. Constants and rules are those of NCCL's tuning tables
 * (github.com/NVIDIA/nccl, src/graph/tuning.cc, June 2026), for ranks with a NIC each.
 */
class NcclTuner
{
  public:
    /** The operations that NCCL tunes. */
    enum Operation
    {
        ALL_REDUCE,
        REDUCE_SCATTER,
        ALL_GATHER,
        BROADCAST,
        REDUCE,
    };

    /** The algorithms that are known here. */
    enum Algorithm
    {
        TREE,
        RING,
        NVLS,
        PAT,
    };

    /** What one choice would cost. */
    struct Estimate
    {
        Algorithm algorithm{RING};                               ///< who sends to whom
        CollectiveProtocol protocol{CollectiveProtocol::SIMPLE}; ///< how data are written
        double latency{0};                                       ///< us
        double bandwidth{0};                                     ///< of the data, GB/s
        double time{0};                                          ///< us
    };

    /**
     * @param machine what is taken for granted
     * @param ranks of the group
     * @param perServer of them in a server
     */
    NcclTuner(const NcclMachine& machine, uint32_t ranks, uint32_t perServer);

    /**
     * Estimate all choices.
     * @param operation the operation
     * @param bytes as NCCL counts them: the vector of an all-reduce, broadcast or reduce; all that
     * is scattered or gathered
     * @return the choices that the operation has
     */
    std::vector<Estimate> List(Operation operation, uint64_t bytes) const;

    /**
     * Choose.
     * @param operation the operation
     * @param bytes as for List()
     * @param protocol the only one to choose among; nothing for all of them
     * @return the one that takes least time
     */
    Estimate Choose(Operation operation,
                    uint64_t bytes,
                    std::optional<CollectiveProtocol> protocol = {}) const;

  private:
    Estimate Make(Operation operation,
                  Algorithm algorithm,
                  CollectiveProtocol protocol,
                  uint64_t bytes) const;
    bool Has(Operation operation, Algorithm algorithm, CollectiveProtocol protocol) const;
    double GetSteps(Operation operation) const;
    double GetBandwidth(Operation operation,
                        Algorithm algorithm,
                        CollectiveProtocol protocol) const;
    double GetLatency(Operation operation, Algorithm algorithm, CollectiveProtocol protocol) const;

    NcclMachine m_machine;
    uint32_t m_ranks;
    uint32_t m_servers;
    double m_perChannel; ///< bandwidth of a channel, GB/s
};

} // namespace aifabric
} // namespace ns3

#endif // NCCL_TUNER_H
