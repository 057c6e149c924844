/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "training-steps.h"

#include "pipeline-schedule.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Nothing that was begun.
constexpr uint32_t NOTHING = UINT32_MAX;

} // namespace

TrainingSteps::TrainingSteps(const TrainingConfig& config)
    : m_config(config),
      m_layout(config.sizes)
{
}

TrainingSteps::Part
TrainingSteps::MakeLayer(uint32_t layer) const
{
    const ModelShape& model = m_config.model;
    const uint32_t real = m_config.GetModelLayer(layer);
    Part part;
    part.layer = layer;
    part.shared = static_cast<double>(model.CountShared(real)) / m_config.sizes.tensor;
    part.routed = static_cast<double>(model.CountRouted(real)) / m_config.sizes.tensor /
                  m_config.sizes.expert;
    return part;
}

std::vector<TrainingSteps::Parts>
TrainingSteps::ListParts(uint32_t stage) const
{
    const uint32_t stages = m_config.sizes.pipeline;
    const uint32_t each = m_config.layers / (stages * m_config.chunks);
    const double table =
        static_cast<double>(m_config.model.CountEmbedding()) / m_config.sizes.tensor;
    std::vector<Parts> chunks(m_config.chunks);
    for (uint32_t chunk = 0; chunk < m_config.chunks; chunk++)
    {
        const uint32_t place = chunk * stages + stage;
        Parts& parts = chunks[chunk];
        if (m_config.hasEmbedding && place == 0)
        {
            Part part;
            part.shared = table;
            parts.push_back(part);
        }
        for (uint32_t i = 0; i < each; i++)
        {
            parts.push_back(MakeLayer(place * each + i));
        }
        if (m_config.hasEmbedding && place + 1 == stages * m_config.chunks)
        {
            Part part;
            part.isOutput = true;
            // The first stage has a shared matrix as well; where they are one, it is there once.
            part.shared = m_config.model.tied && stages == 1 ? 0 : table;
            parts.push_back(part);
        }
    }
    return chunks;
}

TrainingSteps::List
TrainingSteps::Make(uint32_t stage)
{
    m_list.clear();
    m_tokens = 0;
    m_unwaited.clear();
    m_sharedGradients = 0;
    m_routedGradients = 0;
    std::vector<Parts> chunks = ListParts(stage);
    for (const PipelineSlot& slot :
         SchedulePipeline(m_config.sizes.pipeline, stage, m_config.chunks, m_config.microbatches))
    {
        if (slot.backward || m_config.hasForward)
        {
            AddSlot(stage, chunks[slot.chunk], slot.chunk, slot.microbatch, slot.backward);
        }
    }
    Finish(chunks, stage);
    List list;
    list.swap(m_list);
    return list;
}

void
TrainingSteps::AddSlot(uint32_t stage,
                       Parts& parts,
                       uint32_t chunk,
                       uint32_t microbatch,
                       bool backward)
{
    using Kind = TrainingStep::Kind;
    const TrainingPass pass = backward ? TrainingPass::BACKWARD : TrainingPass::FORWARD;
    const uint32_t stages = m_config.sizes.pipeline;
    const uint32_t places = stages * m_config.chunks;
    const uint32_t place = chunk * stages + stage;
    // Messages are known by the place that gets them.
    const auto token = [&](uint32_t to) { return to * m_config.microbatches + microbatch; };
    m_microbatch = microbatch;
    const bool isFed = backward ? place + 1 < places : place > 0;
    const bool feeds = backward ? place > 0 : place + 1 < places;
    if (isFed)
    {
        AddMessage(Kind::RECEIVE, pass, token(place));
    }
    const size_t count = parts.size();
    for (size_t i = 0; i < count; i++)
    {
        const size_t number = backward ? count - 1 - i : i;
        Gather(parts, number, backward, microbatch);
        if (backward)
        {
            if (m_config.isSteady)
            {
                Reduce(parts[number], microbatch + 1 == m_config.microbatches);
            }
            AddBackward(parts[number]);
            if (!m_config.isSteady)
            {
                Reduce(parts[number], microbatch + 1 == m_config.microbatches);
            }
        }
        else
        {
            AddForward(parts[number], TrainingPass::FORWARD);
        }
    }
    if (feeds)
    {
        AddMessage(Kind::SEND, pass, token(backward ? place - 1 : place + 1));
    }
    if (backward && microbatch + 1 == m_config.microbatches && m_config.overlap)
    {
        Collect(Part(), true);
    }
}

void
TrainingSteps::AddForward(const Part& part, TrainingPass pass)
{
    if (part.layer != NOTHING)
    {
        AddAttention(part.layer, pass, 1, false);
        AddFeed(part.layer, pass, 1);
    }
    else if (part.isOutput)
    {
        AddTensor(true, GetTokenBytes(), pass);
        AddCompute(pass, m_config.GetOutputTime());
        AddLoss();
    }
    else
    {
        AddTensor(false, GetTokenBytes(), pass); // each has looked up its part of the vocabulary
    }
}

void
TrainingSteps::AddBackward(const Part& part)
{
    if (part.layer == NOTHING)
    {
        if (!part.isOutput)
        {
            AddTensor(true, GetTokenBytes(), TrainingPass::BACKWARD);
        }
        AddCompute(TrainingPass::BACKWARD, part.isOutput ? 2 * m_config.GetOutputTime() : 0);
        if (part.isOutput)
        {
            AddTensor(false, GetTokenBytes(), TrainingPass::BACKWARD);
        }
        return;
    }
    if (m_config.recompute)
    {
        AddForward(part, TrainingPass::BACKWARD);
    }
    const double ratio = m_config.GetBackwardRatio();
    AddFeed(part.layer, TrainingPass::BACKWARD, ratio);
    AddAttention(part.layer, TrainingPass::BACKWARD, ratio, true);
}

double
TrainingSteps::GetTokenBytes() const
{
    return m_config.GetTokens() * m_config.model.hidden * m_config.elementBytes;
}

void
TrainingSteps::AddTensor(bool before, double bytes, TrainingPass pass)
{
    // Where tokens are not shared, all have them before, and sums are made behind.
    if (m_config.sequenceParallel)
    {
        AddExchange(RankGroup::TENSOR,
                    before ? "all-gather" : "reduce-scatter",
                    bytes,
                    pass,
                    before ? "tp gather" : "tp reduce");
    }
    else if (!before)
    {
        AddExchange(RankGroup::TENSOR, "all-reduce", bytes, pass, "tp reduce");
    }
}

void
TrainingSteps::AddLoss()
{
    constexpr int SUMS = 3;
    constexpr double EACH = 4; // bytes of a token
    // They are few: of what is scaled, a byte for each rank is left.
    const double least = static_cast<double>(m_config.scale) * m_config.sizes.tensor;
    for (int sum = 0; sum < SUMS; sum++)
    {
        AddExchange(RankGroup::TENSOR,
                    "all-reduce",
                    std::max(EACH * m_config.GetTokens(), least),
                    TrainingPass::FORWARD,
                    "tp loss");
    }
}

void
TrainingSteps::AddAttention(uint32_t layer, TrainingPass pass, double ratio, bool back)
{
    const double keys = m_config.GetTokens() * m_config.sizes.context *
                        static_cast<double>(m_config.model.CountKeys()) / m_config.sizes.tensor *
                        m_config.elementBytes;
    AddTensor(true, GetTokenBytes(), pass);
    if (!back)
    {
        AddExchange(RankGroup::CONTEXT, "all-gather", keys, pass, "cp gather");
    }
    AddCompute(pass, ratio * m_config.GetAttentionTime(layer));
    if (back)
    {
        AddExchange(RankGroup::CONTEXT, "reduce-scatter", keys, pass, "cp reduce");
    }
    AddTensor(false, GetTokenBytes(), pass);
}

void
TrainingSteps::AddFeed(uint32_t layer, TrainingPass pass, double ratio)
{
    const ModelShape& model = m_config.model;
    const bool travels =
        model.IsMixture(m_config.GetModelLayer(layer)) && m_config.sizes.expert > 1;
    // Each tensor-parallel rank sends the tokens that it has; experts get them from all.
    const double tokens = m_config.GetTokens() * model.activeExperts * model.hidden;
    const double pair = tokens / m_config.sizes.tensor / m_config.sizes.expert;
    const double each =
        travels && model.dispatchBytes > 0 ? model.dispatchBytes : m_config.elementBytes;
    const double whole = travels ? tokens * m_config.elementBytes : GetTokenBytes();
    if (travels)
    {
        AddExchange(RankGroup::EXPERT, "all-to-all", pair * each, pass, "ep dispatch");
    }
    AddTensor(true, travels ? tokens * each : whole, pass);
    AddCompute(pass, ratio * m_config.GetFeedTime(layer));
    AddTensor(false, whole, pass);
    if (travels)
    {
        AddExchange(RankGroup::EXPERT,
                    "all-to-all",
                    pair * m_config.elementBytes,
                    pass,
                    "ep combine");
    }
}

void
TrainingSteps::AddCompute(TrainingPass pass, double duration)
{
    // What nothing comes between is one computation.
    if (!m_list.empty())
    {
        TrainingStep& last = m_list.back();
        if (last.kind == TrainingStep::Kind::COMPUTE && last.pass == pass &&
            last.microbatch == m_microbatch)
        {
            last.duration += duration;
            return;
        }
    }
    TrainingStep step;
    step.kind = TrainingStep::Kind::COMPUTE;
    step.pass = pass;
    step.microbatch = m_microbatch;
    step.duration = duration;
    m_list.push_back(step);
}

void
TrainingSteps::AddExchange(RankGroup group,
                           const char* operation,
                           double bytes,
                           TrainingPass pass,
                           const char* name)
{
    if (m_layout.GetSize(group) < 2)
    {
        return;
    }
    TrainingStep step;
    step.kind = TrainingStep::Kind::COLLECTIVE;
    step.pass = pass;
    step.group = group;
    step.microbatch = m_microbatch;
    step.operation = operation;
    step.name = name;
    step.bytes = m_config.Scale(bytes);
    m_list.push_back(step);
}

uint32_t
TrainingSteps::AddLaunch(const TrainingStep& what, uint32_t after)
{
    TrainingStep step = what;
    step.kind = m_config.overlap ? TrainingStep::Kind::LAUNCH : TrainingStep::Kind::COLLECTIVE;
    step.microbatch = m_microbatch;
    step.token = m_tokens;
    step.after = after;
    m_list.push_back(step);
    return m_config.overlap ? m_tokens++ : NOTHING;
}

void
TrainingSteps::AddWait(uint32_t token)
{
    if (token == NOTHING)
    {
        return;
    }
    TrainingStep step;
    step.kind = TrainingStep::Kind::WAIT;
    step.microbatch = m_microbatch;
    step.token = token;
    m_list.push_back(step);
}

void
TrainingSteps::AddMessage(TrainingStep::Kind kind, TrainingPass pass, uint32_t token)
{
    TrainingStep step;
    step.kind = kind;
    step.pass = pass;
    step.microbatch = m_microbatch;
    step.token = token;
    const double share = m_config.sequenceParallel ? m_config.sizes.tensor : 1;
    step.bytes = m_config.Scale(GetTokenBytes() / share);
    step.name = pass == TrainingPass::FORWARD ? "pp activations" : "pp gradients";
    m_list.push_back(step);
}

} // namespace aifabric
} // namespace ns3
