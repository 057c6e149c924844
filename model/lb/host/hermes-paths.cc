/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "hermes-paths.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

namespace
{
/// Fewer packets tell nothing about a fraction of losses.
constexpr uint32_t LEAST_PACKETS = 100;
} // namespace

HermesPaths::HermesPaths(const std::vector<uint16_t>& numbers,
                         uint64_t baseRtt,
                         const HermesThresholds& thresholds)
    : m_baseRtt(static_cast<double>(baseRtt)),
      m_thresholds(&thresholds)
{
    for (const uint16_t number : numbers)
    {
        Path path;
        path.number = number;
        path.rtt = m_baseRtt;
        m_paths.push_back(path);
    }
}

uint32_t
HermesPaths::Find(uint16_t number) const
{
    if (number < m_paths.size() && m_paths[number].number == number)
    {
        return number;
    }
    const auto at =
        std::lower_bound(m_paths.begin(), m_paths.end(), number, [](const Path& p, uint16_t n) {
            return p.number < n;
        });
    return at != m_paths.end() && at->number == number ? static_cast<uint32_t>(at - m_paths.begin())
                                                       : NONE;
}

HermesClass
HermesPaths::Classify(uint32_t index, uint64_t now) const
{
    const Path& path = m_paths[index];
    if (path.failedUntil > now)
    {
        return HermesClass::FAILED;
    }
    if (path.ecn < m_thresholds->ecn && path.rtt < m_baseRtt + m_thresholds->rttLow)
    {
        return HermesClass::GOOD;
    }
    if (path.ecn > m_thresholds->ecn && path.rtt > m_baseRtt + m_thresholds->rttHigh)
    {
        return HermesClass::CONGESTED;
    }
    return HermesClass::GREY;
}

void
HermesPaths::Sent(uint32_t index, uint32_t bytes, uint64_t now)
{
    Path& path = m_paths[index];
    path.rate.Add(bytes, now, m_thresholds->rateWindow);
    if (now >= path.windowEnd)
    {
        const bool lossy =
            path.sent >= LEAST_PACKETS && path.lost > m_thresholds->losses * path.sent;
        if (lossy && Classify(index, now) != HermesClass::CONGESTED)
        {
            path.failedUntil =
                m_thresholds->failureTime == 0 ? UINT64_MAX : now + m_thresholds->failureTime;
        }
        path.sent = 0;
        path.lost = 0;
        path.windowEnd = now + m_thresholds->lossWindow;
    }
    path.sent++;
}

void
HermesPaths::Answered(uint32_t index, bool marked, uint64_t rtt)
{
    Path& path = m_paths[index];
    path.ecn += m_thresholds->gain * ((marked ? 1 : 0) - path.ecn);
    path.rtt += m_thresholds->gain * (static_cast<double>(rtt) - path.rtt);
    path.timeouts = 0;
}

void
HermesPaths::Lost(uint32_t index, uint64_t)
{
    m_paths[index].lost++;
}

void
HermesPaths::TimedOut(uint32_t index, uint64_t now)
{
    Path& path = m_paths[index];
    if (++path.timeouts >= m_thresholds->timeouts)
    {
        path.timeouts = 0;
        path.failedUntil =
            m_thresholds->failureTime == 0 ? UINT64_MAX : now + m_thresholds->failureTime;
    }
}

uint32_t
HermesPaths::ChooseNew(uint64_t now, FabricRandom& random) const
{
    const auto count = static_cast<uint32_t>(m_paths.size());
    const uint32_t start = random.Below(count);
    uint32_t best = NONE;
    HermesClass bestClass = HermesClass::FAILED;
    double bestRate = 0;
    for (uint32_t i = 0; i < count; i++)
    {
        const uint32_t index = (start + i) % count;
        const HermesClass here = Classify(index, now);
        // Of congested paths, and of failed ones if there is nothing else, the first one met.
        const bool byRate = here == HermesClass::GOOD || here == HermesClass::GREY;
        const double rate = byRate ? m_paths[index].rate.Get(now, m_thresholds->rateWindow) : 0;
        if (best == NONE || here < bestClass || (here == bestClass && rate < bestRate))
        {
            best = index;
            bestClass = here;
            bestRate = rate;
        }
    }
    return best;
}

std::vector<uint32_t>
HermesPaths::ChooseProbed(uint64_t now, FabricRandom& random) const
{
    const auto count = static_cast<uint32_t>(m_paths.size());
    const uint32_t best = ChooseNew(now, random);
    const uint32_t first = random.Below(count);
    const uint32_t second = (first + 1 + random.Below(std::max(1U, count - 1))) % count;
    std::vector<uint32_t> probed{first};
    if (second != first)
    {
        probed.push_back(second);
    }
    if (best != first && best != second)
    {
        probed.push_back(best);
    }
    return probed;
}

uint32_t
HermesPaths::ChooseBetter(uint32_t current, uint64_t now) const
{
    const Path& from = m_paths[current];
    uint32_t best = NONE;
    HermesClass bestClass = HermesClass::CONGESTED;
    double bestRate = 0;
    for (uint32_t index = 0; index < m_paths.size(); index++)
    {
        const Path& to = m_paths[index];
        const HermesClass here = Classify(index, now);
        if (here > HermesClass::GREY || here > bestClass ||
            from.ecn - to.ecn <= m_thresholds->betterEcn ||
            from.rtt - to.rtt <= m_thresholds->betterRtt)
        {
            continue;
        }
        const double rate = to.rate.Get(now, m_thresholds->rateWindow);
        if (here < bestClass || rate < bestRate)
        {
            best = index;
            bestClass = here;
            bestRate = rate;
        }
    }
    return best;
}

} // namespace aifabric
} // namespace ns3
