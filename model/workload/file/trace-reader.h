/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRACE_READER_H
#define TRACE_READER_H

#include "file-tasks.h"
#include "trace-columns.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Reads the module's own format of tasks (CSV): a header with the names of columns, in any order,
 * then rows. Lines that begin with a # are comments.
 */
class TraceReader
{
  public:
    /** What is read, and what is not. */
    struct Choice
    {
        std::optional<uint64_t> job;      ///< whose rows; nothing: those of all jobs
        std::optional<uint64_t> ownClass; ///< class of the messages of the workload, if it is said
    };

    /**
     * @param tasks where the tasks go
     * @param choice which rows
     */
    TraceReader(FileTasks& tasks, const Choice& choice);

    /**
     * Take a line.
     * @param text the line
     * @param line its number
     * @throws ConfigError without a place
     */
    void Take(const std::string& text, uint32_t line);

    /**
     * Nothing more comes: add what waits for what.
     * @throws ConfigError with the place
     */
    void Finish();

  private:
    using Fields = std::vector<std::string>;

    /// A row that another one waits for.
    struct Wait
    {
        uint64_t first;     ///< id of a row
        FileTasks::Id then; ///< number of an operation
        uint64_t order;     ///< among all that wait for that row; NONE: in the order of rows
    };

    /// What is said about an activity.
    struct Activity
    {
        uint32_t number;          ///< in FileTasks
        TaskGraph::Activity what; ///< what it is
    };

    static constexpr uint64_t NONE = UINT64_MAX;

    void TakeHeader(const std::string& text);
    void TakeRow(const Fields& fields);
    FileTasks::Id AddTask(const Fields& fields);
    void SetStream(const Fields& fields, FileTasks::Id task, bool isMessage);
    void AddWaits(const std::string& text, FileTasks::Id then);
    void TakeActivity(const Fields& fields);
    void CheckClass(const Fields& fields) const;
    const std::string& Get(const Fields& fields, TraceColumn column) const;
    uint64_t GetNumber(const Fields& fields, TraceColumn column, uint64_t most) const;

    FileTasks& m_tasks;
    Choice m_choice;
    bool m_hasHeader{false};
    size_t m_width{0};                                   ///< fields of a row
    std::array<size_t, TRACE_COLUMNS.size()> m_places{}; ///< in a row, by column; SIZE_MAX: none
    uint64_t m_nextId{0};                                ///< of a row that says none
    std::unordered_map<uint64_t, FileTasks::Id> m_byId;  ///< operations, by id of their rows
    std::unordered_map<uint64_t, uint32_t> m_others;     ///< lines of rows of other jobs, by id
    std::vector<Wait> m_waits;
    std::map<uint64_t, Activity> m_activities; ///< by their numbers in the file
};

} // namespace aifabric
} // namespace ns3

#endif // TRACE_READER_H
