/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "dcqcn-congestion-control.h"

#include "ns3/log.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("DcqcnCongestionControl");

namespace
{

/// Alpha below 2^-100 counts as none: it cannot change a rate, and an idle year takes no time.
constexpr double NO_ALPHA = 0x1p-100;

/// A rate this close to line rate is line rate: halving the gap would go on for 30 increases.
constexpr double FULL = 1 - 0x1p-20;

} // namespace

DcqcnCongestionControl::DcqcnCongestionControl() = default;
DcqcnCongestionControl::~DcqcnCongestionControl() = default;

void
DcqcnCongestionControl::DoStart()
{
    const FlowPlace& place = GetPlace();
    m_set = Resolve(place.lineRate);
    m_target = place.lineRate;
    m_alpha = m_set.initialAlpha;
    // In this order at equal times: an increase counts as before the cut. The queue pair's number
    // takes the lower 20 of the 24 bits.
    using Self = DcqcnCongestionControl;
    const uint32_t part = place.part;
    NS_ASSERT_MSG(part < (1U << 20), "queue pair numbers take 20 bits");
    m_increaseEvent.Bind<&Self::IncreaseTimerFired>(this, place.node, part, EventKind::RATE);
    m_cutEvent.Bind<&Self::Cut>(this, place.node, part | (1U << 20), EventKind::RATE);
}

bool
DcqcnCongestionControl::DoIsInitial() const
{
    return !m_started;
}

double
DcqcnCongestionControl::GetAlpha() const
{
    if (!m_started)
    {
        return m_alpha;
    }
    const uint64_t periods = (GetDomain().Now() - m_alphaFrom) / m_set.alphaPeriod;
    const double keep = 1 - m_set.alphaGain;
    double alpha = m_alpha;
    // pow() would differ from the periods one by one in the last bits.
    for (uint64_t i = 0; i < periods; i++)
    {
        alpha = keep * alpha + (i == 0 && m_notified ? m_set.alphaGain : 0);
        if (alpha < NO_ALPHA)
        {
            return 0;
        }
    }
    return alpha;
}

void
DcqcnCongestionControl::UpdateAlpha()
{
    const uint64_t periods = (GetDomain().Now() - m_alphaFrom) / m_set.alphaPeriod;
    const double before = m_alpha;
    m_alpha = GetAlpha();
    m_alphaFrom += periods * m_set.alphaPeriod;
    m_notified = m_notified && periods == 0;
    if (m_alpha != before)
    {
        m_alphaTrace(before, m_alpha);
    }
}

void
DcqcnCongestionControl::DoNotified()
{
    const uint64_t now = GetDomain().Now();
    if (!m_started)
    {
        m_started = true;
        m_origin = now;
        m_alphaFrom = now;
        if (m_firstFactor < 1)
        {
            const double rate = std::max(m_set.minRate, m_firstFactor * GetRate());
            SetTarget(rate);
            SetRate(rate);
        }
    }
    UpdateAlpha();
    m_notified = true;
    if (m_set.cutPeriod == 0)
    {
        Cut();
        return;
    }
    if (m_cutEvent.IsPending())
    {
        if (m_cutEvent.GetTime() > now)
        {
            return;
        }
        // A CNP on the border belongs to the period that begins, whichever event runs first.
        GetDomain().Cancel(m_cutEvent);
        Cut();
    }
    // Periods without a CNP need no event.
    const uint64_t period = (now - m_origin) / m_set.cutPeriod;
    GetDomain().Schedule(m_cutEvent, m_origin + (period + 1) * m_set.cutPeriod);
}

void
DcqcnCongestionControl::Cut()
{
    UpdateAlpha();
    const double before = GetRate();
    const double factor = 1 - std::min(m_alpha / 2, m_set.maxCut);
    const double rate = std::max(m_set.minRate, before * factor);
    NS_LOG_LOGIC("node " << GetPlace().node << " flow " << GetPlace().part
                         << ": cuts the rate from " << before << " to " << rate << " bit/s, alpha "
                         << m_alpha);
    const bool clamp = m_set.clamp == DcqcnClamp::ALWAYS ||
                       (m_set.clamp == DcqcnClamp::AFTER_INCREASE && m_timeStage > 0);
    m_timeStage = 0;
    m_byteStage = 0;
    m_hyperSteps = 0;
    m_bytes = 0;
    GetDomain().Cancel(m_increaseEvent);
    const bool limited = rate < GetPlace().lineRate;
    if (limited)
    {
        GetDomain().Schedule(m_increaseEvent, GetDomain().Now() + m_set.increasePeriod);
    }
    Want(limited && m_set.byteCounter > 0, false);
    if (clamp)
    {
        SetTarget(before);
    }
    // Last, because it may make the queue pair send.
    SetRate(rate);
}

void
DcqcnCongestionControl::IncreaseTimerFired()
{
    // First, because the increase stops the timer at line rate.
    GetDomain().Schedule(m_increaseEvent, GetDomain().Now() + m_set.increasePeriod);
    GetDomain().Renewed();
    Increase(m_timeStage);
}

void
DcqcnCongestionControl::DoSent(uint32_t bytes)
{
    m_bytes += bytes;
    while (m_bytes >= m_set.byteCounter && GetRate() < GetPlace().lineRate)
    {
        m_bytes -= m_set.byteCounter;
        Increase(m_byteStage);
    }
}

void
DcqcnCongestionControl::Increase(uint64_t& stage)
{
    // Without a byte counter the timer alone tells the phase.
    const uint64_t bytes = m_set.byteCounter > 0 ? m_byteStage : m_timeStage;
    double step = 0;
    if (std::max(m_timeStage, bytes) >= m_set.recoverySteps)
    {
        step = m_set.additiveRate;
        if (std::min(m_timeStage, bytes) > m_set.recoverySteps && m_set.hyperRate > 0)
        {
            m_hyperSteps++;
            step = m_set.hyperRate * static_cast<double>(m_set.hyperGrows ? m_hyperSteps : 1);
        }
    }
    stage++;
    const double lineRate = GetPlace().lineRate;
    double target = std::min(lineRate, m_target + step);
    double rate = (GetRate() + target) / 2;
    if (rate >= FULL * lineRate)
    {
        target = lineRate;
        rate = lineRate;
        GetDomain().Cancel(m_increaseEvent);
        Want(false, false);
    }
    NS_LOG_LOGIC("node " << GetPlace().node << " flow " << GetPlace().part
                         << ": raises the rate from " << GetRate() << " to " << rate
                         << " bit/s, target " << target);
    SetTarget(target);
    // Last, because it may make the queue pair send.
    SetRate(rate);
}

void
DcqcnCongestionControl::SetTarget(double target)
{
    const double before = m_target;
    m_target = target;
    if (target != before)
    {
        m_targetTrace(before, target);
    }
}

} // namespace aifabric
} // namespace ns3
