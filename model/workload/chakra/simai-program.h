/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SIMAI_PROGRAM_H
#define SIMAI_PROGRAM_H

#include "simai-file.h"
#include "traced-collectives.h"

#include "ns3/file-tasks.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Makes tasks of the rows of a SimAI workload, in the order in which SimAI carries them out.
 *
 * Forwards, a rank computes row after row and waits for the collective of each; it begins with a
 * row when the collective of its weight gradients, of the iteration before, has ended. Backwards it
 * takes the last row first: it computes the gradients of the inputs and waits for their
 * collective, then computes those of the weights, whose collective nothing waits for until the
 * next iteration or the end. A collective has ended a time after its data have arrived that the
 * row calls its update.
 */
class SimaiProgram
{
  public:
    /**
     * @param tasks where the tasks go
     * @param collectives carries out what is exchanged
     * @param file what is done
     */
    SimaiProgram(FileTasks& tasks, TracedCollectives& collectives, const SimaiFile& file);

    /**
     * Add all tasks.
     * @param iterations how often
     */
    void Add(uint32_t iterations);

  private:
    /// By rank, what comes next has to wait for.
    using Ends = std::vector<FileTasks::Id>;

    void AddIteration();
    void AddForward(size_t row);
    void AddBackward(size_t row);
    void AddInput(size_t row);
    void AddWeight(size_t row);
    void Compute(const SimaiRow& row, const char* pass, uint64_t nanoseconds);
    Ends Exchange(const SimaiRow& row, const char* pass, const SimaiStep& step);
    void WaitFor(const Ends& ends);

    FileTasks& m_tasks;
    TracedCollectives& m_collectives;
    const SimaiFile& m_file;
    ParallelGroups m_groups;
    uint32_t m_iteration{0};
    Ends m_last;                 ///< what ended last
    std::vector<Ends> m_waits;   ///< what the next computation waits for beside that
    std::vector<Ends> m_weights; ///< by row, ends of collectives of weight gradients
};

} // namespace aifabric
} // namespace ns3

#endif // SIMAI_PROGRAM_H
