/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef EXPERIMENT_OPTION_H
#define EXPERIMENT_OPTION_H

#include "experiment-options.h"
#include "option-value.h"

#include "ns3/component-registry.h"
#include "ns3/fabric-helper.h"
#include "ns3/fabric-numbers.h"

#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * One option: what it is to an experiment, how its values are written, what they may be, and what
 * it does. A row of ExperimentOptions::Table() is all that an option is. From it follow the command
 * lines and their help, sweeps, the check for nonsense, the plan of an experiment, its identity,
 * and what the database stores of it.
 */
struct ExperimentOption
{
    /// What an option is to an experiment.
    enum class Part
    {
        IDENTITY,   ///< tells experiments apart
        STRATEGY,   ///< what an experiment compares
        REPETITION, ///< tells the repetitions of an experiment apart
        MANNER,     ///< how a run is made: no result depends on it
        STORED,     ///< what is stored of a run, and under which name
        OUTPUT,     ///< what else comes out, and where
        PRESET,     ///< sets others, which are then what is stored and what tells runs apart
    };

    /// What values look like.
    enum class Form
    {
        TEXT,
        COMPONENT, ///< name:key=value,...
        JOINED,    ///< components joined by +, in any order
        SEQUENCE,  ///< components joined by +, whose order counts
        FAULTS,    ///< components joined by +, in any order, or given repeatedly; none: nothing
        SWITCHES,  ///< a component, and others for single tiers: A+tier=B
        RATE,
        TIME, ///< or `auto`, or nothing
        BYTES,
        NUMBER,
        BOOLEAN,
    };

    /// An option that a program brings along: its value is in ExperimentOptions::own.
    struct Own
    {
        std::string initial; ///< default
    };

    /// Where the value of an option is.
    using Member = std::variant<std::string ExperimentOptions::*,
                                uint32_t ExperimentOptions::*,
                                uint64_t ExperimentOptions::*,
                                bool ExperimentOptions::*,
                                Own>;
    /// Looks at a value; returns what is wrong with it, or nothing.
    using Judge = std::function<std::string(const OptionValue&)>;
    /// Does what a value says.
    using Action = std::function<void(const OptionValue&, FabricHelper&)>;

    /**
     * @param option name on the command line
     * @param whatFor what it is to an experiment
     * @param looks what its values look like
     * @param place where its value is
     * @param text one line of help
     */
    ExperimentOption(std::string option, Part whatFor, Form looks, Member place, std::string text);

    /**
     * State that the option came after the first version: runs that were made without it had its
     * default, which therefore adds nothing to an identity.
     * @return this row
     */
    ExperimentOption& Later();
    /** State that the option makes sense for a single run only. @return this row */
    ExperimentOption& ForOneRun();
    /**
     * State which components it chooses.
     * @param which the family
     * @return this row
     */
    ExperimentOption& Of(const ComponentFamily& (*which)());
    /**
     * State which texts there are.
     * @param texts the texts
     * @return this row
     */
    ExperimentOption& Among(std::vector<std::string> texts);
    /**
     * State which numbers can be held, if not all that its type holds.
     * @param numbers the numbers
     * @return this row
     */
    ExperimentOption& Holding(WholeRange numbers);
    /**
     * State which numbers or bytes make sense.
     * @param numbers the numbers
     * @param what their unit
     * @return this row
     */
    ExperimentOption& Within(WholeRange numbers, std::string what);
    /**
     * State what else must hold for a value.
     * @param judge what looks at it
     * @return this row
     */
    ExperimentOption& Checked(Judge judge);
    /**
     * State what a value does to the fabric that is built.
     * @param what what does it
     * @return this row
     */
    ExperimentOption& Acts(Action what);

    /**
     * @param options options
     * @return its value among them
     */
    std::string Get(const ExperimentOptions& options) const;
    /** @return its value unless it is given. */
    std::string GetDefault() const;
    /**
     * @param options options
     * @param value its value among them from now on
     */
    void Put(ExperimentOptions& options, const std::string& value) const;
    /** @return whether sweeps know it. */
    bool IsInSweeps() const;
    /** @return whether it is stored with each run, as one of the parameters. */
    bool IsParameter() const;

    /**
     * Read a value.
     * @param value the value
     * @return what it says; the same object for the same value, unless it names files
     * @throws ConfigError if it is impossible whatever the other options are
     */
    std::shared_ptr<const OptionValue> Read(const std::string& value) const;
    /**
     * Refuse a value that makes no sense.
     * @param value the value
     * @throws ConfigError naming the option, the value and what is allowed
     */
    void Check(const OptionValue& value) const;

    /**
     * Find an option.
     * @param name its name
     * @return the option; null if there is none
     */
    static const ExperimentOption* Find(const std::string& name);

    std::string name;        ///< name on the command line
    Part part;               ///< what it is to an experiment
    Form form;               ///< what its values look like
    Member member;           ///< where its value is
    std::string help;        ///< one line
    bool isLater{false};     ///< Later()
    bool isForOneRun{false}; ///< ForOneRun()
    /// Of(): gets the family of the components, null for other options
    const ComponentFamily& (*family)(){nullptr};
    std::vector<std::string> choices; ///< Among()
    WholeRange range;                 ///< numbers that it holds
    WholeRange limits;                ///< Within()
    std::string unit;                 ///< of the limits
    Judge check;                      ///< Checked()
    Action action;                    ///< Acts()

  private:
    void ReadComponents(OptionValue& value) const;
};

/**
 * @ingroup ai-fabric
 *
 * Adds options of a program to the table, for as long as the object lives:
 * @code
 *   const RegisterExperimentOptions g_options{
 *       {"window", P::IDENTITY, F::BYTES, ExperimentOption::Own{"64KiB"}, "Bytes under way"}};
 * @endcode
 * Their defaults add nothing to the identity of an experiment.
 */
class RegisterExperimentOptions
{
  public:
    /**
     * @param rows the options
     * @throws ConfigError if there is an option of the same name
     */
    RegisterExperimentOptions(std::initializer_list<ExperimentOption> rows);
    ~RegisterExperimentOptions();
    RegisterExperimentOptions(const RegisterExperimentOptions&) = delete;
    RegisterExperimentOptions& operator=(const RegisterExperimentOptions&) = delete;

  private:
    std::vector<std::string> m_names;
};

} // namespace aifabric
} // namespace ns3

#endif // EXPERIMENT_OPTION_H
