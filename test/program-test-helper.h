/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PROGRAM_TEST_HELPER_H
#define PROGRAM_TEST_HELPER_H

#include "results-test-helper.h"

#include "ns3/fabric-program.h"

#include <fcntl.h>
#include <functional>
#include <string>
#include <unistd.h>
#include <vector>

/**
 * @file
 * @ingroup ai-fabric-tests
 *
 * What the tests of programs share.
 */

namespace ns3
{
namespace aifabric
{
namespace tests
{

/**
 * Run a program in this process; what it prints goes to files.
 * @param program what its main() calls
 * @param arguments its arguments
 * @param output file for its results
 * @param errors file for the rest
 * @return its exit code
 */
inline int
RunMain(const std::function<int(int, char**)>& program,
        const std::vector<std::string>& arguments,
        const std::string& output,
        const std::string& errors = "/dev/null")
{
    dup2(open(output.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0644), STDOUT_FILENO);
    dup2(open(errors.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0644), STDERR_FILENO);
    std::vector<std::string> texts{"program"};
    texts.insert(texts.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& text : texts)
    {
        argv.push_back(text.data());
    }
    return program(static_cast<int>(argv.size()), argv.data());
}

/**
 * Run fabric-run in this process.
 * @param arguments its arguments
 * @param output file for what it prints; errors go nowhere
 * @return its exit code
 */
inline int
RunProgram(const std::vector<std::string>& arguments, const std::string& output)
{
    return RunMain(
        [](int argc, char** argv) {
            return FabricProgram::RunExperiment("fabric-run", "", argc, argv);
        },
        arguments,
        output);
}

/**
 * @param text a text
 * @return its last line
 */
inline std::string
GetLastLine(std::string text)
{
    text.erase(text.find_last_not_of('\n') + 1);
    return text.substr(text.rfind('\n') + 1);
}

} // namespace tests
} // namespace aifabric
} // namespace ns3

#endif // PROGRAM_TEST_HELPER_H
