/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OWN_RESULTS_H
#define OWN_RESULTS_H

#include "ns3/fabric-container.h"
#include "ns3/run-columns.h"
#include "ns3/run-record.h"

#include <functional>
#include <initializer_list>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 * A result that a program brings along: a column, and what gets its value after a run.
 */
struct OwnResult
{
    SchemaColumn column; ///< name, type (INTEGER, REAL or TEXT), unit and meaning
    /// Gets the value from the fabric after the run, and from what is known of
    /// the run by then.
    std::function<ResultValue(const FabricContainer& fabric, const RunRecord& run)> get;
};

/**
 * @ingroup ai-fabric
 *
 * Adds results of a program, for as long as the object lives: to the table
 * `run` and the view `summary` of the files that it writes, to `list database`,
 * and to what is printed of a run.
 */
class RegisterResults
{
  public:
    /**
     * @param results the results
     * @throws ResultsError if there is a column of the same name, or SQL would not take it
     */
    RegisterResults(std::initializer_list<OwnResult> results);
    ~RegisterResults();
    RegisterResults(const RegisterResults&) = delete;
    RegisterResults& operator=(const RegisterResults&) = delete;

    /**
     * Get the values of all results of programs.
     * @param fabric the fabric after the run
     * @param run where to
     */
    static void Fill(const FabricContainer& fabric, RunRecord& run);

  private:
    RegisterRunColumns m_columns;
};

/**
 * Write the value of a result for people.
 * @param value the value
 * @return the text; empty if there is none
 */
std::string WriteResult(const ResultValue& value);

} // namespace aifabric
} // namespace ns3

#endif // OWN_RESULTS_H
