/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What a training job will take, before its tasks are made.
 */

#include "training-builder.h"

#include <set>
#include <string>
#include <tuple>

namespace ns3
{
namespace aifabric
{

namespace
{

using Kind = TrainingStep::Kind;

} // namespace

std::string
TrainingBuilder::Check()
{
    std::set<std::tuple<std::string, uint32_t, uint64_t>> seen;
    for (const Stage& stage : m_stages)
    {
        for (const TrainingStep& step : stage.steps)
        {
            const bool isCall = step.kind == Kind::COLLECTIVE || step.kind == Kind::LAUNCH;
            const bool isMeeting = step.kind == Kind::MEET;
            const uint32_t ranks = isMeeting ? 2 : isCall ? m_layout.GetSize(step.group) : 0;
            const uint64_t largest = step.isRing           ? step.bytes / ranks
                                     : isCall || isMeeting ? 0
                                                           : step.bytes;
            std::string error;
            if (largest > UINT32_MAX)
            {
                error = "a message of " + std::to_string(largest) +
                        " bytes is not below 4 GiB, as RDMA messages are";
            }
            else if ((isCall || isMeeting) && !step.isRing &&
                     seen.emplace(step.operation, ranks, step.bytes).second)
            {
                error = m_library.Check(step.operation, ranks, step.bytes);
            }
            if (!error.empty())
            {
                return std::string(step.name) + ", " + std::to_string(step.bytes) + " bytes on " +
                       std::to_string(ranks) + " ranks: " + error +
                       "; Scale divides bytes, Chunk cuts them";
            }
        }
    }
    return "";
}

uint64_t
TrainingBuilder::CountStep(const TrainingStep& step, Count& count)
{
    const uint64_t ranks = m_layout.GetStageRanks();
    const uint64_t settled = count.waits ? ranks : 0;
    switch (step.kind)
    {
    case Kind::COMPUTE:
        count.waits = false;
        count.hasLast = true;
        return ranks;
    case Kind::COLLECTIVE:
    case Kind::LAUNCH: {
        const bool isLaunch = step.kind == Kind::LAUNCH;
        const uint32_t size = m_layout.GetSize(step.group);
        const uint64_t own = step.isRing ? uint64_t{size} * CountRingSteps(size) + size
                                         : m_library.CountTasks(step.operation, size, step.bytes);
        count.hasLast = count.hasLast || count.waits || !isLaunch;
        count.waits = false;
        const bool follows = !count.chains.emplace(step.group, step.operation).second;
        // Joins of what it waits for, on each rank.
        const uint64_t joins =
            !isLaunch ? 0 : (count.hasLast && follows ? 1 : 0) + (step.after != UINT32_MAX ? 1 : 0);
        return settled + ranks / size * own + joins * ranks;
    }
    case Kind::SEND:
        count.hasLast = true;
        count.waits = !m_config.overlap;
        return settled + ranks;
    case Kind::MEET:
        // Both ends have this step, and each counts half of the tasks: they have as many ranks.
        count.hasLast = true;
        count.waits = true;
        return settled + (ranks * m_library.CountTasks(step.operation, 2, step.bytes) + 1) / 2;
    case Kind::WAIT:
    case Kind::RECEIVE:
        count.waits = true;
        return 0;
    }
    return 0;
}

uint64_t
TrainingBuilder::CountTasks()
{
    uint64_t sum = 0;
    for (const Stage& stage : m_stages)
    {
        Count count;
        uint64_t first = 0;
        uint64_t further = 0; // what a later iteration has
        for (const TrainingStep& step : stage.steps)
        {
            first += CountStep(step, count);
        }
        for (const TrainingStep& step : stage.steps)
        {
            further += CountStep(step, count);
        }
        sum += first + further * (m_config.iterations - 1);
    }
    return sum;
}

uint64_t
TrainingBuilder::CountPairs()
{
    uint64_t count = 0;
    std::set<std::tuple<RankGroup, std::string, uint32_t>> seen;
    for (uint32_t stage = 0; stage < m_stages.size(); stage++)
    {
        for (const TrainingStep& step : m_stages[stage].steps)
        {
            if (step.kind == Kind::SEND && seen.emplace(step.group, step.name, stage).second)
            {
                count += m_layout.GetStageRanks();
            }
            if (step.kind == Kind::MEET && stage == 0)
            {
                count +=
                    m_layout.GetStageRanks() * m_library.CountPairs(step.operation, 2, step.bytes);
            }
            const bool isCall = step.kind == Kind::COLLECTIVE || step.kind == Kind::LAUNCH;
            if (isCall && seen.emplace(step.group, step.operation, stage).second)
            {
                const uint32_t size = m_layout.GetSize(step.group);
                count +=
                    m_layout.GetStageRanks() / size *
                    (step.isRing ? size : m_library.CountPairs(step.operation, size, step.bytes));
            }
        }
    }
    return count;
}

} // namespace aifabric
} // namespace ns3
