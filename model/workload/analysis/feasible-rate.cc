/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "feasible-rate.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace ns3
{
namespace aifabric
{

FeasibleRate::FeasibleRate(const FabricTopology& topology, const std::vector<double>& rates)
    : m_topology(Create<FabricTopology>(topology)),
      m_rates(rates)
{
    const auto& links = topology.GetLinks();
    for (uint32_t link = 0; link < links.size(); link++)
    {
        if (m_rates.size() <= link)
        {
            m_rates.push_back(static_cast<double>(links[link].rate));
        }
        m_topology->SetLinkUp(link, m_rates[link] > 0);
    }
    m_routes = Create<FabricRoutes>(m_topology);
    m_paths.resize(topology.GetSwitchCount());
    m_flow.resize(topology.GetSwitchCount());
}

double
FeasibleRate::CountPaths(uint32_t vertex, uint32_t edge)
{
    const uint32_t number = vertex - m_topology->GetHostCount();
    double& known = m_paths[number];
    if (known >= 0)
    {
        return known;
    }
    known = 0; // next hops that are given can lead in a circle, which is no path
    double paths = 0;
    if (vertex == m_topology->GetEdgeVertex(edge))
    {
        paths = 1;
    }
    else if (const PortGroup* group = m_routes->GetTable(vertex).Find(edge))
    {
        for (const uint16_t port : group->ports)
        {
            paths += CountPaths(m_topology->GetAdjacencies(vertex)[port].peer, edge);
        }
    }
    known = paths;
    m_order.push_back(vertex);
    return paths;
}

void
FeasibleRate::AddFlows(const Flow* first,
                       const Flow* last,
                       uint32_t plane,
                       std::vector<double>& loads)
{
    const uint32_t edge = m_topology->GetHostEdge(first->second, plane);
    std::fill(m_paths.begin(), m_paths.end(), -1);
    std::fill(m_flow.begin(), m_flow.end(), 0);
    m_order.clear();
    const uint32_t hosts = m_topology->GetHostCount();
    const auto& links = m_topology->GetLinks();
    for (const Flow* flow = first; flow != last; flow++)
    {
        const uint32_t out = m_topology->GetAdjacencies(flow->first)[plane].link;
        const uint32_t in = m_topology->GetAdjacencies(flow->second)[plane].link;
        const uint32_t from =
            m_topology->GetEdgeVertex(m_topology->GetHostEdge(flow->first, plane));
        if (!links[out].up || !links[in].up || CountPaths(from, edge) == 0)
        {
            continue;
        }
        const double rate = static_cast<double>(links[out].rate) / m_degrees[flow->first];
        loads[2 * size_t{out}] += rate / m_rates[out];
        loads[2 * size_t{in} + 1] += rate / m_rates[in];
        m_flow[from - hosts] += rate;
    }
    // Upstream first: those that were counted last.
    for (size_t i = m_order.size(); i-- > 0;)
    {
        const uint32_t here = m_order[i];
        const double flow = m_flow[here - hosts];
        const PortGroup* group = m_routes->GetTable(here).Find(edge);
        if (flow == 0 || !group || here == m_topology->GetEdgeVertex(edge))
        {
            continue;
        }
        for (const uint16_t port : group->ports)
        {
            const auto& adjacency = m_topology->GetAdjacencies(here)[port];
            const double share = flow * m_paths[adjacency.peer - hosts] / m_paths[here - hosts];
            const bool isUp = links[adjacency.link].lower == here;
            loads[2 * size_t{adjacency.link} + (isUp ? 0 : 1)] += share / m_rates[adjacency.link];
            m_flow[adjacency.peer - hosts] += share;
        }
    }
}

void
FeasibleRate::AddPlane(const std::vector<Flow>& flows, uint32_t plane, std::vector<double>& loads)
{
    m_degrees.assign(m_topology->GetHostCount(), 0);
    for (const Flow& flow : flows)
    {
        m_degrees[flow.first]++;
    }
    const auto edgeOf = [this, plane](const Flow& flow) {
        return m_topology->GetHostEdge(flow.second, plane);
    };
    for (size_t first = 0; first < flows.size();)
    {
        size_t last = first + 1;
        while (last < flows.size() && edgeOf(flows[last]) == edgeOf(flows[first]))
        {
            last++;
        }
        AddFlows(flows.data() + first, flows.data() + last, plane, loads);
        first = last;
    }
}

std::vector<double>
FeasibleRate::ComputeLoads(const std::vector<Flow>& flows)
{
    std::vector<double> loads(2 * m_topology->GetLinks().size(), 0);
    if (m_topology->GetPlaneCount() == 1)
    {
        AddPlane(flows, 0, loads);
        return loads;
    }
    for (uint32_t plane = 0; plane < m_topology->GetPlaneCount(); plane++)
    {
        std::vector<Flow> own;
        for (const Flow& flow : flows)
        {
            if ((m_routes->GetPlanes(flow.first, flow.second) >> plane) & 1)
            {
                own.push_back(flow);
            }
        }
        AddPlane(own, plane, loads);
    }
    return loads;
}

std::vector<FeasibleRate::Step>
FeasibleRate::ListSteps(const TaskGraph& graph)
{
    // By how many messages, one after the other, come before; where a rule tells the tasks, of as
    // many of them as reach each other, in turn.
    std::vector<uint32_t> depth(graph.GetReach() + 1, 0);
    std::vector<std::vector<Flow>> open;
    std::vector<Step> steps;
    const auto close = [&](size_t end) {
        for (size_t i = steps.size(); i < end; i++)
        {
            std::vector<Flow>& flows = open[i];
            std::sort(flows.begin(), flows.end(), [](const Flow& a, const Flow& b) {
                return std::make_pair(a.second, a.first) < std::make_pair(b.second, b.first);
            });
            flows.erase(std::unique(flows.begin(), flows.end()), flows.end());
            const bool isSame = !steps.empty() && *steps.back() == flows;
            steps.push_back(isSame ? steps.back()
                                   : std::make_shared<const std::vector<Flow>>(flows));
            std::vector<Flow>().swap(flows);
        }
    };
    graph.VisitInOrder([&](TaskGraph::Id id) {
        const TaskGraph::Task task = graph.Get(id);
        const uint32_t before = std::exchange(depth[id % depth.size()], 0);
        const uint32_t after = before + (task.IsMessage() ? 1 : 0);
        for (const TaskGraph::Id next : graph.GetSuccessors(id))
        {
            uint32_t& then = depth[next % depth.size()];
            then = std::max(then, after);
        }
        if (task.IsMessage())
        {
            open.resize(std::max<size_t>(open.size(), after));
            open[before].emplace_back(task.host, task.peer);
            close(graph.GetRule() ? before : 0);
        }
    });
    close(open.size());
    return steps;
}

double
FeasibleRate::Compute(const std::vector<const TaskGraph*>& graphs)
{
    std::vector<std::vector<Step>> lists;
    size_t longest = 0;
    for (const TaskGraph* graph : graphs)
    {
        lists.push_back(ListSteps(*graph));
        longest = std::max(longest, lists.back().size());
    }
    double most = 0;
    std::vector<Flow> before;
    for (size_t i = 0; i < longest; i++)
    {
        std::vector<Flow> flows;
        bool isNew = i == 0;
        for (const std::vector<Step>& steps : lists)
        {
            // What each graph does is what it did in the step before.
            isNew = isNew || (i <= steps.size() && (i == steps.size() || steps[i] != steps[i - 1]));
        }
        for (const std::vector<Step>& steps : lists)
        {
            if (isNew && i < steps.size())
            {
                flows.insert(flows.end(), steps[i]->begin(), steps[i]->end());
            }
        }
        std::sort(flows.begin(), flows.end(), [](const Flow& a, const Flow& b) {
            return std::make_pair(a.second, a.first) < std::make_pair(b.second, b.first);
        });
        flows.erase(std::unique(flows.begin(), flows.end()), flows.end());
        if (isNew && flows != before)
        {
            const std::vector<double> loads = ComputeLoads(flows);
            most = std::max(most, *std::max_element(loads.begin(), loads.end()));
            before = std::move(flows);
        }
    }
    // Sums of fractions of paths may miss a whole by a few units in the last place.
    return most <= 1 + 1e-9 ? 1 : 1 / most;
}

} // namespace aifabric
} // namespace ns3
