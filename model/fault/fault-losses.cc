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
    if (m_flows.empty())
    {
        m_first = loss;
    }
    m_last = loss;
    m_flows.insert(uint64_t{loss.src} << 32 | loss.dst);
}

} // namespace aifabric
} // namespace ns3
