/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "elephant-trap.h"

namespace ns3
{
namespace aifabric
{

const ElephantTrap::Flow&
ElephantTrap::Count(const Frame& frame, uint64_t time)
{
    Flow& flow = m_flows.Get(frame);
    if (time >= flow.ageStart + m_settings.age)
    {
        // What a period without any frame has brought is less than any threshold but 0.
        const bool isSkipped =
            m_settings.bandwidthThreshold > 0 && time >= flow.ageStart + 2 * m_settings.age;
        if (isSkipped || flow.ageBytes < m_settings.bandwidthThreshold)
        {
            flow.bytes = 0;
            flow.isElephant = false;
        }
        flow.ageStart = time;
        flow.ageBytes = 0;
    }
    const uint64_t period = time / m_settings.period;
    if (period != flow.period)
    {
        flow.before = period == flow.period + 1 ? flow.now : 0;
        flow.now = 0;
        flow.period = period;
    }
    flow.bytes += frame.size;
    flow.ageBytes += frame.size;
    flow.now += frame.size;
    if (!flow.isElephant && flow.bytes > m_settings.byteCount)
    {
        flow.isElephant = true;
        m_elephants++;
    }
    return flow;
}

} // namespace aifabric
} // namespace ns3
