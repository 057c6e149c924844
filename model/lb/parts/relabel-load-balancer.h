/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RELABEL_LOAD_BALANCER_H
#define RELABEL_LOAD_BALANCER_H

#include "mark-round.h"

#include "ns3/host-load-balancer.h"
#include "ns3/number-table.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Base of strategies that give a queue pair a new random entropy (a new path, by the hash of the
 * switches) when its path seems bad. When that is, derived classes say: they are told of each
 * round-trip time with its fraction of marked ACKs, and of timeouts.
 */
class RelabelLoadBalancer : public HostLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    RelabelLoadBalancer();
    ~RelabelLoadBalancer() override;

    /** @return how often a queue pair of this host got a new entropy. */
    uint64_t GetRelabels() const
    {
        return m_relabels;
    }

  protected:
    /** What is known of a queue pair. */
    struct Flow
    {
        MarkRound round;                 ///< the current round-trip time
        uint64_t suspendedUntil{0};      ///< no move before, ps
        uint64_t timedOutAt{UINT64_MAX}; ///< time of the last timeout, ps
        uint32_t congested{0};           ///< congested rounds in a row
        uint16_t entropy{0};             ///< of its packets
    };

    /**
     * Give a queue pair another entropy.
     * @param flow the queue pair
     */
    void Relabel(Flow& flow);

  private:
    void DoSelect(Frame& frame) override;
    void DoAcknowledged(const Frame& ack) override;
    void DoLost(const LostPacket& packet) override;
    NetworkNeeds DoGetNeeds() const override;

    /**
     * A round-trip time is over.
     * @param flow the queue pair
     * @param fraction marked ACKs among its ACKs
     * @param idle whether nothing is unacknowledged
     */
    virtual void RoundEnded(Flow& flow, double fraction, bool idle) = 0;

    /**
     * The retransmission timer ran out.
     * @param flow the queue pair
     */
    virtual void TimedOut(Flow& flow) = 0;

    NumberTable<Flow> m_flows; ///< by queue pair
    uint64_t m_relabels{0};
};

} // namespace aifabric
} // namespace ns3

#endif // RELABEL_LOAD_BALANCER_H
