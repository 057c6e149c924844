/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "congestion-control.h"

#include "ns3/trace-source-accessor.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(CongestionControl);

TypeId
CongestionControl::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::CongestionControl")
            .SetParent<Object>()
            .SetGroupName("AiFabric")
            .AddTraceSource("Rate",
                            "Sending rate in bits per second, before and after a change",
                            MakeTraceSourceAccessor(&CongestionControl::m_rateTrace),
                            "ns3::aifabric::CongestionState::RateTracedCallback")
            .AddTraceSource("Window",
                            "Window in payload bytes, before and after a change",
                            MakeTraceSourceAccessor(&CongestionControl::m_windowTrace),
                            "ns3::TracedValueCallback::Uint64");
    return tid;
}

std::string
CongestionControl::CheckConfig() const
{
    return {};
}

NetworkNeeds
CongestionControl::DoGetNeeds() const
{
    return {};
}

} // namespace aifabric
} // namespace ns3
