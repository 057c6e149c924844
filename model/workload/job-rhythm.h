/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef JOB_RHYTHM_H
#define JOB_RHYTHM_H

#include "task-graph.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Makes a job of a pattern that is done once: rounds of computing and communicating, which may keep
 * a period.
 *
 * A host begins a round when all that it sends and receives in the last one has ended, whatever
 * others do; it computes, and then does what the pattern says. With a period, no host begins a
 * round, or an iteration of a training job, before its time: the first time is the start of the
 * host, the next ones follow in steps of the period. Jobs of one period whose starts are shifted
 * against each other then use shared links in turns, as CASSINI proposes (S. Rajasekaran, M.
 * Ghobadi, A. Akella, "CASSINI: Network-Aware Job Scheduling in Machine Learning Clusters", NSDI
 * 2024), and keep doing so, which without a period they only do as long as their rounds take
 * equally long.
 */
class JobRhythm
{
  public:
    /** What a job repeats. */
    struct Config
    {
        uint32_t rounds{1}; ///< how often
        Time pause;         ///< what hosts compute before each round
        Time period;        ///< from the start of a round to that of the next; 0: at once
    };

    /**
     * @param config what is repeated
     * @param hosts number of hosts
     * @return tasks that are added to those of the rounds, at most
     */
    static uint64_t CountMore(const Config& config, uint32_t hosts);

    /**
     * @param graph where tasks go
     * @param config what is repeated
     * @param hosts number of hosts
     */
    JobRhythm(TaskGraph& graph, const Config& config, uint32_t hosts);

    /** A round begins: the tasks added from now on are part of it. */
    void Begin();

    /** All tasks of a round are added. */
    void End();

    /**
     * All rounds are added: keep the period.
     * @throws ConfigError if there is nothing that could keep one
     */
    void Keep();

  private:
    void Compute(TaskGraph::Id end);

    TaskGraph& m_graph;
    Config m_config;
    uint32_t m_round{0};
    TaskGraph::Id m_first{0};                       ///< of the round
    uint32_t m_firstActivity{0};                    ///< of the round
    std::vector<std::vector<TaskGraph::Id>> m_ends; ///< by host, what ended there in the last round
};

} // namespace aifabric
} // namespace ns3

#endif // JOB_RHYTHM_H
