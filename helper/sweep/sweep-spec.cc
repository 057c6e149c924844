/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-spec.h"

#include "json-document.h"
#include "sweep-grid.h"

#include "ns3/config-error.h"

#include <unordered_set>

namespace ns3
{
namespace aifabric
{

namespace
{

/// What the description and its named grids may both have.
const std::vector<std::string>
    SHARED_KEYS{"base", "let", "grid", "skip", "repetitions", "limits", "record", "label"};

} // namespace

SweepSpec
SweepSpec::ReadFile(const std::string& path, const ExperimentOptions& defaults)
{
    return Read(JsonValue::ReadFile(path), defaults);
}

SweepSpec
SweepSpec::Parse(const std::string& text,
                 const std::string& source,
                 const ExperimentOptions& defaults)
{
    return Read(JsonValue::Parse(text, source), defaults);
}

SweepSpec
SweepSpec::Read(const JsonValue& root, const ExperimentOptions& defaults)
{
    // "$schema" lets editors check the file while it is written.
    std::vector<std::string> keys{"$schema", "name", "database", "grids"};
    keys.insert(keys.end(), SHARED_KEYS.begin(), SHARED_KEYS.end());
    root.CheckMembers(keys);
    SweepSpec spec;
    const JsonValue* name = root.Find("name");
    if (!name || name->GetText().empty())
    {
        root.Fail("the sweep needs a 'name'");
    }
    spec.name = name->GetText();
    const JsonValue* database = root.Find("database");
    spec.database = database ? database->GetText() : "results.sqlite";
    if (spec.database.empty())
    {
        database->Fail("the database needs a file name");
    }
    SweepSettings settings;
    settings.defaults = defaults;
    settings.label = {spec.name, name->GetPlace()};
    settings.Read(root);
    const JsonValue* grids = root.Find("grids");
    if (!grids || root.Find("grid") || root.Find("let"))
    {
        spec.Add(SweepGrid(root, "", settings).Expand());
    }
    if (grids)
    {
        for (const auto& [title, object] : grids->GetMembers())
        {
            object.CheckMembers(SHARED_KEYS);
            SweepSettings own = settings;
            if (!root.Find("label"))
            {
                own.label = {spec.name + "/" + title, object.GetPlace()};
            }
            own.Read(object);
            spec.Add(SweepGrid(object, title, own).Expand());
        }
    }
    return spec;
}

void
SweepSpec::Add(std::vector<SweepRun> more)
{
    std::unordered_set<std::string> known;
    for (const SweepRun& run : runs)
    {
        known.insert(run.key);
    }
    for (SweepRun& run : more)
    {
        if (known.insert(run.key).second)
        {
            runs.push_back(std::move(run));
        }
        else
        {
            duplicates++;
        }
    }
}

} // namespace aifabric
} // namespace ns3
