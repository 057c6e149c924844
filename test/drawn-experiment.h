/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DRAWN_EXPERIMENT_H
#define DRAWN_EXPERIMENT_H

#include "ns3/component-registry.h"
#include "ns3/experiment-options.h"
#include "ns3/type-id.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

/**
 * @ingroup ai-fabric-tests
 *
 * Draws an experiment at random: any fabric, switch, strategy, control, recovery, workload and
 * faults that the registry knows, with any of their attributes, and few packets. A new component,
 * attribute or option is drawn without an edit here. One number gives one experiment, the same on
 * every machine.
 */
class DrawnExperiment
{
  public:
    /**
     * Draw.
     * @param number the number of the experiment
     */
    explicit DrawnExperiment(uint64_t number);

    /** @return the experiment; it stores nothing. */
    const ns3::aifabric::ExperimentOptions& GetOptions() const
    {
        return m_options;
    }

  private:
    using Attribute = ns3::TypeId::AttributeInformation;

    uint64_t Draw(uint64_t count);
    bool Chance(unsigned percent);
    void DrawUntilAllowed(const std::function<void()>& draw);
    double DrawLog(double low, double high);
    std::string DrawTime();
    std::string DrawRate();
    std::string DrawWhole(uint64_t low, uint64_t high, uint64_t usual);
    std::string DrawSize();
    std::string DrawReal(double low, double high, double usual);
    std::string DrawText(const std::string& help);
    std::string DrawNames();
    std::string DrawValue(const Attribute& attribute);
    std::string DrawComponent(const ns3::aifabric::ComponentFamily& family);
    /// One of a list; rows of one class count as one, however many there are.
    const ns3::aifabric::ComponentInfo& DrawInfo(
        const std::vector<ns3::aifabric::ComponentInfo>& all);
    std::string DrawComponent(const ns3::aifabric::ComponentInfo& info, unsigned percent);
    std::string DrawOther(const std::string& value);
    void DrawFabric();
    void DrawBalancers();
    void DrawFaults();
    void DrawRest();

    uint64_t m_state;
    uint32_t m_hosts{2};              ///< hosts of the fabric
    uint64_t m_mtu{4096};             ///< bytes
    bool m_isFabric{false};           ///< whether numbers are those of a fabric: few
    std::vector<std::string> m_names; ///< of links, directions and switches
    ns3::aifabric::ExperimentOptions m_options;
};

#endif // DRAWN_EXPERIMENT_H
