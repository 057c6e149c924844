/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRAINING_STEPS_H
#define TRAINING_STEPS_H

#include "training-config.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** What is computed. */
enum class TrainingPass : uint8_t
{
    FORWARD,  ///< activations
    BACKWARD, ///< gradients
    UPDATE,   ///< weights
};

/** Something that all ranks of a pipeline stage do, each with its own partners. */
struct TrainingStep
{
    /** Kinds of steps. */
    enum class Kind : uint8_t
    {
        COMPUTE,    ///< compute when all before has ended
        COLLECTIVE, ///< exchange data, and go on when it is over
        LAUNCH,     ///< begin to exchange data, and go on
        WAIT,       ///< go on when what was begun is over
        SEND,       ///< give data to another stage, and go on
        RECEIVE,    ///< go on when data of another stage are there
        MEET,       ///< exchange data with the other end of the pipeline, and wait for it
    };

    Kind kind{Kind::COMPUTE};                 ///< which kind
    TrainingPass pass{TrainingPass::FORWARD}; ///< what for
    RankGroup group{RankGroup::TENSOR};       ///< who exchanges data
    bool isRing{false};                       ///< in some steps of a ring only
    uint32_t microbatch{0};                   ///< number of the micro-batch
    uint32_t token{0};                        ///< number of what is begun, or of the message
    uint32_t after{UINT32_MAX};               ///< what a LAUNCH waits for beside the rest
    const char* operation{""};                ///< collective operation
    const char* name{""};                     ///< what it is called in the results
    double duration{0};                       ///< of a computation, ps
    uint64_t bytes{0};                        ///< attribute Bytes of the operation, or payload
};

/**
 * @ingroup ai-fabric
 *
 * What the ranks of each pipeline stage do in an iteration of a training job, in order: the
 * computations and exchanges of the layers, for each micro-batch, as the schedule of the pipeline
 * says; gradients; the update. All ranks of a stage do the same.
 *
 * - A layer exchanges data of its tensor-parallel ranks after attention and feed-forward part, by
 *   all-reduces, or by all-gathers before and reduce-scatters behind them where tokens are shared
 *   (V. Korthikanti et al., "Reducing activation recomputation in large transformer models",
 *   arXiv:2205.05198). Nothing can be computed meanwhile.
 * - Context parallelism gathers keys and values before the attention, and reduces their gradients
 *   behind it, as A. Grattafiori et al., "The Llama 3 herd of models" (arXiv:2407.21783), section
 *   3.3.2, describe.
 * - Expert parallelism sends tokens to their experts and back, evenly.
 * - Gradients of data parallelism are reduced in buckets as soon as the last micro-batch has made
 *   them (S. Li et al., "PyTorch Distributed", VLDB 2020, arXiv:2006.15704).
 * - FSDP gathers the weights of a part before it is computed, while the part before it is, and
 *   scatters its gradients behind (Y. Zhao et al., "PyTorch FSDP", VLDB 2023, arXiv:2304.11277).
 * - Pipeline stages hand on activations and gradients.
 * - Tensor-parallel ranks share the vocabulary: what they look up in the embedding is summed up,
 *   the output layer gets all tokens, and the loss takes three all-reduces of a number of 4 bytes
 *   for each token: the largest logit, the sum of exponentials, and the logit of the target
 *   (M. Shoeybi et al., "Megatron-LM", arXiv:1909.08053, section 3). Where embedding and output are
 *   one matrix, the two ends of a pipeline sum up its gradients at the end of an iteration.
 */
class TrainingSteps
{
  public:
    /** Steps of a stage. */
    using List = std::vector<TrainingStep>;

    /** @param config the job; must outlive this object */
    explicit TrainingSteps(const TrainingConfig& config);

    /**
     * @param stage a pipeline stage
     * @return what its ranks do in an iteration
     */
    List Make(uint32_t stage);

    /**
     * @param step sends or receives
     * @return whether it is about activations, going down the pipeline
     */
    static bool IsForward(const TrainingStep& step)
    {
        return step.pass == TrainingPass::FORWARD;
    }

  private:
    /// A part of the model that is gathered and reduced as one: a layer, embedding or output.
    struct Part
    {
        uint32_t layer{UINT32_MAX};  ///< of the model as simulated; UINT32_MAX: none
        bool isOutput{false};        ///< whether it has the output layer's work
        double shared{0};            ///< parameters of a rank, without experts
        double routed{0};            ///< parameters of the experts of a rank
        uint32_t gather{UINT32_MAX}; ///< token of the all-gather under way
    };

    using Parts = std::vector<Part>;

    std::vector<Parts> ListParts(uint32_t stage) const;
    Part MakeLayer(uint32_t layer) const;

    void AddSlot(uint32_t stage, Parts& parts, uint32_t chunk, uint32_t microbatch, bool backward);
    void AddForward(const Part& part, TrainingPass pass);
    void AddBackward(const Part& part);
    void AddAttention(uint32_t layer, TrainingPass pass, double ratio, bool back);
    void AddFeed(uint32_t layer, TrainingPass pass, double ratio);
    void AddTensor(bool before, double bytes, TrainingPass pass);
    void AddLoss();
    void AddMeeting(uint32_t stage);
    void AddCompute(TrainingPass pass, double duration);
    void AddExchange(RankGroup group,
                     const char* operation,
                     double bytes,
                     TrainingPass pass,
                     const char* name);
    uint32_t AddLaunch(const TrainingStep& step, uint32_t after);
    void AddWait(uint32_t token);
    void AddMessage(TrainingStep::Kind kind, TrainingPass pass, uint32_t token);

    void Gather(Parts& parts, size_t place, bool backward, uint32_t microbatch);
    void Reduce(const Part& part, bool isLast);
    void Collect(const Part& part, bool isFlush);
    void AddGradients(RankGroup group, double& bytes);
    void Finish(std::vector<Parts>& chunks, uint32_t stage);

    double GetPartBytes(const Part& part, uint32_t each) const;
    double GetTokenBytes() const;

    const TrainingConfig& m_config;
    RankLayout m_layout;
    List m_list;
    uint32_t m_microbatch{0};         ///< of the steps that are added
    uint32_t m_tokens{0};             ///< given so far
    std::vector<uint32_t> m_unwaited; ///< begun, and nothing waits for them yet
    double m_sharedGradients{0};      ///< bytes of gradients that wait for a bucket
    double m_routedGradients{0};      ///< likewise, of experts
};

} // namespace aifabric
} // namespace ns3

#endif // TRAINING_STEPS_H
