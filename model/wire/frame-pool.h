/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAME_POOL_H
#define FRAME_POOL_H

#include "fabric-frame.h"

#include "ns3/huge-arena.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** Why a frame was lost; every loss has exactly one of these names. */
enum class DropReason : uint8_t
{
    BUFFER_FULL,     ///< admission to the buffer refused it
    HEADROOM_FULL,   ///< a lossless class ran out of headroom
    LINK_DOWN,       ///< it was on, or was sent to, a link that is down
    NO_ROUTE,        ///< no live next hop
    HOP_LIMIT,       ///< its hop limit ran out
    HOST_QUEUE_FULL, ///< the egress queue of a host refused a foreign packet
    GREY_LOSS,       ///< a faulty link lost it at random
    COUNT
};

/**
 * Name of a drop reason, as it appears in traces and in the database.
 * @param reason the reason
 * @return a kebab-case name
 */
const char* DropReasonName(DropReason reason);

/**
 * @ingroup ai-fabric
 *
 * The store of frames, and the ledger that makes losing one by accident impossible:
 * made = delivered + dropped (by reason) + in flight, at every instant.
 *
 * One pool serves one simulation; it starts afresh after Simulator::Destroy().
 */
class FramePool
{
  public:
    /** Hears of every drop, for recovery models that know losses. */
    class DropListener
    {
      public:
        virtual ~DropListener() = default;
        /**
         * A frame is about to be lost.
         * @param frame the frame, valid during the call
         * @param reason why
         */
        virtual void FrameDropped(const Frame& frame, DropReason reason) = 0;
    };

    /** Counters of the ledger, in frames. */
    struct Ledger
    {
        uint64_t made{0};      ///< frames taken from the pool
        uint64_t delivered{0}; ///< frames that reached their consumer
        std::array<uint64_t, static_cast<size_t>(DropReason::COUNT)> dropped{}; ///< by reason

        /** @return the frames dropped for any reason. */
        uint64_t GetDropped() const;
        /** @return the frames somewhere in queues and on links. */
        uint64_t GetInFlight() const;
    };

    /** @return the pool of the current simulation. */
    static FramePool& Get();

    /** @return a frame with all fields zero. */
    Frame* Make()
    {
        auto* frame = static_cast<Frame*>(m_arena.Allocate());
        m_ledger.made++;
        *frame = Frame{};
        return frame;
    }

    /**
     * The frame reached its consumer, who has read it.
     * @param frame the frame; gone after the call
     */
    void Deliver(Frame* frame)
    {
        m_ledger.delivered++;
        Recycle(frame);
    }

    /**
     * The frame is lost.
     * @param frame the frame; gone after the call
     * @param reason why
     */
    void Drop(Frame* frame, DropReason reason);

    /** @return the counters. */
    const Ledger& GetLedger() const
    {
        return m_ledger;
    }

    /** @return the number of blocks ever allocated, which stops growing in a steady state. */
    size_t GetBlockCount() const
    {
        return m_arena.GetBlockCount();
    }

    /**
     * Subscribe to drops.
     * @param listener called at every drop until it unsubscribes
     */
    void AddListener(DropListener* listener);

    /**
     * Unsubscribe from drops.
     * @param listener the one to remove
     */
    void RemoveListener(DropListener* listener);

  private:
    void Recycle(Frame* frame)
    {
        if (frame->foreign)
        {
            ReleaseForeign(frame);
        }
        m_arena.Free(frame);
    }

    void ReleaseForeign(Frame* frame);

    HugeArena m_arena{sizeof(Frame)};
    Ledger m_ledger;
    std::vector<DropListener*> m_listeners;
};

} // namespace aifabric
} // namespace ns3

#endif // FRAME_POOL_H
