/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "training-config.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Write a number with as many digits as tell.
std::string
Write(double value)
{
    char text[40];
    std::snprintf(text, sizeof(text), "%.6g", value);
    return text;
}

} // namespace

double
TrainingConfig::GetRingFactor() const
{
    return ringSteps == 0 || sizes.shards < 2 ? 1 : (sizes.shards - 1.0) / ringSteps;
}

double
TrainingConfig::GetFactor() const
{
    return static_cast<double>(model.layers) / layers * allMicrobatches / microbatches *
           GetDivisor();
}

std::string
TrainingConfig::DescribeScaling() const
{
    std::string text;
    const auto add = [&text](const std::string& part) {
        text += (text.empty() ? "" : ", ") + part;
    };
    if (layers != model.layers)
    {
        add(std::to_string(layers) + " of " + std::to_string(model.layers) + " layers");
    }
    if (microbatches != allMicrobatches)
    {
        add(std::to_string(microbatches) + " of " + std::to_string(allMicrobatches) +
            " micro-batches");
    }
    if (scale != 1)
    {
        add("bytes and computing times divided by " + std::to_string(scale));
    }
    if (GetRingFactor() != 1)
    {
        add(std::to_string(ringSteps) + " of " + std::to_string(sizes.shards - 1) +
            " ring steps, and computing times by as much");
    }
    return text.empty() ? "" : text + ": a factor of " + Write(GetFactor());
}

double
TrainingConfig::GetTokens() const
{
    return static_cast<double>(microBatch) * sequence / sizes.context;
}

uint32_t
TrainingConfig::GetModelLayer(uint32_t layer) const
{
    return static_cast<uint32_t>(uint64_t{layer} * model.layers / layers);
}

double
TrainingConfig::ToTime(double work) const
{
    return computes ? work * GetTokens() / sizes.tensor / (peak * efficiency) * 1e12 / GetDivisor()
                    : 0;
}

double
TrainingConfig::GetAttentionTime(uint32_t layer) const
{
    const double attention = model.GetAttentionWork(sequence);
    if (forwardTime > 0)
    {
        const double all = attention + model.GetFeedWork(GetModelLayer(layer));
        return computes ? static_cast<double>(forwardTime) * attention / all / GetDivisor() : 0;
    }
    return ToTime(attention);
}

double
TrainingConfig::GetFeedTime(uint32_t layer) const
{
    const double feed = model.GetFeedWork(GetModelLayer(layer));
    if (forwardTime > 0)
    {
        const double all = feed + model.GetAttentionWork(sequence);
        return computes ? static_cast<double>(forwardTime) * feed / all / GetDivisor() : 0;
    }
    return ToTime(feed);
}

double
TrainingConfig::GetOutputTime() const
{
    return ToTime(model.GetOutputWork());
}

double
TrainingConfig::GetBackwardRatio() const
{
    return backwardTime > 0 && forwardTime > 0
               ? static_cast<double>(backwardTime) / static_cast<double>(forwardTime)
               : 2;
}

double
TrainingConfig::GetModelTime() const
{
    double work = hasEmbedding ? model.GetOutputWork() : 0;
    for (uint32_t layer = 0; layer < layers; layer++)
    {
        work += model.GetAttentionWork(sequence) + model.GetFeedWork(GetModelLayer(layer));
    }
    const double passes = hasForward ? 3 : 2;
    return computes ? passes * microbatches * work * GetTokens() / sizes.tensor / sizes.pipeline /
                          peak * 1e12 / GetDivisor()
                    : 0;
}

uint64_t
TrainingConfig::Scale(double bytes) const
{
    constexpr double MOST = 1e18; // more is refused anyway
    const double part = std::min(MOST, bytes / static_cast<double>(scale));
    return std::max<uint64_t>(1, static_cast<uint64_t>(std::llround(part)));
}

} // namespace aifabric
} // namespace ns3
