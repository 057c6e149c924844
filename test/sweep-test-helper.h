/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWEEP_TEST_HELPER_H
#define SWEEP_TEST_HELPER_H

#include "results-test-helper.h"

#include "ns3/sweep-runner.h"
#include "ns3/sweep-spec.h"

#include <string>

/**
 * @file
 * @ingroup ai-fabric-tests
 *
 * What the tests of sweeps share.
 */

namespace ns3
{
namespace aifabric
{
namespace tests
{

/**
 * Make what is left to do of a sweep, in this process.
 * @param json its description
 * @param settings what is asked for
 * @return what came of it
 */
inline SweepTally
MakeSweep(const std::string& json, const SweepRunner::Settings& settings)
{
    SweepRunner runner(SweepSpec::Parse(json, "test.json"), settings);
    return runner.Run(runner.Plan(), nullptr);
}

/**
 * List the runs of a file.
 * @param path its name
 * @return keys and digests, sorted
 */
inline std::string
ListRuns(const std::string& path)
{
    return Ask(path,
               "SELECT group_concat(line, '\n') FROM (SELECT sweep_key || ' ' || state || ' ' || "
               "ifnull(result_digest, '-') AS line FROM sweep_run LEFT JOIN run USING (run_id) "
               "ORDER BY line)");
}

/**
 * Count the runs of a file.
 * @param path its name
 * @return the number
 */
inline int64_t
CountRuns(const std::string& path)
{
    return std::stoll(Ask(path, "SELECT count(*) FROM run"));
}

/**
 * Make settings.
 * @param database where runs are stored
 * @return settings with two processes
 */
inline SweepRunner::Settings
Into(const std::string& database)
{
    SweepRunner::Settings settings;
    settings.database = database;
    settings.jobs = 2;
    return settings;
}

} // namespace tests
} // namespace aifabric
} // namespace ns3

#endif // SWEEP_TEST_HELPER_H
