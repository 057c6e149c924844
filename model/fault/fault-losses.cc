/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-losses.h"

namespace ns3
{
namespace aifabric
{

void
FaultLosses::Add(const Frame& frame, DropReason reason, uint64_t now)
{
    m_frames++;
    if (frame.kind == FrameKind::PFC || frame.kind == FrameKind::SWITCH)
    {
        return;
    }
    const bool answers = frame.IsControl();
    const Loss loss{now, answers ? frame.dst : frame.src, answers ? frame.src : frame.dst, reason};
    // Domains tell of their losses in turns, not in the order of time.
    if (m_flows.empty() || now < m_first.time)
    {
        m_first = loss;
    }
    if (m_flows.empty() || now >= m_last.time)
    {
        m_last = loss;
    }
    m_flows.insert(uint64_t{loss.src} << 32 | loss.dst);
}

} // namespace aifabric
} // namespace ns3
