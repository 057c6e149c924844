/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "file-switch-preset.h"

#include "ns3/component-description.h"
#include "ns3/config-error.h"
#include "ns3/string.h"
#include "ns3/text-file.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(FileSwitchPreset);

namespace
{

/// A row of a file.
struct Row
{
    std::string name;   ///< its name
    ComponentSpec spec; ///< its model
};

/// @return the text without blanks at both ends
std::string
Trim(const std::string& text)
{
    const auto first = text.find_first_not_of(" \t\r");
    return first == std::string::npos
               ? ""
               : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// Read a line without comment that is not empty.
Row
ReadRow(const std::string& line, const std::vector<Row>& before)
{
    const auto equals = line.find('=');
    const std::string name = Trim(line.substr(0, equals));
    if (equals == std::string::npos || name.empty() || name.find_first_of(":,+") < name.size())
    {
        throw ConfigError("'" + line + "' is no row; expected name = model:key=value,key=value");
    }
    for (const Row& row : before)
    {
        if (NormalizeName(row.name) == NormalizeName(name))
        {
            throw ConfigError("there is a row '" + row.name + "' already");
        }
    }
    const Row row{name, ParseComponent(line.substr(equals + 1))};
    const ComponentFamily& family = SwitchPreset::GetFamily();
    if (family.Find(row.spec.name).type == FileSwitchPreset::GetTypeId())
    {
        throw ConfigError("a row is not that of another file");
    }
    SwitchModel model;
    CreateComponent<SwitchPreset>(family, row.spec)->Configure(model);
    return row;
}

/// Read a file. Every line must be right, whichever is wanted.
std::vector<Row>
ReadRows(const std::string& path)
{
    std::vector<Row> rows;
    uint64_t number = 0;
    for (std::string line : ReadTextLines(path))
    {
        number++;
        line = Trim(line.substr(0, line.find('#')));
        if (line.empty())
        {
            continue;
        }
        try
        {
            rows.push_back(ReadRow(line, rows));
        }
        catch (const ConfigError& error)
        {
            throw ConfigError(path + ", line " + std::to_string(number) + ": " + error.what());
        }
    }
    if (rows.empty())
    {
        throw ConfigError("there is no row in the file '" + path + "'");
    }
    return rows;
}

/// Find a row, or the only one if no name is given.
ComponentSpec
FindRow(const std::string& path, const std::string& name)
{
    const std::vector<Row> rows = ReadRows(path);
    std::vector<std::string> known;
    for (const Row& row : rows)
    {
        if (NormalizeName(row.name) == NormalizeName(name) || (name.empty() && rows.size() == 1))
        {
            return row.spec;
        }
        known.push_back(row.name);
    }
    throw ConfigError(name.empty() ? "the file '" + path + "' has " + std::to_string(rows.size()) +
                                         " rows: choose one by row=NAME" + SuggestName("", known)
                                   : "there is no row '" + name + "' in the file '" + path + "'" +
                                         SuggestName(name, known));
}

} // namespace

TypeId
FileSwitchPreset::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::FileSwitchPreset")
            .SetParent<SwitchPreset>()
            .SetGroupName("AiFabric")
            .AddConstructor<FileSwitchPreset>()
            .AddAttribute("Path",
                          "File with one row per line: name = model:key=value,key=value",
                          StringValue(""),
                          MakeStringAccessor(&FileSwitchPreset::m_path),
                          MakeStringChecker())
            .AddAttribute("Row",
                          "Name of the row; empty: the only one. More parameters, those of the "
                          "model of the row, go before what it sets",
                          StringValue(""),
                          MakeStringAccessor(&FileSwitchPreset::m_row),
                          MakeStringChecker()),
        "a row of a file of yours (doc/switch-models.rst)");
    return tid;
}

FileSwitchPreset::FileSwitchPreset() = default;
FileSwitchPreset::~FileSwitchPreset() = default;

ComponentSpec
FileSwitchPreset::Expand(const ComponentSpec& spec)
{
    if (SwitchPreset::GetFamily().Find(spec.name).type != GetTypeId())
    {
        return spec;
    }
    std::string path;
    std::string row;
    ParameterList others;
    for (const auto& [key, value] : spec.parameters)
    {
        if (NormalizeName(key) == "path")
        {
            path = value;
        }
        else if (NormalizeName(key) == "row")
        {
            row = value;
        }
        else
        {
            others.emplace_back(key, value);
        }
    }
    if (path.empty())
    {
        throw ConfigError("switch 'file' needs the path of a file: file:path=FILE");
    }
    ComponentSpec expanded = FindRow(path, row);
    for (const auto& [key, value] : others)
    {
        auto& list = expanded.parameters;
        const std::string name = NormalizeName(key);
        list.erase(
            std::remove_if(list.begin(),
                           list.end(),
                           [&](const auto& item) { return NormalizeName(item.first) == name; }),
            list.end());
        list.emplace_back(key, value);
    }
    return expanded;
}

void
FileSwitchPreset::DoConfigure(SwitchModel& model) const
{
    ComponentSpec self{"file", {{"path", m_path}, {"row", m_row}}};
    CreateComponent<SwitchPreset>(GetFamily(), Expand(self))->Configure(model);
}

} // namespace aifabric
} // namespace ns3
