/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "storage-tasks.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace aifabric
{

namespace
{

/// The stream of the medium of a node, behind those of threads.
constexpr uint16_t MEDIUM = UINT16_MAX;

using Use = TaskGraph::StreamUse;

/// What a part of a piece has: the last one is filled up.
uint64_t
GetPartBytes(uint64_t bytes, uint32_t parts)
{
    return (bytes + parts - 1) / parts;
}

} // namespace

StorageTasks::StorageTasks(TaskGraph& graph, const Config& config, FabricRandom& random)
    : m_graph(graph),
      m_config(config),
      m_random(random),
      m_loaders(uint64_t{config.clients} * config.accelerators),
      m_threads(config.nodes),
      m_asked(config.clients)
{
}

uint64_t
StorageTasks::DrawBytes(const Step& step)
{
    double bytes = step.bytes;
    if (step.deviation > 0)
    {
        // Box and Muller: of two uniform numbers, one of a normal distribution.
        const double length = std::sqrt(-2 * std::log(1 - m_random.Uniform()));
        constexpr double TURN = 6.283185307179586;
        bytes += step.deviation * length * std::cos(TURN * m_random.Uniform());
    }
    return static_cast<uint64_t>(std::max(1.0, std::round(bytes)));
}

TaskGraph::Id
StorageTasks::AddMedia(uint32_t node, uint64_t bytes)
{
    const double time = static_cast<double>(bytes) * 8e12 / static_cast<double>(m_config.mediaRate);
    const TaskGraph::Id media =
        m_graph.AddComputation(m_config.clients + node, static_cast<uint64_t>(std::ceil(time)));
    m_graph.SetStream(media, MEDIUM, Use::WHOLE);
    return media;
}

TaskGraph::Id
StorageTasks::AddRead(TaskGraph::Id request, uint32_t node, uint32_t client, uint64_t bytes)
{
    TaskGraph::Id last = request;
    const uint32_t host = m_config.clients + node;
    const auto thread = static_cast<uint16_t>(m_threads[node]++ % m_config.threads);
    const bool hasMedia = m_config.mediaRate > 0;
    if (m_config.seek > 0)
    {
        const TaskGraph::Id seek = m_graph.AddComputation(host, m_config.seek);
        m_graph.SetStream(seek, thread, hasMedia ? Use::TAKES : Use::WHOLE);
        m_graph.AddDependency(last, seek);
        last = seek;
    }
    if (hasMedia)
    {
        const TaskGraph::Id media = AddMedia(node, bytes);
        m_graph.AddDependency(last, media);
        last = media;
    }
    if (hasMedia && m_config.seek > 0)
    {
        const TaskGraph::Id free = m_graph.AddComputation(host, 0);
        m_graph.SetStream(free, thread, Use::FREES);
        m_graph.AddDependency(last, free);
    }
    const TaskGraph::Id piece = m_graph.AddMessage(host, client, bytes);
    m_graph.AddDependency(last, piece);
    return piece;
}

uint32_t
StorageTasks::ChooseCopy(uint32_t client, uint32_t holder, uint32_t piece)
{
    if (m_config.choice == RANDOM)
    {
        return (holder + m_random.Below(m_config.copies)) % m_config.nodes;
    }
    if (m_config.choice == ROUND_ROBIN)
    {
        return (holder + piece % m_config.copies) % m_config.nodes;
    }
    Asked& asked = m_asked[client];
    asked.counts.resize(m_config.nodes);
    uint32_t best = holder % m_config.nodes;
    for (uint32_t copy = 1; copy < m_config.copies; copy++)
    {
        const uint32_t node = (holder + copy) % m_config.nodes;
        best = asked.counts[node] < asked.counts[best] ? node : best;
    }
    asked.nodes.push_back(best);
    asked.counts[best]++;
    // As many as the loaders of the host have outstanding.
    if (asked.nodes.size() > uint64_t{m_config.window} * m_config.accelerators)
    {
        asked.counts[asked.nodes.front()]--;
        asked.nodes.pop_front();
    }
    return best;
}

TaskGraph::Id
StorageTasks::Join(uint32_t client, const std::vector<TaskGraph::Id>& parts)
{
    const TaskGraph::Id all = m_graph.AddComputation(client, 0);
    for (const TaskGraph::Id part : parts)
    {
        m_graph.AddDependency(part, all);
    }
    return all;
}

TaskGraph::Id
StorageTasks::AddRequest(const Loader& loader, uint32_t client, uint32_t node)
{
    const TaskGraph::Id request =
        m_graph.AddMessage(client, m_config.clients + node, m_config.requestBytes);
    if (loader.pieces.size() >= m_config.window)
    {
        m_graph.AddDependency(loader.pieces[loader.pieces.size() - m_config.window], request);
    }
    // A batch has room when one was computed. What waits for a piece of such a batch waits for it.
    if (loader.computed.size() > m_config.prefetch)
    {
        m_graph.AddDependency(loader.computed[loader.computed.size() - m_config.prefetch - 1],
                              request);
    }
    return request;
}

void
StorageTasks::AskFor(Loader& loader, uint32_t client)
{
    const uint64_t bytes = std::min(loader.left, m_config.pieceBytes);
    loader.left -= bytes;
    // Pieces go around the nodes.
    const uint32_t holder = loader.first + static_cast<uint32_t>(loader.batch.size());
    if (m_config.data == 0)
    {
        const auto number = static_cast<uint32_t>(loader.pieces.size());
        const uint32_t node = ChooseCopy(client, holder, number);
        const TaskGraph::Id request = AddRequest(loader, client, node);
        loader.pieces.push_back(AddRead(request, node, client, bytes));
    }
    else
    {
        std::vector<TaskGraph::Id> parts;
        for (uint32_t part = 0; part < m_config.data; part++)
        {
            const uint32_t node = (holder + part) % m_config.nodes;
            const TaskGraph::Id request = AddRequest(loader, client, node);
            parts.push_back(AddRead(request, node, client, GetPartBytes(bytes, m_config.data)));
        }
        loader.pieces.push_back(Join(client, parts));
    }
    loader.batch.push_back(loader.pieces.back());
}

void
StorageTasks::AddStep(const Step& step)
{
    const auto number = static_cast<uint32_t>(m_steps.size() + 1);
    m_graph.AddActivity({"read", TaskGraph::ActivityKind::COLLECTIVE, number});
    for (Loader& loader : m_loaders)
    {
        loader.left = DrawBytes(step);
        loader.first = m_random.Below(m_config.nodes);
        loader.batch.clear();
    }
    for (bool goesOn = true; goesOn;)
    {
        goesOn = false;
        for (size_t i = 0; i < m_loaders.size(); i++)
        {
            if (m_loaders[i].left > 0)
            {
                AskFor(m_loaders[i], static_cast<uint32_t>(i / m_config.accelerators));
                goesOn = goesOn || m_loaders[i].left > 0;
            }
        }
    }
    m_steps.push_back(
        m_graph.AddActivity({"compute", TaskGraph::ActivityKind::COMPUTATION, number}));
    for (size_t i = 0; i < m_loaders.size(); i++)
    {
        Loader& loader = m_loaders[i];
        const TaskGraph::Id computed =
            m_graph.AddComputation(static_cast<uint32_t>(i / m_config.accelerators), step.duration);
        for (const TaskGraph::Id piece : loader.batch)
        {
            m_graph.AddDependency(piece, computed);
        }
        if (!loader.computed.empty())
        {
            m_graph.AddDependency(loader.computed.back(), computed);
        }
        loader.computed.push_back(computed);
    }
}

TaskGraph::Id
StorageTasks::AddParts(uint32_t client, uint32_t head, uint64_t bytes, TaskGraph::Id before)
{
    std::vector<TaskGraph::Id> answers;
    const uint64_t each = GetPartBytes(bytes, m_config.data);
    for (uint32_t part = 0; part < m_config.data + m_config.parity; part++)
    {
        const uint32_t node = (head + part) % m_config.nodes;
        const TaskGraph::Id written = m_graph.AddMessage(client, m_config.clients + node, each);
        if (before != TaskGraph::NONE)
        {
            m_graph.AddDependency(before, written);
        }
        TaskGraph::Id last = written;
        if (m_config.mediaRate > 0)
        {
            last = AddMedia(node, each);
            m_graph.AddDependency(written, last);
        }
        answers.push_back(
            m_graph.AddMessage(m_config.clients + node, client, m_config.requestBytes));
        m_graph.AddDependency(last, answers.back());
    }
    return Join(client, answers);
}

TaskGraph::Id
StorageTasks::AddWrite(uint32_t client, uint32_t head, uint64_t bytes, TaskGraph::Id before)
{
    if (m_config.data > 0)
    {
        return AddParts(client, head, bytes, before);
    }
    TaskGraph::Id last = before;
    uint32_t from = client;
    uint32_t node = head;
    for (uint32_t copy = 0; copy < m_config.copies; copy++)
    {
        node = (head + copy) % m_config.nodes;
        const TaskGraph::Id piece = m_graph.AddMessage(from, m_config.clients + node, bytes);
        if (last != TaskGraph::NONE)
        {
            m_graph.AddDependency(last, piece);
        }
        last = piece;
        if (m_config.mediaRate > 0)
        {
            const TaskGraph::Id media = AddMedia(node, bytes);
            m_graph.AddDependency(piece, media);
            last = media;
        }
        from = m_config.clients + node;
    }
    const TaskGraph::Id answer = m_graph.AddMessage(from, client, m_config.requestBytes);
    m_graph.AddDependency(last, answer);
    return answer;
}

void
StorageTasks::AddCheckpoint(uint64_t bytes, uint32_t after)
{
    m_graph.AddActivity({"checkpoint", TaskGraph::ActivityKind::COLLECTIVE, 0});
    std::vector<std::vector<TaskGraph::Id>> answers(m_config.clients);
    std::vector<uint32_t> heads;
    for (uint32_t client = 0; client < m_config.clients; client++)
    {
        heads.push_back(m_random.Below(m_config.nodes));
    }
    for (uint64_t begin = 0; begin < bytes; begin += m_config.pieceBytes)
    {
        const uint64_t piece = std::min(m_config.pieceBytes, bytes - begin);
        for (uint32_t client = 0; client < m_config.clients; client++)
        {
            auto& done = answers[client];
            const TaskGraph::Id before =
                done.size() >= m_config.window ? done[done.size() - m_config.window]
                : after > 0
                    ? m_loaders[uint64_t{client} * m_config.accelerators].computed[after - 1]
                    : TaskGraph::NONE;
            done.push_back(AddWrite(client, heads[client]++, piece, before));
        }
    }
}

} // namespace aifabric
} // namespace ns3
