/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "egress-stage.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(EgressStage);

TypeId
EgressStage::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::EgressStage").SetParent<Object>().SetGroupName("AiFabric");
    return tid;
}

EgressStage::EgressStage() = default;
EgressStage::~EgressStage() = default;

const ComponentFamily&
EgressStage::GetFamily()
{
    static const ComponentFamily family("egress stage", "Stage", {EgressStage::GetTypeId()});
    return family;
}

std::string
EgressStage::Start(const EgressPlace& place)
{
    m_place = place;
    return DoStart();
}

std::string
EgressStage::DoStart()
{
    return {};
}

bool
EgressStage::DoArrive(Frame&, PortView)
{
    return true;
}

bool
EgressStage::DoLooksAtArrivals() const
{
    return false;
}

uint64_t
EgressStage::DoGetMarks() const
{
    return 0;
}

uint64_t
EgressStage::DoGetLeastMark(uint8_t) const
{
    return UINT64_MAX;
}

int64_t
EgressStage::DoAssignStreams(int64_t)
{
    return 0;
}

bool
EgressStage::DoIsUsed() const
{
    return true;
}

uint32_t
EgressStage::DoGetGrowth() const
{
    return 0;
}

std::string
EgressStage::DoGetIdleReason() const
{
    return {};
}

} // namespace aifabric
} // namespace ns3
