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
#include <new>

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
FramePool::DropListener::FrameTrimmed(const Frame&)
{
}

uint32_t
FramePool::GetTrimmedSize(const Frame& frame)
{
    const uint32_t headers = wire::ETHERNET_BYTES +
                             (frame.Has(FRAME_IPV6) ? wire::IPV6_BYTES : wire::IPV4_BYTES) +
                             wire::UDP_BYTES + wire::BTH_BYTES +
                             (frame.Has(FRAME_FIRST) ? wire::RETH_BYTES : 0) + wire::FCS_BYTES;
    return std::max(headers, wire::SHORTEST_BYTES) + (frame.extra ? frame.extra->grown : 0);
}

void
FramePool::Trim(Frame& frame)
{
    for (DropListener* listener : m_listeners)
    {
        listener->FrameTrimmed(frame);
    }
    const uint32_t size = GetTrimmedSize(frame);
    GetExtra(frame).originalSize = frame.size;
    frame.size = size;
    frame.payload = 0;
    frame.flags |= FRAME_TRIMMED;
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

FramePool::~FramePool()
{
    while (m_extras)
    {
        ReturnExtra(m_extras);
    }
}

FrameExtra&
FramePool::MakeExtra(Frame& frame)
{
    auto* extra = new (m_extraArena.Allocate()) FrameExtra;
    extra->next = m_extras;
    if (m_extras)
    {
        m_extras->previous = extra;
    }
    m_extras = extra;
    m_extrasMade++;
    m_extrasInUse++;
    frame.extra = extra;
    return *extra;
}

void
FramePool::ReturnExtra(FrameExtra* extra)
{
    if (extra->foreign)
    {
        extra->foreign->Unref();
    }
    (extra->previous ? extra->previous->next : m_extras) = extra->next;
    if (extra->next)
    {
        extra->next->previous = extra->previous;
    }
    m_extrasInUse--;
    m_extraArena.Free(extra);
}

void
FramePool::HoldForeign(Frame& frame, Packet* packet)
{
    packet->Ref();
    GetExtra(frame).foreign = packet;
}

} // namespace aifabric
} // namespace ns3
