/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "wcmp-load-balancer.h"

#include "ns3/boolean.h"
#include "ns3/component-description.h"
#include "ns3/flow-hash.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"
#include "ns3/weighted-schedule.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("WcmpLoadBalancer");

NS_OBJECT_ENSURE_REGISTERED(WcmpLoadBalancer);

TypeId
WcmpLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::WcmpLoadBalancer")
            .SetParent<SwitchLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<WcmpLoadBalancer>()
            .AddAttribute("Buckets",
                          "Entries of the table of a group of next hops; switches have 64 to 256",
                          UintegerValue(256),
                          MakeUintegerAccessor(&WcmpLoadBalancer::m_buckets),
                          MakeUintegerChecker<uint32_t>(1, 65536))
            .AddAttribute("Resilient",
                          "True: when routes change, buckets stay with their ports as far as the "
                          "weights allow; false: tables are built afresh",
                          BooleanValue(true),
                          MakeBooleanAccessor(&WcmpLoadBalancer::m_resilient),
                          MakeBooleanChecker()),
        {"switch",
         "flow",
         "weights of routing",
         "hash of the 5-tuple over buckets in proportion to capacity",
         "WCMP, EuroSys 2014"});
    return tid;
}

WcmpLoadBalancer::WcmpLoadBalancer() = default;
WcmpLoadBalancer::~WcmpLoadBalancer() = default;

void
WcmpLoadBalancer::DoStart()
{
    m_salt = GetRandom().Next();
    NoteGroups();
}

void
WcmpLoadBalancer::NoteGroups()
{
    m_groupOf.assign(GetPlace().edges, ForwardingTable::UNREACHABLE);
    if (!m_resilient || !GetPlace().services)
    {
        return;
    }
    const ForwardingTable& routes = GetPlace().services->GetForwardingTable();
    for (uint32_t edge = 0; edge < m_groupOf.size(); edge++)
    {
        if (const PortGroup* group = routes.Find(edge))
        {
            m_groupOf[edge] = group->id;
        }
    }
}

void
WcmpLoadBalancer::DoRoutesChanged()
{
    // Routes may change twice before a table is asked for: what was not built anew stays old.
    const bool used = std::any_of(m_tables.begin(), m_tables.end(), [](const Table& table) {
        return !table.ports.empty();
    });
    if (used)
    {
        m_oldTables = std::move(m_tables);
        m_oldGroupOf = std::move(m_groupOf);
    }
    m_tables.clear();
    NoteGroups();
}

void
WcmpLoadBalancer::Build(Table& table, const Candidates& candidates) const
{
    std::vector<uint32_t> weights;
    table.ports.clear();
    for (uint32_t i = 0; i < candidates.GetCount(); i++)
    {
        weights.push_back(candidates.GetWeight(i));
        table.ports.push_back(candidates.GetPort(i));
    }
    std::vector<uint32_t> quota = WeightedSchedule::Apportion(weights, m_buckets);
    constexpr uint16_t FREE = UINT16_MAX;
    table.buckets.assign(m_buckets, FREE);
    const uint32_t edge = candidates.GetDestinationEdge();
    const uint16_t group =
        edge < m_oldGroupOf.size() ? m_oldGroupOf[edge] : ForwardingTable::UNREACHABLE;
    if (group < m_oldTables.size() && !m_oldTables[group].buckets.empty())
    {
        const Table& old = m_oldTables[group];
        for (uint32_t bucket = 0; bucket < m_buckets; bucket++)
        {
            const uint16_t port = old.ports[old.buckets[bucket]];
            const auto kept = std::find(table.ports.begin(), table.ports.end(), port);
            const auto index = static_cast<uint16_t>(kept - table.ports.begin());
            if (kept != table.ports.end() && quota[index] > 0)
            {
                table.buckets[bucket] = index;
                quota[index]--;
            }
        }
    }
    NS_LOG_INFO("node " << GetPlace().node << ": deals buckets to " << table.ports.size()
                        << " ports");
    uint16_t next = 0;
    for (uint16_t& bucket : table.buckets)
    {
        while (bucket == FREE && quota[next] == 0)
        {
            next++;
        }
        if (bucket == FREE)
        {
            bucket = next;
            quota[next]--;
        }
    }
}

uint32_t
WcmpLoadBalancer::DoSelect(const Frame& frame, const Candidates& candidates)
{
    const size_t group = candidates.GetGroup();
    if (group >= m_tables.size())
    {
        m_tables.resize(group + 1);
    }
    Table& table = m_tables[group];
    if (table.buckets.empty())
    {
        Build(table, candidates);
    }
    return table.buckets[(uint64_t{HashFlow(frame, m_salt)} * m_buckets) >> 32];
}

NetworkNeeds
WcmpLoadBalancer::DoGetNeeds() const
{
    return {};
}

uint32_t
WcmpLoadBalancer::GetBucketCount() const
{
    return m_buckets;
}

uint64_t
WcmpLoadBalancer::GetSalt() const
{
    return m_salt;
}

} // namespace aifabric
} // namespace ns3
