/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OPTION_ROWS_H
#define OPTION_ROWS_H

#include "experiment-option.h"

#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * The options of the module. A new option is a member of ExperimentOptions and a row here, nothing
 * else; tests tell which pages have to name it.
 * @return the rows
 */
std::vector<ExperimentOption> MakeOptionRows();

} // namespace aifabric
} // namespace ns3

#endif // OPTION_ROWS_H
