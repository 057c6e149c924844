/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "storm-rule.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(StormRule);

TypeId
StormRule::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::StormRule").SetParent<Object>().SetGroupName("AiFabric");
    return tid;
}

StormRule::StormRule() = default;
StormRule::~StormRule() = default;

const ComponentFamily&
StormRule::GetFamily()
{
    static const ComponentFamily family("family of watchdogs", "StormRule", {GetTypeId()});
    return family;
}

bool
StormRule::DoLooksBack() const
{
    return true;
}

} // namespace aifabric
} // namespace ns3
