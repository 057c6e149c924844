/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef EXPERIMENT_TEXT_H
#define EXPERIMENT_TEXT_H

#include "ns3/experiment-options.h"

#include <string>
#include <vector>

/**
 * @ingroup ai-fabric-tests
 *
 * Experiments as texts of the command line.
 */
namespace experiment_text
{

/**
 * Write an experiment as a user would.
 * @param options the experiment
 * @return a command line for a shell, without what equals the defaults
 */
std::string GetCommandLine(const ns3::aifabric::ExperimentOptions& options);

/**
 * Make an experiment simpler in all ways that are one step: an option as it is by default, a
 * component without one of its parameters, one component of several less.
 * @param options the experiment
 * @return simpler experiments, the simplest first
 */
std::vector<ns3::aifabric::ExperimentOptions> Simplify(
    const ns3::aifabric::ExperimentOptions& options);

} // namespace experiment_text

#endif // EXPERIMENT_TEXT_H
