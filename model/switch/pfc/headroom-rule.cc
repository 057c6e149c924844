/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "headroom-rule.h"

#include <cmath>
#include <utility>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(HeadroomRule);

TypeId
HeadroomRule::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::HeadroomRule").SetParent<Object>().SetGroupName("AiFabric");
    return tid;
}

HeadroomRule::HeadroomRule() = default;
HeadroomRule::~HeadroomRule() = default;

const ComponentFamily&
HeadroomRule::GetFamily()
{
    static const ComponentFamily family("headroom rule", "HeadroomRule", {GetTypeId()});
    return family;
}

uint32_t
HeadroomRule::GetResponseLimit(uint64_t rate)
{
    static constexpr std::pair<uint64_t, uint32_t>
        LIMITS[]{{10, 67}, {25, 80}, {40, 118}, {50, 147}, {100, 394}, {200, 453}, {400, 905}};
    for (const auto& [gigabits, quanta] : LIMITS)
    {
        if (rate <= gigabits * 1000000000)
        {
            return quanta;
        }
    }
    return 905;
}

uint64_t
HeadroomRule::GetCableDelay(double metres)
{
    return static_cast<uint64_t>(std::ceil(metres / LIGHT * 1e12));
}

double
HeadroomRule::GetCableBytes(const HeadroomLink& link)
{
    return 2 * static_cast<double>(link.propagation) * static_cast<double>(link.rate) / 8e12;
}

} // namespace aifabric
} // namespace ns3
