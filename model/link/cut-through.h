/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CUT_THROUGH_H
#define CUT_THROUGH_H

#include "ns3/fabric-event.h"
#include "ns3/fabric-frame.h"

#include <cstdint>
#include <deque>

namespace ns3
{
namespace aifabric
{

class FabricPort;

/** Who forwards what comes in through ports that read headers first: a switch. */
class CutThroughOwner
{
  public:
    virtual ~CutThroughOwner() = default;

    /**
     * The header of a frame has been read: say where the frame goes.
     * @param frame the frame, no longer the caller's if it goes nowhere
     * @return its egress; null: it was dropped, or kept
     */
    virtual FabricPort* BeginFrame(Frame* frame) = 0;

    /**
     * Admit and queue a frame.
     * @param frame the frame, no longer the caller's
     * @param egress what BeginFrame() said
     */
    virtual void FinishFrame(Frame* frame, FabricPort& egress) = 0;
};

/**
 * @ingroup ai-fabric
 *
 * The receiving side of a port whose switch forwards a frame before its end has come in
 * (cut-through): once the first bytes and the forwarding latency are over the frame is routed, and
 * if it can leave at once it does. It can if its egress is idle, its class is not stopped there,
 * and the link it comes from is not slower than the one it goes to, which would run dry. Any other
 * frame is stored: it is queued when its last bit has come in and the forwarding latency is over,
 * as by a switch that stores all. Frames of a link keep their order.
 *
 * A frame whose fibre is cut behind its header arrives whole if it has gone on before.
 */
class CutThrough
{
  public:
    /**
     * @param port the port through which frames come in
     * @param owner its switch
     * @param bytes of a frame that must have come in
     */
    CutThrough(FabricPort& port, CutThroughOwner& owner, uint32_t bytes);
    CutThrough(const CutThrough&) = delete;
    CutThrough& operator=(const CutThrough&) = delete;

    /**
     * @param frame a frame
     * @return time between the moment at which it is read and the arrival of its last bit, ps
     */
    uint64_t GetRest(const Frame& frame) const;

    /**
     * The header of a frame is in, and the forwarding latency over.
     * @param frame the frame
     */
    void Receive(Frame* frame);

    /**
     * The link was cut: drop frames whose last bit had not come in.
     * @param now the time, ps
     * @param latency forwarding latency of the switch, ps
     */
    void Lose(uint64_t now, uint64_t latency);

    /** @return frames that have been read and are not complete. */
    uint64_t CountFrames() const
    {
        return m_stored.size();
    }

    /** @return frames that went on before their end. */
    uint64_t GetCut() const
    {
        return m_cut;
    }

  private:
    /// A frame whose rest is awaited.
    struct Stored
    {
        Frame* frame;
        FabricPort* egress;
        uint64_t at; ///< when it is queued, ps
    };

    bool CanCut(const Frame& frame, const FabricPort& egress) const;
    void Completed();

    FabricPort& m_port;
    CutThroughOwner& m_owner;
    uint32_t m_bytes;
    uint64_t m_cut{0};
    std::deque<Stored> m_stored; ///< in order
    FabricEvent m_event;         ///< the first of them is complete
};

} // namespace aifabric
} // namespace ns3

#endif // CUT_THROUGH_H
