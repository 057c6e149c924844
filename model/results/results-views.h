/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RESULTS_VIEWS_H
#define RESULTS_VIEWS_H

#include "results-schema.h"

#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 * One view of the result files that answers a common question, and the indexes that make it fast.
 */
struct SchemaView
{
    std::string name;                  ///< name
    std::string meaning;               ///< what one row is
    std::vector<SchemaColumn> columns; ///< columns, in the order of the query
    std::string query;                 ///< the SELECT
    std::string index;                 ///< statements that make indexes, or empty
    int32_t since;                     ///< schema version that brought it
};

/**
 * Get the views but for `summary`.
 * @return the views
 */
const std::vector<SchemaView>& GetSchemaViews();

/**
 * Get the statements that make a view and its indexes.
 * @param view the view
 * @return SQL
 */
std::string MakeView(const SchemaView& view);

} // namespace aifabric
} // namespace ns3

#endif // RESULTS_VIEWS_H
