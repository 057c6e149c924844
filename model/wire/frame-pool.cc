/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "frame-pool.h"

#include "frame-operations.h"

#include "ns3/fabric-engine.h"
#include "ns3/huge-arena.h"
#include "ns3/packet.h"

#include <algorithm>
#include <new>
#include <utility>

namespace ns3
{
namespace aifabric
{

/** What the pools of a simulation share; it ends with the last of them. */
struct FramePoolShare
{
    FramePoolShare() = default;
    ~FramePoolShare();
    FramePoolShare(const FramePoolShare&) = delete;
    FramePoolShare& operator=(const FramePoolShare&) = delete;

    ArenaBlocks blocks;                              ///< of frames
    ArenaBlocks extraBlocks;                         ///< of extras
    std::vector<FrameExtra*> allExtras;              ///< that were ever allocated
    FreeDepot frames;                                ///< that a domain had too many of
    FreeDepot extras;                                ///< that a domain had too many of
    std::vector<FramePool*> pools;                   ///< all
    std::vector<FramePool::DropListener*> listeners; ///< to drops
};

FramePoolShare::~FramePoolShare()
{
    for (const FrameExtra* extra : allExtras)
    {
        if (extra->foreign)
        {
            extra->foreign->Unref();
        }
    }
}

namespace
{

/// @return that of the current simulation, which its pools own
std::weak_ptr<FramePoolShare>&
Current()
{
    static std::weak_ptr<FramePoolShare> share;
    return share;
}

/// @return the sum over the pools of the current simulation of what a function tells of one
template <typename T, typename F>
T
SumOf(F tell)
{
    T sum{};
    if (const auto share = Current().lock())
    {
        for (const FramePool* pool : share->pools)
        {
            sum += tell(*pool);
        }
    }
    return sum;
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
        "wred",
        "pfc-watchdog",
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

FramePool::Ledger&
FramePool::Ledger::operator+=(const Ledger& other)
{
    made += other.made;
    delivered += other.delivered;
    for (size_t i = 0; i < dropped.size(); i++)
    {
        dropped[i] += other.dropped[i];
    }
    return *this;
}

FramePool::FramePool(std::shared_ptr<FramePoolShare> share)
    : m_share(std::move(share)),
      m_free(m_share->frames),
      m_freeExtras(m_share->extras)
{
    m_share->pools.push_back(this);
}

FramePool&
FramePool::Of(FabricDomain& domain)
{
    auto& store = domain.GetStore();
    if (!store)
    {
        auto share = Current().lock();
        if (!share)
        {
            share = std::make_shared<FramePoolShare>();
            Current() = share;
        }
        store = std::make_shared<FramePool>(std::move(share));
    }
    return *static_cast<FramePool*>(store.get());
}

FramePool&
FramePool::Get()
{
    return Of(FabricEngine::Get().GetDomain());
}

uint64_t
FramePool::GetExtrasMade()
{
    return SumOf<uint64_t>([](const FramePool& pool) { return pool.m_extrasMade; });
}

uint64_t
FramePool::GetExtrasInUse()
{
    return GetExtrasMade() -
           SumOf<uint64_t>([](const FramePool& pool) { return pool.m_extrasReturned; });
}

FramePool::Ledger
FramePool::GetLedger()
{
    return SumOf<Ledger>([](const FramePool& pool) { return pool.m_ledger; });
}

size_t
FramePool::GetBlockCount()
{
    const auto share = Current().lock();
    return share ? share->blocks.GetCount() : 0;
}

void
FramePool::Drop(Frame* frame, DropReason reason)
{
    m_ledger.dropped[static_cast<size_t>(reason)]++;
    for (DropListener* listener : m_share->listeners)
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
    const uint32_t headers =
        wire::ETHERNET_BYTES + (frame.Has(FRAME_IPV6) ? wire::IPV6_BYTES : wire::IPV4_BYTES) +
        wire::UDP_BYTES + wire::BTH_BYTES + operations::GetHeaderBytes(frame) + wire::FCS_BYTES;
    return std::max(headers, wire::SHORTEST_BYTES) + (frame.extra ? frame.extra->grown : 0);
}

void
FramePool::Trim(Frame& frame)
{
    for (DropListener* listener : m_share->listeners)
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
    Get().m_share->listeners.push_back(listener);
}

void
FramePool::RemoveListener(DropListener* listener)
{
    if (const auto share = Current().lock())
    {
        auto& all = share->listeners;
        all.erase(std::remove(all.begin(), all.end(), listener), all.end());
    }
}

FramePool::~FramePool()
{
    auto& all = m_share->pools;
    all.erase(std::remove(all.begin(), all.end(), this), all.end());
}

void*
FramePool::Allocate()
{
    return m_share->blocks.Take(FRAME_ROOM);
}

FrameExtra&
FramePool::MakeExtra(Frame& frame)
{
    void* memory = m_freeExtras.Take();
    const bool isFresh = !memory;
    auto* extra = new (isFresh ? m_share->extraBlocks.Take(EXTRA_ROOM) : memory) FrameExtra;
    if (isFresh)
    {
        m_share->allExtras.push_back(extra);
    }
    m_extrasMade++;
    frame.extra = extra;
    return *extra;
}

void
FramePool::ReturnExtra(FrameExtra* extra)
{
    if (extra->foreign)
    {
        std::exchange(extra->foreign, nullptr)->Unref();
    }
    m_extrasReturned++;
    m_freeExtras.Give(extra);
}

void
FramePool::HoldForeign(Frame& frame, Packet* packet)
{
    packet->Ref();
    GetExtra(frame).foreign = packet;
}

} // namespace aifabric
} // namespace ns3
