/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OFAN_LOAD_BALANCER_H
#define OFAN_LOAD_BALANCER_H

#include "ns3/switch-load-balancer.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Ofan: destination-based rotation at switches (arXiv:2507.21372).
 *
 * An edge switch keeps one pointer per destination edge switch, an aggregation switch one per
 * destination pod; each packet takes the port under the pointer of its destination and advances
 * it. Packets to one edge are thereby spread evenly over the aggregations, and those to one pod
 * evenly over the cores, which is all that an up/down Clos needs: at full load every queue stays
 * bounded by a constant, whatever the size of the messages.
 *
 * Pointers are replicated per size bin, because rotation evens out counts of packets and not
 * bytes. The start and the order of every pointer are random, so that pointers do not march in
 * step. Pointers are made on first use and persist across messages.
 */
class OfanLoadBalancer : public SwitchLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    OfanLoadBalancer();
    ~OfanLoadBalancer() override;

    /** @return the number of pointers in use, all bins together. */
    uint32_t GetPointerCount() const;

  private:
    uint32_t DoSelect(const Frame& frame, const Candidates& candidates) override;
    void DoStart() override;
    uint32_t GetKey(uint32_t edge, uint32_t pod) const;
    uint32_t MakePointers(uint32_t count);

    bool m_randomStart;
    bool m_randomOrder;
    bool m_podAtEdge;
    uint32_t m_bins;
    uint32_t m_pointers{0};
    /// Where the schedules of a destination start in m_schedules, plus one; 0 = none yet.
    std::vector<uint32_t> m_slots;
    /// For each destination in use: the number n of candidates; then for each size bin the position
    /// of the pointer, and n indices of candidates in the order of the rotation.
    std::vector<uint16_t> m_schedules;
};

} // namespace aifabric
} // namespace ns3

#endif // OFAN_LOAD_BALANCER_H
