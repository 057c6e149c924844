/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "simai-program.h"

namespace ns3
{
namespace aifabric
{

namespace
{

constexpr uint64_t PS_PER_NS = 1000;

/// Attribute Bytes of an operation for what the file says: all data of a rank.
uint64_t
GetBytes(const SimaiStep& step, uint64_t ranks)
{
    return step.operation == "all-to-all" ? (step.bytes + ranks - 1) / ranks : step.bytes;
}

} // namespace

SimaiProgram::SimaiProgram(FileTasks& tasks, TracedCollectives& collectives, const SimaiFile& file)
    : m_tasks(tasks),
      m_collectives(collectives),
      m_file(file),
      m_groups(file.sizes),
      m_weights(file.rows.size())
{
}

void
SimaiProgram::WaitFor(const Ends& ends)
{
    if (!ends.empty())
    {
        m_waits.push_back(ends);
    }
}

void
SimaiProgram::Compute(const SimaiRow& row, const char* pass, uint64_t nanoseconds)
{
    m_tasks.SetPlace(row.line);
    m_tasks.AddActivity({row.name + " " + pass, TaskGraph::ActivityKind::COMPUTATION, m_iteration});
    Ends ends;
    for (uint32_t rank = 0; rank < m_groups.CountRanks(); rank++)
    {
        const auto id = m_tasks.AddComputation(rank, nanoseconds * PS_PER_NS);
        if (!m_last.empty())
        {
            m_tasks.AddDependency(m_last[rank], id);
        }
        for (const Ends& wait : m_waits)
        {
            m_tasks.AddDependency(wait[rank], id);
        }
        ends.push_back(id);
    }
    m_last = std::move(ends);
    m_waits.clear();
}

SimaiProgram::Ends
SimaiProgram::Exchange(const SimaiRow& row, const char* pass, const SimaiStep& step)
{
    if (step.operation.empty() || m_groups.GetSize(step.group) < 2)
    {
        return {};
    }
    m_tasks.AddActivity({row.name + " update", TaskGraph::ActivityKind::COMPUTATION, m_iteration});
    Ends ends;
    for (uint32_t rank = 0; rank < m_groups.CountRanks(); rank++)
    {
        ends.push_back(m_tasks.AddComputation(rank, row.update * PS_PER_NS));
    }
    for (const auto& ranks : m_groups.List(step.group))
    {
        std::vector<TracedCall> calls;
        for (const uint32_t rank : ranks)
        {
            TracedCall call;
            call.operation = step.operation;
            call.bytes = GetBytes(step, ranks.size());
            call.rank = rank;
            call.begin = m_last[rank];
            call.end = ends[rank];
            call.name = row.name + " " + pass + " " + step.operation;
            call.iteration = m_iteration;
            calls.push_back(call);
        }
        m_collectives.AddCollective(m_collectives.AddGroup("", ranks), calls);
    }
    return ends;
}

void
SimaiProgram::AddForward(size_t number)
{
    const SimaiRow& row = m_file.rows[number];
    WaitFor(m_weights[number]);
    Compute(row, "forward", row.forward.nanoseconds);
    WaitFor(Exchange(row, "forward", row.forward));
}

void
SimaiProgram::AddInput(size_t number)
{
    const SimaiRow& row = m_file.rows[number];
    Compute(row, "input gradients", row.input.nanoseconds);
}

void
SimaiProgram::AddWeight(size_t number)
{
    const SimaiRow& row = m_file.rows[number];
    Compute(row, "weight gradients", row.weight.nanoseconds);
    m_weights[number] = Exchange(row, "weight gradients", row.weight);
}

void
SimaiProgram::AddBackward(size_t number)
{
    const SimaiRow& row = m_file.rows[number];
    const SimaiPolicy& policy = *m_file.policy;
    if (policy.isWeightFirst)
    {
        AddWeight(number);
        if (number > 0)
        {
            AddInput(number);
        }
        return;
    }
    if (m_file.initiate == number)
    {
        for (size_t again = *m_file.checkpoint; again < number; again++)
        {
            AddForward(again);
        }
    }
    AddInput(number);
    // Nobody needs the gradients of the first inputs where this column overlaps.
    const bool isExchanged = !policy.isInputOverlapped || number > 0;
    const Ends ends = isExchanged ? Exchange(row, "input gradients", row.input) : Ends{};
    if (policy.isInputOverlapped)
    {
        AddWeight(number);
        WaitFor(ends);
        return;
    }
    WaitFor(ends);
    AddWeight(number);
}

void
SimaiProgram::AddIteration()
{
    if (m_file.policy->isOneShot)
    {
        for (const SimaiRow& row : m_file.rows)
        {
            Compute(row, "computing", row.weight.nanoseconds);
            WaitFor(Exchange(row, "collective", row.weight));
        }
        return;
    }
    for (size_t row = 0; row < m_file.rows.size(); row++)
    {
        AddForward(row);
    }
    for (size_t row = m_file.rows.size(); row-- > 0;)
    {
        AddBackward(row);
    }
}

void
SimaiProgram::Add(uint32_t iterations)
{
    for (m_iteration = 1; m_iteration <= iterations; m_iteration++)
    {
        AddIteration();
    }
}

} // namespace aifabric
} // namespace ns3
