/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RESULT_COLUMN_H
#define RESULT_COLUMN_H

#include "results-schema.h"
#include "sqlite-connection.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * One column of a table of results: what it is called and means, and where its value is.
 *
 * @tparam R what one row is made of
 */
template <typename R>
struct ResultColumn
{
    SchemaColumn column; ///< name, type, unit and meaning
    /// Puts the value of a row into a parameter of a statement.
    std::function<void(SqliteStatement& statement, int index, const R& row)> bind;
};

/**
 * @ingroup ai-fabric
 *
 * A table of results. Its DDL, its documentation and the statement that inserts a row follow from
 * the columns.
 *
 * @tparam R what one row is made of
 */
template <typename R>
struct ResultTable
{
    std::string name;                     ///< name
    std::string meaning;                  ///< what one row is
    std::vector<ResultColumn<R>> columns; ///< columns
    std::string key;                      ///< table constraint, or empty
    int32_t since{1};                     ///< schema version that brought it

    /** @return the table without its values. */
    SchemaTable GetSchema() const
    {
        SchemaTable table{name, meaning, {}, key, since};
        for (const ResultColumn<R>& column : columns)
        {
            table.columns.push_back(column.column);
        }
        return table;
    }
};

/**
 * @ingroup ai-fabric
 *
 * Inserts rows into a table with a statement that is prepared once.
 *
 * @tparam R what one row is made of
 */
template <typename R>
class ResultWriter
{
  public:
    /**
     * Prepare the statement; this fails if the table or a column is missing.
     * @param connection the database, which outlives the object
     * @param table the table
     */
    ResultWriter(SqliteConnection& connection, const ResultTable<R>& table)
        : m_columns(table.columns),
          m_statement(connection, WriteInsert(table.GetSchema()))
    {
    }

    /**
     * Insert a row.
     * @param row the row
     */
    void Write(const R& row)
    {
        int index = 0;
        for (const ResultColumn<R>& column : m_columns)
        {
            column.bind(m_statement, ++index, row);
        }
        m_statement.Run();
    }

  private:
    std::vector<ResultColumn<R>> m_columns;
    SqliteStatement m_statement;
};

} // namespace aifabric
} // namespace ns3

#endif // RESULT_COLUMN_H
