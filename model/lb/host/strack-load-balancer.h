/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STRACK_LOAD_BALANCER_H
#define STRACK_LOAD_BALANCER_H

#include "ns3/entropy-bitmap-load-balancer.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Path choice like that of STrack (Y. Le et al., arXiv:2407.15266), as uet-htsim has it in its
 * mode "mixed": a packet takes the entropy of a packet that was acknowledged without a mark, first
 * come, first served, each once; if there is none it takes the next of the entropy bitmap.
 *
 * Our reading: the queue of recycled entropies is as long as the set of entropies is large; what
 * does not fit replaces the oldest. STrack's parameters are not published in full; its window is
 * congestion control, not path choice.
 *
 * ACKs and other control frames keep the entropy of the packet that they answer.
 */
class StrackLoadBalancer : public EntropyBitmapLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    StrackLoadBalancer();
    ~StrackLoadBalancer() override;

    /** @return packets that took a recycled entropy. */
    uint64_t GetRecycled() const
    {
        return m_recycled;
    }

  private:
    /// Entropies of one queue pair that worked, first in, first out.
    struct Queue
    {
        explicit Queue(uint32_t capacity);

        std::vector<uint16_t> ring;
        uint32_t head{0}; ///< the oldest
        uint32_t count{0};
    };

    void DoAcknowledged(const Frame& ack) override;
    uint16_t DoRecycle(const Frame& frame) override;

    uint64_t m_recycled{0};
    NumberTable<Queue> m_queues; ///< by queue pair
};

} // namespace aifabric
} // namespace ns3

#endif // STRACK_LOAD_BALANCER_H
