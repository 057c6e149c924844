/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef EXPERIMENT_PLAN_H
#define EXPERIMENT_PLAN_H

#include "experiment-option.h"

#include "ns3/fabric-layout.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What an experiment will be: the options, each read once. Components are resolved to their classes
 * and attributes, and times, rates and sizes are numbers. Everything that checks, builds,
 * estimates, identifies and records an experiment takes this.
 */
class ExperimentPlan
{
  public:
    /**
     * Read the options.
     * @param options the options
     * @throws ConfigError naming the culprit, if a value is impossible whatever the others are
     */
    explicit ExperimentPlan(const ExperimentOptions& options);

    /** @return the options. */
    const ExperimentOptions& GetOptions() const
    {
        return m_options;
    }

    /**
     * @param name name of an option
     * @return what it says
     */
    const OptionValue& Get(const std::string& name) const;

    /** @return the components of an option. @param name name of the option */
    const std::vector<OptionComponent>& GetComponents(const std::string& name) const
    {
        return Get(name).components;
    }

    /**
     * @param onSwitch whether of switches, not of hosts
     * @return the strategy, or null if there is none
     */
    const OptionComponent* FindBalancer(bool onSwitch) const;

    /** @return the strategies in canonical form, that of switches first. */
    std::string WriteBalancers() const;

    /** @return the fabric before it is built: its size, planes and tiers. */
    const FabricLayout& GetLayout() const;

    /** @return whether series are recorded. */
    bool HasSeries() const;

    /**
     * Refuse what makes no sense.
     * @throws ConfigError naming the culprit and what is allowed
     */
    void Check() const;

    /**
     * Tell a helper what fabric is to be built.
     * @param helper the helper
     */
    void Configure(FabricHelper& helper) const;

  private:
    void CheckWorkloads() const;

    ExperimentOptions m_options;
    std::map<std::string, std::shared_ptr<const OptionValue>> m_values;
    mutable Ptr<FabricLayout> m_layout; ///< made when it is first asked for
};

} // namespace aifabric
} // namespace ns3

#endif // EXPERIMENT_PLAN_H
