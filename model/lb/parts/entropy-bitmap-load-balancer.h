/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ENTROPY_BITMAP_LOAD_BALANCER_H
#define ENTROPY_BITMAP_LOAD_BALANCER_H

#include "entropy-walk.h"
#include "path-ledger.h"

#include "ns3/host-load-balancer.h"
#include "ns3/number-table.h"

#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Base of strategies with the entropy bitmap of Ultra Ethernet (uet-htsim): a walk through 2^n
 * entropies (EntropyWalk), of which those with a penalty are skipped. A mark, a loss and a timeout
 * add to the penalty of their entropy, up to a limit; each pick that meets an entropy with a
 * penalty takes one off the first that it meets. A penalty is therefore paid off by the rounds of
 * the walk, not by time.
 *
 * Our reading: if all entropies have penalties, the one whose turn it is is taken.
 *
 * ACKs and other control frames keep the entropy of the packet that they answer.
 */
class EntropyBitmapLoadBalancer : public HostLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    EntropyBitmapLoadBalancer();
    ~EntropyBitmapLoadBalancer() override;

    /**
     * @param qp number of a queue pair
     * @param entropy one of its entropies
     * @return its penalty
     */
    uint32_t GetPenalty(uint32_t qp, uint16_t entropy) const;

  protected:
    void DoSelect(Frame& frame) override;
    void DoAcknowledged(const Frame& ack) override;
    void DoLost(const LostPacket& packet) override;

    /** @return number of entropies per queue pair. */
    uint32_t GetEntropies() const
    {
        return m_entropies;
    }

  private:
    /// What is known of one queue pair.
    struct State
    {
        State(uint32_t count, FabricRandom& random);

        EntropyWalk walk;
        std::vector<uint8_t> penalties; ///< by number of the entropy
        uint32_t penalised{0};          ///< entropies with a penalty
    };

    std::string CheckConfig() const override;
    NetworkNeeds DoGetNeeds() const override;

    /**
     * Choose an entropy.
     * @param frame a data packet
     * @return an entropy to be preferred to that of the walk; 0: none
     */
    virtual uint16_t DoRecycle(const Frame& frame);

    uint16_t Walk(State& state);
    void Punish(uint32_t qp, uint16_t entropy, uint32_t penalty);

    uint32_t m_entropies;
    uint32_t m_markPenalty;
    uint32_t m_lossPenalty;
    uint32_t m_timeoutPenalty;
    uint32_t m_maxPenalty;
    NumberTable<State> m_states; ///< by queue pair
    PathLedger m_ledger;
};

} // namespace aifabric
} // namespace ns3

#endif // ENTROPY_BITMAP_LOAD_BALANCER_H
