/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef REPS_LOAD_BALANCER_H
#define REPS_LOAD_BALANCER_H

#include "ns3/host-load-balancer.h"
#include "ns3/nstime.h"
#include "ns3/number-table.h"

#include <array>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * REPS, recycled entropy packet spraying (T. Bonato et al., EuroSys 2026, arXiv:2407.21625): the
 * entropy of a packet that was acknowledged without a mark is used again, so that packets stay on
 * paths that are clear; all others are random.
 *
 * Per queue pair there is a small ring of entropies, each with the number of times that it may be
 * used. On a sign of a failure the ring is frozen: its entropies are used in turn whether they may
 * or not, because they are known to work. After that it is built anew.
 *
 * Our readings: a queue pair is idle, and explores again, if a message begins after a pause of one
 * round-trip time; the pointer that turns through a frozen ring is apart from the one that stores.
 *
 * ACKs and other control frames keep the entropy of the packet that they answer.
 */
class RepsLoadBalancer : public HostLoadBalancer
{
  public:
    /** Entries of the ring at most. */
    static constexpr uint32_t MAX_RING = 64;

    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    RepsLoadBalancer();
    ~RepsLoadBalancer() override;

    /**
     * @param qp number of a queue pair
     * @return whether its ring is frozen
     */
    bool IsFrozen(uint32_t qp) const;

    /** @return packets that took a recycled entropy. */
    uint64_t GetRecycled() const
    {
        return m_recycled;
    }

    /** @return times that a ring was frozen. */
    uint64_t GetFreezes() const
    {
        return m_freezes;
    }

  private:
    /// An entropy that worked.
    struct Entry
    {
        uint16_t entropy{0};
        uint16_t uses{0}; ///< how many packets may take it yet; the valid bit of the paper
    };

    /// What is known of one queue pair.
    struct State
    {
        std::array<Entry, MAX_RING> ring;
        uint32_t stored{0};   ///< entries in the ring
        uint32_t head{0};     ///< the next to be overwritten
        uint32_t valid{0};    ///< entries that may be used
        uint32_t explore{0};  ///< packets to be random yet
        uint32_t turn{0};     ///< the next to be used while frozen
        uint32_t first{0};    ///< packets of one bandwidth-delay product
        uint64_t idleTime{0}; ///< a pause that makes the queue pair idle, ps
        uint64_t lastSent{0}; ///< ps
        uint64_t exitTime{0}; ///< when freezing ends, ps
        bool frozen{false};
    };

    std::string CheckConfig() const override;
    void DoStart() override;
    NetworkNeeds DoGetNeeds() const override;
    void DoSelect(Frame& frame) override;
    void DoAcknowledged(const Frame& ack) override;
    void DoLost(const LostPacket& packet) override;

    State& GetState(uint32_t qp, uint32_t dst);
    uint16_t NextEntropy(State& state);
    uint16_t DrawEntropy();

    uint32_t m_entropies;
    uint32_t m_ring;
    uint32_t m_uses;
    uint32_t m_exploreAfter;
    uint32_t m_firstPackets;
    Time m_freezeTime;
    std::string m_freezeOn;
    bool m_freezeOnLoss{false};
    uint64_t m_recycled{0};
    uint64_t m_freezes{0};
    NumberTable<State> m_states; ///< by queue pair
};

} // namespace aifabric
} // namespace ns3

#endif // REPS_LOAD_BALANCER_H
