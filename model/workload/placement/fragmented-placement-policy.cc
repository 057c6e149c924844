/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "placement-policy.h"

#include "ns3/component-description.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What a cluster looks like that has been in use: a job gets pieces here and there. Size 1 is
 * Random but for what is drawn.
 */
class FragmentedPlacementPolicy : public PlacementPolicy
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId()
    {
        static TypeId tid = DescribeComponent(
            TypeId("ns3::aifabric::FragmentedPlacementPolicy")
                .SetParent<PlacementPolicy>()
                .SetGroupName("AiFabric")
                .AddConstructor<FragmentedPlacementPolicy>()
                .AddAttribute("Size",
                              "Hosts of a piece, at least 1",
                              UintegerValue(4),
                              MakeUintegerAccessor(&FragmentedPlacementPolicy::m_size),
                              MakeUintegerChecker<uint32_t>(1)),
            "pieces of Size neighbouring hosts, drawn by lot among the free ones");
        return tid;
    }

  private:
    std::vector<uint32_t> DoPlace(const Choice& choice, FabricRandom& random) const override
    {
        std::vector<std::vector<uint32_t>> pieces;
        for (const uint32_t host : choice.free)
        {
            const bool begins = pieces.empty() || pieces.back().size() >= m_size ||
                                pieces.back().back() / m_size != host / m_size;
            if (begins)
            {
                pieces.emplace_back();
            }
            pieces.back().push_back(host);
        }
        random.Shuffle(pieces);
        std::vector<uint32_t> order;
        for (const auto& piece : pieces)
        {
            order.insert(order.end(), piece.begin(), piece.end());
        }
        order.resize(choice.request.numbers.size());
        return order;
    }

    uint32_t m_size; ///< hosts of a piece
};

NS_OBJECT_ENSURE_REGISTERED(FragmentedPlacementPolicy);

} // namespace aifabric
} // namespace ns3
