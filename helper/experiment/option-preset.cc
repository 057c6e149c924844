/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "option-preset.h"

#include "ns3/component-registry.h"
#include "ns3/config-error.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

const std::vector<OptionPreset>&
OptionPreset::Table()
{
    // That of a lossy fabric is also what holds by default.
    static const std::vector<OptionPreset> presets{
        {"roce",
         "lossless, with PFC and DCQCN",
         {{"switch", "generic:shared-per-port=2MB,lossless=true"}, {"cc", "dcqcn:profile=hpcc"}}},
        {"spray",
         "lossy, for packets on all paths at line rate",
         {{"switch", "generic:shared-per-port=2MB"}, {"recovery", "sack"}, {"cc", "fixed-rate"}}},
    };
    return presets;
}

const OptionPreset*
OptionPreset::Find(const std::string& name)
{
    if (name == "none")
    {
        return nullptr;
    }
    const auto& table = Table();
    const auto found = std::find_if(table.begin(), table.end(), [&name](const OptionPreset& one) {
        return one.name == name;
    });
    if (found == table.end())
    {
        throw ConfigError("--preset=" + name + ": there is no such preset" +
                          SuggestName(name, GetNames()));
    }
    return &*found;
}

std::vector<std::string>
OptionPreset::GetNames()
{
    std::vector<std::string> names{"none"};
    for (const OptionPreset& preset : Table())
    {
        names.push_back(preset.name);
    }
    return names;
}

std::string
OptionPreset::WriteAll()
{
    std::string text;
    for (const OptionPreset& preset : Table())
    {
        text += (text.empty() ? "" : ", ") + preset.name + " (" + preset.what + ":";
        for (const auto& [name, value] : preset.values)
        {
            text += " --" + name + "=" + value;
        }
        text += ")";
    }
    return text;
}

} // namespace aifabric
} // namespace ns3
