/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "switch-preset.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(SwitchPreset);

TypeId
SwitchPreset::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::SwitchPreset").SetParent<Object>().SetGroupName("AiFabric");
    return tid;
}

SwitchPreset::SwitchPreset() = default;
SwitchPreset::~SwitchPreset() = default;

const ComponentFamily&
SwitchPreset::GetFamily()
{
    static const ComponentFamily family("switch", "SwitchPreset", {GetTypeId()});
    return family;
}

} // namespace aifabric
} // namespace ns3
