/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WCMP_LOAD_BALANCER_H
#define WCMP_LOAD_BALANCER_H

#include "ns3/flow-hash.h"
#include "ns3/switch-load-balancer.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Weighted-cost multipath: the hash of a flow picks a bucket, and every port owns buckets in
 * proportion to its weight (J. Zhou et al., "WCMP: weighted cost multipathing for improved fairness
 * in data centers", EuroSys 2014). Flows still collide as under ECMP, but their expected load
 * follows the capacity beyond each port.
 *
 * The table of a group has a fixed number of buckets, split by largest remainders: no port is off
 * its share by a bucket or more. With few buckets a port of little weight may have none.
 *
 * When routes change, a resilient table keeps every bucket whose port may keep it and deals out
 * only the others, so that no more flows move than must; else tables are built afresh.
 */
class WcmpLoadBalancer : public SwitchLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    WcmpLoadBalancer();
    ~WcmpLoadBalancer() override;

    /** @return the number of buckets per group. */
    uint32_t GetBucketCount() const;

    /** @return the salt of the hash at this switch (HashFlow()). */
    uint64_t GetSalt() const;

  private:
    /// The buckets of a group of next hops.
    struct Table
    {
        std::vector<uint16_t> buckets; ///< indices of candidates
        std::vector<uint16_t> ports;   ///< port numbers of the candidates
    };

    uint32_t DoSelect(const Frame& frame, const Candidates& candidates) override;
    void DoStart() override;
    void DoRoutesChanged() override;
    NetworkNeeds DoGetNeeds() const override;
    void Build(Table& table, const Candidates& candidates) const;
    void NoteGroups();

    uint32_t m_buckets;
    bool m_resilient;
    uint64_t m_salt{0};
    std::vector<Table> m_tables;        ///< by group; empty until used
    std::vector<uint16_t> m_groupOf;    ///< group of each destination edge
    std::vector<Table> m_oldTables;     ///< m_tables before routes changed
    std::vector<uint16_t> m_oldGroupOf; ///< m_groupOf before routes changed
};

} // namespace aifabric
} // namespace ns3

#endif // WCMP_LOAD_BALANCER_H
