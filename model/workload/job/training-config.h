/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRAINING_CONFIG_H
#define TRAINING_CONFIG_H

#include "model-shape.h"
#include "rank-layout.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A training job, with every number that its attributes leave open filled in.
 */
struct TrainingConfig
{
    ModelShape model;            ///< sizes of the model
    RankLayout::Sizes sizes;     ///< degrees of parallelism
    uint32_t chunks{1};          ///< parts of the model that a pipeline stage has
    uint32_t iterations{1};      ///< how many
    uint32_t sequence{0};        ///< tokens of a sequence
    uint32_t microBatch{1};      ///< sequences of a micro-batch
    uint32_t microbatches{1};    ///< of an iteration, as simulated
    uint32_t allMicrobatches{1}; ///< of an iteration, as meant
    uint32_t layers{0};          ///< as simulated
    uint64_t scale{1};           ///< by which bytes and times are divided
    uint32_t ringSteps{0};       ///< of rings of FSDP, as simulated; 0: all

    double peak{0};           ///< operations a second of an accelerator
    double efficiency{1};     ///< share of it that computing reaches
    uint64_t forwardTime{0};  ///< of a layer, ps; 0: from its operations
    uint64_t backwardTime{0}; ///< of a layer, ps; 0: twice that of forward
    uint64_t updateTime{0};   ///< of the optimizer, ps
    bool recompute{false};    ///< whether backward repeats forward
    bool computes{true};      ///< whether computing takes time
    double straggler{0};      ///< sigma of the factor of a rank in an iteration

    bool overlap{true};          ///< whether communication goes beside computing
    uint32_t prefetch{1};        ///< parts ahead of which weights are gathered
    bool reshard{true};          ///< whether weights are gathered for each pass
    uint64_t bucket{0};          ///< bytes of gradients that go together
    bool sequenceParallel{true}; ///< whether tensor-parallel ranks share tokens between layers
    uint32_t elementBytes{2};    ///< of an activation
    uint32_t weightBytes{2};     ///< of a weight
    uint32_t gradientBytes{2};   ///< of a gradient
    uint64_t shardBytes{0};      ///< of a part of the model and a rank of FSDP; 0: from the model
    bool hasEmbedding{true};     ///< whether embedding and output layer take part
    bool hasForward{true};       ///< whether there is a forward pass
    bool isSteady{false};        ///< whether a layer stands for one within a long pass

    /** @return whether the first and the last stage of a pipeline have copies of one matrix. */
    bool HasDistantCopies() const
    {
        return hasEmbedding && model.tied && sizes.pipeline > 1;
    }

    /** @return by how much less there is of rings than there would be. */
    double GetRingFactor() const;

    /** @return by what bytes and times are divided. */
    double GetDivisor() const
    {
        return static_cast<double>(scale) * GetRingFactor();
    }

    /** @return by how much larger the job is than what is simulated. */
    double GetFactor() const;

    /** @return what was left out, in words; empty for a whole job. */
    std::string DescribeScaling() const;

    /** @return tokens of a micro-batch that a rank has. */
    double GetTokens() const;

    /**
     * @param layer number of a simulated layer
     * @return the layer of the model that it stands for
     */
    uint32_t GetModelLayer(uint32_t layer) const;

    /**
     * @param layer number of a simulated layer
     * @return ps of its attention on a rank, forward
     */
    double GetAttentionTime(uint32_t layer) const;

    /**
     * @param layer number of a simulated layer
     * @return ps of its feed-forward part on a rank, forward
     */
    double GetFeedTime(uint32_t layer) const;

    /** @return ps of the output layer on a rank, forward. */
    double GetOutputTime() const;

    /** @return backward over forward, recomputing left out. */
    double GetBackwardRatio() const;

    /** @return ps that the operations of an iteration take at the peak, on average over ranks:
     * forward, and twice that for backward. */
    double GetModelTime() const;

    /**
     * @param bytes of a message or a collective
     * @return what is simulated of them
     */
    uint64_t Scale(double bytes) const;

  private:
    double ToTime(double work) const;
};

} // namespace aifabric
} // namespace ns3

#endif // TRAINING_CONFIG_H
