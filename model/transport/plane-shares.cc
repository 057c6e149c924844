/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "plane-shares.h"

#include "ns3/fabric-random.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace aifabric
{

namespace
{

/// The planes of a mask, from one on that a hash chooses.
std::vector<uint8_t>
ListPlanes(uint32_t planes, uint64_t hash)
{
    std::vector<uint8_t> list;
    for (uint8_t plane = 0; plane < 32; plane++)
    {
        if ((planes >> plane) & 1)
        {
            list.push_back(plane);
        }
    }
    std::rotate(list.begin(), list.begin() + static_cast<long>(hash % list.size()), list.end());
    return list;
}

} // namespace

void
SharePlanes(PlaneChoice choice,
            uint32_t planes,
            const std::vector<double>& rates,
            uint64_t hash,
            uint64_t bytes,
            uint32_t mtu,
            std::vector<PlaneShare>& shares)
{
    shares.clear();
    if (choice == PLANE_PACKET)
    {
        shares.push_back({PlaneShare::ANY, static_cast<uint8_t>(__builtin_ctz(planes)), bytes});
        return;
    }
    if (choice == PLANE_FLOW)
    {
        const auto plane = static_cast<uint8_t>(DrawPlane(planes, hash));
        shares.push_back({plane, plane, bytes});
        return;
    }
    const std::vector<uint8_t> list = ListPlanes(planes, hash);
    const uint64_t packets = std::max<uint64_t>(1, (bytes + mtu - 1) / mtu);
    double sum = 0;
    for (const uint8_t plane : list)
    {
        sum += rates[plane];
    }
    double before = 0;
    uint64_t from = 0;
    for (const uint8_t plane : list)
    {
        before += rates[plane];
        const uint64_t to =
            plane == list.back()
                ? packets
                : static_cast<uint64_t>(std::llround(static_cast<double>(packets) * before / sum));
        if (to > from)
        {
            shares.push_back({plane, plane, std::min(bytes, to * mtu) - from * mtu});
        }
        from = to;
    }
}

uint32_t
DrawPlane(uint32_t planes, uint64_t hash)
{
    uint32_t best = 0;
    uint64_t highest = 0;
    for (uint32_t plane = 0; plane < 32; plane++)
    {
        const uint64_t weight = MixBits(hash ^ (uint64_t{plane} + 1) << 56);
        if (((planes >> plane) & 1) && weight >= highest)
        {
            highest = weight;
            best = plane;
        }
    }
    return best;
}

uint32_t
KeepPlane(uint32_t planes, uint32_t plane, uint64_t hash)
{
    return (planes >> plane) & 1 ? plane : DrawPlane(planes, hash);
}

} // namespace aifabric
} // namespace ns3
