/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-table.h"

#include "own-results.h"

#include "ns3/flow-bins.h"
#include "ns3/job-lines.h"
#include "ns3/summary-numbers.h"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <iomanip>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

namespace
{

std::string
Bytes(uint64_t bytes)
{
    return bytes < 10000 ? std::to_string(bytes) + " B" : WriteFixed(bytes / 1000.0, 1) + " kB";
}

/// Runs of one name, put together.
struct Row
{
    std::vector<std::string> name;
    uint32_t runs{0};
    uint32_t failed{0};  ///< runs that failed
    uint32_t stopped{0}; ///< runs that the time limit ended
    uint32_t bounded{0};
    double cctNs{0};
    double slowdown{0};
    uint64_t queue{0};
    uint64_t drops{0};
    uint64_t reorder{0};
    uint64_t hops{0};
    double cpu{0};
};

void
AddTo(Row& row, const RunRecord& run)
{
    if (run.status != "ok" || !run.cctNs)
    {
        (run.status == "stopped" ? row.stopped : row.failed)++;
        return;
    }
    row.runs++;
    row.cctNs += *run.cctNs;
    if (run.GetSlowdown())
    {
        row.slowdown += *run.GetSlowdown();
        row.bounded++;
    }
    row.queue = std::max(row.queue, run.maxFabricQueueBytes.value_or(0));
    row.drops = std::max(row.drops, run.drops.value_or(0));
    row.reorder = std::max(row.reorder, run.maxReorderPackets.value_or(0));
    row.hops += run.packetHops.value_or(0);
    row.cpu += run.cpuS.value_or(0);
}

/// Tell over how many runs a row is, if there are more than one.
std::string
Count(const Row& row)
{
    const uint32_t all = row.runs + row.failed + row.stopped;
    if (all == 1)
    {
        return "";
    }
    std::string text = "  (" + std::to_string(row.runs) +
                       (row.runs < all ? " of " + std::to_string(all) : "") + " runs";
    text += row.failed ? ", " + std::to_string(row.failed) + " failed" : "";
    text += row.stopped ? ", " + std::to_string(row.stopped) + " stopped" : "";
    return text + ")";
}

/// Rows of several columns that a note names; of more, it tells their number.
constexpr size_t MOST_NAMED = 3;

/// Print every note once, with the rows whose runs have it unless all rows do.
void
PrintNotes(std::ostream& os, const std::vector<RunRecord>& runs, const RowNames& names)
{
    std::set<std::string> rows;
    std::vector<std::pair<std::string, std::set<std::string>>> notes;
    for (size_t i = 0; i < runs.size(); i++)
    {
        const std::string row = boost::algorithm::join(names.rows[i], " ");
        rows.insert(row);
        for (const std::string& text : runs[i].notes)
        {
            auto note = std::find_if(notes.begin(), notes.end(), [&text](const auto& other) {
                return other.first == text;
            });
            if (note == notes.end())
            {
                note = notes.insert(notes.end(), {text, {}});
            }
            note->second.insert(row);
        }
    }
    for (const auto& [text, whose] : notes)
    {
        os << "note: ";
        if (whose.size() < rows.size())
        {
            const bool isMany = names.headings.size() > 1 && whose.size() > MOST_NAMED;
            os << (isMany ? std::to_string(whose.size()) + " of " + std::to_string(rows.size()) +
                                " rows, such as " + *whose.begin()
                          : boost::algorithm::join(whose, ", "))
               << ": ";
        }
        os << text << "\n";
    }
}

/// Print the names of a row, or the headings above them.
void
PrintNames(std::ostream& os, const std::vector<std::string>& names, const std::vector<int>& widths)
{
    os << std::left;
    for (size_t column = 0; column < names.size(); column++)
    {
        os << std::setw(widths[column]) << names[column];
    }
    os << std::right;
}

} // namespace

void
PrintRun(std::ostream& os, const RunRecord& run)
{
    const auto line = [&os](const std::string& name, const std::string& value) {
        os << "  " << name << std::string(name.size() < 24 ? 24 - name.size() : 1, ' ') << value
           << "\n";
    };
    os << run.lb << " on " << run.fabric << ", " << run.workload << ": " << run.status << "\n";
    if (!run.error.empty())
    {
        line("reason", run.error);
    }
    if (run.cctNs)
    {
        line("completion time", WriteFixed(*run.cctNs / 1000, 3) + " us");
    }
    const bool several = run.jobs.size() > 1;
    const std::string which =
        several && run.slowestJob ? " (job " + std::to_string(*run.slowestJob) + ")" : "";
    if (run.boundNs)
    {
        line("ideal bound", WriteFixed(*run.boundNs / 1000, 3) + " us" + which);
    }
    if (run.GetSlowdown())
    {
        line("slowdown", WriteFixed(*run.GetSlowdown(), 4) + which);
    }
    for (const auto& [name, text] : ListJobLines(run))
    {
        line(name, text);
    }
    if (run.fctP50Ns && run.fctP99Ns && run.fctMaxNs)
    {
        line("flow completion time",
             "p50 " + WriteFixed(*run.fctP50Ns / 1000, 3) + ", p99 " +
                 WriteFixed(*run.fctP99Ns / 1000, 3) + ", max " +
                 WriteFixed(*run.fctMaxNs / 1000, 3) + " us over " +
                 (run.flowsEnded && run.flowsEnded != run.flows
                      ? std::to_string(*run.flowsEnded) + " of "
                      : "") +
                 std::to_string(run.flows.value_or(0)) + " flows");
    }
    for (const auto& [sizes, text] : WriteFlowBins(run))
    {
        line(sizes, text);
    }
    line("largest queue",
         Bytes(run.maxFabricQueueBytes.value_or(0)) + " in the fabric, " +
             Bytes(run.maxHostQueueBytes.value_or(0)) + " towards hosts");
    line("drops", std::to_string(run.drops.value_or(0)));
    if (run.trims.value_or(0) > 0)
    {
        line("trimmed", std::to_string(*run.trims) + " packets lost their payload");
    }
    if (run.losslessDrops.value_or(0) > 0)
    {
        line("lossless drops",
             std::to_string(*run.losslessDrops) + " frames that PFC should have protected");
    }
    line("retransmitted",
         std::to_string(run.retransmittedPackets.value_or(0)) + " packets, " +
             std::to_string(run.spuriousRetransmissions.value_or(0)) + " of them needlessly; " +
             std::to_string(run.timeouts.value_or(0)) + " timeouts");
    line("reordering",
         "overtaken by " + std::to_string(run.maxReorderPackets.value_or(0)) + ", " +
             std::to_string(run.maxReorderBufferPackets.value_or(0)) + " held");
    line("ECN marks, CNPs, pauses",
         std::to_string(run.ecnMarks.value_or(0)) + ", " + std::to_string(run.cnps.value_or(0)) +
             ", " + std::to_string(run.pfcPauses.value_or(0)));
    const double cpu = run.cpuS.value_or(0);
    const auto hops = static_cast<double>(run.packetHops.value_or(0));
    line("speed",
         WriteFixed(cpu > 0 ? hops / cpu / 1e6 : 0, 2) + " M packet-hops per CPU second (" +
             std::to_string(run.packetHops.value_or(0)) + " in " + WriteFixed(cpu, 2) + " s)");
    for (const SchemaColumn& column : GetOwnRunColumns())
    {
        const auto own = run.own.find(column.name);
        const std::string value = own == run.own.end() ? "" : WriteResult(own->second);
        if (!value.empty())
        {
            line(column.name, value + (column.unit.empty() ? "" : " " + column.unit));
        }
    }
    if (!run.resultDigest.empty())
    {
        line("result digest", run.resultDigest);
    }
    for (const std::string& note : run.notes)
    {
        line("note", note);
    }
}

void
PrintTable(std::ostream& os, const std::vector<RunRecord>& runs, const RowNames& names)
{
    std::vector<Row> rows;
    for (size_t i = 0; i < runs.size(); i++)
    {
        const auto same = [&](const Row& row) { return row.name == names.rows[i]; };
        auto row = std::find_if(rows.begin(), rows.end(), same);
        if (row == rows.end())
        {
            rows.emplace_back();
            rows.back().name = names.rows[i];
            row = rows.end() - 1;
        }
        AddTo(*row, runs[i]);
    }
    std::vector<int> widths;
    for (size_t column = 0; column < names.headings.size(); column++)
    {
        size_t width = names.headings[column].size();
        for (const Row& row : rows)
        {
            width = std::max(width, row.name[column].size());
        }
        widths.push_back(static_cast<int>(width) + 2);
    }
    PrintNames(os, names.headings, widths);
    os << std::setw(12) << "CCT us" << std::setw(11) << "slowdown" << std::setw(13) << "max queue"
       << std::setw(9) << "drops" << std::setw(10) << "reorder" << std::setw(15) << "M pkt-hops/s"
       << "\n";
    bool several = false;
    for (const Row& row : rows)
    {
        PrintNames(os, row.name, widths);
        if (row.runs == 0)
        {
            os << (row.failed == 0 ? "  stopped" : "  failed") << Count(row) << "\n";
            continue;
        }
        os << std::setw(12) << WriteFixed(row.cctNs / row.runs / 1000, 3) << std::setw(11)
           << (row.bounded ? WriteFixed(row.slowdown / row.bounded, 3) : "-") << std::setw(13)
           << Bytes(row.queue) << std::setw(9) << row.drops << std::setw(10) << row.reorder
           << std::setw(15)
           << (row.cpu > 0 ? WriteFixed(static_cast<double>(row.hops) / row.cpu / 1e6, 2) : "-");
        os << Count(row) << "\n";
        several = several || row.runs > 1;
    }
    if (several)
    {
        os << "CCT and slowdown are means of the completed runs, queue, drops and reordering the "
              "largest of them.\n";
    }
    PrintNotes(os, runs, names);
}

void
PrintTable(std::ostream& os, const std::vector<RunRecord>& runs)
{
    RowNames names{{"strategy"}, {}};
    for (const RunRecord& run : runs)
    {
        names.rows.push_back({run.lb});
    }
    PrintTable(os, runs, names);
}

} // namespace aifabric
} // namespace ns3
