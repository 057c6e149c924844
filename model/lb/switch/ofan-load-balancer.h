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
 * step. Pointers are made on first use and persist across messages, until routes change.
 *
 * Where routing gives ports unequal weights, a pointer runs through a list in which every port
 * occurs as often as its weight says. Those pointers stay per destination, and have random starts,
 * but share the list of their group of next hops, as the source proposes for the sake of memory.
 * Should the edges of one pod have different groups at an aggregation switch, as unequal link
 * rates can make it, the first group used keeps the pointer of the pod, and edges of other groups
 * get pointers of their own.
 *
 * A switch of several pipes cannot advance one pointer from all of them. With pipe-local pointers
 * (arXiv:2610.07230) every pipe rotates on its own, for the frames that came in through its block
 * of ports. One pipe is Ofan; as many as ports is a rotation per ingress port and destination.
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
    static constexpr uint16_t WEIGHTED = 0x8000; ///< flag of a pointer to a list of its group

    /// What the weights of ports mean.
    enum class Weights
    {
        EQUAL,       ///< nothing
        INTERLEAVED, ///< interleaved weighted round robin
        SMOOTH,      ///< smooth weighted round robin
    };

    uint32_t DoSelect(const Frame& frame, const Candidates& candidates) override;
    void DoStart() override;
    void DoRoutesChanged() override;
    std::string CheckConfig() const override;
    uint32_t GetKey(uint32_t edge, uint32_t pod) const;
    uint32_t& FindSlot(const Frame& frame, const Candidates& candidates, uint16_t tag);
    uint32_t MakePointers(uint32_t count);
    uint32_t SelectWeighted(const Frame& frame, const Candidates& candidates);
    uint32_t MakeWeightedPointers(const Candidates& candidates);

    bool m_randomStart;
    bool m_randomOrder;
    bool m_podAtEdge;
    uint32_t m_bins;
    uint32_t m_pipes;
    std::string m_weightsName;
    Weights m_weights{Weights::INTERLEAVED};
    uint32_t m_pointers{0};
    std::vector<uint32_t> m_firstSlot; ///< by ingress port: where its pipe starts in m_slots
    /// Where the schedules of a destination start in m_schedules, plus one; 0 = none yet.
    std::vector<uint32_t> m_slots;
    /// For each destination in use: the number n of candidates; then for each size bin the position
    /// of the pointer, and n indices of candidates in the order of the rotation. Where weights are
    /// unequal: WEIGHTED and the number of the group; then for each size bin the position.
    std::vector<uint16_t> m_schedules;
    std::vector<std::vector<uint16_t>> m_lists; ///< by weighted group: indices of candidates
};

} // namespace aifabric
} // namespace ns3

#endif // OFAN_LOAD_BALANCER_H
