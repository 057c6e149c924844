/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "summary-json.h"

#include "json-text.h"
#include "results-file.h"
#include "results-rows.h"
#include "results-schema.h"

#include <nlohmann/json.hpp>

namespace ns3
{
namespace aifabric
{

namespace
{

/// A value of a row.
nlohmann::ordered_json
ReadValue(const SqliteStatement& row, int index, const SchemaColumn& column)
{
    if (row.IsNull(index))
    {
        return nullptr;
    }
    // A type may go on, as in INTEGER NOT NULL.
    if (column.type.rfind("INTEGER", 0) == 0)
    {
        return row.GetInteger(index);
    }
    if (column.type.rfind("REAL", 0) == 0)
    {
        return MakeJsonNumber(row.GetNumber(index));
    }
    const std::string text = row.GetText(index);
    if (column.unit == "JSON")
    {
        const auto parsed = nlohmann::ordered_json::parse(text, nullptr, false);
        return parsed.is_discarded() ? nlohmann::ordered_json(text) : parsed;
    }
    return text;
}

} // namespace

std::string
WriteSummary(const RunRecord& run, const std::optional<int64_t>& id)
{
    // The view itself says what is in it: the run is stored in memory, and read from there.
    const std::string name = "(a run)";
    SqliteConnection memory(name, SqliteConnection::Mode::MEMORY, std::chrono::milliseconds(0));
    MakeResultSchema(memory, name);
    ResultsRows(memory).InsertRun(run);
    SqliteStatement row(memory, "SELECT * FROM summary");
    row.Step();
    nlohmann::ordered_json json;
    int index = 0;
    for (const SchemaColumn& column : GetSummaryColumns())
    {
        json[column.name] = ReadValue(row, index++, column);
    }
    json["run_id"] = id ? nlohmann::ordered_json(*id) : nlohmann::ordered_json();
    return WriteJson(json);
}

} // namespace aifabric
} // namespace ns3
