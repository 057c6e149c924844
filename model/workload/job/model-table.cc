/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The models: one statement each. Sizes are those that their papers publish; vocabularies are those
 * of the released weights.
 */

#include "model-shape.h"

#include <utility>

namespace ns3
{
namespace aifabric
{

namespace
{

/// A row, value by value.
class Row
{
  public:
    Row(const std::string& name, const std::string& source)
    {
        m_shape.name = name;
        m_shape.source = source;
    }

    Row& Sizes(uint32_t layers, uint32_t hidden, uint32_t ffn)
    {
        m_shape.layers = layers;
        m_shape.hidden = hidden;
        m_shape.ffn = ffn;
        return *this;
    }

    Row& Attention(uint32_t heads, uint32_t kvHeads)
    {
        m_shape.heads = heads;
        m_shape.kvHeads = kvHeads;
        return *this;
    }

    Row& Latent(uint32_t queryRank, uint32_t kvRank, uint32_t ropeSize)
    {
        m_shape.queryRank = queryRank;
        m_shape.kvRank = kvRank;
        m_shape.ropeSize = ropeSize;
        return *this;
    }

    Row& Tokens(uint32_t vocabulary, uint32_t sequence)
    {
        m_shape.vocabulary = vocabulary;
        m_shape.sequence = sequence;
        return *this;
    }

    Row& Experts(uint32_t experts, uint32_t active, uint32_t ffn)
    {
        m_shape.experts = experts;
        m_shape.activeExperts = active;
        m_shape.expertFfn = ffn;
        return *this;
    }

    Row& Dense(uint32_t layers, uint32_t sharedExperts)
    {
        m_shape.denseLayers = layers;
        m_shape.sharedExperts = sharedExperts;
        return *this;
    }

    Row& Dispatch(uint32_t bytes)
    {
        m_shape.dispatchBytes = bytes;
        return *this;
    }

    Row& Plain() // two matrices, and the output is the embedding
    {
        m_shape.gated = false;
        m_shape.tied = true;
        return *this;
    }

    operator ModelShape() const
    {
        return m_shape;
    }

  private:
    ModelShape m_shape;
};

} // namespace

const std::vector<ModelShape>&
ListModels()
{
    static const std::vector<ModelShape> models{
        Row("gpt3-175b", "arXiv:2005.14165, table 2.1")
            .Sizes(96, 12288, 49152)
            .Attention(96, 96)
            .Tokens(50257, 2048)
            .Plain(),
        Row("llama2-7b", "arXiv:2307.09288 and arXiv:2302.13971, table 2")
            .Sizes(32, 4096, 11008)
            .Attention(32, 32)
            .Tokens(32000, 4096),
        Row("llama3-8b", "arXiv:2407.21783, table 3")
            .Sizes(32, 4096, 14336)
            .Attention(32, 8)
            .Tokens(128256, 8192),
        Row("llama3-70b", "arXiv:2407.21783, table 3")
            .Sizes(80, 8192, 28672)
            .Attention(64, 8)
            .Tokens(128256, 8192),
        Row("llama3-405b", "arXiv:2407.21783, table 3")
            .Sizes(126, 16384, 53248)
            .Attention(128, 8)
            .Tokens(128256, 8192),
        Row("mixtral-8x7b", "arXiv:2401.04088, table 1")
            .Sizes(32, 4096, 14336)
            .Attention(32, 8)
            .Tokens(32000, 32768)
            .Experts(8, 2, 14336),
        Row("deepseek-v3", "arXiv:2412.19437, sections 3.3 and 4.2")
            .Sizes(61, 7168, 18432)
            .Attention(128, 128)
            .Latent(1536, 512, 64)
            .Tokens(129280, 4096)
            .Experts(256, 8, 2048)
            .Dense(3, 1)
            .Dispatch(1),
    };
    return models;
}

} // namespace aifabric
} // namespace ns3
