/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "nscc-law.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

namespace
{
/// Increases are put in force after this many packets at the latest.
constexpr uint64_t FULFIL_PACKETS = 8;
/// What the average takes for a high delay without a mark, in round-trip times.
constexpr double STALE_FRACTION = 0.25;
/// The largest cut.
constexpr double LEAST_FACTOR = 0.5;
} // namespace

void
NsccLaw::Start(const NsccSettings& settings, uint64_t now)
{
    *this = NsccLaw();
    m_settings = settings;
    const double product = settings.lineRate * static_cast<double>(settings.rtt) / 8e12;
    const double a = product / settings.product12;
    const double b = static_cast<double>(settings.target) / settings.target12;
    const double mss = settings.mss;
    m_alpha = 4 * mss * a * b / static_cast<double>(settings.target);
    m_fair = 5 * mss * a;
    m_eta = 0.15 * mss * a;
    m_fastScale = 0.25 * a;
    m_fulfilledAt = now;
    m_etaAt = now;
    SetBaseRtt(settings.rtt);
    m_window = m_largest;
}

void
NsccLaw::SetBaseRtt(uint64_t rtt)
{
    m_baseRtt = rtt;
    const double product = m_settings.lineRate * static_cast<double>(rtt) / 8e12;
    m_largest = std::max<double>(m_settings.mss, m_settings.largest * product);
}

double
NsccLaw::GetGate() const
{
    return m_largest / static_cast<double>(uint64_t{1} << m_settings.gate);
}

void
NsccLaw::Clamp()
{
    m_window = std::clamp<double>(m_window, m_settings.mss, m_largest);
}

void
NsccLaw::Average(double delay, bool marked)
{
    // A high delay without a mark is that of the way back, or an old one.
    const bool isStale = !marked && delay > static_cast<double>(m_settings.target);
    const double sample = isStale ? STALE_FRACTION * static_cast<double>(m_baseRtt) : delay;
    m_average = m_settings.weight * sample + (1 - m_settings.weight) * m_average;
}

void
NsccLaw::Acknowledged(const NsccSignal& signal)
{
    if (signal.rtt > 0 && signal.rtt < m_baseRtt)
    {
        SetBaseRtt(signal.rtt);
    }
    const double delay = signal.rtt > 0 ? static_cast<double>(signal.rtt - m_baseRtt) : m_average;
    m_achieved += signal.bytes;
    m_got += signal.bytes;
    m_ignored += signal.bytes;
    Average(delay, signal.marked);
    if (QuickAdapt(signal, signal.marked, delay) != Quick::PASSED)
    {
        m_credit = 0;
        m_got = 0;
        return;
    }
    React(signal, delay);
    Clamp();
    if (m_got > FULFIL_PACKETS * m_settings.mss || signal.now - m_fulfilledAt > m_settings.rtt)
    {
        Fulfil(signal.now);
    }
    Clamp();
}

void
NsccLaw::Trimmed(const NsccSignal& signal)
{
    m_ignored += signal.bytes;
    const auto delay = static_cast<double>(m_settings.rtt);
    Average(delay, true);
    m_trigger = true;
    if (QuickAdapt(signal, true, delay) == Quick::PASSED && signal.subtracts)
    {
        m_window -= static_cast<double>(signal.bytes);
    }
    Clamp();
}

void
NsccLaw::Lost(uint64_t bytes)
{
    m_window -= static_cast<double>(bytes);
    Clamp();
}

NsccLaw::Quick
NsccLaw::QuickAdapt(const NsccSignal& signal, bool isNegative, double delay)
{
    if (m_ignored < m_ignoreTarget && isNegative)
    {
        return Quick::SWALLOWED;
    }
    if (m_hasQuickEnd && signal.now <= m_quickEnd)
    {
        return Quick::PASSED;
    }
    Quick quick = Quick::PASSED;
    const bool isBad =
        m_trigger || delay > m_settings.threshold * static_cast<double>(m_settings.target);
    if (m_hasQuickEnd && isBad && static_cast<double>(m_achieved) < GetGate())
    {
        m_window = static_cast<double>(m_achieved);
        m_ignoreTarget = signal.inFlight;
        m_ignored = 0;
        m_trigger = false;
        m_quickAdapts++;
        Clamp();
        quick = Quick::ACTED;
    }
    m_achieved = 0;
    m_hasQuickEnd = true;
    m_quickEnd = signal.now + m_baseRtt + m_settings.target;
    return quick;
}

void
NsccLaw::React(const NsccSignal& signal, double delay)
{
    const auto target = static_cast<double>(m_settings.target);
    const auto bytes = static_cast<double>(signal.bytes);
    if (delay >= static_cast<double>(m_settings.shortDelay))
    {
        m_fastCount = 0;
        m_isFast = false;
    }
    if (signal.marked)
    {
        if (delay >= target)
        {
            Cut(signal.now);
        }
        return;
    }
    if (delay >= target)
    {
        m_credit += m_fair * bytes;
    }
    else if (!IncreaseFast(signal.bytes, delay))
    {
        m_credit += m_alpha * bytes * (target - delay);
    }
}

bool
NsccLaw::IncreaseFast(uint64_t bytes, double delay)
{
    if (delay >= static_cast<double>(m_settings.shortDelay))
    {
        return false;
    }
    m_fastCount += bytes;
    m_isFast = m_isFast || static_cast<double>(m_fastCount) > m_window;
    if (m_isFast)
    {
        m_window += m_fastScale * static_cast<double>(bytes);
    }
    return m_isFast;
}

void
NsccLaw::Cut(uint64_t now)
{
    const auto target = static_cast<double>(m_settings.target);
    if (m_average <= target || (m_hasCut && now - m_cutAt <= m_baseRtt))
    {
        return;
    }
    m_window *= std::max(1 - m_settings.gamma * (m_average - target) / m_average, LEAST_FACTOR);
    m_cutAt = now;
    m_hasCut = true;
    m_fastCount = 0;
    m_isFast = false;
}

void
NsccLaw::Fulfil(uint64_t now)
{
    m_window += m_credit / m_window;
    if (now - m_etaAt >= m_settings.rtt)
    {
        m_window += m_eta;
        m_etaAt = now;
    }
    m_fulfilledAt = now;
    m_credit = 0;
    m_got = 0;
}

} // namespace aifabric
} // namespace ns3
