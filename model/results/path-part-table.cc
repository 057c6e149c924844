/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "path-part-table.h"

#include <utility>

namespace ns3
{
namespace aifabric
{
namespace tables
{

namespace
{

/**
 * A column that holds a member of the row.
 * @param column the column
 * @param member the member
 * @return both
 */
template <typename V>
ResultColumn<PathPartRecord>
Column(SchemaColumn column, V PathPartRecord::*member)
{
    return {std::move(column),
            [member](SqliteStatement& statement, int index, const PathPartRecord& row) {
                statement.Bind(index, row.*member);
            }};
}

} // namespace

ResultTable<PathPartRecord>
PathParts()
{
    using R = PathPartRecord;
    return {
        "critical_path",
        "what the time of a run went into along its critical path, as aifabric explain finds it",
        {
            Column({"run_id",
                    "INTEGER NOT NULL REFERENCES run (run_id) ON DELETE CASCADE",
                    "",
                    "the run"},
                   &R::run),
            Column({"part_id", "INTEGER NOT NULL", "", "number in its run, from 0"}, &R::number),
            Column({"step", "INTEGER NOT NULL", "", "number of the task on the path, from 0"},
                   &R::step),
            Column({"job", "INTEGER NOT NULL", "", "number of its job"}, &R::job),
            Column({"iteration", "INTEGER NOT NULL", "", "of its job; 0: of none"}, &R::iteration),
            Column({"activity", "TEXT NOT NULL", "", "what the task is part of"}, &R::activity),
            Column({"src", "INTEGER", "", "index of the host where it starts"}, &R::src),
            Column({"dst", "INTEGER", "", "index of the host that receives it; NULL: it computes"},
                   &R::dst),
            Column({"bytes", "INTEGER", "B", "payload of the message"}, &R::bytes),
            Column({"part", "TEXT NOT NULL", "", "what the time went into"}, &R::part),
            Column({"place", "TEXT", "", "where: a host, or a port such as edge0:3->agg1"},
                   &R::place),
            Column({"tier", "TEXT", "", "tier of the node of the port, and up or down"}, &R::tier),
            Column({"time_ps",
                    "INTEGER NOT NULL",
                    "ps",
                    "how long; all of a run add up to its cct_ns"},
                   &R::timePs),
        },
        "PRIMARY KEY (run_id, part_id)",
        8};
}

} // namespace tables
} // namespace aifabric
} // namespace ns3
