/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "permutation-workload.h"

#include "ns3/component-description.h"
#include "ns3/uinteger.h"

#include <numeric>
#include <vector>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(PermutationWorkload);

TypeId
PermutationWorkload::GetTypeId()
{
    static TypeId tid =
        DescribeComponent(TypeId("ns3::aifabric::PermutationWorkload")
                              .SetParent<Workload>()
                              .SetGroupName("AiFabric")
                              .AddConstructor<PermutationWorkload>()
                              .AddAttribute("Bytes",
                                            "Payload of each message in bytes",
                                            UintegerValue(1 << 20),
                                            MakeUintegerAccessor(&PermutationWorkload::m_bytes),
                                            MakeUintegerChecker<uint64_t>()),
                          "every host sends one message to another host, and receives one");
    return tid;
}

std::string
PermutationWorkload::CheckConfig(uint32_t hosts) const
{
    return hosts < 2 ? "a permutation needs two hosts" : CheckBytes(m_bytes);
}

uint64_t
PermutationWorkload::CountTasks(uint32_t hosts) const
{
    return hosts;
}

void
PermutationWorkload::DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom& random) const
{
    graph.AddCollective("permutation");
    std::vector<uint32_t> to(hosts);
    std::iota(to.begin(), to.end(), 0);
    const auto fixed = [&to]() {
        for (uint32_t host = 0; host < to.size(); host++)
        {
            if (to[host] == host)
            {
                return true;
            }
        }
        return false;
    };
    // Drawing again keeps all derangements equally likely; a third of all draws is one.
    do
    {
        random.Shuffle(to);
    } while (fixed());
    for (uint32_t host = 0; host < hosts; host++)
    {
        graph.AddMessage(host, to[host], m_bytes);
    }
}

} // namespace aifabric
} // namespace ns3
