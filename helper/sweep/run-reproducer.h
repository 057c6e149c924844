/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RUN_REPRODUCER_H
#define RUN_REPRODUCER_H

#include "ns3/experiment-options.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

class Experiment;

/**
 * @ingroup ai-fabric
 *
 * A run of a result file, as far as it takes to make it again.
 */
struct StoredRun
{
    int64_t id{0};             ///< run_id
    ExperimentOptions options; ///< what it was asked for; nothing is stored, captured or traced
    std::string title;         ///< strategy, workload, seed and run number
    std::string origin;        ///< version and commit that made it
    std::string program;       ///< program with parts of its own that made it; empty if none did
    std::string digest;        ///< what came of it
    std::string obstacle; ///< why it cannot be made again; empty if nothing is known against it
    /// Defaults of classes that it had changed, and hashes of the files that its options name.
    std::map<std::string, std::string> surroundings;
};

/**
 * @ingroup ai-fabric
 *
 * Makes stored runs again, each in a process of its own, and compares digests. The file is only
 * read.
 */
class RunReproducer
{
  public:
    /// What came of a run.
    enum class Verdict
    {
        REPRODUCED, ///< the same digest
        DIFFERS,    ///< another digest, or an end that has none
        IMPOSSIBLE, ///< it cannot be made
    };

    /**
     * Called when a run is settled.
     * @param run the run
     * @param verdict what came of it
     * @param text the digest, or why there is none
     */
    using Listener =
        std::function<void(const StoredRun& run, Verdict verdict, const std::string& text)>;

    /**
     * Read the runs of a file.
     * @param path its name
     * @return all of them, in their order
     * @throws ResultsError if it cannot be read, or holds no runs
     */
    static std::vector<StoredRun> Read(const std::string& path);

    /**
     * Choose runs by number.
     * @param runs all runs
     * @param list numbers and ranges such as "3,5..8"
     * @param option the option that the list is given by
     * @return those of the list
     * @throws ConfigError if the list cannot be read, or names a run that is not there
     */
    static std::vector<StoredRun> Choose(const std::vector<StoredRun>& runs,
                                         const std::string& list,
                                         const std::string& option = "only");

    /**
     * Make runs again. To be called before this process has used the simulator.
     * @param runs the runs
     * @param jobs processes at a time; 0 = one per core
     * @param listener told of each
     * @return the signal that ended it before all runs were made, 0 for none
     */
    static int Run(const std::vector<StoredRun>& runs, unsigned jobs, const Listener& listener);

    /**
     * Make a run again in this process.
     * @param run the run
     * @return its digest
     * @throws ConfigError if it cannot be made
     */
    static std::string MakeDigest(const StoredRun& run);

    /**
     * Make a run again in this process.
     * @param run the run
     * @param ready called when all is built and nothing has run; may be empty
     * @return its digest
     * @throws ConfigError if it cannot be made
     */
    static std::string Repeat(const StoredRun& run,
                              const std::function<void(const Experiment&)>& ready);
};

} // namespace aifabric
} // namespace ns3

#endif // RUN_REPRODUCER_H
