/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef EXPERIMENT_OPTIONS_H
#define EXPERIMENT_OPTIONS_H

#include "ns3/command-line.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

struct ExperimentOption;

/**
 * @ingroup ai-fabric
 *
 * What an experiment is asked for, as text: the options of the command line. Components have the
 * form name or name:key=value,key=value.
 */
struct ExperimentOptions
{
    std::string preset{"none"};                             ///< options that it sets together
    std::string fabric{"fat-tree:k=8"};                     ///< fabric
    std::string rate{"400Gbps"};                            ///< rate of links
    std::string delay{"500ns"};                             ///< propagation delay of links
    std::string switchModel{"generic:shared-per-port=2MB"}; ///< switch model
    std::string mtu{"4096"};                                ///< RoCE path MTU, payload bytes
    std::string lb{"ofan"};                                 ///< strategy, or switch+host
    std::string recovery{"sack"};                           ///< loss recovery
    std::string cc{"fixed-rate"};                           ///< congestion control
    std::string workload{"permutation:bytes=1MiB"};         ///< workloads, joined by +
    std::string placement{"numbered"};                      ///< of workloads that do not say it
    std::string fault{};                                    ///< faults, joined by +
    std::string spread{"auto"};       ///< random start phases of hosts: a time, or one packet time
    std::string jitter{"0s"};         ///< largest random delay behind a NIC; auto: one packet time
    uint32_t ackInterval{1};          ///< packets that one ACK may cover
    uint32_t burst{1};                ///< data packets of a queue pair in its turn
    uint64_t seed{1};                 ///< ns-3's RngSeed
    uint64_t run{1};                  ///< ns-3's RngRun
    std::string db{"results.sqlite"}; ///< database, empty for none
    std::string stop{};               ///< limit of simulated time, empty for none
    std::string pcap{};               ///< prefix of captures, empty for none
    std::string pcapOnly{};           ///< what is captured, empty for all hosts
    std::string ascii{};              ///< file of an ascii trace, empty for none
    std::string label{};              ///< the user's name for the run
    std::string record{"summary"};    ///< what is stored: summary, flows, series or all
    std::string resolution{"auto"};   ///< time between samples of series; auto: 1/200 of the bound
    std::string engine{"native"};     ///< native, or pump (under ns-3's default simulator)
    uint32_t domains{0};              ///< most domains; 0: as many as pay
    bool progress{false};             ///< whether to report progress on standard error
    bool digestCounters{false};       ///< whether to print what the digest is taken over
    bool force{false};                ///< whether to allow senseless combinations
    bool stopFails{false};            ///< whether a run that --stop ends gives exit code 1
    bool dryRun{false};               ///< whether to print what a run would be instead
    bool json{false};                 ///< whether to print the summary as JSON
    std::map<std::string, std::string> own{}; ///< options that a program has added, by name
    std::set<std::string> given{}; ///< names of options that were set by Set() or SetText()

    /**
     * Get all options. A new option of the module is a member above and a row of MakeOptionRows(),
     * one of a program a row of RegisterExperimentOptions, nothing else.
     * @return one row for each
     */
    static const std::vector<ExperimentOption>& Table();

    /**
     * @param text value of an option
     * @return true if it means nothing: empty, or "none"
     */
    static bool IsNone(const std::string& text)
    {
        return text.empty() || text == "none";
    }

    /**
     * Register all options.
     * @param command the parser
     * @param severalRuns whether the program makes several runs: it does not know what is for one
     */
    void AddTo(CommandLine& command, bool severalRuns = false);

    /**
     * Set an option that tells runs apart, seed, run, label or record.
     * @param name its name
     * @param value its value
     * @throws ConfigError if there is no such option, or the value is of the wrong type
     */
    void Set(const std::string& name, const std::string& value);

    /**
     * Set an option that is a text, or that a program has added, without looking at what it says.
     * @param name name on the command line
     * @param value its value
     * @return false if there is no such option, or if it is no text
     */
    bool SetText(const std::string& name, const std::string& value);

    /**
     * Set what the preset says, but for options that were given, or that a program has set to
     * something else than their defaults.
     * @throws ConfigError if there is no such preset
     */
    void ApplyPreset();

    /** @return the options that say what is run and how, but for seed and run number. */
    std::vector<std::pair<std::string, std::string>> List() const;
};

} // namespace aifabric
} // namespace ns3

#endif // EXPERIMENT_OPTIONS_H
