/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STORAGE_WORKLOAD_H
#define STORAGE_WORKLOAD_H

#include "storage-tasks.h"

#include "ns3/data-rate.h"
#include "ns3/workload.h"

#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** What a training job reads, in the numbers of MLPerf Storage. */
struct StorageProfile
{
    std::string name;   ///< model and accelerator
    double sampleBytes; ///< mean size of a sample
    double deviation;   ///< its standard deviation
    uint32_t batch;     ///< samples of a step of an accelerator
    double stepSeconds; ///< computing time of a step
};

/**
 * @ingroup ai-fabric
 *
 * Training jobs that read their data from storage nodes, write checkpoints there, or both.
 *
 * The last hosts are storage nodes, the others have accelerators. Data are read in pieces: a
 * request goes to a node that has a copy, a thread there seeks, the medium is read, and the piece
 * comes back; an accelerator's loader has a window of pieces outstanding, and keeps some batches
 * ahead of computing. A checkpoint is written in pieces to a chain of nodes, one for each copy, the
 * last of which answers. Profiles are those of the workload files of MLPerf Storage
 * (mlcommons/storage); the chain is that of CRAQ (J. Terrace, M. Freedman, USENIX ATC 2009), as 3FS
 * uses it.
 */
class StorageWorkload : public Workload
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    StorageWorkload();
    ~StorageWorkload() override;

    /** @return the profiles that there are. */
    static const std::vector<StorageProfile>& GetProfiles();

    uint64_t CountPairs(uint32_t hosts) const override;

  private:
    /// What is done.
    enum Mode
    {
        READ,
        CHECKPOINT,
        MIXED,
    };

    std::string CheckConfig(uint32_t hosts) const override;
    uint64_t CountTasks(uint32_t hosts) const override;
    void DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom& random) const override;

    static TypeId AddNodes(TypeId tid);
    StorageProfile GetProfile() const;
    uint64_t CountPieces(double bytes) const;

    /// Parts of data and of parity; none without a code.
    std::pair<uint32_t, uint32_t> GetCode() const;

    std::string m_profile;         ///< name of a row
    Mode m_mode;                   ///< what is done
    uint32_t m_accelerators;       ///< of a host
    uint32_t m_nodes;              ///< storage nodes
    uint32_t m_copies;             ///< of each piece
    StorageTasks::Choice m_choice; ///< of a copy
    std::string m_code;            ///< parts of data and of parity; empty: copies
    DataRate m_media;              ///< of a node; 0: unlimited
    Time m_seek;                   ///< before a piece is read
    uint32_t m_threads;            ///< of a node
    uint64_t m_readSize;           ///< of a piece
    uint64_t m_requestBytes;       ///< of a request, or an answer
    uint32_t m_window;             ///< pieces outstanding
    uint32_t m_prefetch;           ///< batches ahead
    uint32_t m_steps;              ///< of each accelerator
    uint64_t m_checkpointBytes;    ///< of all hosts together
    bool m_spread;                 ///< whether sizes of samples differ
    double m_scale;                ///< of sizes and of computing
};

} // namespace aifabric
} // namespace ns3

#endif // STORAGE_WORKLOAD_H
