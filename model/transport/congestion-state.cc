/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "congestion-state.h"

#include "congestion-control.h"
#include "congestion-receiver.h"

#include "ns3/config-error.h"
#include "ns3/fabric-engine.h"

#include <algorithm>
#include <string>
#include <typeinfo>

namespace ns3
{
namespace aifabric
{

void
CongestionState::Start(const FlowPlace& place, CongestionListener* listener)
{
    m_place = place;
    m_place.domain = place.domain ? place.domain : &FabricEngine::Get().GetDomain();
    m_rate = place.lineRate;
    m_window = NO_WINDOW;
    m_notifications = 0;
    m_credits = 0;
    m_listener = nullptr;
    m_flow = listener;
    m_blocked = false;
    m_wantsStamps = false;
    m_letsRepeat = false;
    Want(false, false);
    DoStart();
    m_listener = listener;
}

Ptr<CongestionControl>
CongestionState::Copy() const
{
    Ptr<CongestionControl> copy = DoCopy();
    // A class derived from one that copies itself may have attributes of its own.
    const CongestionControl* made = PeekPointer(copy);
    return made && typeid(*made) == typeid(*this) ? copy : nullptr;
}

Ptr<CongestionControl>
CongestionState::DoCopy() const
{
    return nullptr;
}

std::unique_ptr<CongestionReceiver>
CongestionState::MakeReceiver() const
{
    return DoMakeReceiver();
}

std::unique_ptr<CongestionReceiver>
CongestionState::DoMakeReceiver() const
{
    return nullptr;
}

void
CongestionState::SetBlocked(bool blocked)
{
    if (m_blocked != blocked)
    {
        m_blocked = blocked;
        if (m_listener)
        {
            m_listener->CongestionStateChanged();
        }
    }
}

bool
CongestionState::DoIsInitial() const
{
    return false;
}

void
CongestionState::SetRate(double rate)
{
    if (!(rate > 0)) // not even a number, it may be
    {
        throw ConfigError(GetInstanceTypeId().GetName() + " calls SetRate(" + std::to_string(rate) +
                          "): a rate is a number of bit/s above 0; SetWindow() holds packets back");
    }
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
CongestionState::SetWindow(uint64_t window)
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
CongestionState::Want(bool sent, bool acks)
{
    m_wantsSent = sent;
    m_wantsAcks = acks;
}

} // namespace aifabric
} // namespace ns3
