/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What the attributes of a training job come to, and what is refused.
 */

#include "training-workload.h"

#include "ns3/config-error.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>

namespace ns3
{
namespace aifabric
{

namespace
{

/// A set-up of arXiv:2507.21372: 128 servers of 8 GPUs, the backward pass of FSDP, in which the
/// gradients of a layer are scattered while the weights of the next one are gathered. Weights and
/// gradients are of 8 bits, and packets hold 4 KiB.
struct Preset
{
    const char* name;  ///< as in preset=
    const char* model; ///< row of models
    uint32_t packets;  ///< of a flow in a step of the ring, both ways of a layer together
};

/// The numbers of packets are those that the paper gives for 7, 70 and 405 billion parameters.
constexpr Preset PRESETS[] = {
    {"fsdp-7b", "llama2-7b", 104},
    {"fsdp-70b", "llama3-70b", 418},
    {"fsdp-405b", "llama3-405b", 1570},
};

constexpr uint64_t PRESET_PAYLOAD = 4096;
constexpr uint32_t PRESET_LAYERS = 1;
constexpr uint32_t PRESET_RING_STEPS = 4;

/// @return the row of presets of a name, or null
const Preset*
FindPreset(const std::string& name)
{
    const auto* preset = std::find_if(std::begin(PRESETS),
                                      std::end(PRESETS),
                                      [&](const Preset& row) { return name == row.name; });
    return preset == std::end(PRESETS) ? nullptr : preset;
}

/// Refuse a value.
[[noreturn]] void
Refuse(const std::string& attribute, const std::string& problem)
{
    throw ConfigError(attribute + " " + problem);
}

/// Refuse what does not divide.
void
CheckDivides(const std::string& what, uint64_t whole, const std::string& attribute, uint64_t by)
{
    if (whole % by != 0)
    {
        Refuse(attribute,
               "must divide " + what + ", " + std::to_string(whole) + ", not be " +
                   std::to_string(by));
    }
}

} // namespace

ModelShape
TrainingWorkload::ResolveModel(const std::string& name) const
{
    const ModelShape* row = FindModel(name);
    if (!row)
    {
        Refuse("Model", "must be one of " + ListModelNames() + ", not '" + name + "'");
    }
    ModelShape model = *row;
    const auto take = [](uint32_t given, uint32_t& value) { value = given > 0 ? given : value; };
    take(m_modelLayers, model.layers);
    take(m_hidden, model.hidden);
    take(m_heads, model.heads);
    take(m_kvHeads, model.kvHeads);
    take(m_headSize, model.headSize);
    take(m_ffn, model.ffn);
    take(m_vocabulary, model.vocabulary);
    take(m_experts, model.experts);
    take(m_activeExperts, model.activeExperts);
    take(m_expertFfn, model.expertFfn);
    take(m_sequence, model.sequence);
    if (model.heads % model.kvHeads != 0)
    {
        CheckDivides("the number of heads", model.heads, "KvHeads", model.kvHeads);
    }
    if (model.experts > 0 &&
        (model.activeExperts == 0 || model.activeExperts > model.experts || model.expertFfn == 0))
    {
        Refuse(model.expertFfn == 0 ? "ExpertFfn" : "ActiveExperts",
               model.expertFfn == 0 ? "must be above 0 where there are experts"
                                    : "must be between 1 and the number of experts, " +
                                          std::to_string(model.experts) + ", not " +
                                          std::to_string(model.activeExperts));
    }
    // Products of widths are counted in 64 bits.
    constexpr uint32_t WIDEST = 1 << 24;
    for (const auto& [attribute, value] : {std::pair<const char*, uint32_t>{"Hidden", model.hidden},
                                           {"Heads", model.heads},
                                           {"HeadSize", model.headSize},
                                           {"Ffn", model.ffn},
                                           {"Vocabulary", model.vocabulary},
                                           {"Experts", model.experts},
                                           {"ExpertFfn", model.expertFfn},
                                           {"Sequence", model.sequence},
                                           {"ModelLayers", model.layers}})
    {
        if (value > WIDEST)
        {
            Refuse(attribute,
                   "must be at most " + std::to_string(WIDEST) + ", not " + std::to_string(value));
        }
    }
    return model;
}

void
TrainingWorkload::ResolveSizes(TrainingConfig& config, uint32_t hosts) const
{
    const uint64_t replica = uint64_t{m_tp} * m_cp * m_pp;
    const std::string product = "Tp x Cp x Pp = " + std::to_string(m_tp) + " x " +
                                std::to_string(m_cp) + " x " + std::to_string(m_pp);
    if (m_dp == 0 && (replica > hosts || hosts % replica != 0))
    {
        Refuse("Dp",
               "is not given, so " + product + " must divide the number of hosts, " +
                   std::to_string(hosts));
    }
    const uint64_t data = m_dp > 0 ? m_dp : hosts / replica;
    if (replica > hosts || data > hosts / replica)
    {
        const double ranks = static_cast<double>(replica) * static_cast<double>(data);
        char number[40];
        std::snprintf(number, sizeof(number), "%.0f", ranks);
        Refuse("Dp",
               "is " + std::to_string(data) + ", and " + product + ": that is " + number +
                   " ranks, and there are " + std::to_string(hosts) + " hosts");
    }
    config.sizes.tensor = m_tp;
    config.sizes.context = m_cp;
    config.sizes.expert = m_ep;
    config.sizes.pipeline = m_pp;
    config.sizes.data = static_cast<uint32_t>(data);
    config.sizes.shards = m_fsdp > 0 ? m_fsdp : FindPreset(m_preset) ? config.sizes.data : 1;
    const ModelShape& model = config.model;
    CheckDivides("the number of heads", model.heads, "Tp", m_tp);
    if (model.kvRank == 0 && model.kvHeads % m_tp != 0 && m_tp % model.kvHeads != 0)
    {
        CheckDivides("the number of heads of keys and values", model.kvHeads, "Tp", m_tp);
    }
    CheckDivides("the width of the feed-forward part", model.ffn, "Tp", m_tp);
    CheckDivides("the tokens of a sequence", config.sequence, "Cp", m_cp);
    if (m_ep > 1 && model.experts == 0)
    {
        Refuse("Ep", "must be 1: " + model.name + " has no experts");
    }
    if (m_ep > 1)
    {
        CheckDivides("the number of experts", model.experts, "Ep", m_ep);
    }
    CheckDivides("the number of data-parallel ranks", data, "Ep", m_ep);
    if (m_ep > 1 && m_tp > 1 && !m_sequenceParallel)
    {
        Refuse("SequenceParallel", "must be true where Ep and Tp are above 1");
    }
    if (config.sizes.shards > 1 && m_ep > 1)
    {
        Refuse("Fsdp", "must be 0 or 1 where Ep is above 1: weights of experts are not sharded");
    }
    CheckDivides("the number of data-parallel ranks", data, "Fsdp", config.sizes.shards);
    if (config.ringSteps > 0 &&
        (config.sizes.shards < 2 || config.ringSteps > config.sizes.shards - 1))
    {
        Refuse("RingSteps",
               config.sizes.shards < 2
                   ? "are of the rings of FSDP: Fsdp must be above 1"
                   : "must be at most " + std::to_string(config.sizes.shards - 1) +
                         ", one less than Fsdp, not " + std::to_string(config.ringSteps));
    }
}

void
TrainingWorkload::ResolveBatch(TrainingConfig& config) const
{
    config.microBatch = m_microBatch;
    config.chunks = m_interleave;
    config.iterations = m_iterations;
    uint64_t all = m_microBatches > 0 ? m_microBatches : m_pp;
    if (m_globalBatch > 0)
    {
        const uint64_t once = uint64_t{config.sizes.data} * m_microBatch;
        if (m_globalBatch % once != 0)
        {
            Refuse("GlobalBatch",
                   "must be a multiple of " + std::to_string(once) +
                       ", a micro-batch of each data-parallel rank, not " +
                       std::to_string(m_globalBatch));
        }
        all = m_globalBatch / once;
    }
    const uint64_t some = m_microBatches > 0 ? m_microBatches : all;
    constexpr uint64_t MOST = 1 << 20;
    constexpr uint64_t MOST_STEPS = 200000; // of layers, which are lists before there are tasks
    if (some > all || all > MOST)
    {
        Refuse("MicroBatches",
               "must be at most " + std::to_string(std::min(all, MOST)) + ", not " +
                   std::to_string(some));
    }
    if (some * config.layers > MOST_STEPS)
    {
        Refuse("Layers",
               "times MicroBatches must be at most " + std::to_string(MOST_STEPS) + ", not " +
                   std::to_string(some * config.layers));
    }
    config.allMicrobatches = static_cast<uint32_t>(all);
    config.microbatches = static_cast<uint32_t>(some);
    if (m_interleave > 1 && (m_pp < 2 || some % m_pp != 0))
    {
        Refuse(m_pp < 2 ? "Interleave" : "MicroBatches",
               m_pp < 2 ? "must be 1 where Pp is 1"
                        : "must be a multiple of Pp, " + std::to_string(m_pp) +
                              ", with Interleave, not " + std::to_string(some));
    }
    if (config.layers > config.model.layers)
    {
        Refuse("Layers",
               "must be at most " + std::to_string(config.model.layers) + ", those of " +
                   config.model.name + ", not " + std::to_string(config.layers));
    }
    const uint64_t parts = uint64_t{m_pp} * m_interleave;
    if (config.layers % parts != 0)
    {
        Refuse("Layers",
               "must be a multiple of Pp x Interleave, " + std::to_string(parts) + ", not " +
                   std::to_string(config.layers));
    }
}

void
TrainingWorkload::ApplyPreset(TrainingConfig& config) const
{
    const Preset* preset = FindPreset(m_preset);
    if (!preset)
    {
        return;
    }
    if (m_tp > 1 || m_cp > 1 || m_pp > 1 || m_ep > 1)
    {
        Refuse("Preset", m_preset + " is of FSDP alone: Tp, Cp, Ep and Pp must be 1");
    }
    config.layers = m_layers > 0 ? m_layers : PRESET_LAYERS;
    config.shardBytes = m_shardBytes > 0 ? m_shardBytes : preset->packets / 2 * PRESET_PAYLOAD;
    config.weightBytes = 1;
    config.gradientBytes = 1;
    config.hasEmbedding = false;
    config.hasForward = false;
    config.isSteady = true;
    config.computes = false;
}

TrainingConfig
TrainingWorkload::Resolve(uint32_t hosts) const
{
    const Preset* preset = FindPreset(m_preset);
    if (!preset && m_preset != "none")
    {
        Refuse("Preset",
               "must be one of none, fsdp-7b, fsdp-70b, fsdp-405b, not '" + m_preset + "'");
    }
    TrainingConfig config;
    config.model = ResolveModel(preset ? preset->model : m_model);
    config.sequence = config.model.sequence;
    config.layers = m_layers > 0 ? m_layers : config.model.layers;
    config.scale = m_scale;
    config.ringSteps = m_ringSteps;
    config.peak = m_peak;
    config.efficiency = m_efficiency;
    config.forwardTime = static_cast<uint64_t>(m_forwardTime.GetPicoSeconds());
    config.backwardTime = static_cast<uint64_t>(m_backwardTime.GetPicoSeconds());
    if (config.backwardTime > 0 && config.forwardTime == 0)
    {
        Refuse("BackwardTime", "goes with ForwardTime, which is not given");
    }
    config.updateTime = static_cast<uint64_t>(m_updateTime.GetPicoSeconds());
    config.recompute = m_recompute;
    config.computes = m_computing;
    config.straggler = m_straggler;
    config.overlap = m_overlap;
    config.prefetch = m_prefetch;
    config.reshard = m_reshard;
    config.bucket = m_bucket;
    config.sequenceParallel = m_sequenceParallel;
    config.elementBytes = m_elementBytes;
    config.weightBytes = m_weightBytes;
    config.gradientBytes = m_gradientBytes;
    config.shardBytes = m_shardBytes;
    config.hasEmbedding = m_embedding;
    ApplyPreset(config);
    ResolveSizes(config, hosts);
    if (preset && config.ringSteps == 0 && config.sizes.shards > 1)
    {
        config.ringSteps = std::min(PRESET_RING_STEPS, config.sizes.shards - 1);
    }
    ResolveBatch(config);
    return config;
}

} // namespace aifabric
} // namespace ns3
