/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARED_MEMORY_SWITCH_PRESET_H
#define SHARED_MEMORY_SWITCH_PRESET_H

#include "ns3/generic-switch-preset.h"
#include "ns3/object-factory.h"

#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A switch whose memory is like that of an ASIC (SharedMemoryAdmission): cells, domains, pools, and
 * a rule by which queues share them, chosen by name. Everything else is as in GenericSwitchPreset.
 * The boxes of the table (ListSwitchBoxes()) are rows of it.
 */
class SharedMemorySwitchPreset final : public GenericSwitchPreset
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    SharedMemorySwitchPreset();
    ~SharedMemorySwitchPreset() override;

  private:
    void DoConfigure(SwitchModel& model) const override;
    std::vector<IdleAttribute> DoListIdle(const PlaceOfUse& place) const override;

    /// A policy, and the stage that belongs to it, if there is one.
    struct Chosen
    {
        ObjectFactory policy;
        std::vector<ObjectFactory> stages;
    };

    Chosen ReadPolicy() const;
    uint64_t Get(const std::string& name) const;

    std::string m_policy;
    uint64_t m_queueLimit;
    std::string m_alphaRow;
    std::string m_classAlphas;
    uint32_t m_domains;
    uint32_t m_portsPerDomain;
    uint32_t m_cellBytes;
    uint64_t m_headroomPool;
    std::string m_panel;
    uint32_t m_breakout;
};

} // namespace aifabric
} // namespace ns3

#endif // SHARED_MEMORY_SWITCH_PRESET_H
