/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef AFD_STAGE_H
#define AFD_STAGE_H

#include "elephant-trap.h"

#include "ns3/egress-stage.h"
#include "ns3/fabric-random.h"
#include "ns3/nstime.h"

#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Approximate fair dropping (R. Pan et al., "Approximate fairness through differential dropping",
 * CCR 2003), as switches have it with an elephant trap (ElephantTrap): each class queue of a port
 * has a fair amount of bytes of a flow in a period, which follows the queue,
 *
 *   M_fair <- M_fair - a1 (Q - Q_ref) + a2 (Q_old - Q_ref)
 *
 * and is at least 0 and at most what the port sends in a period. A frame of an elephant that
 * brought M bytes in the period before (in the first, so far) is hit with the probability
 * 1 - min(M, M_fair) / M as it comes, if the queue is longer than QueueLeast. A hit is a mark of an
 * ECN-capable frame, or a drop. Mice are never hit.
 *
 * Periods end at multiples of Period since time zero. Those in which nothing came are made up for
 * with the queue as it is when something comes.
 */
class AfdStage final : public EgressStage
{
  public:
    /** The fair amount of a queue. */
    struct Fair
    {
        double amount{0};   ///< M_fair, bytes
        double before{0};   ///< Q_old, bytes
        uint64_t period{0}; ///< number of the period that it is of

        /**
         * End a period.
         * @param queue bytes of the queue, Q
         * @param wanted bytes that it should have, Q_ref
         * @param gains a1 and a2
         * @param most largest amount
         */
        void Update(double queue,
                    double wanted,
                    const std::pair<double, double>& gains,
                    double most);
    };

    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    AfdStage();
    ~AfdStage() override;

    /**
     * @param amount what a flow brings in a period, M
     * @param fair the fair amount
     * @return the probability of a hit
     */
    static double GetProbability(double amount, double fair)
    {
        return amount > fair ? 1 - fair / amount : 0;
    }

    /**
     * @param port number of a port
     * @param priority a class
     * @return the fair amount of its queue
     */
    const Fair& GetFair(uint32_t port, uint8_t priority) const;

    /** @return the elephant trap. */
    const ElephantTrap& GetTrap() const
    {
        return m_trap;
    }

    /** @return frames dropped. */
    uint64_t GetDrops() const
    {
        return m_drops;
    }

  private:
    bool DoArrive(Frame& frame, PortView port) override;
    bool DoLooksAtArrivals() const override;
    void DoLeave(Frame& frame, PortView port) override;
    uint64_t DoGetMarks() const override;
    uint64_t DoGetLeastMark(uint8_t classes) const override;
    int64_t DoAssignStreams(int64_t stream) override;
    std::string DoStart() override;
    std::string DoGetIdleReason() const override;
    Fair& Follow(PortView port, uint8_t priority, uint64_t queue);

    std::vector<Fair> m_fair; ///< by port and class; grows with the ports that frames come to
    ElephantTrap m_trap;
    FabricRandom m_random;
    uint64_t m_marks{0};
    uint64_t m_drops{0};
    uint64_t m_periodPs{0};
    double m_a1;
    double m_a2;
    Time m_period;
    uint64_t m_queueDesired;
    uint64_t m_queueLeast;
    bool m_ecn;
    uint64_t m_byteCount;
    Time m_age;
    uint64_t m_bandwidthThreshold;
};

} // namespace aifabric
} // namespace ns3

#endif // AFD_STAGE_H
