/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAME_POOL_H
#define FRAME_POOL_H

#include "fabric-frame.h"
#include "frame-extra.h"
#include "free-store.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace ns3
{
namespace aifabric
{

class FabricDomain;
struct FramePoolShare;

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
    WRED,            ///< early drop of a frame that cannot be marked
    PFC_WATCHDOG,    ///< a watchdog discards its class at the port
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
 * The store of frames of a domain, and the ledger that makes losing one by accident impossible:
 * made = delivered + dropped (by reason) + in flight, at every instant, over all domains. A frame
 * may be made in one domain and end in another.
 *
 * Beside the frames it keeps their extras, made on demand. An extra goes back when its frame does,
 * however that ends; what frames in flight still have at the end of a simulation goes back with the
 * pools.
 *
 * A pool keeps what is free. The memory itself comes from blocks that all pools of a simulation
 * share: those of a single domain would be too small for huge pages.
 *
 * The pools of a simulation end with their domains, in Simulator::Destroy().
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
        /** @return the frames somewhere in queues and on links, if this is of all domains. */
        uint64_t GetInFlight() const;
        /**
         * Add those of another domain.
         * @param other its counters
         * @return this
         */
        Ledger& operator+=(const Ledger& other);
    };

    /**
     * @param share what the pools of a simulation share
     */
    explicit FramePool(std::shared_ptr<FramePoolShare> share);
    ~FramePool();
    FramePool(const FramePool&) = delete;
    FramePool& operator=(const FramePool&) = delete;

    /**
     * @param domain a domain of the current simulation
     * @return its pool, made if there is none yet
     */
    static FramePool& Of(FabricDomain& domain);

    /** @return the pool of the first domain, that of what is in no other. */
    static FramePool& Get();

    /** @return a frame with all fields zero. */
    Frame* Make()
    {
        void* memory = m_free.Take();
        auto* frame = static_cast<Frame*>(memory ? memory : Allocate());
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

    /** @return extras made so far, in all domains. */
    static uint64_t GetExtrasMade();

    /** @return extras that frames in flight have now, in all domains. */
    static uint64_t GetExtrasInUse();

    /** @return the counters of all domains. */
    static Ledger GetLedger();

    /** @return the counters of this domain: of frames made here, and of frames that ended here. */
    const Ledger& GetOwnLedger() const
    {
        return m_ledger;
    }

    /**
     * @return the number of blocks of frames ever allocated, which stops growing in a steady state
     */
    static size_t GetBlockCount();

    /**
     * Subscribe to drops in all domains.
     * @param listener called at every drop until it unsubscribes
     */
    static void AddListener(DropListener* listener);

    /**
     * Unsubscribe from drops; without effect after the end of the simulation.
     * @param listener the one to remove
     */
    static void RemoveListener(DropListener* listener);

  private:
    static constexpr size_t FRAME_ROOM = FreeStore::RoomOf(sizeof(Frame));
    static constexpr size_t EXTRA_ROOM = FreeStore::RoomOf(sizeof(FrameExtra));

    void Recycle(Frame* frame)
    {
        if (frame->extra)
        {
            ReturnExtra(frame->extra);
        }
        m_free.Give(frame);
    }

    void* Allocate();
    FrameExtra& MakeExtra(Frame& frame);
    void ReturnExtra(FrameExtra* extra);

    std::shared_ptr<FramePoolShare> m_share;
    FreeStore m_free; ///< frames
    Ledger m_ledger;
    FreeStore m_freeExtras;
    uint64_t m_extrasMade{0};
    uint64_t m_extrasReturned{0};
};

} // namespace aifabric
} // namespace ns3

#endif // FRAME_POOL_H
