/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "frame-pool.h"

#include "ns3/packet.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <memory>

namespace ns3
{
namespace aifabric
{

namespace
{

/// The pool of the current simulation; Simulator::Destroy() ends it.
std::unique_ptr<FramePool>&
Slot()
{
    static std::unique_ptr<FramePool> pool;
    return pool;
}

} // namespace

const char*
DropReasonName(DropReason reason)
{
    static constexpr std::array<const char*, static_cast<size_t>(DropReason::COUNT)> NAMES{
        "buffer-full",
        "headroom-full",
        "link-down",
        "no-route",
        "hop-limit",
        "host-queue-full",
        "grey-loss",
    };
    return NAMES[static_cast<size_t>(reason)];
}

uint64_t
FramePool::Ledger::GetDropped() const
{
    uint64_t sum = 0;
    for (const uint64_t count : dropped)
    {
        sum += count;
    }
    return sum;
}

uint64_t
FramePool::Ledger::GetInFlight() const
{
    return made - delivered - GetDropped();
}

FramePool&
FramePool::Get()
{
    auto& slot = Slot();
    if (!slot)
    {
        slot = std::make_unique<FramePool>();
        Simulator::ScheduleDestroy([]() { Slot().reset(); });
    }
    return *slot;
}

void
FramePool::Drop(Frame* frame, DropReason reason)
{
    m_ledger.dropped[static_cast<size_t>(reason)]++;
    for (DropListener* listener : m_listeners)
    {
        listener->FrameDropped(*frame, reason);
    }
    Recycle(frame);
}

void
FramePool::AddListener(DropListener* listener)
{
    m_listeners.push_back(listener);
}

void
FramePool::RemoveListener(DropListener* listener)
{
    m_listeners.erase(std::remove(m_listeners.begin(), m_listeners.end(), listener),
                      m_listeners.end());
}

void
FramePool::ReleaseForeign(Frame* frame)
{
    frame->foreign->Unref();
    frame->foreign = nullptr;
}

} // namespace aifabric
} // namespace ns3
