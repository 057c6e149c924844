/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWEEP_SPEC_H
#define SWEEP_SPEC_H

#include "sweep-run.h"

#include <cstddef>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

class JsonValue;

/**
 * @ingroup ai-fabric
 *
 * A sweep as its JSON file describes it (doc/sweep-schema.json): a name, a database, and the runs
 * that its grids come to.
 */
class SweepSpec
{
  public:
    /**
     * Read a description.
     * @param path name of the file
     * @param defaults what holds unless the description says otherwise
     * @return the sweep
     * @throws ConfigError naming the file and the place in it of what is wrong
     */
    static SweepSpec ReadFile(const std::string& path, const ExperimentOptions& defaults = {});

    /**
     * Read a description.
     * @param text the JSON
     * @param source what to call it in messages
     * @param defaults what holds unless the description says otherwise
     * @return the sweep
     * @throws ConfigError naming source and place of what is wrong
     */
    static SweepSpec Parse(const std::string& text,
                           const std::string& source,
                           const ExperimentOptions& defaults = {});

    std::string name;           ///< name of the sweep
    std::string database;       ///< where runs are stored
    std::vector<SweepRun> runs; ///< the runs, each once
    size_t duplicates{0};       ///< how many more combinations are equal to one of them

  private:
    static SweepSpec Read(const JsonValue& root, const ExperimentOptions& defaults);
    void Add(std::vector<SweepRun> more);
};

} // namespace aifabric
} // namespace ns3

#endif // SWEEP_SPEC_H
