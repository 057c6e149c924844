/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RECORDED_RUNS_H
#define RECORDED_RUNS_H

#include <cstdint>
#include <string>
#include <vector>

/**
 * @ingroup ai-fabric-tests
 *
 * A list of runs with the digests of their results, so that a change of the inside shows that it
 * changes no behaviour. A line of the file is a digest, a status (ok, failed, stopped) and the
 * options as on the command line; # begins a comment.
 */
namespace recorded_runs
{

/** A run of the list. */
struct Run
{
    std::string remarks; ///< comments and empty lines before it
    std::string result;  ///< digest and status, with a blank between
    std::string options; ///< the command line
};

/**
 * Read a list.
 * @param file name of the file
 * @return its runs, in order; a last one without options if the list ends in remarks
 * @throws ns3::aifabric::ConfigError if the file cannot be read or a line is incomplete
 */
std::vector<Run> Read(const std::string& file);

/**
 * Run a line of the list. Nothing is stored.
 * @param options the command line: --name=value, parted by blanks
 * @param shuffle order in which domains run (FabricEngine::Shuffle())
 * @return digest and status; "- refused" if it is refused
 * @throws ns3::aifabric::ConfigError if an option is not known
 */
std::string Execute(const std::string& options, uint64_t shuffle = 0);

} // namespace recorded_runs

#endif // RECORDED_RUNS_H
