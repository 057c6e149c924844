/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OWN_PROGRAM_H
#define OWN_PROGRAM_H

#include "ns3/experiment-options.h"

#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * All of a program with parts of its own: `run`, `compare` and `sweep` of the launcher, chosen by
 * the first argument; without one of these words, `run`.
 * @code
 *   my-program --lb=my
 *   my-program compare --lb=my,ecmp,ofan --run=1..5
 *   my-program sweep my-sweep.json
 * @endcode
 * @param name of the program, for messages
 * @param usage what it does, in a sentence
 * @param argc number of arguments
 * @param argv the arguments
 * @param options what holds unless the arguments, or the description of a sweep, say otherwise;
 * what is for one run, such as captures, holds for `run` only
 * @return the exit code, as those of the launcher's commands
 */
int RunOwnProgram(const std::string& name,
                  const std::string& usage,
                  int argc,
                  char** argv,
                  const ExperimentOptions& options = {});

} // namespace aifabric
} // namespace ns3

#endif // OWN_PROGRAM_H
