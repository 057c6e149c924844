/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * How weights are gathered and gradients reduced.
 */

#include "training-steps.h"

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

double
TrainingSteps::GetPartBytes(const Part& part, uint32_t each) const
{
    return m_config.shardBytes > 0
               ? static_cast<double>(m_config.shardBytes) * m_config.sizes.shards
               : (part.shared + part.routed) * each;
}

void
TrainingSteps::Gather(Parts& parts, size_t place, bool backward, uint32_t microbatch)
{
    const bool isOnce = !m_config.reshard;
    if (m_layout.GetSize(RankGroup::SHARD) < 2 || (isOnce && (backward || microbatch > 0)))
    {
        return;
    }
    // The first part asks for itself and for those ahead, any other for one more.
    const size_t count = parts.size();
    const size_t number = backward ? count - 1 - place : place;
    const size_t ahead = m_config.overlap ? m_config.prefetch : 0;
    for (size_t i = number == 0 ? 0 : number + ahead; i <= number + ahead && i < count; i++)
    {
        Part& part = parts[backward ? count - 1 - i : i];
        const double bytes = GetPartBytes(part, m_config.weightBytes);
        if (bytes <= 0)
        {
            continue;
        }
        TrainingStep step;
        step.pass = backward ? TrainingPass::BACKWARD : TrainingPass::FORWARD;
        step.group = RankGroup::SHARD;
        step.isRing = m_config.ringSteps > 0;
        step.operation = "all-gather";
        step.name = "fsdp gather";
        step.bytes = m_config.Scale(bytes);
        part.gather = AddLaunch(step, NOTHING);
    }
    if (m_config.isSteady)
    {
        m_unwaited.push_back(parts[place].gather);
    }
    else
    {
        AddWait(parts[place].gather);
    }
    parts[place].gather = NOTHING;
}

void
TrainingSteps::Reduce(const Part& part, bool isLast)
{
    const double bytes = GetPartBytes(part, m_config.gradientBytes);
    if (m_layout.GetSize(RankGroup::SHARD) < 2)
    {
        if (isLast && m_config.overlap)
        {
            Collect(part, false);
        }
        return;
    }
    if (bytes <= 0 || !(m_config.reshard || isLast))
    {
        return;
    }
    TrainingStep step;
    step.pass = TrainingPass::BACKWARD;
    step.group = RankGroup::SHARD;
    step.isRing = m_config.ringSteps > 0;
    step.operation = "reduce-scatter";
    step.name = "fsdp reduce";
    step.bytes = m_config.Scale(bytes);
    uint32_t token = AddLaunch(step, NOTHING);
    if (isLast && m_layout.GetSize(RankGroup::REPLICA) > 1)
    {
        step.group = RankGroup::REPLICA;
        step.isRing = false;
        step.operation = "all-reduce";
        step.name = "dp gradients";
        step.bytes = m_config.Scale(bytes / m_config.sizes.shards);
        const uint32_t sum = AddLaunch(step, token);
        m_unwaited.push_back(token);
        token = sum;
    }
    m_unwaited.push_back(token);
}

void
TrainingSteps::AddGradients(RankGroup group, double& bytes)
{
    if (bytes > 0 && m_layout.GetSize(group) > 1)
    {
        TrainingStep step;
        step.pass = TrainingPass::BACKWARD;
        step.group = group;
        step.operation = "all-reduce";
        step.name = group == RankGroup::DATA ? "dp gradients" : "dp experts";
        step.bytes = m_config.Scale(bytes);
        m_unwaited.push_back(AddLaunch(step, NOTHING));
    }
    bytes = 0;
}

void
TrainingSteps::Collect(const Part& part, bool isFlush)
{
    const auto most = static_cast<double>(m_config.bucket);
    m_sharedGradients += part.shared * m_config.gradientBytes;
    m_routedGradients += part.routed * m_config.gradientBytes;
    if (isFlush || m_sharedGradients >= most)
    {
        AddGradients(RankGroup::DATA, m_sharedGradients);
    }
    if (isFlush || m_routedGradients >= most)
    {
        AddGradients(RankGroup::EXPERT_DATA, m_routedGradients);
    }
}

void
TrainingSteps::AddMeeting(uint32_t stage)
{
    const uint32_t stages = m_config.sizes.pipeline;
    if (!m_config.HasDistantCopies() || (stage > 0 && stage + 1 < stages))
    {
        return;
    }
    TrainingStep step;
    step.kind = TrainingStep::Kind::MEET;
    step.pass = TrainingPass::BACKWARD;
    step.operation = "all-reduce";
    step.name = "pp embedding";
    const double bytes = static_cast<double>(m_config.model.CountEmbedding()) *
                         m_config.gradientBytes / m_config.sizes.tensor / m_config.sizes.shards;
    step.bytes = std::max<uint64_t>(m_config.Scale(bytes), 2);
    m_list.push_back(step);
}

void
TrainingSteps::Finish(std::vector<Parts>& chunks, uint32_t stage)
{
    if (!m_config.overlap && m_layout.GetSize(RankGroup::SHARD) < 2)
    {
        for (size_t chunk = chunks.size(); chunk-- > 0;)
        {
            Parts& parts = chunks[chunk];
            std::for_each(parts.rbegin(), parts.rend(), [this](const Part& part) {
                Collect(part, false);
            });
            Collect(Part(), true);
        }
    }
    for (const uint32_t token : m_unwaited)
    {
        AddWait(token);
    }
    m_microbatch = 0;
    AddMeeting(stage);
    AddCompute(TrainingPass::UPDATE,
               static_cast<double>(m_config.updateTime) / m_config.GetDivisor());
}

} // namespace aifabric
} // namespace ns3
