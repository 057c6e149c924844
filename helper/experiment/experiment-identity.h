/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef EXPERIMENT_IDENTITY_H
#define EXPERIMENT_IDENTITY_H

#include "experiment-plan.h"

#include <map>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What tells experiments apart: the options of ExperimentOptions::Table() that are part of the
 * identity, in canonical form (0.4Tbps is 400Gbps), and what they depend on. Runs that agree in it
 * differ in strategy, seed and run number only. It has no label, no path of what is written, no
 * engine, and nothing that results from a draw.
 */
class ExperimentIdentity
{
  public:
    /** @param plan the experiment */
    explicit ExperimentIdentity(const ExperimentPlan& plan);

    /** @return the options by name; those that are not set are left out. */
    const std::map<std::string, std::string>& GetOptions() const
    {
        return m_options;
    }

    /** @return what results depend on beside options: lists of faults and fabrics in files, changed
     * defaults of attributes. */
    const std::map<std::string, std::string>& GetSurroundings() const
    {
        return m_surroundings;
    }

    /** @return all of it as JSON: what the column `experiment` of the database holds. */
    std::string ToString() const;

  private:
    void AddFiles(const std::string& name, const std::string& content);

    std::map<std::string, std::string> m_options;
    std::map<std::string, std::string> m_surroundings;
};

/**
 * Write the value of an option so that equal choices give equal texts: components as Canonical()
 * does, values with units in one form.
 * @param name the option
 * @param value its value
 * @return the text
 * @throws ConfigError if the value is impossible whatever the other options are
 */
std::string CanonicalOption(const std::string& name, const std::string& value);

} // namespace aifabric
} // namespace ns3

#endif // EXPERIMENT_IDENTITY_H
