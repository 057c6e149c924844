/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COMPARE_PROGRAM_H
#define COMPARE_PROGRAM_H

#include "ns3/experiment-options.h"

#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * All of a program that runs an experiment for each value of options that are lists, on all cores,
 * and prints one table (Comparison). Runs are made in processes of this program, with the parts
 * that it brings along.
 * @param name of the program, for messages
 * @param argc number of arguments
 * @param argv the arguments: options of experiments, some of them lists
 * @param options what holds unless the arguments say otherwise; its strategy, if it is another than
 *                the usual one, is compared with others where --lb is not given
 * @return the exit code: 0, 1 if a run failed or was not stored, 2 for a mistake of the user or if
 *         every combination is refused, 128 and the number of the signal that ended it
 */
int RunCompareProgram(const std::string& name,
                      int argc,
                      char** argv,
                      const ExperimentOptions& options = {});

} // namespace aifabric
} // namespace ns3

#endif // COMPARE_PROGRAM_H
