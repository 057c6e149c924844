/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CONGA_LOAD_BALANCER_H
#define CONGA_LOAD_BALANCER_H

#include "ns3/flowlet-table.h"
#include "ns3/nstime.h"
#include "ns3/port-meters.h"
#include "ns3/switch-load-balancer.h"

#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * CONGA: leaves send every flowlet through the uplink whose path to the destination leaf is least
 * congested (M. Alizadeh et al., "CONGA: Distributed Congestion-Aware Load Balancing for
 * Datacenters", SIGCOMM 2014).
 *
 * Frames carry the uplink they took and the highest congestion met so far, which every switch
 * raises to that of its own port. The last leaf remembers it (congestion from leaf) and reports it,
 * one uplink per frame that goes back, to the first, which chooses by it (congestion to leaf). For
 * fabrics of two tiers only: the uplink of the leaf must name the path.
 */
class CongaLoadBalancer : public SwitchLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    CongaLoadBalancer();
    ~CongaLoadBalancer() override;

    /**
     * What a leaf knows of the path through an uplink, with age.
     * @param edge number of the destination's edge switch
     * @param port number of an uplink
     * @return the metric, 0 if it knows nothing
     */
    uint32_t GetRemote(uint32_t edge, uint16_t port) const;

    /**
     * @param port number of a port
     * @return the metric of its own load
     */
    uint32_t GetLocal(uint16_t port);

    /** @return the number of flowlets begun. */
    uint64_t GetFlowlets() const
    {
        return m_flowlets;
    }

  private:
    /// Congestion to a leaf through an uplink, as it was reported.
    struct ToLeaf
    {
        uint64_t time{0}; ///< of the report, ps
        uint8_t metric{0};
    };

    /// Congestion from a leaf through an uplink of that leaf, as frames said.
    struct FromLeaf
    {
        uint8_t metric{0};
        bool known{false};
        bool changed{false}; ///< since it was last reported
    };

    uint32_t DoSelect(const Frame& frame, const Candidates& candidates) override;
    void DoStart() override;
    std::string CheckConfig() const override;
    uint32_t DoGetHooks() const override;
    bool DoReceived(Frame* frame) override;
    void DoSent(Frame& frame, uint16_t port) override;
    NetworkNeeds DoGetNeeds() const override;
    uint32_t Choose(const Candidates& candidates, uint16_t current);
    uint32_t PickReport(uint32_t edge);

    static constexpr uint32_t VALID = 1U << 31; ///< flag of a word of the overlay

    Time m_timeout;
    Time m_period;
    Time m_ageing;
    double m_alpha;
    uint32_t m_bits;
    uint32_t m_entries;
    uint64_t m_ageingPs{1};
    uint64_t m_salt{0};
    uint64_t m_flowlets{0};
    bool m_leaf{false};
    FlowletTable m_flowlet;
    PortMeters m_meters;
    uint32_t m_width{0}; ///< ports that a leaf may have, for indexing
    std::vector<ToLeaf> m_toLeaf;
    std::vector<FromLeaf> m_fromLeaf;
    std::vector<uint32_t> m_next; ///< by leaf: port to report next
};

} // namespace aifabric
} // namespace ns3

#endif // CONGA_LOAD_BALANCER_H
