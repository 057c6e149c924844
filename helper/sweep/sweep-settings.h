/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWEEP_SETTINGS_H
#define SWEEP_SETTINGS_H

#include "json-document.h"

#include "ns3/experiment-options.h"

#include <cstdint>
#include <map>
#include <string>

namespace ns3
{
namespace aifabric
{
/**
 * @ingroup ai-fabric
 * A text of a sweep's description, and where it was written.
 */
struct SweepText
{
    std::string text;  ///< the text
    std::string place; ///< file and path
};

/**
 * @ingroup ai-fabric
 * What a description of a sweep says beside its grids, and its named grids say anew.
 */
struct SweepSettings
{
    ExperimentOptions defaults;            ///< what holds unless the description says otherwise
    std::map<std::string, SweepText> base; ///< options that all runs share, by name
    int64_t repetitions{0};                ///< runs 1 to this; 0 = as the options say
    double seconds{0};                     ///< limit of a run's wall time; 0 = none
    uint64_t memoryBytes{0};               ///< limit of a run's memory; 0 = none
    bool skipRefused{true};                ///< whether refused combinations are skipped
    std::string record{"summary"};         ///< what is stored
    SweepText label;                       ///< name of the runs; may have placeholders

    /**
     * Take over what an object says.
     * @param object the description, or one of its grids
     * @throws ConfigError naming the place of what is wrong
     */
    void Read(const JsonValue& object);
};

/**
 * Read a text of a sweep's description.
 * @param value a scalar; anything else is refused
 * @return the text and its place
 */
SweepText ReadSweepText(const JsonValue& value);

/**
 * Refuse what is no option of an experiment that tells runs apart.
 * @param option its value
 * @param name its name
 */
void CheckSweepOption(const JsonValue& option, const std::string& name);

} // namespace aifabric
} // namespace ns3

#endif // SWEEP_SETTINGS_H
