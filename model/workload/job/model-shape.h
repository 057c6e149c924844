/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MODEL_SHAPE_H
#define MODEL_SHAPE_H

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The sizes of a transformer, and what follows from them: parameters, and floating-point
 * operations of a token. Products of matrices are counted, two operations for each multiplication
 * with its addition; norms, activations and biases are not. Attention is counted over the whole
 * sequence, as D. Narayanan et al., "Efficient large-scale language model training on GPU clusters
 * using Megatron-LM" (SC'21, arXiv:2104.04473), section 5.1, does: causal masks halve what is
 * useful of it.
 */
struct ModelShape
{
    std::string name;   ///< as in model=
    std::string source; ///< where the sizes are published

    uint32_t layers{0};     ///< number of layers
    uint32_t hidden{0};     ///< width of a token
    uint32_t heads{0};      ///< attention heads
    uint32_t kvHeads{0};    ///< heads of keys and values
    uint32_t headSize{128}; ///< width of a head
    uint32_t ffn{0};        ///< width inside of the feed-forward part of a dense layer
    bool gated{true};       ///< whether that part has three matrices (SwiGLU) instead of two
    uint32_t vocabulary{0}; ///< tokens
    bool tied{false};       ///< whether embedding and output share their matrix
    uint32_t sequence{0};   ///< tokens of a sequence

    uint32_t experts{0};       ///< routed experts of a layer; 0: it is dense
    uint32_t activeExperts{0}; ///< of them, those of a token
    uint32_t sharedExperts{0}; ///< experts of all tokens
    uint32_t expertFfn{0};     ///< width inside of an expert
    uint32_t denseLayers{0};   ///< the first layers of a mixture of experts, which are dense
    uint32_t dispatchBytes{0}; ///< of an element on its way to an expert; 0: as everywhere

    uint32_t queryRank{0}; ///< multi-head latent attention: width of compressed queries
    uint32_t kvRank{0};    ///< and of keys and values; 0: there is none
    uint32_t ropeSize{0};  ///< width of a head that holds the position, beside HeadSize

    /**
     * @param layer number of a layer, from 0
     * @return whether it is a mixture of experts
     */
    bool IsMixture(uint32_t layer) const
    {
        return experts > 0 && layer >= denseLayers;
    }

    /** @return parameters of the attention of a layer. */
    uint64_t CountAttention() const;

    /** @return parameters of the feed-forward part of a dense layer. */
    uint64_t CountDense() const;

    /** @return parameters of a routed or shared expert. */
    uint64_t CountExpert() const;

    /** @return parameters of the router of a layer. */
    uint64_t CountRouter() const;

    /**
     * @param layer number of a layer
     * @return its parameters that every token uses: all but routed experts
     */
    uint64_t CountShared(uint32_t layer) const;

    /**
     * @param layer number of a layer
     * @return parameters of its routed experts
     */
    uint64_t CountRouted(uint32_t layer) const;

    /** @return parameters of the embedding. */
    uint64_t CountEmbedding() const;

    /** @return all parameters. */
    uint64_t CountAll() const;

    /**
     * @param tokens of the sequence
     * @return operations of a token in the attention of a layer, forward
     */
    double GetAttentionWork(uint32_t tokens) const;

    /**
     * @param layer number of a layer
     * @return operations of a token in its feed-forward part, forward
     */
    double GetFeedWork(uint32_t layer) const;

    /** @return operations of a token in the output layer, forward. */
    double GetOutputWork() const;

    /** @return elements of keys and values of a token, which context parallelism exchanges. */
    uint64_t CountKeys() const;
};

/** @return the models, a row each. */
const std::vector<ModelShape>& ListModels();

/**
 * @param name of a model
 * @return its row, or null
 */
const ModelShape* FindModel(const std::string& name);

/** @return the names of the models, joined by commas. */
std::string ListModelNames();

} // namespace aifabric
} // namespace ns3

#endif // MODEL_SHAPE_H
