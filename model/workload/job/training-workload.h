/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRAINING_WORKLOAD_H
#define TRAINING_WORKLOAD_H

#include "training-config.h"

#include "ns3/collective-library.h"
#include "ns3/nstime.h"
#include "ns3/workload.h"

#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A training job: a model, how it is spread over ranks, and batches. Its iterations are
 * computations on each rank and the exchanges between them (TrainingSteps).
 */
class TrainingWorkload : public Workload
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    TrainingWorkload();
    ~TrainingWorkload() override;

    uint32_t CountRanks(uint32_t hosts) const override;
    uint64_t CountPairs(uint32_t hosts) const override;

    /**
     * Fill in what attributes leave open.
     * @param hosts number of hosts
     * @return the job
     * @throws ConfigError naming the attribute that does not fit, and what is allowed
     */
    TrainingConfig Resolve(uint32_t hosts) const;

  private:
    static TypeId AddSizes(TypeId tid);
    static TypeId AddParallelism(TypeId tid);
    static TypeId AddTimes(TypeId tid);
    static TypeId AddCommunication(TypeId tid);

    std::string CheckConfig(uint32_t hosts) const override;
    uint64_t CountTasks(uint32_t hosts) const override;
    void DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom& random) const override;

    ModelShape ResolveModel(const std::string& name) const;
    void ResolveBatch(TrainingConfig& config) const;
    void ResolveSizes(TrainingConfig& config, uint32_t hosts) const;
    void ApplyPreset(TrainingConfig& config) const;
    CollectiveLibrary MakeLibrary() const;

    std::string m_preset;        ///< a row of presets
    std::string m_model;         ///< a row of models
    uint32_t m_modelLayers;      ///< in place of that of the row, if above 0; all of these
    uint32_t m_hidden;           ///< width of a token
    uint32_t m_heads;            ///< attention heads
    uint32_t m_kvHeads;          ///< heads of keys and values
    uint32_t m_headSize;         ///< width of a head
    uint32_t m_ffn;              ///< width of the feed-forward part
    uint32_t m_vocabulary;       ///< tokens
    uint32_t m_experts;          ///< of a layer
    uint32_t m_activeExperts;    ///< of a token
    uint32_t m_expertFfn;        ///< width of an expert
    uint32_t m_sequence;         ///< tokens of a sequence
    uint32_t m_tp;               ///< tensor
    uint32_t m_cp;               ///< context
    uint32_t m_ep;               ///< expert
    uint32_t m_pp;               ///< pipeline
    uint32_t m_dp;               ///< data; 0: all hosts
    uint32_t m_fsdp;             ///< shards; 0: none
    uint32_t m_interleave;       ///< parts of the model of a stage
    uint32_t m_iterations;       ///< how many
    uint32_t m_microBatch;       ///< sequences
    uint32_t m_globalBatch;      ///< sequences; 0: as micro-batches say
    uint32_t m_microBatches;     ///< simulated; 0: all
    uint32_t m_layers;           ///< simulated; 0: all
    uint64_t m_scale;            ///< divisor of bytes and times
    uint32_t m_ringSteps;        ///< simulated; 0: all
    double m_peak;               ///< operations a second
    double m_efficiency;         ///< share of it
    Time m_forwardTime;          ///< of a layer
    Time m_backwardTime;         ///< of a layer
    Time m_updateTime;           ///< of the optimizer
    bool m_recompute;            ///< in backward
    double m_straggler;          ///< sigma
    bool m_overlap;              ///< communication beside computing
    uint32_t m_prefetch;         ///< parts
    bool m_reshard;              ///< FSDP
    uint64_t m_bucket;           ///< bytes
    bool m_sequenceParallel;     ///< tensor-parallel ranks share tokens
    uint32_t m_elementBytes;     ///< activations
    uint32_t m_weightBytes;      ///< weights
    uint32_t m_gradientBytes;    ///< gradients
    uint64_t m_shardBytes;       ///< of a part and a rank
    bool m_embedding;            ///< whether they take part
    bool m_computing;            ///< whether it takes time
    std::string m_allReduce;     ///< algorithm
    std::string m_allGather;     ///< algorithm
    std::string m_reduceScatter; ///< algorithm
    std::string m_allToAll;      ///< algorithm
    uint64_t m_chunk;            ///< largest message
};

} // namespace aifabric
} // namespace ns3

#endif // TRAINING_WORKLOAD_H
