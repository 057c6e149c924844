/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "congestion-control.h"

#include "ns3/fabric-engine.h"
#include "ns3/trace-source-accessor.h"

#include <algorithm>

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
                            "ns3::aifabric::CongestionControl::RateTracedCallback")
            .AddTraceSource("Window",
                            "Window in payload bytes, before and after a change",
                            MakeTraceSourceAccessor(&CongestionControl::m_windowTrace),
                            "ns3::TracedValueCallback::Uint64");
    return tid;
}

CongestionControl::CongestionControl() = default;
CongestionControl::~CongestionControl() = default;

void
CongestionControl::Start(const FlowPlace& place, CongestionListener* listener)
{
    m_place = place;
    m_place.domain = place.domain ? place.domain : &FabricEngine::Get().GetDomain();
    m_rate = place.lineRate;
    m_window = NO_WINDOW;
    DoStart();
    m_listener = listener;
}

void
CongestionControl::SetRate(double rate)
{
    const double before = m_rate;
    m_rate = std::min(rate, m_place.lineRate);
    if (m_rate != before)
    {
        m_rateTrace(before, m_rate);
        if (m_listener)
        {
            m_listener->CongestionStateChanged();
        }
    }
}

void
CongestionControl::SetWindow(uint64_t window)
{
    const uint64_t before = m_window;
    m_window = window;
    if (window != before)
    {
        m_windowTrace(before, window);
        if (m_listener)
        {
            m_listener->CongestionStateChanged();
        }
    }
}

void
CongestionControl::Want(bool sent, bool acks)
{
    m_wantsSent = sent;
    m_wantsAcks = acks;
}

std::string
CongestionControl::CheckConfig() const
{
    return {};
}

void
CongestionControl::DoSent(uint32_t)
{
}

void
CongestionControl::DoAcknowledged(const Frame&, uint64_t)
{
}

void
CongestionControl::DoNotified()
{
}

void
CongestionControl::DoLost()
{
}

void
CongestionControl::DoTimedOut()
{
}

uint32_t
CongestionControl::DoGetNeeds() const
{
    return 0;
}

uint64_t
CongestionControl::DoGetNotificationInterval() const
{
    return UINT64_MAX;
}

} // namespace aifabric
} // namespace ns3
