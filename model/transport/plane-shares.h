/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PLANE_SHARES_H
#define PLANE_SHARES_H

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * How the planes that lead to a peer share what is sent to it. Not a scoped enumeration, as those
 * of ns-3 attributes are not.
 */
enum PlaneChoice
{
    PLANE_AUTO,   ///< PLANE_PACKET if packets may overtake each other anyway, else PLANE_STRIPE
    PLANE_PACKET, ///< each packet goes through the port that is free first
    PLANE_STRIPE, ///< messages are cut by the rates of ports, and each part keeps to its plane
    PLANE_FLOW,   ///< a hash of the two hosts chooses one plane for all messages between them
};

/** A part of a message with the planes that its packets may take. */
struct PlaneShare
{
    static constexpr uint8_t ANY = 0xff; ///< every plane that leads to the peer

    uint8_t plane{ANY}; ///< the plane that it keeps to, as long as it leads to the peer; or ANY
    uint8_t first{0};   ///< a plane that it takes: where its paths are chosen
    uint64_t bytes{0};  ///< payload
};

/**
 * Share a message among planes.
 * @param choice how; not PLANE_AUTO
 * @param planes mask of the planes that lead to the peer, not 0
 * @param rates rate of each plane, bits per second
 * @param hash of the two hosts
 * @param bytes payload
 * @param mtu payload of a full packet
 * @param shares where to put the parts, which replace what was there; none is empty but that of an
 *               empty message
 */
void SharePlanes(PlaneChoice choice,
                 uint32_t planes,
                 const std::vector<double>& rates,
                 uint64_t hash,
                 uint64_t bytes,
                 uint32_t mtu,
                 std::vector<PlaneShare>& shares);

/**
 * Choose a plane by a hash. When planes are added or taken away, only what would go through these
 * is moved, and it spreads over all others (D. Thaler, C. Ravishankar, "Using name-based mappings
 * to increase hit rates", ToN 1998: the highest random weight wins).
 * @param planes mask of planes, not 0
 * @param hash of what is to choose
 * @return one of them
 */
uint32_t DrawPlane(uint32_t planes, uint64_t hash);

/**
 * Choose the plane of what kept to one that may not lead to its peer any more.
 * @param planes mask of the planes that lead to the peer, not 0
 * @param plane the plane that it is to keep to
 * @param hash of the two hosts
 * @return that plane, or one that leads there, by DrawPlane()
 */
uint32_t KeepPlane(uint32_t planes, uint32_t plane, uint64_t hash);

} // namespace aifabric
} // namespace ns3

#endif // PLANE_SHARES_H
