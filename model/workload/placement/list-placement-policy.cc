/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "placement-policy.h"

#include "ns3/component-description.h"
#include "ns3/config-error.h"
#include "ns3/fabric-numbers.h"
#include "ns3/string.h"

#include <sstream>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Hosts by hand.
 */
class ListPlacementPolicy : public PlacementPolicy
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId()
    {
        static TypeId tid = DescribeComponent(
            TypeId("ns3::aifabric::ListPlacementPolicy")
                .SetParent<PlacementPolicy>()
                .SetGroupName("AiFabric")
                .AddConstructor<ListPlacementPolicy>()
                .AddAttribute("Hosts",
                              "Hosts by rank: 0/2/4-7; there may be more than ranks",
                              StringValue(""),
                              MakeStringAccessor(&ListPlacementPolicy::m_hosts),
                              MakeStringChecker()),
            "the hosts that the attribute Hosts lists, by rank");
        return tid;
    }

  private:
    std::vector<uint32_t> Read(size_t hosts) const
    {
        std::vector<uint32_t> list;
        std::istringstream stream(m_hosts);
        for (std::string part; std::getline(stream, part, '/');)
        {
            const auto range = ReadWholeRange(part, {0, hosts - 1}, "-");
            if (!range)
            {
                throw ConfigError("Hosts must be hosts by rank, 0 to " + std::to_string(hosts - 1) +
                                  ", such as 0/2/4-7: '" + part + "' is none");
            }
            for (uint64_t host = range->least; host <= range->most; host++)
            {
                list.push_back(static_cast<uint32_t>(host));
            }
        }
        return list;
    }

    std::vector<uint32_t> DoPlace(const Choice& choice, FabricRandom&) const override
    {
        const auto& request = choice.request;
        std::vector<uint32_t> list = Read(request.held.size());
        if (list.size() < request.numbers.size())
        {
            throw ConfigError("Hosts lists " + std::to_string(list.size()) +
                              " hosts, and the job takes " +
                              std::to_string(request.numbers.size()));
        }
        list.resize(request.numbers.size());
        std::vector<bool> taken = request.held;
        for (const uint32_t host : list)
        {
            if (taken[host])
            {
                throw ConfigError("Hosts lists host " + std::to_string(host) +
                                  (request.held[host] ? ", which another job holds: Share=true "
                                                        "lets it share those of others"
                                                      : " twice"));
            }
            taken[host] = true;
        }
        return list;
    }

    std::string m_hosts; ///< as written
};

NS_OBJECT_ENSURE_REGISTERED(ListPlacementPolicy);

} // namespace aifabric
} // namespace ns3
