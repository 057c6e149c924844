/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWITCH_PRESET_H
#define SWITCH_PRESET_H

#include "switch-model.h"

#include "ns3/component-registry.h"
#include "ns3/object.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A kind of switch that can be chosen by name: how buffer, marking, flow control, scheduling and
 * latency are set together.
 */
class SwitchPreset : public Object
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    SwitchPreset();
    ~SwitchPreset() override;

    /** @return all that can be chosen by name, classes and rows of tables. */
    static const ComponentFamily& GetFamily();

    /**
     * Set everything that makes up a switch of this kind.
     * @param model what to set it in
     * @throws ConfigError if attributes contradict each other
     */
    void Configure(SwitchModel& model) const
    {
        DoConfigure(model);
    }

  private:
    /**
     * Set everything that makes up a switch of this kind.
     * @param model what to set it in
     */
    virtual void DoConfigure(SwitchModel& model) const = 0;
};

} // namespace aifabric
} // namespace ns3

#endif // SWITCH_PRESET_H
