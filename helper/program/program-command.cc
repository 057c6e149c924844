/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What a command line has beside values: names of files, defaults of a program, and its own name.
 */

#include "fabric-program.h"

#include "ns3/config-error.h"
#include "ns3/experiment-options.h"
#include "ns3/own-results.h"

#include <algorithm>
#include <cctype>
#include <sys/stat.h>

namespace ns3
{
namespace aifabric
{

namespace
{

/// The column with the name of a program.
const char* const PROGRAM = "program";

/// @return the name of this program, if NameProgram() has noted it
std::string&
ProgramName()
{
    static std::string name;
    return name;
}

/// @return whether runs have the column
bool
HasColumn()
{
    const auto columns = GetOwnRunColumns();
    return std::any_of(columns.begin(), columns.end(), [](const auto& column) {
        return column.name == PROGRAM;
    });
}

/// @return whether two names are those of one file
bool
IsSameFile(const std::string& one, const std::string& other)
{
    struct stat first;
    struct stat second;
    const bool isFirst = stat(one.c_str(), &first) == 0;
    const bool isSecond = stat(other.c_str(), &second) == 0;
    if (isFirst && isSecond)
    {
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino;
    }
    const auto shorten = [](const std::string& path) {
        return path.rfind("./", 0) == 0 ? path.substr(2) : path;
    };
    return isFirst == isSecond && shorten(one) == shorten(other);
}

/// @return a word as a shell takes it
std::string
Quote(const std::string& word)
{
    const bool isPlain = std::all_of(word.begin(), word.end(), [](unsigned char c) {
        return std::isalnum(c) ||
               std::string("-_=+:,./@%").find(static_cast<char>(c)) < std::string::npos;
    });
    if (isPlain)
    {
        return word;
    }
    std::string quoted = "'";
    for (const char c : word)
    {
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return quoted + "'";
}

/// @return whether a program belongs to the module, and has no parts that others lack
bool
IsOfModule(const std::string& name)
{
    return name.rfind("fabric-", 0) == 0;
}

/// @return the name of a program without the command that it carries out
std::string
CutCommand(const std::string& name)
{
    for (const std::string command : {" compare", " sweep"})
    {
        const size_t at = name.rfind(command);
        if (at != std::string::npos && at + command.size() == name.size())
        {
            return name.substr(0, at);
        }
    }
    return name;
}

} // namespace

std::vector<std::string>
FabricProgram::TakeFiles(int argc, char** argv, std::vector<char*>& options)
{
    options.assign(argv, argv + std::min(argc, 1));
    std::vector<std::string> files;
    for (int i = 1; i < argc; i++)
    {
        const std::string argument = argv[i];
        if (argument.empty())
        {
            throw ConfigError("an argument is empty: a file has a name");
        }
        if (argument[0] == '-')
        {
            options.push_back(argv[i]);
        }
        else
        {
            files.push_back(argument);
        }
    }
    return files;
}

void
FabricProgram::CheckFiles(const ExperimentOptions& options)
{
    if (!options.ascii.empty() && !ExperimentOptions::IsNone(options.db) &&
        IsSameFile(options.db, options.ascii))
    {
        throw ConfigError("--ascii=" + options.ascii + " is the file of --db=" + options.db +
                          ", too: a trace needs a file of its own");
    }
}

ExperimentOptions
FabricProgram::ForSeveralRuns(ExperimentOptions options)
{
    for (const ExperimentOption& option : ExperimentOptions::Table())
    {
        if (option.isForOneRun)
        {
            option.Put(options, option.GetDefault());
        }
    }
    return options;
}

std::string
FabricProgram::WriteCommand(const std::string& name,
                            const ExperimentOptions& options,
                            const ExperimentOptions& defaults)
{
    std::string command = IsOfModule(name) ? "./aifabric run" : CutCommand(name);
    for (const ExperimentOption& option : ExperimentOptions::Table())
    {
        const std::string value = option.Get(options);
        // What a preset set is written out, option by option.
        const bool isWritten = option.part != ExperimentOption::Part::OUTPUT &&
                               option.part != ExperimentOption::Part::PRESET;
        if (isWritten && value != option.Get(defaults))
        {
            command += " " + Quote("--" + option.name + "=" + value);
        }
    }
    return command;
}

std::unique_ptr<RegisterResults>
FabricProgram::NameProgram(const std::string& name)
{
    if (IsOfModule(name) || HasColumn()) // it may be a result of the program's own
    {
        return nullptr;
    }
    const std::string own = CutCommand(name);
    ProgramName() = own;
    OwnResult result;
    result.column.name = PROGRAM;
    result.column.type = "TEXT";
    result.column.meaning = "program with parts of its own that made the run";
    result.get = [own](const FabricContainer&, const RunRecord&) -> ResultValue { return own; };
    return std::make_unique<RegisterResults>(std::initializer_list<OwnResult>{result});
}

void
FabricProgram::FillProgram(RunRecord& run)
{
    if (HasColumn() && !ProgramName().empty())
    {
        run.own.emplace(PROGRAM, ProgramName());
    }
}

} // namespace aifabric
} // namespace ns3
