/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FEASIBLE_RATE_H
#define FEASIBLE_RATE_H

#include "ns3/fabric-routes.h"
#include "ns3/task-graph.h"

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The rate at which all hosts of a workload can send without ever overloading a link that is
 * left: rho_max = B / F of arXiv:2507.21372. Every flow is spread evenly over its shortest paths
 * among the links that are left; F is the load of the most loaded link where every host sends at
 * line rate B, shared equally by its flows. ACKs are not counted.
 *
 * A flow is a pair of hosts. The flows of messages that wait for equally many others share the
 * fabric, so that steps of a collective are taken one by one; the worst step counts.
 *
 * The planes that lead to a host are used at once, each by all flows that it can take.
 *
 * In an intact fabric of full bisection permutations and all-to-alls give 1, and an incast of n
 * hosts 1/n. Flows without any path do not count.
 */
class FeasibleRate
{
  public:
    /**
     * @param topology the fabric
     * @param rates what is left of each link, bits per second; 0: it is cut. Empty: all is left
     */
    FeasibleRate(const FabricTopology& topology, const std::vector<double>& rates);

    /**
     * Compute rho_max.
     * @param graph the messages
     * @return rate of every host as a fraction of its line rate, at most 1
     */
    double Compute(const TaskGraph& graph)
    {
        return Compute(std::vector<const TaskGraph*>{&graph});
    }

    /**
     * Compute rho_max of workloads that begin at once: their messages are taken as those of one.
     * @param graphs the messages of each
     * @return rate of every host as a fraction of its line rate, at most 1
     */
    double Compute(const std::vector<const TaskGraph*>& graphs);

    /**
     * Compute the load of links by concurrent flows.
     * @param flows pairs of source and destination, sorted by destination
     * @return for each link, upwards and downwards, the fraction of it that is taken if all hosts
     * send at line rate
     */
    std::vector<double> ComputeLoads(const std::vector<std::pair<uint32_t, uint32_t>>& flows);

  private:
    using Flow = std::pair<uint32_t, uint32_t>;
    /// What may send at once, sorted; steps that are the same share one.
    using Step = std::shared_ptr<const std::vector<Flow>>;

    static std::vector<Step> ListSteps(const TaskGraph& graph);

    void AddFlows(const Flow* first, const Flow* last, uint32_t plane, std::vector<double>& loads);
    void AddPlane(const std::vector<Flow>& flows, uint32_t plane, std::vector<double>& loads);
    double CountPaths(uint32_t vertex, uint32_t edge);

    Ptr<FabricTopology> m_topology; ///< a copy without the links that are cut
    std::vector<double> m_rates;    ///< by link
    Ptr<FabricRoutes> m_routes;
    std::vector<double> m_degrees; ///< by host, number of its flows
    std::vector<double> m_paths;   ///< by switch, number of paths to the current edge; < 0: unknown
    std::vector<double> m_flow;    ///< by switch, what passes it, bits per second
    std::vector<uint32_t> m_order; ///< switches, each after all those behind it
};

} // namespace aifabric
} // namespace ns3

#endif // FEASIBLE_RATE_H
