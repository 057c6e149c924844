/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "collective-workload.h"

#include "ns3/config-error.h"
#include "ns3/enum.h"
#include "ns3/fabric-compat.h"
#include "ns3/object-factory.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace ns3
{
namespace aifabric
{

CollectiveWorkload::CollectiveWorkload() = default;

CollectiveWorkload::~CollectiveWorkload() = default;

void
CollectiveWorkload::SetObserver(CollectiveBuilder::Observer observer)
{
    m_observer = std::move(observer);
}

uint64_t
CollectiveWorkload::GetTotal(uint64_t) const
{
    return m_bytes;
}

ChunkSizes
CollectiveWorkload::GetSizes(const CollectivePlan& plan, FabricRandom&) const
{
    return ChunkSizes::Split(plan.bytes, plan.chunks);
}

uint64_t
CollectiveWorkload::GetLargestBytes(const CollectivePlan& plan) const
{
    return (plan.bytes + plan.chunks - 1) / plan.chunks * plan.algorithm->GetLargest(plan.shape);
}

void
CollectiveWorkload::FillShape(CollectiveShape&) const
{
}

std::optional<NcclTuner::Operation>
CollectiveWorkload::GetTuned() const
{
    return {};
}

CollectiveGroups
CollectiveWorkload::GetGroups() const
{
    return {m_first, m_count, m_stride, m_groupSize, m_ranks};
}

bool
CollectiveWorkload::IsPlain() const
{
    return m_first == 0 && m_count == 0 && m_groupSize == 0 && m_ranks.empty() && m_channels == 1 &&
           m_chunk == 0 && m_perServer == 1 && GetPlacement().empty() &&
           (m_protocol == AUTO_PROTOCOL || m_protocol == SIMPLE) && !m_observer;
}

std::string
CollectiveWorkload::Tune(NcclTuner::Operation operation, CollectivePlan& plan) const
{
    NcclMachine machine;
    machine.generation = m_generation;
    machine.channels = m_ncclChannels;
    machine.inNetwork = m_inNetwork;
    machine.nic = static_cast<double>(m_nicRate.GetBitRate()) / 8e9;
    const NcclTuner tuner(machine, plan.shape.ranks, m_perServer);
    std::optional<CollectiveProtocol> given;
    if (m_protocol != AUTO_PROTOCOL)
    {
        given = plan.protocol;
    }
    const NcclTuner::Estimate best = tuner.Choose(operation, plan.bytes, given);
    plan.protocol = best.protocol;
    switch (best.algorithm)
    {
    case NcclTuner::TREE:
        return "double-binary-tree";
    case NcclTuner::NVLS:
        return "in-network";
    case NcclTuner::PAT:
        return "pat";
    default:
        return operation == NcclTuner::BROADCAST || operation == NcclTuner::REDUCE ? "chain"
                                                                                   : "ring";
    }
}

CollectivePlan
CollectiveWorkload::MakePlan(uint32_t ranks) const
{
    CollectivePlan plan;
    plan.shape.ranks = ranks;
    plan.shape.perServer = m_perServer;
    plan.shape.channels = m_channels;
    plan.shape.root = m_root;
    FillShape(plan.shape);
    plan.bytes = GetTotal(ranks);
    switch (m_protocol)
    {
    case AUTO_PROTOCOL:
        break;
    case SIMPLE:
        plan.protocol = CollectiveProtocol::SIMPLE;
        break;
    case LL:
        plan.protocol = CollectiveProtocol::LL;
        break;
    case LL128:
        plan.protocol = CollectiveProtocol::LL128;
        break;
    }
    const auto tuned = GetTuned();
    const std::string name = m_algorithm == "auto" && tuned ? Tune(*tuned, plan) : m_algorithm;
    ObjectFactory factory;
    factory.SetTypeId(GetAlgorithms().Find(name).type);
    plan.algorithm = factory.Create<CollectiveAlgorithm>();
    plan.chunks = std::max<uint64_t>(1, plan.algorithm->CountChunks(plan.shape));
    const uint64_t largest = (GetLargestBytes(plan) + m_channels - 1) / m_channels;
    const uint64_t pieces =
        m_chunk == 0 ? 1 : std::max<uint64_t>(1, (largest + m_chunk - 1) / m_chunk);
    plan.slices = pieces * m_channels;
    return plan;
}

std::vector<CollectivePlan>
CollectiveWorkload::GetPlans(uint32_t hosts) const
{
    std::vector<CollectivePlan> plans;
    for (const auto& group : GetGroups().List(hosts))
    {
        const auto ranks = static_cast<uint32_t>(group.size());
        const bool isSame = !plans.empty() && plans.back().shape.ranks == ranks;
        plans.push_back(isSame ? plans.back() : MakePlan(ranks));
    }
    return plans;
}

std::vector<std::string>
CollectiveWorkload::ListChoices(uint32_t hosts) const
{
    std::vector<std::string> choices;
    if (m_algorithm != "auto")
    {
        return choices;
    }
    for (const CollectivePlan& plan : GetPlans(GetHosts(hosts)))
    {
        std::string name;
        for (const ComponentInfo& info : GetAlgorithms().List())
        {
            name = info.type == plan.algorithm->GetInstanceTypeId() ? info.alias : name;
        }
        const std::string choice = "auto is " + name + " with " + GetProtocolName(plan.protocol) +
                                   " on " + std::to_string(plan.shape.ranks) + " ranks";
        if (std::find(choices.begin(), choices.end(), choice) == choices.end())
        {
            choices.push_back(choice);
        }
    }
    return choices;
}

uint64_t
CollectiveWorkload::MultiplyByPairs(uint64_t bytes, uint64_t ranks)
{
    return bytes > MOST_TOTAL / ranks / ranks ? MOST_TOTAL + 1 : bytes * ranks * ranks;
}

uint64_t
CollectiveWorkload::GetLargestWireBytes(const CollectivePlan& plan) const
{
    uint64_t largest = (GetLargestBytes(plan) + plan.slices - 1) / plan.slices;
    if (plan.slices > 1)
    {
        // Each of its chunks is cut by itself, and rounded up.
        largest += std::max<uint64_t>(1, plan.algorithm->GetLargest(plan.shape)) - 1;
    }
    return GetWireBytes(plan.protocol, largest);
}

std::string
CollectiveWorkload::CheckSizes(const CollectivePlan& plan) const
{
    if (plan.bytes > MOST_TOTAL)
    {
        return "Bytes must make at most " + std::to_string(MOST_TOTAL) +
               " of all pairs of ranks together: " + std::to_string(m_bytes) + " makes more on " +
               std::to_string(plan.shape.ranks) + " ranks";
    }
    // Each part has a byte at least: what is empty would not be waited for.
    const uint64_t parts = plan.chunks * plan.slices;
    if (plan.bytes < parts)
    {
        return "Bytes is too little: " + GetOperation() + " on " +
               std::to_string(plan.shape.ranks) + " ranks cuts the data into " +
               std::to_string(parts) + " parts of at least a byte, and " + std::to_string(m_bytes) +
               " make " + std::to_string(plan.bytes);
    }
    const uint64_t largest = GetLargestWireBytes(plan);
    if (largest > MAX_MESSAGE_BYTES)
    {
        return "Bytes must make messages below 4 GiB (RDMA messages have 32-bit lengths): " +
               std::to_string(m_bytes) + " makes some of " + std::to_string(largest) +
               " bytes; Chunk cuts them";
    }
    return "";
}

std::string
CollectiveWorkload::CheckGroup(uint32_t ranks) const
{
    if (m_perServer == 0 || (m_perServer > 1 && ranks % m_perServer != 0))
    {
        return "PerServer must divide the number of ranks, " + std::to_string(ranks) + ", not be " +
               std::to_string(m_perServer);
    }
    constexpr uint64_t LEAST_CHUNK = 256;
    if (m_chunk > 0 && m_chunk < LEAST_CHUNK)
    {
        return "Chunk must be 0, for whole messages, or at least " + std::to_string(LEAST_CHUNK) +
               " bytes, not " + std::to_string(m_chunk);
    }
    if (m_algorithm == "auto" && m_nicRate.GetBitRate() == 0)
    {
        return "NicRate must be above 0 for Algorithm auto";
    }
    if (m_root >= ranks)
    {
        return "Root must be a rank between 0 and " + std::to_string(ranks - 1) + ", not " +
               std::to_string(m_root);
    }
    const CollectivePlan plan = MakePlan(ranks);
    std::string error = plan.algorithm->Check(plan.shape);
    error = error.empty() ? CheckSizes(plan) : error;
    if (error.empty() && plan.shape.concurrent != 0 && plan.slices > 1)
    {
        error = "Concurrent counts whole messages: it must be 0, not " +
                std::to_string(plan.shape.concurrent) +
                ", where Chunk or Channels cut them, into " + std::to_string(plan.slices) +
                " pieces";
    }
    return error;
}

std::string
CollectiveWorkload::CheckConfig(uint32_t hosts) const
{
    try
    {
        if (m_algorithm == "auto" && !GetTuned())
        {
            return "Algorithm auto is for the operations that NCCL's tables know: all-reduce, "
                   "reduce-scatter, all-gather, broadcast, reduce";
        }
        constexpr uint64_t MOST_BYTES = uint64_t{1} << 46;
        if (m_bytes < 1 || m_bytes > MOST_BYTES)
        {
            return "Bytes must be between 1 and " + std::to_string(MOST_BYTES) + ", not " +
                   std::to_string(m_bytes);
        }
        for (const CollectiveGroups::Kind& kind : GetGroups().Count(hosts))
        {
            const std::string error = CheckGroup(kind.ranks);
            if (!error.empty())
            {
                return error;
            }
        }
        if (m_telling == RULE && !HasRule(hosts))
        {
            return "Tasks=Rule is for one group whose algorithm is a ring that is not cut (Chunk, "
                   "Channels), by RDMA, and done once (Rounds, Pause, Period)";
        }
    }
    catch (const ConfigError& error)
    {
        const std::string text = error.what();
        return text.rfind("unknown", 0) == 0 ? "Algorithm: " + text : text;
    }
    return "";
}

template <typename Counter>
uint64_t
CollectiveWorkload::Sum(uint32_t hosts, Counter counter) const
{
    uint64_t sum = 0;
    try
    {
        for (const CollectiveGroups::Kind& kind : GetGroups().Count(hosts))
        {
            sum += kind.groups * counter(MakePlan(kind.ranks));
        }
    }
    catch (const ConfigError&)
    {
        return 0; // it is refused anyway
    }
    return sum;
}

uint64_t
CollectiveWorkload::CountTasks(uint32_t hosts) const
{
    return Sum(hosts, [](const CollectivePlan& plan) {
        return plan.algorithm->CountMessages(plan.shape) * plan.slices;
    });
}

std::vector<uint32_t>
CollectiveWorkload::ListHosts(uint32_t hosts) const
{
    std::vector<uint32_t> list;
    for (const auto& group : GetGroups().List(GetHosts(hosts)))
    {
        list.insert(list.end(), group.begin(), group.end());
    }
    std::sort(list.begin(), list.end());
    return list;
}

uint64_t
CollectiveWorkload::CountPairs(uint32_t hosts) const
{
    return Sum(hosts,
               [](const CollectivePlan& plan) { return plan.algorithm->CountPairs(plan.shape); });
}

uint64_t
CollectiveWorkload::CountOpenPairs(uint32_t hosts) const
{
    return Sum(hosts, [](const CollectivePlan& plan) {
        // Slices go through the steps of an algorithm each by itself.
        const uint64_t pairs = plan.algorithm->CountPairs(plan.shape);
        const uint64_t open = std::min(plan.algorithm->CountOpenPairs(plan.shape), pairs);
        return open == 0 || plan.slices > pairs / open ? pairs : open * plan.slices;
    });
}
} // namespace aifabric
} // namespace ns3
