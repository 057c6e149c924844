/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CONWEAVE_DESTINATION_H
#define CONWEAVE_DESTINATION_H

#include "conweave-tag.h"

#include "ns3/class-queues.h"
#include "ns3/fabric-domain.h"
#include "ns3/flow-index.h"
#include "ns3/switch-load-balancer.h"

#include <cstdint>
#include <deque>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The half of ConWeave at the edge switch of the receiver: it parks packets of phase 1 that come
 * before the TAIL, so that the host sees them in order, and reports to the source.
 *
 * Parked packets go on when the TAIL has come, or at the time at which it must have come if it is
 * not lost: as long after the last packet of phase 0 as the TAIL followed it at the source, and
 * theta_flush. Without a packet of phase 0 in the epoch it is a default wait.
 *
 * Parked packets stand for queues of the port to the host that are held: they leave no faster than
 * that port sends. They take buffer of the switch and are charged to their ingress
 * (SwitchServices::HoldFrame()); Counters::maxBytes tells how much.
 */
class ConweaveDestination
{
  public:
    /** What can be set. Times in ps. */
    struct Parameters
    {
        uint64_t flush{0}; ///< theta_flush: tolerance of the prediction
        uint64_t wait{0};  ///< default wait
    };

    /** What was counted. */
    struct Counters
    {
        uint64_t parked{0};        ///< packets parked
        uint64_t byTail{0};        ///< queues released by the TAIL
        uint64_t byDeadline{0};    ///< queues released without it
        uint64_t notifications{0}; ///< reports of marked packets
        uint64_t bytes{0};         ///< bytes kept now
        uint64_t maxBytes{0};      ///< most bytes kept at once
        uint32_t flows{0};         ///< flows with parked packets now
        uint32_t maxFlows{0};      ///< most of them at once
    };

    /**
     * Begin.
     * @param place where the switch stands
     * @param outlet takes the frames that go on
     * @param parameters what can be set
     */
    void Start(const SwitchPlace& place, FrameReceiver& outlet, const Parameters& parameters);

    /**
     * A tagged packet for an own host has come in.
     * @param frame the packet
     * @return true if it is kept; it goes to the outlet later, or has gone there already
     */
    bool Receive(Frame* frame);

    /** @return what was counted. */
    const Counters& GetCounters() const
    {
        return m_counters;
    }

  private:
    /// What is known of a flow.
    struct Flow
    {
        /// The TAIL is overdue.
        void Overdue();
        /// Let packets go as fast as the port to the host sends.
        void Drain();

        ConweaveDestination* owner{nullptr};
        FabricEvent deadline;
        FabricEvent drain;
        FrameFifo parked;     ///< phase 1, waiting for the TAIL
        FrameFifo leaving;    ///< in order, waiting for the port
        uint64_t lastAt{0};   ///< when the last packet of phase 0 came, ps
        uint32_t lastSent{0}; ///< when the source saw it, ns
        uint32_t tailed{0};   ///< when the source saw the TAIL, ns
        uint16_t epoch{0};
        bool history{false}; ///< a packet of phase 0 has come in this epoch
        bool open{false};    ///< the TAIL has come, or is not waited for any more
    };

    Flow& GetFlow(const Frame& frame);
    bool Pass(Flow& flow, Frame* frame);
    void Park(Flow& flow, Frame* frame);
    void Hold(FrameFifo& queue, Frame* frame);
    void Open(Flow& flow);
    void SetDeadline(Flow& flow);
    void Tell(const Frame& frame, ConweaveTag::Type type, const ConweaveTag& about) const;

    SwitchPlace m_place;
    Parameters m_parameters;
    FrameReceiver* m_outlet{nullptr};
    FlowIndex m_index;
    std::deque<Flow> m_flows; ///< they do not move: events are members
    Counters m_counters;
};

} // namespace aifabric
} // namespace ns3

#endif // CONWEAVE_DESTINATION_H
