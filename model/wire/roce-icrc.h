/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ROCE_ICRC_H
#define ROCE_ICRC_H

#include <cstddef>
#include <cstdint>
#include <optional>

namespace ns3
{
namespace aifabric
{

/**
 * CRC-32 of Ethernet.
 * @param data the bytes
 * @param size how many
 * @return the CRC; it goes on the wire least significant byte first, as FCS and as ICRC
 */
uint32_t Crc32(const uint8_t* data, size_t size);

/**
 * Invariant CRC of a RoCEv2 packet: a CRC-32 over eight bytes of ones (in place of the InfiniBand
 * local route header), the IP header, the UDP header, the BTH and all that follows, where fields
 * that may change on the way count as ones: IPv4 type of service, time to live and checksum; IPv6
 * traffic class, flow label and hop limit; the UDP checksum; FECN, BECN and the six bits after.
 *
 * @param packet the packet from its IP header (version 4 or 6, without IPv6 extension headers)
 * @param size bytes up to and without the ICRC
 * @return the ICRC, or nothing if this is no IP packet with room for UDP and BTH
 */
std::optional<uint32_t> RoceIcrc(const uint8_t* packet, size_t size);

} // namespace aifabric
} // namespace ns3

#endif // ROCE_ICRC_H
