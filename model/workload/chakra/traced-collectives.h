/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRACED_COLLECTIVES_H
#define TRACED_COLLECTIVES_H

#include "ns3/collective-library.h"
#include "ns3/file-tasks.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** What one rank does in a collective of a trace. */
struct TracedCall
{
    std::string operation;  ///< name of the operation, as in --workload
    uint64_t bytes{0};      ///< its attribute Bytes
    uint32_t rank{0};       ///< who takes part
    FileTasks::Id begin{0}; ///< what the rank waits for, a computation
    FileTasks::Id end{0};   ///< a computation that waits for the rank's part
    std::string name;       ///< what it is called in the results
    uint32_t iteration{0};  ///< of the job, or 0
};

/**
 * @ingroup ai-fabric
 *
 * Collectives of a trace. A trace says what each rank does: here the k-th call of a group by each
 * of its ranks becomes one collective, which is carried out by whatever algorithm was chosen.
 */
class TracedCollectives
{
  public:
    /** Carries out a collective in another way than an algorithm of the library. */
    using Substitute = std::function<FileTasks::Part(const std::vector<uint32_t>& ranks,
                                                     const TaskGraph::Activity& activity)>;

    /**
     * @param tasks where collectives go
     * @param library says how they are carried out
     */
    TracedCollectives(FileTasks& tasks, std::shared_ptr<CollectiveLibrary> library);

    /**
     * Carry out an operation in another way.
     * @param operation its name
     * @param substitute makes a part without begins and ends, or throws a ConfigError that says
     * what is wrong
     */
    void SetSubstitute(const std::string& operation, Substitute substitute);

    /**
     * Name a group.
     * @param name what the trace calls it: groups of equal ranks and unlike names are unlike
     * @param ranks by rank in the group
     * @return its number
     */
    uint32_t AddGroup(const std::string& name, const std::vector<uint32_t>& ranks);

    /**
     * @param group number of a group
     * @return its ranks
     */
    const std::vector<uint32_t>& GetGroup(uint32_t group) const
    {
        return m_groups[group].ranks;
    }

    /**
     * Add what one rank does. Calls of one group are those of one collective if they are added at
     * the same place among those of their rank.
     * @param group number of the group; the rank is one of its ranks
     * @param call what the rank does
     */
    void AddCall(uint32_t group, const TracedCall& call);

    /**
     * Add what all ranks of a group do.
     * @param group number of the group
     * @param calls by rank in the group
     */
    void AddCollective(uint32_t group, const std::vector<TracedCall>& calls);

    /**
     * Nothing more is added.
     * @throws ConfigError if the ranks of a group do not agree on what they do, naming two of them
     */
    void Finish();

  private:
    /// Ranks that do something together.
    struct Group
    {
        std::string name;
        std::vector<uint32_t> ranks;
        std::map<uint32_t, std::vector<TracedCall>> calls; ///< by rank
    };

    void Match(const Group& group);
    FileTasks::Part MakePart(uint32_t group, const TracedCall& call);
    uint64_t CountOnce(uint32_t group, const std::string& operation, uint64_t pairs);

    FileTasks& m_tasks;
    std::shared_ptr<CollectiveLibrary> m_library;
    std::map<std::string, Substitute> m_substitutes; ///< by operation
    std::vector<Group> m_groups;
    std::map<std::pair<std::string, std::vector<uint32_t>>, uint32_t> m_numbers; ///< of groups
    std::set<std::pair<std::string, std::vector<uint32_t>>> m_counted; ///< whose pairs are known
};

} // namespace aifabric
} // namespace ns3

#endif // TRACED_COLLECTIVES_H
