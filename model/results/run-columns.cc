/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-columns.h"

#include <algorithm>
#include <set>
#include <sqlite3.h>
#include <string>
#include <type_traits>
#include <variant>

namespace ns3
{
namespace aifabric
{

namespace
{

using Statement = SqliteStatement;

/// A column that SQLite fills.
void
BindNothing(Statement& statement, int index, const RunRecord&)
{
    statement.BindNull(index);
}

/// A member as it is.
template <auto MEMBER>
void
Bind(Statement& statement, int index, const RunRecord& run)
{
    statement.Bind(index, run.*MEMBER);
}

/// A text, or NULL if it is empty.
template <auto MEMBER>
void
BindIfAny(Statement& statement, int index, const RunRecord& run)
{
    if ((run.*MEMBER).empty())
    {
        statement.BindNull(index);
        return;
    }
    statement.Bind(index, run.*MEMBER);
}

/// Sentences as lines, or NULL if there are none.
template <auto MEMBER>
void
BindLines(Statement& statement, int index, const RunRecord& run)
{
    std::string text;
    for (const std::string& line : run.*MEMBER)
    {
        text += (text.empty() ? "" : "\n") + line;
    }
    if (text.empty())
    {
        statement.BindNull(index);
        return;
    }
    statement.Bind(index, text);
}

/// What was asked for.
std::vector<RunColumn>
MakeInputs()
{
    return {
        {{"run_id", "INTEGER PRIMARY KEY", "", "number of the run in this file"}, &BindNothing},
        {{"label", "TEXT NOT NULL", "", "the user's name for the run"}, &Bind<&RunRecord::label>},
        {{"started", "TEXT NOT NULL", "", "when the run was started, UTC, ISO 8601"},
         &Bind<&RunRecord::started>},
        {{"status",
          "TEXT NOT NULL CHECK (status IN ('ok', 'stopped', 'failed'))",
          "",
          "ok: the workload was completed; stopped: a limit was hit; failed: see error"},
         &Bind<&RunRecord::status>},
        {{"error", "TEXT", "", "why the run failed or stopped"}, &BindIfAny<&RunRecord::error>},
        {{"module_version", "TEXT NOT NULL", "", "version of ai-fabric"},
         &Bind<&RunRecord::moduleVersion>},
        {{"ns3_version", "TEXT NOT NULL", "", "version of ns-3"}, &Bind<&RunRecord::ns3Version>},
        {{"fabric", "TEXT NOT NULL", "", "fabric, as given to --fabric"},
         &Bind<&RunRecord::fabric>},
        {{"hosts", "INTEGER", "", "number of hosts"}, &Bind<&RunRecord::hosts>},
        {{"rate_bps", "INTEGER", "bit/s", "rate of a host, all planes together"},
         &Bind<&RunRecord::rateBps>},
        {{"switch", "TEXT NOT NULL", "", "switch model"}, &Bind<&RunRecord::switchModel>},
        {{"lb", "TEXT NOT NULL", "", "load-balancing strategy"}, &Bind<&RunRecord::lb>},
        {{"cc", "TEXT NOT NULL", "", "congestion control"}, &Bind<&RunRecord::cc>},
        {{"recovery", "TEXT NOT NULL", "", "loss recovery"}, &Bind<&RunRecord::recovery>},
        {{"workload", "TEXT NOT NULL", "", "workload; several, joined by +, run at once"},
         &Bind<&RunRecord::workload>},
        {{"fault", "TEXT NOT NULL", "", "faults, empty if none"}, &Bind<&RunRecord::fault>},
        {{"seed", "INTEGER NOT NULL", "", "ns-3's RngSeed"}, &Bind<&RunRecord::seed>},
        {{"run", "INTEGER NOT NULL", "", "ns-3's RngRun"}, &Bind<&RunRecord::run>},
        {{"parameters",
          "TEXT NOT NULL",
          "JSON",
          "every option, attributes that are not at their default, and numbers that options leave "
          "at it"},
         &Bind<&RunRecord::parameters>},
    };
}

/// What came of it.
std::vector<RunColumn>
MakeResults()
{
    return {
        {{"cct_ns",
          "REAL",
          "ns",
          "collective completion time: first start to last end of a flow, of all jobs"},
         &Bind<&RunRecord::cctNs>},
        {{"bound_ns",
          "REAL",
          "ns",
          "ideal lower bound of the completion time of the slowest job; of cct_ns if there is one"},
         &Bind<&RunRecord::boundNs>},
        {{"flows", "INTEGER", "", "number of flows (messages)"}, &Bind<&RunRecord::flows>},
        {{"fct_p50_ns", "REAL", "ns", "median flow completion time (nearest rank)"},
         &Bind<&RunRecord::fctP50Ns>},
        {{"fct_p99_ns", "REAL", "ns", "99th percentile of it (nearest rank)"},
         &Bind<&RunRecord::fctP99Ns>},
        {{"fct_max_ns", "REAL", "ns", "longest flow completion time"}, &Bind<&RunRecord::fctMaxNs>},
        {{"max_fabric_queue_bytes", "INTEGER", "B", "largest switch-to-switch egress queue"},
         &Bind<&RunRecord::maxFabricQueueBytes>},
        {{"max_host_queue_bytes", "INTEGER", "B", "largest switch-to-host egress queue"},
         &Bind<&RunRecord::maxHostQueueBytes>},
        {{"drops", "INTEGER", "frames", "dropped, for whatever reason; by reason in counter"},
         &Bind<&RunRecord::drops>},
        {{"trims", "INTEGER", "frames", "cut to their header by a switch"},
         &Bind<&RunRecord::trims>},
        {{"ecn_marks", "INTEGER", "frames", "marked congestion-experienced by a switch"},
         &Bind<&RunRecord::ecnMarks>},
        {{"cnps", "INTEGER", "frames", "congestion notifications sent"}, &Bind<&RunRecord::cnps>},
        {{"pfc_pauses", "INTEGER", "frames", "PFC frames sent that start a pause"},
         &Bind<&RunRecord::pfcPauses>},
        {{"retransmitted_packets", "INTEGER", "packets", "data packets sent again"},
         &Bind<&RunRecord::retransmittedPackets>},
        {{"max_reorder_packets",
          "INTEGER",
          "packets",
          "largest PSN distance by which a packet was overtaken at a receiver"},
         &Bind<&RunRecord::maxReorderPackets>},
        {{"max_reorder_buffer_packets",
          "INTEGER",
          "packets",
          "most packets of a queue pair that waited for an earlier one"},
         &Bind<&RunRecord::maxReorderBufferPackets>},
        {{"sim_ns", "REAL", "ns", "simulated time at the end"}, &Bind<&RunRecord::simNs>},
        {{"setup_cpu_s", "REAL", "s", "CPU time of building the fabric"},
         &Bind<&RunRecord::setupCpuS>},
        {{"wall_s", "REAL", "s", "wall time of the simulation itself"}, &Bind<&RunRecord::wallS>},
        {{"cpu_s", "REAL", "s", "CPU time of the simulation itself"}, &Bind<&RunRecord::cpuS>},
        {{"peak_rss_bytes", "INTEGER", "B", "largest resident set of the process"},
         &Bind<&RunRecord::peakRssBytes>},
        {{"packet_hops", "INTEGER", "", "frames of any kind times links crossed"},
         &Bind<&RunRecord::packetHops>},
        {{"events", "INTEGER", "", "events executed"}, &Bind<&RunRecord::events>},
        {{"result_digest",
          "TEXT",
          "",
          "hash over everything simulated, 16 hexadecimal digits; equal inputs, equal digest"},
         &BindIfAny<&RunRecord::resultDigest>},
    };
}

/// What came of it, in the columns that later versions have brought.
std::vector<RunColumn>
MakeLaterResults()
{
    return {
        {{"timeouts", "INTEGER", "", "retransmission timers that ran out", "", 3},
         &Bind<&RunRecord::timeouts>},
        {{"spurious_retransmissions",
          "INTEGER",
          "packets",
          "sent again although received: retransmissions that met their packet at the receiver",
          "",
          3},
         &Bind<&RunRecord::spuriousRetransmissions>},
        {{"notes", "TEXT", "", "what a reader of the figures should know, one a line", "", 3},
         &BindLines<&RunRecord::notes>},
        {{"flows_ended",
          "INTEGER",
          "",
          "number of flows that ended; fct_p50_ns, fct_p99_ns and fct_max_ns are over these",
          "",
          3},
         &Bind<&RunRecord::flowsEnded>},
        {{"experiment",
          "TEXT",
          "JSON",
          "the options that tell experiments apart, in canonical form; equal for runs that "
          "differ in strategy, seed, run number and what is stored only",
          "",
          3},
         &BindIfAny<&RunRecord::experiment>},
        {{"lossless_drops",
          "INTEGER",
          "frames",
          "frames of lossless classes lost for want of buffer or headroom",
          "",
          3},
         &Bind<&RunRecord::losslessDrops>},
        {{"slowest_job",
          "INTEGER",
          "",
          "number of the job with the largest slowdown; NULL if not all were completed",
          "",
          4},
         &Bind<&RunRecord::slowestJob>},
        {{"slowest_cct_ns",
          "REAL",
          "ns",
          "completion time of that job: over bound_ns, it is the slowdown",
          "",
          4},
         &Bind<&RunRecord::slowestCctNs>},
        {{"module_commit",
          "TEXT",
          "",
          "git commit of ai-fabric that was built; 'unknown' if git does not keep its sources",
          "",
          7},
         &BindIfAny<&RunRecord::moduleCommit>},
        {{"module_dirty",
          "INTEGER",
          "",
          "1: the sources of the library differ from module_commit; 0: they do not",
          "",
          7},
         &Bind<&RunRecord::isModuleDirty>},
        {{"ns3_commit", "TEXT", "", "the same as module_commit, of ns-3", "", 7},
         &BindIfAny<&RunRecord::ns3Commit>},
        {{"compiler", "TEXT", "", "compiler and its version", "", 7},
         &BindIfAny<&RunRecord::compiler>},
        {{"build_flags", "TEXT", "", "build profile of ns-3, and the compiler's flags", "", 7},
         &BindIfAny<&RunRecord::buildFlags>},
    };
}

/// @return how many columns are the module's own
size_t
CountFixed()
{
    static const size_t count =
        MakeInputs().size() + MakeResults().size() + MakeLaterResults().size();
    return count;
}

/// @return all columns, those of programs last
std::vector<RunColumn>&
Columns()
{
    static std::vector<RunColumn> columns = [] {
        std::vector<RunColumn> all = MakeInputs();
        for (const std::vector<RunColumn>& more : {MakeResults(), MakeLaterResults()})
        {
            all.insert(all.end(), more.begin(), more.end());
        }
        return all;
    }();
    return columns;
}

/// A column that a program has added.
RunColumn
MakeOwn(const SchemaColumn& column)
{
    return {column, [name = column.name](Statement& statement, int index, const RunRecord& run) {
                const auto own = run.own.find(name);
                std::visit(
                    [&](const auto& value) {
                        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::monostate>)
                        {
                            statement.BindNull(index);
                        }
                        else
                        {
                            statement.Bind(index, value);
                        }
                    },
                    own == run.own.end() ? ResultValue() : own->second);
            }};
}

} // namespace

const std::vector<RunColumn>&
GetRunColumns()
{
    return Columns();
}

std::vector<SchemaColumn>
GetOwnRunColumns()
{
    std::vector<SchemaColumn> own;
    for (size_t i = CountFixed(); i < Columns().size(); i++)
    {
        own.push_back(Columns()[i].column);
    }
    return own;
}

RegisterRunColumns::RegisterRunColumns(const std::vector<SchemaColumn>& columns)
{
    const std::string letters = "abcdefghijklmnopqrstuvwxyz";
    std::set<std::string> names;
    for (const SchemaColumn& column : columns)
    {
        const bool isName =
            !column.name.empty() && letters.find(column.name[0]) != std::string::npos &&
            column.name.find_first_not_of(letters + "0123456789_") == std::string::npos;
        if (!isName || (column.type != "INTEGER" && column.type != "REAL" && column.type != "TEXT"))
        {
            throw ResultsError("column '" + column.name + "' of type '" + column.type +
                               "': a name has small letters, digits and _, a type is INTEGER, "
                               "REAL or TEXT");
        }
        if (sqlite3_keyword_check(column.name.data(), static_cast<int>(column.name.size())))
        {
            throw ResultsError("column '" + column.name + "': that is a word of SQL; take another");
        }
        if (!names.insert(column.name).second)
        {
            throw ResultsError("column '" + column.name + "' is given twice");
        }
        for (const SchemaColumn& known : GetSummaryColumns())
        {
            if (known.name == column.name)
            {
                throw ResultsError("there is a column '" + column.name + "' already");
            }
        }
    }
    for (const SchemaColumn& column : columns)
    {
        Columns().push_back(MakeOwn(column));
        m_names.push_back(column.name);
    }
}

RegisterRunColumns::~RegisterRunColumns()
{
    auto& columns = Columns();
    columns.erase(std::remove_if(
                      columns.begin(),
                      columns.end(),
                      [this](const RunColumn& column) {
                          return std::count(m_names.begin(), m_names.end(), column.column.name) > 0;
                      }),
                  columns.end());
}

ResultTable<RunRecord>
GetRunTable()
{
    return {"run", "one experiment", GetRunColumns(), ""};
}

} // namespace aifabric
} // namespace ns3
