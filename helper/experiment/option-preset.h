/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OPTION_PRESET_H
#define OPTION_PRESET_H

#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Options that go together under one name. A new preset is a row of the table in the source file,
 * nothing else. ExperimentOptions::ApplyPreset() sets them; experiments are told apart by what is
 * set, not by the name.
 */
struct OptionPreset
{
    /// Names of options and their values.
    using Values = std::vector<std::pair<std::string, std::string>>;

    std::string name; ///< of the preset
    std::string what; ///< what it stands for, in a few words
    Values values;    ///< what it sets

    /** @return all presets. */
    static const std::vector<OptionPreset>& Table();

    /**
     * @param name name of a preset, or "none"
     * @return the preset; null for none
     * @throws ConfigError if there is no such preset
     */
    static const OptionPreset* Find(const std::string& name);

    /** @return the names of all presets, and "none". */
    static std::vector<std::string> GetNames();

    /** @return all presets with what they stand for and set, in one line. */
    static std::string WriteAll();
};

} // namespace aifabric
} // namespace ns3

#endif // OPTION_PRESET_H
