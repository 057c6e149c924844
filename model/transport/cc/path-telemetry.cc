/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "path-telemetry.h"

#include "ns3/telemetry-word.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

namespace
{
/// Half a turn of the clock of records, ps: what seems longer lies in the past.
constexpr uint64_t HALF_TURN =
    uint64_t{TelemetryWord::TIME_MASK / 2} * uint64_t{TelemetryWord::TIME_UNIT};

/// @return whether records are of the ports of a path: its number alone may be that of others, too
bool
IsOf(const std::vector<HopRecord>& path, const FrameExtra& extra)
{
    return std::equal(path.begin(),
                      path.end(),
                      extra.records.begin(),
                      extra.records.begin() + extra.recordCount,
                      [](const HopRecord& a, const HopRecord& b) {
                          return a.node == b.node && a.port == b.port;
                      });
}
} // namespace

void
PathTelemetry::Start(bool exact, size_t paths)
{
    m_exact = exact;
    m_most = paths;
    m_switched = false;
    m_paths.clear();
    m_changes.clear();
}

bool
PathTelemetry::Compare(const HopRecord& now, const HopRecord& before, HopChange& change) const
{
    change.rate = static_cast<double>(now.rate);
    if (m_exact)
    {
        change.interval = static_cast<double>(now.time) - static_cast<double>(before.time);
        change.sent = static_cast<double>(now.sentBytes - before.sentBytes);
        change.queue = now.queue;
        change.queueBefore = before.queue;
        return change.interval > 0;
    }
    const uint64_t multiple = TelemetryWord::GetMultiple(now.rate);
    const TelemetryWord later = TelemetryWord::Of(now);
    const TelemetryWord earlier = TelemetryWord::Of(before);
    const uint64_t elapsed = later.GetElapsed(earlier);
    change.interval = static_cast<double>(elapsed);
    change.sent = static_cast<double>(later.GetSent(earlier, multiple));
    change.queue = static_cast<double>(later.GetQueue(multiple));
    change.queueBefore = static_cast<double>(earlier.GetQueue(multiple));
    return elapsed > 0 && elapsed < HALF_TURN;
}

const std::vector<HopChange>&
PathTelemetry::Take(const Frame& ack, uint64_t now)
{
    m_changes.clear();
    if (!ack.extra || ack.extra->recordCount == 0)
    {
        return m_changes;
    }
    const FrameExtra& extra = *ack.extra;
    const uint16_t number = TelemetryWord::GetPath(extra);
    const auto found = std::find_if(m_paths.begin(), m_paths.end(), [&](const Path& path) {
        return path.number == number && IsOf(path.records, extra);
    });
    m_switched = found != m_paths.begin();
    const auto store = [&](Path& path) {
        path.number = number;
        path.at = now;
        path.records.assign(extra.records.begin(), extra.records.begin() + extra.recordCount);
    };
    if (found == m_paths.end())
    {
        if (m_paths.size() < m_most)
        {
            m_paths.emplace_back();
        }
        store(m_paths.back());
        std::rotate(m_paths.begin(), m_paths.end() - 1, m_paths.end());
        return m_changes;
    }
    std::rotate(m_paths.begin(), found, found + 1);
    Path& path = m_paths.front();
    if (now - path.at >= HALF_TURN)
    {
        store(path);
        return m_changes;
    }
    for (uint32_t i = 0; i < extra.recordCount; i++)
    {
        m_changes.emplace_back();
        if (!Compare(extra.records[i], path.records[i], m_changes.back()))
        {
            m_changes.clear();
            return m_changes;
        }
    }
    store(path);
    return m_changes;
}

} // namespace aifabric
} // namespace ns3
