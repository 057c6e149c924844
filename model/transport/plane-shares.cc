/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "plane-shares.h"

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
        shares.push_back({PlaneShare::ANY, static_cast<uint8_t>(KeepPlane(planes, 0)), bytes});
        return;
    }
    const std::vector<uint8_t> list = ListPlanes(planes, hash);
    if (choice == PLANE_FLOW)
    {
        shares.push_back({list.front(), list.front(), bytes});
        return;
    }
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
KeepPlane(uint32_t planes, uint32_t plane)
{
    while (!((planes >> plane) & 1))
    {
        plane = (plane + 1) % 32;
    }
    return plane;
}

} // namespace aifabric
} // namespace ns3
