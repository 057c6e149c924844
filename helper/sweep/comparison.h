/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COMPARISON_H
#define COMPARISON_H

#include "ns3/experiment-option.h"
#include "ns3/experiment-options.h"
#include "ns3/run-record.h"
#include "ns3/run-table.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Experiments that are compared: some options have lists of values in the place of one, as in
 * `--lb=ecmp,ofan --cc=dcqcn:profile=paper,window`, and every combination is an experiment.
 */
class Comparison
{
  public:
    /** A combination that a component refuses, while each of its values goes with others. */
    struct Refused
    {
        std::string combination; ///< the values that vary: cc=window lb=ofan
        std::string reason;      ///< why it is refused
    };

    /**
     * Make the experiments, and refuse mistakes before anything is run.
     * @param options the options; those of TakesList() may be lists
     * @param runs run numbers of each combination
     * @throws ConfigError naming the culprit: a list that cannot be split, or a value that goes
     *                     with no value of the other lists
     */
    Comparison(const ExperimentOptions& options, const std::vector<uint64_t>& runs);

    /**
     * @param option an option
     * @return whether a list of its values can be compared
     */
    static bool TakesList(const ExperimentOption& option);

    /**
     * Split a list at its commas. In lists of components, a part of the form key=value belongs to
     * the component before it.
     * @param option the option
     * @param text its text
     * @return its values, at least one
     * @throws ConfigError if a value is empty or given twice, or if it is not clear what is meant
     */
    static std::vector<std::string> Split(const ExperimentOption& option, const std::string& text);

    /** @return all runs, the strategy varying fastest but for the run number. */
    const std::vector<ExperimentOptions>& GetExperiments() const
    {
        return m_experiments;
    }

    /** @return the combinations that are not run. */
    const std::vector<Refused>& GetRefused() const
    {
        return m_refused;
    }

    /**
     * Name the rows of a table.
     * @param indices places of experiments in GetExperiments()
     * @return the names of their rows
     */
    RowNames GetNames(const std::vector<size_t>& indices) const;

    /**
     * Name an experiment in a message.
     * @param index its place in GetExperiments()
     * @param withRun whether to tell its run number, if there are several
     * @return what varies: "cc=window lb=ofan run=2", or the strategy if nothing does
     */
    std::string Describe(size_t index, bool withRun = true) const;

    /**
     * Tell in a line what all runs have in common.
     * @param results the runs, whose ideal bound is told if it is the same
     * @return the line
     */
    std::string GetTitle(const std::vector<RunRecord>& results) const;

  private:
    /// An option with its values.
    struct List
    {
        const ExperimentOption* option;
        std::vector<std::string> values;
        std::vector<bool> isRun; ///< of each value: whether a combination with it is run
    };

    void Add(const ExperimentOptions& base,
             const std::vector<uint64_t>& runs,
             const std::vector<size_t>& places);
    std::string Describe(const std::vector<std::string>& values) const;
    std::vector<std::string> Name(const ExperimentOptions& one) const;
    bool Varies(const std::string& option) const;

    ExperimentOptions m_base;
    std::vector<List> m_lists;
    std::vector<ExperimentOptions> m_experiments;
    std::vector<Refused> m_refused;
    std::vector<std::vector<size_t>> m_refusedPlaces;
    RowNames m_names;         ///< of all experiments
    bool m_isRepeated{false}; ///< whether there are several run numbers
};

} // namespace aifabric
} // namespace ns3

#endif // COMPARISON_H
