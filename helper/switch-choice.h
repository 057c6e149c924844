/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWITCH_CHOICE_H
#define SWITCH_CHOICE_H

#include "fabric-helper.h"

#include "ns3/component-spec.h"
#include "ns3/switch-preset.h"

#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What the user wrote to choose switches: a model for all of them, and perhaps others for single
 * tiers, as in `generic+leaf=generic:latency=300ns+spine=generic:shared-buffer=64MB`. Rows of files
 * (FileSwitchPreset) are read at once: what is stored of an experiment says what the file said.
 */
class SwitchChoice
{
  public:
    /** A model and where it stands. */
    struct Part
    {
        std::string tier;   ///< name of a tier; empty: all that have no own part
        ComponentSpec spec; ///< the model
    };

    /**
     * Read a choice. Throws ConfigError unless there is one model for all and at most one for each
     * tier.
     * @param text the text
     */
    explicit SwitchChoice(const std::string& text);

    /** @return the parts, that of all switches first. */
    const std::vector<Part>& GetParts() const
    {
        return m_parts;
    }

    /**
     * Make a preset.
     * @param part one of the parts
     * @return the preset
     */
    static Ptr<SwitchPreset> MakePreset(const Part& part);

    /**
     * Refuse tiers that a fabric does not have.
     * @param layout the fabric
     * @return an empty string, or one line that names those that there are
     */
    std::string Check(const FabricLayout& layout) const;

    /**
     * Make a helper build these switches.
     * @param helper the helper
     */
    void Configure(FabricHelper& helper) const;

    /** @return the choice so that equal choices give equal texts: tiers in order of their names. */
    std::string ToString() const;

  private:
    std::vector<Part> m_parts;
};

} // namespace aifabric
} // namespace ns3

#endif // SWITCH_CHOICE_H
