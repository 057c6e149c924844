/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The boxes as components, and as a table for readers.
 */

#include "switch-boxes.h"

#include "ns3/component-row.h"

#include <algorithm>
#include <array>
#include <sstream>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Where values come from, by letter.
constexpr std::array<std::pair<char, const char*>, 5> SOURCES{{
    {'A', "Cisco: NX-OS 9000 QoS guides 10.1 to 10.6, data sheets and white papers on AI fabrics"},
    {'B', "J. Warner's table of packet buffers of switches, and others who quote it"},
    {'C', "Y. Li et al., HPCC: high precision congestion control, SIGCOMM'19, and its simulator"},
    {'D',
     "C. H. Song et al., Network load balancing with in-network reordering support for RDMA, "
     "SIGCOMM'23, and its simulator"},
    {'E', "X. Wang et al., SimAI, NSDI'25, and its simulator"},
}};

/// @return whether a column is inferred
bool
IsInferred(const SwitchBox& box, const std::string& column)
{
    std::istringstream words(box.inferred);
    for (std::string word; words >> word;)
    {
        if (word == column)
        {
            return true;
        }
    }
    return false;
}

/// @return a value, in brackets if it is inferred
std::string
Show(const SwitchBox& box, const std::string& column, const std::string& value)
{
    return IsInferred(box, column) ? "(" + value + ")" : value;
}

/// @return the cells of a row of the table
std::vector<std::string>
MakeCells(const SwitchBox& box)
{
    return {box.name,
            Show(box, "ports", box.panel.empty() ? "any" : box.panel),
            Show(box, "buffer", box.buffer),
            Show(box,
                 "domains",
                 box.domains == 1 ? "whole die" : std::to_string(box.domains) + " x " + box.part),
            Show(box, "cell", std::to_string(box.cellBytes) + "B"),
            box.alpha.empty() ? "-" : Show(box, "alpha", box.alpha),
            Show(box, "latency", box.latency),
            box.sources};
}

/// @return other names of a box: N9K-C9364D-GX2A, and nexus-9364d-gx2a
std::vector<std::string>
MakeAliases(const SwitchBox& box)
{
    const std::string nexus = "N9K-C";
    if (box.product.rfind(nexus, 0) != 0)
    {
        return {};
    }
    const std::string product = box.product.substr(0, box.product.find_first_of(", "));
    return {product, "nexus-" + product.substr(nexus.size())};
}

/// @return a row of the family for each box
std::vector<ComponentRow>
MakeRows()
{
    std::vector<ComponentRow> rows;
    for (const SwitchBox& box : ListSwitchBoxes())
    {
        ParameterList parameters{{"shared-buffer", box.buffer},
                                 {"domains", std::to_string(box.domains)},
                                 {"cell-bytes", std::to_string(box.cellBytes)},
                                 {"latency", box.latency}};
        if (!box.alpha.empty())
        {
            parameters.emplace_back("alpha", box.alpha);
            parameters.emplace_back("alpha-row", box.alphaRow);
        }
        if (!box.panel.empty())
        {
            parameters.emplace_back("panel", box.panel);
            parameters.emplace_back("breakout", std::to_string(box.breakout));
        }
        parameters.insert(parameters.end(), box.more.begin(), box.more.end());
        rows.push_back({box.name,
                        "ns3::aifabric::SharedMemorySwitchPreset",
                        box.product + (box.inferred.empty() ? "" : "; inferred: " + box.inferred) +
                            (box.note.empty() ? "" : "; " + box.note),
                        parameters,
                        MakeAliases(box)});
    }
    return rows;
}

/// Registers the boxes.
const struct BoxRows
{
    BoxRows()
    {
        for (const ComponentRow& row : MakeRows())
        {
            RegisterComponentRows{row};
        }
    }
} g_boxRows;

} // namespace

void
PrintSwitchBoxes(std::ostream& os)
{
    std::vector<std::vector<std::string>> table{
        {"box", "ports", "buffer", "sharing", "cell", "alpha", "latency", "sources"}};
    for (const SwitchBox& box : ListSwitchBoxes())
    {
        table.push_back(MakeCells(box));
    }
    std::vector<size_t> widths(table.front().size(), 0);
    for (const auto& row : table)
    {
        for (size_t i = 0; i < row.size(); i++)
        {
            widths[i] = std::max(widths[i], row[i].size());
        }
    }
    for (const auto& row : table)
    {
        std::string line;
        for (size_t i = 0; i < row.size(); i++)
        {
            line +=
                row[i] + std::string(i + 1 < row.size() ? widths[i] + 2 - row[i].size() : 0, ' ');
        }
        os << line << "\n";
    }
    os << "\n(in brackets): inferred, or not published. Sources:\n";
    for (const auto& [letter, source] : SOURCES)
    {
        os << letter << ": " << source << "\n";
    }
}

} // namespace aifabric
} // namespace ns3
