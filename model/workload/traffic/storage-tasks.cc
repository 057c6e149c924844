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

} // namespace

StorageTasks::StorageTasks(TaskGraph& graph, const Config& config, FabricRandom& random)
    : m_graph(graph),
      m_config(config),
      m_random(random),
      m_loaders(uint64_t{config.clients} * config.accelerators),
      m_threads(config.nodes)
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

void
StorageTasks::AskFor(Loader& loader, uint32_t client)
{
    const uint64_t bytes = std::min(loader.left, m_config.pieceBytes);
    loader.left -= bytes;
    // Pieces go around the nodes; of those that hold a copy, one is drawn.
    const uint32_t holder = loader.first + static_cast<uint32_t>(loader.batch.size());
    const uint32_t node = (holder + m_random.Below(m_config.copies)) % m_config.nodes;
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
    loader.pieces.push_back(AddRead(request, node, client, bytes));
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
StorageTasks::AddWrite(uint32_t client, uint32_t head, uint64_t bytes, TaskGraph::Id before)
{
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
