/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RUN_WITH_H
#define RUN_WITH_H

#include "ns3/experiment.h"
#include "ns3/fabric-program.h"

#include <string>
#include <utility>
#include <vector>

/** @ingroup ai-fabric-tests Options as pairs of a name and a value. */
using OptionTexts = std::vector<std::pair<std::string, std::string>>;

/**
 * @ingroup ai-fabric-tests
 * Run an experiment that stores nothing.
 * @param texts its options
 * @return its record
 */
inline ns3::aifabric::RunRecord
RunWith(const OptionTexts& texts)
{
    ns3::aifabric::ExperimentOptions options;
    options.db = "none";
    for (const auto& [name, value] : texts)
    {
        options.Set(name, value);
    }
    ns3::aifabric::FabricProgram::Prepare(options);
    return ns3::aifabric::Experiment(options).Execute();
}

#endif // RUN_WITH_H
