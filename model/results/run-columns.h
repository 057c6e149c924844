/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RUN_COLUMNS_H
#define RUN_COLUMNS_H

#include "result-column.h"
#include "run-record.h"

#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * A column of the table `run`. A new column is a member of RunRecord and a row of GetRunColumns(),
 * at the end, with the schema version that brings it.
 */
using RunColumn = ResultColumn<RunRecord>;

/**
 * Get the columns of the table `run`.
 * @return the columns, in order
 */
const std::vector<RunColumn>& GetRunColumns();

/** @return the table `run`. */
ResultTable<RunRecord> GetRunTable();

/** @return those of the columns that programs have added (RegisterRunColumns). */
std::vector<SchemaColumn> GetOwnRunColumns();

/**
 * @ingroup ai-fabric
 *
 * Adds columns of a program to the table `run` and the view `summary`, for as long as the object
 * lives. Their values are those of RunRecord::own; files get the columns when they are opened.
 */
class RegisterRunColumns
{
  public:
    /**
     * @param columns the columns, of types INTEGER, REAL and TEXT
     * @throws ResultsError if there is a column of the same name, or SQL would not take it
     */
    explicit RegisterRunColumns(const std::vector<SchemaColumn>& columns);
    ~RegisterRunColumns();
    RegisterRunColumns(const RegisterRunColumns&) = delete;
    RegisterRunColumns& operator=(const RegisterRunColumns&) = delete;

  private:
    std::vector<std::string> m_names;
};

} // namespace aifabric
} // namespace ns3

#endif // RUN_COLUMNS_H
