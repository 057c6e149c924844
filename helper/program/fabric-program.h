/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_PROGRAM_H
#define FABRIC_PROGRAM_H

#include "ns3/experiment-option.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

class RegisterResults;
struct RunRecord;

/**
 * @ingroup ai-fabric
 *
 * What the programs behind the launcher share: a command line on which every mistake gets one clear
 * line and exit code 2.
 */
class FabricProgram
{
  public:
    /** What an option takes. */
    enum class Kind
    {
        TEXT,    ///< any text
        NUMBER,  ///< a whole number
        BOOLEAN, ///< nothing, true or false
    };

    /** An option that a program adds to those of an experiment. */
    struct Option
    {
        std::string name;                ///< without dashes
        Kind kind;                       ///< what it takes
        WholeRange range{0, UINT32_MAX}; ///< which numbers it takes, if it takes numbers
    };

    /**
     * Run a program's body; report mistakes and failures of any kind in one line.
     * @param name of the program
     * @param body the program; returns the exit code
     * @return the exit code: 2 for a mistake of the user, 1 for any other failure
     */
    static int Run(const std::string& name, const std::function<int()>& body);

    /**
     * All of a program that runs one experiment: command line, run, summary, database.
     * ^C, SIGTERM and SIGHUP end the run, which is stored as a stopped one with what had happened.
     * @param name of the program
     * @param usage what it does, in a sentence
     * @param argc number of arguments
     * @param argv the arguments, options of an experiment
     * @param options what holds unless the arguments say otherwise
     * @return the exit code: 128 and the number of the signal if one ended the run
     */
    static int RunExperiment(const std::string& name,
                             const std::string& usage,
                             int argc,
                             char** argv,
                             ExperimentOptions options = {});

    /**
     * Take the arguments that are no options, such as names of files, out of a command line.
     * @param argc number of arguments
     * @param argv the arguments
     * @param options where to put the others, the name of the program first
     * @return the words that were taken out, in their order
     * @throws ConfigError if one of them is empty
     */
    static std::vector<std::string> TakeFiles(int argc, char** argv, std::vector<char*>& options);

    /**
     * Refuse to write two things to one file.
     * @param options the options, which name files
     * @throws ConfigError naming both options
     */
    static void CheckFiles(const ExperimentOptions& options);

    /**
     * Leave out what makes sense for one run only.
     * @param options what a program runs an experiment with
     * @return what it makes several runs with
     */
    static ExperimentOptions ForSeveralRuns(ExperimentOptions options);

    /**
     * Write the command that makes a run, as a shell takes it.
     * @param name of the program, as given to it
     * @param options the options of the run
     * @param defaults what holds in that program unless its arguments say otherwise
     * @return the command
     */
    static std::string WriteCommand(const std::string& name,
                                    const ExperimentOptions& options,
                                    const ExperimentOptions& defaults);

    /**
     * Have runs tell the program that makes them (column `program`), unless it is one of the
     * module's own. Parts and options of other programs are known to these only.
     * @param name of the program
     * @return what has to live as long as runs are stored; null for programs of the module
     */
    static std::unique_ptr<RegisterResults> NameProgram(const std::string& name);

    /**
     * Have a run that did not come to its end, or to its fabric, tell the program, too.
     * @param run the run
     */
    static void FillProgram(RunRecord& run);

    /**
     * Check the command line before ns-3 parses it.
     * @param argc number of arguments
     * @param argv the arguments
     * @param experiment whether the options of an experiment are allowed
     * @param options further options
     * @throws ConfigError naming an unknown option, with the nearest known one
     */
    static void CheckArguments(int argc,
                               char** argv,
                               bool experiment,
                               const std::vector<Option>& options);

    /**
     * Check and parse the command line of a program for experiments. Texts are taken as they are:
     * ns-3's parser would cut them at blanks, and end the program at empty ones. Seed and run may
     * also be given by ns-3's own options, --RngSeed and --RngRun.
     * @param command the parser, with all options registered
     * @param argc number of arguments
     * @param argv the arguments
     * @param options the options of the experiment
     * @param more further options of the program
     * @param severalRuns whether the program makes several runs: what is for one is refused
     * @throws ConfigError naming the culprit
     */
    static void Parse(CommandLine& command,
                      int argc,
                      char** argv,
                      ExperimentOptions& options,
                      const std::vector<Option>& more = {},
                      bool severalRuns = false);

    /**
     * Choose the driver of the calendar and seed the random numbers, before anything is built.
     * @param options the options
     */
    static void Prepare(const ExperimentOptions& options);
};

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_PROGRAM_H
