/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TABLE_COLUMNS_H
#define TABLE_COLUMNS_H

#include "results-tables.h"

#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{
namespace tables
{

/**
 * @file
 * @ingroup ai-fabric
 *
 * How the columns of tables of results are written.
 */

/**
 * A column of which a function gets the value.
 * @tparam Row what one row is made of
 * @param column the column
 * @param get gets the value of a row
 * @return both
 */
template <typename Row, typename Get>
ResultColumn<Row>
Computed(SchemaColumn column, Get get)
{
    return {std::move(column), [get](SqliteStatement& statement, int index, const Row& row) {
                statement.Bind(index, get(row));
            }};
}

/**
 * A column that holds a member of the record.
 * @param column the column
 * @param member the member
 * @return both
 */
template <typename R, typename V>
ResultColumn<DetailRow<R>>
Column(SchemaColumn column, V R::*member)
{
    return Computed<DetailRow<R>>(std::move(column),
                                  [member](const DetailRow<R>& row) { return row.record.*member; });
}

/**
 * The column that names the run.
 * @param type type of the column
 * @return the column
 */
template <typename R>
ResultColumn<DetailRow<R>>
OfRun(const std::string& type = "INTEGER NOT NULL REFERENCES run (run_id) ON DELETE CASCADE")
{
    return Computed<DetailRow<R>>({"run_id", type, "", "the run"},
                                  [](const DetailRow<R>& row) { return row.run; });
}

/**
 * The column that numbers what belongs to a run.
 * @param name the column
 * @param meaning what is numbered
 * @return the column
 */
template <typename R>
ResultColumn<DetailRow<R>>
Number(const std::string& name, const std::string& meaning = "number in its run, from 0")
{
    return Computed<DetailRow<R>>({name, "INTEGER NOT NULL", "", meaning},
                                  [](const DetailRow<R>& row) { return row.number; });
}

/**
 * The column that names the job of a record.
 * @return the column
 */
template <typename R>
ResultColumn<DetailRow<R>>
OfJob()
{
    return Column<R>({"job", "INTEGER NOT NULL DEFAULT 0", "", "number of its job", "", 4},
                     &R::job);
}

/**
 * The columns that name the port of a record, behind that of its run.
 * @param own the other columns
 * @return all of them
 */
template <typename R>
std::vector<ResultColumn<DetailRow<R>>>
WithPort(std::vector<ResultColumn<DetailRow<R>>> own)
{
    std::vector<ResultColumn<DetailRow<R>>> columns{
        OfRun<R>(),
        Column<R>({"node", "INTEGER NOT NULL", "", "id of the node"}, &R::node),
        Column<R>({"port", "INTEGER NOT NULL", "", "number of the port at its node"}, &R::port)};
    columns.insert(columns.end(), own.begin(), own.end());
    return columns;
}

} // namespace tables
} // namespace aifabric
} // namespace ns3

#endif // TABLE_COLUMNS_H
