/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRAINING_BUILDER_H
#define TRAINING_BUILDER_H

#include "training-steps.h"

#include "ns3/collective-library.h"
#include "ns3/fabric-random.h"
#include "ns3/task-graph.h"

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Makes the tasks of a training job out of the steps of its pipeline stages: computations on the
 * compute stream of each rank, one after the other in the order of the steps, and the exchanges
 * between them. What a rank does next waits for what it has computed last, and for what its steps
 * say; collectives of the same ranks of one kind follow each other.
 */
class TrainingBuilder
{
  public:
    /**
     * @param config the job; must outlive this object
     * @param library carries out collectives; must outlive this object
     */
    TrainingBuilder(const TrainingConfig& config, CollectiveLibrary& library);

    /**
     * Refuse collectives that cannot be carried out.
     * @return an empty string, or what is wrong
     */
    std::string Check();

    /** @return the number of tasks that Build() adds. */
    uint64_t CountTasks();

    /** @return ordered pairs of ranks that exchange data, at most. */
    uint64_t CountPairs();

    /**
     * Add the tasks of all iterations.
     * @param graph where they go; rank r is on host r
     * @param random a stream for what is drawn
     */
    void Build(TaskGraph& graph, FabricRandom& random);

  private:
    using Id = TaskGraph::Id;
    /// Tasks of the ranks of a stage, by place.
    using Ids = std::vector<Id>;

    static constexpr size_t GROUPS = static_cast<size_t>(RankGroup::COUNT);

    /// How far a stage is.
    struct Stage
    {
        TrainingSteps::List steps;   ///< of an iteration
        size_t next{0};              ///< the step that comes
        std::vector<uint32_t> ranks; ///< by place
        Ids last;                    ///< what the next step follows
        std::vector<Ids> waits;      ///< by place, what the next one waits for besides
        std::map<std::pair<RankGroup, std::string>, Ids> chains; ///< the last exchange of a kind
        std::vector<Ids> tokens;                                 ///< by number, what was begun
    };

    /// What decides which tasks join others, while they are counted.
    struct Count
    {
        bool waits{false};                                  ///< for something besides
        bool hasLast{false};                                ///< whether something came before
        std::set<std::pair<RankGroup, std::string>> chains; ///< exchanges so far
    };

    void Draw(FabricRandom& random);
    bool Advance(TaskGraph& graph, uint32_t stage, FabricRandom& random);
    void Compute(TaskGraph& graph, Stage& stage, const TrainingStep& step);
    void Exchange(TaskGraph& graph, Stage& stage, const TrainingStep& step, FabricRandom& random);
    void Send(TaskGraph& graph, uint32_t stage, const TrainingStep& step);
    bool Meet(TaskGraph& graph, uint32_t stage, FabricRandom& random);
    Ids Ring(TaskGraph& graph, const CollectiveCall& call);
    void Settle(TaskGraph& graph, Stage& stage);
    static Id Join(TaskGraph& graph, uint32_t host, Id first, Id second);
    void EnterComputing(TaskGraph& graph, const TrainingStep& step);
    uint64_t CountStep(const TrainingStep& step, Count& count);
    uint32_t CountRingSteps(uint32_t ranks) const;

    const TrainingConfig& m_config;
    CollectiveLibrary& m_library;
    RankLayout m_layout;
    std::array<std::vector<std::vector<uint32_t>>, GROUPS> m_groups; ///< places of a stage
    std::vector<Stage> m_stages;
    std::map<std::tuple<bool, uint32_t>, Ids> m_messages; ///< on their way between stages
    bool m_hasMet{false}; ///< the ends of the pipeline have exchanged data in the iteration
    std::map<std::pair<TrainingPass, uint32_t>, uint32_t> m_activities; ///< of the iteration
    std::vector<double> m_factors; ///< by rank, of the iteration
    uint32_t m_iteration{0};       ///< its number, from 1
};

} // namespace aifabric
} // namespace ns3

#endif // TRAINING_BUILDER_H
