/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef AICB_PROGRAM_H
#define AICB_PROGRAM_H

#include "aicb-file.h"
#include "traced-collectives.h"
#include "unsupported-list.h"

#include "ns3/file-tasks.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Makes tasks of the rows of an AICB file. Each rank does one row after the other, and waits until
 * it is over: a collective, a message to a neighbour in the pipeline, or a computation.
 */
class AicbProgram
{
  public:
    /**
     * @param tasks where the tasks go
     * @param collectives carries out what is done together
     * @param groups who does something together
     * @param unsupported takes what cannot be carried out
     */
    AicbProgram(FileTasks& tasks,
                TracedCollectives& collectives,
                const ParallelGroups& groups,
                UnsupportedList& unsupported);

    /**
     * Add all tasks.
     * @param file what is done
     * @throws ConfigError naming the file, the line and what is wrong
     */
    void Add(const AicbFile& file);

  private:
    void AddSection(const AicbSection& section, double picoseconds);
    void AddRow(const AicbRow& row, double picoseconds);
    void AddComputation(const AicbRow& row, uint32_t rank, uint64_t duration);
    void AddMessage(const AicbRow& row, uint32_t rank);
    void AddCollective(const AicbRow& row, uint32_t rank, const std::string& operation);
    uint32_t FindGroup(ParallelGroups::Kind kind, uint32_t rank);
    std::string FindUnsupported(const AicbRow& row) const;
    void SetActivity(const std::string& name, TaskGraph::ActivityKind kind);
    void GoOn(uint32_t rank, FileTasks::Id begin, FileTasks::Id end);

    FileTasks& m_tasks;
    TracedCollectives& m_collectives;
    const ParallelGroups& m_groups;
    UnsupportedList& m_unsupported;
    std::vector<FileTasks::Id> m_last; ///< by rank, what it did last
    std::vector<bool> m_hasLast;       ///< by rank, whether there is such a thing
    std::vector<uint32_t> m_ranks;     ///< of the section
    uint32_t m_iteration{0};           ///< of the section
    std::map<std::pair<ParallelGroups::Kind, uint32_t>, uint32_t> m_known; ///< groups by rank
    std::map<std::pair<std::string, std::pair<int, uint32_t>>, uint32_t> m_activities;
};

} // namespace aifabric
} // namespace ns3

#endif // AICB_PROGRAM_H
