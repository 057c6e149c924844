/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "trace-reader.h"

#include "csv-row.h"

#include "ns3/fabric-numbers.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

TraceReader::TraceReader(FileTasks& tasks, const Choice& choice)
    : m_tasks(tasks),
      m_choice(choice)
{
}

void
TraceReader::Take(const std::string& text, uint32_t line)
{
    const size_t first = text.find_first_not_of(" \t");
    if (first == std::string::npos || text[first] == '#')
    {
        return;
    }
    m_tasks.SetPlace(line);
    if (!m_hasHeader)
    {
        TakeHeader(text);
        return;
    }
    const Fields fields = SplitCsv(text);
    if (fields.size() != m_width)
    {
        throw ConfigError("a row with " + std::to_string(fields.size()) + " fields, and " +
                          std::to_string(m_width) + " columns in the header");
    }
    TakeRow(fields);
}

void
TraceReader::TakeHeader(const std::string& text)
{
    m_places.fill(SIZE_MAX);
    const Fields names = SplitCsv(text);
    for (size_t i = 0; i < names.size(); i++)
    {
        const size_t column = FindTraceName(TRACE_COLUMNS, names[i], "column");
        if (m_places[column] != SIZE_MAX)
        {
            throw ConfigError("the column '" + names[i] + "' is there twice");
        }
        m_places[column] = i;
    }
    if (m_places[static_cast<size_t>(TraceColumn::SOURCE)] == SIZE_MAX)
    {
        throw ConfigError("there is no column 'source', the host that sends or computes");
    }
    m_width = names.size();
    m_hasHeader = true;
}

const std::string&
TraceReader::Get(const Fields& fields, TraceColumn column) const
{
    static const std::string empty;
    const size_t place = m_places[static_cast<size_t>(column)];
    return place == SIZE_MAX ? empty : fields[place];
}

uint64_t
TraceReader::GetNumber(const Fields& fields, TraceColumn column, uint64_t most) const
{
    const std::string& text = Get(fields, column);
    return text.empty() ? 0
                        : ParseWhole(text,
                                     {0, most},
                                     std::string(TRACE_COLUMNS[static_cast<size_t>(column)]) + " " +
                                         QuoteWord(text));
}

void
TraceReader::TakeRow(const Fields& fields)
{
    const uint64_t id = Get(fields, TraceColumn::ID).empty()
                            ? m_nextId
                            : GetNumber(fields, TraceColumn::ID, UINT64_MAX - 1);
    m_nextId = id + 1;
    const auto known = m_byId.find(id);
    const auto other = m_others.find(id);
    if (known != m_byId.end() || other != m_others.end())
    {
        throw ConfigError("id " + std::to_string(id) + " is that of line " +
                          std::to_string(other != m_others.end()
                                             ? other->second
                                             : m_tasks.GetOperations()[known->second].place) +
                          " already");
    }
    if (m_choice.job && GetNumber(fields, TraceColumn::JOB, UINT32_MAX) != *m_choice.job)
    {
        m_others.emplace(id, m_tasks.GetPlace());
        return;
    }
    CheckClass(fields);
    TakeActivity(fields);
    const FileTasks::Id task = AddTask(fields);
    m_byId.emplace(id, task);
    AddWaits(Get(fields, TraceColumn::WAITS_FOR), task);
}

void
TraceReader::CheckClass(const Fields& fields) const
{
    const std::string& text = Get(fields, TraceColumn::CLASS);
    if (text.empty())
    {
        return;
    }
    const uint64_t number = GetNumber(fields, TraceColumn::CLASS, 7);
    if (!m_choice.ownClass || *m_choice.ownClass != number)
    {
        throw ConfigError(
            "the message is of class " + std::to_string(number) + ", and the workload " +
            (m_choice.ownClass ? "of class " + std::to_string(*m_choice.ownClass)
                               : "says none: class=" + std::to_string(number) + " does") +
            "; one workload has one class, and job= tells those of several apart");
    }
}

void
TraceReader::TakeActivity(const Fields& fields)
{
    const std::string& text = Get(fields, TraceColumn::ACTIVITY);
    const std::string& name = Get(fields, TraceColumn::NAME);
    const std::string& kind = Get(fields, TraceColumn::KIND);
    const std::string& iteration = Get(fields, TraceColumn::ITERATION);
    if (text.empty())
    {
        if (!name.empty() || !kind.empty() || !iteration.empty())
        {
            throw ConfigError("name, kind and iteration are those of an activity, whose number "
                              "is missing");
        }
        m_tasks.SetActivity(0);
        return;
    }
    TaskGraph::Activity what;
    what.name = name;
    what.kind = static_cast<TaskGraph::ActivityKind>(
        kind.empty() ? 0 : FindTraceName(TRACE_KINDS, kind, "kind"));
    what.iteration = static_cast<uint32_t>(GetNumber(fields, TraceColumn::ITERATION, UINT32_MAX));
    const uint64_t number = GetNumber(fields, TraceColumn::ACTIVITY, UINT64_MAX);
    const auto known = m_activities.find(number);
    if (known == m_activities.end())
    {
        m_activities[number] = {m_tasks.AddActivity(what), what};
        return;
    }
    const TaskGraph::Activity& before = known->second.what;
    if ((!name.empty() && name != before.name) || (!kind.empty() && what.kind != before.kind) ||
        (!iteration.empty() && what.iteration != before.iteration))
    {
        throw ConfigError("activity " + text + " has another name, kind or iteration above");
    }
    m_tasks.SetActivity(known->second.number);
}

FileTasks::Id
TraceReader::AddTask(const Fields& fields)
{
    constexpr uint32_t LAST = FileTasks::MOST_RANKS - 1;
    if (Get(fields, TraceColumn::SOURCE).empty())
    {
        throw ConfigError("the source is missing: the host that sends or computes");
    }
    const auto source = static_cast<uint32_t>(GetNumber(fields, TraceColumn::SOURCE, LAST));
    const bool isMessage = !Get(fields, TraceColumn::DESTINATION).empty();
    const uint64_t bytes = GetNumber(fields, TraceColumn::BYTES, UINT64_MAX);
    const uint64_t start = GetNumber(fields, TraceColumn::START, UINT64_MAX);
    const uint64_t duration = GetNumber(fields, TraceColumn::DURATION, UINT64_MAX);
    if (isMessage && duration > 0)
    {
        throw ConfigError("a message has no duration_ps; a computation has no destination");
    }
    if (!isMessage && (bytes > 0 || start > 0))
    {
        throw ConfigError("a computation has no bytes and no start_ps; a message has a "
                          "destination");
    }
    FileTasks::Id task = 0;
    if (isMessage)
    {
        const auto destination =
            static_cast<uint32_t>(GetNumber(fields, TraceColumn::DESTINATION, LAST));
        task = m_tasks.AddMessage(source, destination, bytes, start);
    }
    else
    {
        task = m_tasks.AddComputation(source, duration);
    }
    SetStream(fields, task, isMessage);
    return task;
}

void
TraceReader::SetStream(const Fields& fields, FileTasks::Id task, bool isMessage)
{
    const std::string& turn = Get(fields, TraceColumn::TURN);
    const std::string& text = Get(fields, TraceColumn::STREAM);
    if (text.empty() && turn.empty())
    {
        return;
    }
    if (isMessage || text.empty())
    {
        throw ConfigError(isMessage ? "a message is part of no stream"
                                    : "there is a turn, and the number of its stream is missing");
    }
    const auto stream = static_cast<uint16_t>(GetNumber(fields, TraceColumn::STREAM, UINT16_MAX));
    const auto use =
        turn.empty() ? TaskGraph::StreamUse::WHOLE
                     : static_cast<TaskGraph::StreamUse>(FindTraceName(TRACE_TURNS, turn, "turn"));
    m_tasks.SetStream(task, stream, use);
}

void
TraceReader::AddWaits(const std::string& text, FileTasks::Id then)
{
    for (const std::string& word : SplitWords(text))
    {
        const size_t slash = word.find('/');
        const std::string culprit = "what it waits for, " + QuoteWord(word) + ",";
        Wait wait{0, then, NONE};
        wait.first = ParseWhole(word.substr(0, slash), {0, UINT64_MAX - 1}, culprit);
        if (slash != std::string::npos)
        {
            wait.order = ParseWhole(word.substr(slash + 1), {0, UINT32_MAX}, culprit);
        }
        m_waits.push_back(wait);
    }
}

void
TraceReader::Finish()
{
    if (!m_hasHeader)
    {
        throw ConfigError(m_tasks.GetPath() +
                          " has no header; a short one is: source,destination,bytes");
    }
    // What waits for one task starts in the order in which it is added here.
    std::stable_sort(m_waits.begin(), m_waits.end(), [](const Wait& a, const Wait& b) {
        return a.order < b.order;
    });
    for (const Wait& wait : m_waits)
    {
        const auto found = m_byId.find(wait.first);
        if (found == m_byId.end())
        {
            m_tasks.Refuse(wait.then,
                           "it waits for " + std::to_string(wait.first) +
                               (m_others.count(wait.first) > 0 ? ", which is a task of another job"
                                                               : ", and no row has this id"));
        }
        m_tasks.AddDependency(found->second, wait.then);
    }
}

} // namespace aifabric
} // namespace ns3
