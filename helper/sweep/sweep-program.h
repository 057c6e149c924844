/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWEEP_PROGRAM_H
#define SWEEP_PROGRAM_H

#include "ns3/experiment-options.h"

#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * All of a program that makes the runs of a sweep (doc/sweep.rst) which its database lacks, on all
 * cores. Runs are made in processes of this program, with the parts that it brings along.
 * @param name of the program, for messages
 * @param argc number of arguments
 * @param argv the arguments: the description, and options
 * @param options what holds unless the description says otherwise
 * @return the exit code: 0 if all runs are there, 1 if some failed, 2 for a mistake of the user,
 *         128 and the number of the signal that ended it
 */
int RunSweepProgram(const std::string& name,
                    int argc,
                    char** argv,
                    const ExperimentOptions& options = {});

} // namespace aifabric
} // namespace ns3

#endif // SWEEP_PROGRAM_H
