/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWITCH_PRESET_H
#define SWITCH_PRESET_H

#include "fabric-helper.h"

#include "ns3/object.h"

#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A model of switch: how buffer, marking, flow control, scheduling and latency are set together.
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

    /**
     * Make a helper build switches of this model.
     * @param helper the helper
     * @throws ConfigError if attributes contradict each other
     */
    void Configure(FabricHelper& helper) const
    {
        DoConfigure(helper);
    }

  private:
    /**
     * Make a helper build switches of this model.
     * @param helper the helper
     */
    virtual void DoConfigure(FabricHelper& helper) const = 0;
};

} // namespace aifabric
} // namespace ns3

#endif // SWITCH_PRESET_H
