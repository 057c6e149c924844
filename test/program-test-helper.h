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
#include <string>
#include <unistd.h>
#include <vector>

/**
 * @file
 * @ingroup ai-fabric-tests
 *
 * What the tests of the program of one experiment share.
 */

namespace ns3
{
namespace aifabric
{
namespace tests
{

/**
 * Run the program of one experiment; what it prints goes to a file.
 * @param arguments its options
 * @param output the file
 * @return its exit code
 */
inline int
RunProgram(const std::vector<std::string>& arguments, const std::string& output)
{
    const int file = open(output.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0644);
    dup2(file, STDOUT_FILENO);
    dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
    std::vector<std::string> texts{"fabric-run"};
    texts.insert(texts.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& text : texts)
    {
        argv.push_back(text.data());
    }
    return FabricProgram::RunExperiment("fabric-run",
                                        "",
                                        static_cast<int>(argv.size()),
                                        argv.data());
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
