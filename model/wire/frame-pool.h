/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAME_POOL_H
#define FRAME_POOL_H

#include "fabric-frame.h"
#include "frame-extra.h"

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
 * Beside the frames it keeps their extras, made on demand. An extra goes back when its frame does,
 * however that ends; what frames in flight still have at the end of a simulation goes back with the
 * pool.
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
        /**
         * A frame is about to lose its payload for want of room; its headers go on.
         * @param frame the frame, as it was
         */
        virtual void FrameTrimmed(const Frame& frame);
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

    FramePool() = default;
    ~FramePool();
    FramePool(const FramePool&) = delete;
    FramePool& operator=(const FramePool&) = delete;

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

    /**
     * What a frame carries beside its fields; made if the frame has none.
     * @param frame a frame of this pool
     * @return its extra, which lives as long as the frame
     */
    FrameExtra& GetExtra(Frame& frame)
    {
        return frame.extra ? *frame.extra : MakeExtra(frame);
    }

    /**
     * Make a frame longer on the wire, such as by an INT record. To be called before the frame is
     * queued or when it leaves its queue (SwitchLoadBalancer::DoSent()), never in between.
     * @param frame a frame of this pool
     * @param bytes what is added to Frame::size
     */
    void Grow(Frame& frame, uint32_t bytes)
    {
        GetExtra(frame).grown += bytes;
        frame.size += bytes;
    }

    /**
     * The size that a frame has when a switch cuts off its payload, and the ICRC behind it: that of
     * its headers and of what hops have added, at least that of Ethernet's shortest frame.
     * @param frame a DATA frame
     * @return bytes
     */
    static uint32_t GetTrimmedSize(const Frame& frame);

    /**
     * Cut off the payload of a frame (FRAME_TRIMMED). FrameExtra::originalSize keeps its size.
     * @param frame a DATA frame of this pool that is queued nowhere
     */
    void Trim(Frame& frame);

    /**
     * Have a frame hold an ns-3 packet.
     * @param frame a frame of this pool that holds none
     * @param packet the packet; a reference is taken, and given back with the extra
     */
    void HoldForeign(Frame& frame, Packet* packet);

    /** @return extras made so far. */
    uint64_t GetExtrasMade() const
    {
        return m_extrasMade;
    }

    /** @return extras that frames in flight have now. */
    uint64_t GetExtrasInUse() const
    {
        return m_extrasInUse;
    }

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
        if (frame->extra)
        {
            ReturnExtra(frame->extra);
        }
        m_arena.Free(frame);
    }

    FrameExtra& MakeExtra(Frame& frame);
    void ReturnExtra(FrameExtra* extra);

    HugeArena m_arena{sizeof(Frame)};
    HugeArena m_extraArena{sizeof(FrameExtra)};
    FrameExtra* m_extras{nullptr}; ///< those in use
    uint64_t m_extrasMade{0};
    uint64_t m_extrasInUse{0};
    Ledger m_ledger;
    std::vector<DropListener*> m_listeners;
};

} // namespace aifabric
} // namespace ns3

#endif // FRAME_POOL_H
