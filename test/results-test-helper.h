/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RESULTS_TEST_HELPER_H
#define RESULTS_TEST_HELPER_H

#include "ns3/results-database.h"

#include <chrono>
#include <cstdint>
#include <exception>
#include <fstream>
#include <functional>
#include <iostream>
#include <sstream>
#include <string>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/**
 * @file
 * @ingroup ai-fabric-tests
 *
 * What the tests of result files share.
 */

namespace ns3
{
namespace aifabric
{
namespace tests
{

/// How long tests wait for locks.
constexpr std::chrono::seconds PATIENCE{60};

/**
 * Make a run.
 * @param label its label
 * @return the run
 */
inline RunRecord
MakeRun(const std::string& label)
{
    RunRecord run;
    run.label = label;
    run.started = ResultsDatabase::GetTimestamp();
    run.lb = "ofan";
    return run;
}

/**
 * Make a number of flows.
 * @param count how many
 * @return the details with these flows
 */
inline RunDetails
MakeFlows(uint32_t count)
{
    RunDetails details;
    details.flows.resize(count);
    return details;
}

/**
 * Read a file.
 * @param path its name
 * @return its bytes
 */
inline std::string
ReadBytes(const std::string& path)
{
    std::ifstream in(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    return bytes.str(); // of a directory: nothing
}

/**
 * Write a file.
 * @param path its name
 * @param bytes its bytes
 */
inline void
WriteBytes(const std::string& path, const std::string& bytes)
{
    std::ofstream(path, std::ios::binary) << bytes;
}

/**
 * Tell whether a file exists.
 * @param path its name
 * @return true if so
 */
inline bool
Exists(const std::string& path)
{
    struct stat info;
    return stat(path.c_str(), &info) == 0;
}

/**
 * Ask a database.
 * @param path its name
 * @param sql a query with one text as its result
 * @return the text
 */
inline std::string
Ask(const std::string& path, const std::string& sql)
{
    SqliteConnection connection(path, SqliteConnection::Mode::READ_WRITE, PATIENCE);
    return connection.QueryText(sql);
}

/**
 * Do something in another process.
 * @param action what; the process ends with its result, or with 99 if it throws
 * @return the process
 */
inline pid_t
Fork(const std::function<int()>& action)
{
    const pid_t child = fork();
    if (child == 0)
    {
        int code = 99;
        try
        {
            code = action();
        }
        catch (const std::exception& error)
        {
            std::cerr << error.what() << std::endl;
        }
        _exit(code);
    }
    return child;
}

/**
 * Wait for a process.
 * @param child the process
 * @return its exit code, -1 if it was killed
 */
inline int
Wait(pid_t child)
{
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/**
 * Get the message of the ResultsError of an action.
 * @param action what should fail
 * @return the message, "(no error)" if it did not fail
 */
inline std::string
GetError(const std::function<void()>& action)
{
    try
    {
        action();
    }
    catch (const ResultsError& error)
    {
        return error.what();
    }
    return "(no error)";
}

} // namespace tests
} // namespace aifabric
} // namespace ns3

#endif // RESULTS_TEST_HELPER_H
