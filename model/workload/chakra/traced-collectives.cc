/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "traced-collectives.h"

#include "ns3/config-error.h"
#include "ns3/file-lines.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

TracedCollectives::TracedCollectives(FileTasks& tasks, std::shared_ptr<CollectiveLibrary> library)
    : m_tasks(tasks),
      m_library(std::move(library))
{
}

void
TracedCollectives::SetSubstitute(const std::string& operation, Substitute substitute)
{
    m_substitutes[operation] = std::move(substitute);
}

uint32_t
TracedCollectives::AddGroup(const std::string& name, const std::vector<uint32_t>& ranks)
{
    const auto next = static_cast<uint32_t>(m_groups.size());
    const auto [number, isNew] = m_numbers.emplace(std::make_pair(name, ranks), next);
    if (isNew)
    {
        m_groups.push_back({name, ranks, {}});
    }
    return number->second;
}

void
TracedCollectives::AddCall(uint32_t group, const TracedCall& call)
{
    m_groups[group].calls[call.rank].push_back(call);
}

void
TracedCollectives::AddCollective(uint32_t group, const std::vector<TracedCall>& calls)
{
    FileTasks::Part part = MakePart(group, calls.front());
    for (const TracedCall& call : calls)
    {
        part.begins.push_back(call.begin);
        part.ends.push_back(call.end);
    }
    m_tasks.AddPart(std::move(part));
}

void
TracedCollectives::Finish()
{
    for (uint32_t number = 0; number < m_groups.size(); number++)
    {
        const Group& group = m_groups[number];
        if (group.calls.empty())
        {
            continue;
        }
        Match(group);
        const size_t count = group.calls.begin()->second.size();
        for (size_t k = 0; k < count; k++)
        {
            std::vector<TracedCall> calls;
            for (const uint32_t rank : group.ranks)
            {
                calls.push_back(group.calls.at(rank)[k]);
            }
            AddCollective(number, calls);
        }
    }
}

void
TracedCollectives::Match(const Group& group)
{
    const std::string title =
        group.name.empty() ? "all ranks" : "the group " + QuoteWord(group.name);
    const auto& [firstRank, first] = *group.calls.begin();
    static const std::vector<TracedCall> none;
    for (const uint32_t rank : group.ranks)
    {
        const auto found = group.calls.find(rank);
        const std::vector<TracedCall>& other = found == group.calls.end() ? none : found->second;
        for (size_t k = 0; k < std::max(first.size(), other.size()); k++)
        {
            const std::string number = "collective " + std::to_string(k + 1) + " of " + title;
            if (k >= first.size() || k >= other.size())
            {
                const bool isOther = k >= first.size();
                m_tasks.Refuse((isOther ? other : first)[k].end,
                               number + ": rank " + std::to_string(isOther ? firstRank : rank) +
                                   " takes part in " +
                                   std::to_string((isOther ? first : other).size()) + " only");
            }
            const TracedCall& mine = first[k];
            const TracedCall& its = other[k];
            if (mine.operation != its.operation || mine.bytes != its.bytes)
            {
                m_tasks.Refuse(
                    its.begin,
                    number + " is " + its.operation + " of " + std::to_string(its.bytes) +
                        " bytes for rank " + std::to_string(rank) + ", and " + mine.operation +
                        " of " + std::to_string(mine.bytes) + " for rank " +
                        std::to_string(firstRank) + " (" + m_tasks.NamePlace(mine.end) + ")");
            }
        }
    }
}

uint64_t
TracedCollectives::CountOnce(uint32_t group, const std::string& operation, uint64_t pairs)
{
    return m_counted.emplace(operation, m_groups[group].ranks).second ? pairs : 0;
}

FileTasks::Part
TracedCollectives::MakePart(uint32_t group, const TracedCall& call)
{
    const std::vector<uint32_t>& ranks = m_groups[group].ranks;
    const TaskGraph::Activity activity{call.name,
                                       TaskGraph::ActivityKind::COLLECTIVE,
                                       call.iteration};
    // In all of these each rank needs something of each other one.
    static const std::set<std::string> meetings{"all-reduce",
                                                "all-gather",
                                                "reduce-scatter",
                                                "all-to-all",
                                                "barrier"};
    FileTasks::Part part;
    const auto substitute = m_substitutes.find(call.operation);
    if (substitute != m_substitutes.end())
    {
        try
        {
            part = substitute->second(ranks, activity);
        }
        catch (const ConfigError& error)
        {
            m_tasks.Refuse(call.end, error.what());
        }
        part.pairs = CountOnce(group, call.operation, part.pairs);
        return part;
    }
    const auto count = static_cast<uint32_t>(ranks.size());
    CollectiveCall what;
    what.operation = call.operation;
    what.bytes = call.bytes;
    what.hosts = ranks;
    what.activity = activity;
    std::string error = m_library->Check(call.operation, count, what.bytes);
    // Algorithms cut data into parts of at least a byte: a few bytes become one for each part.
    constexpr uint64_t MOST_CHANNELS = 64;
    for (uint64_t channels = 1; !error.empty() && channels <= MOST_CHANNELS; channels *= 2)
    {
        if (call.bytes < count * channels)
        {
            what.bytes = count * channels;
            error = m_library->Check(call.operation, count, what.bytes);
        }
    }
    if (!error.empty())
    {
        m_tasks.Refuse(call.end, call.operation + ": " + error);
    }
    part.isMeeting = meetings.count(call.operation) > 0;
    part.tasks = m_library->CountTasks(call.operation, count, what.bytes);
    part.pairs =
        CountOnce(group, call.operation, m_library->CountPairs(call.operation, count, what.bytes));
    part.add = [library = m_library, what](TaskGraph& graph,
                                           const std::vector<TaskGraph::Id>& begins,
                                           FabricRandom& random) {
        CollectiveCall now = what;
        now.after = begins;
        return library->Add(graph, now, random);
    };
    return part;
}

} // namespace aifabric
} // namespace ns3
