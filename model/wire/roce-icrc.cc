/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "roce-icrc.h"

#include "fabric-frame.h"

#include <algorithm>
#include <array>
#include <boost/crc.hpp>

namespace ns3
{
namespace aifabric
{

uint32_t
Crc32(const uint8_t* data, size_t size)
{
    boost::crc_32_type crc;
    crc.process_bytes(data, size);
    return crc.checksum();
}

std::optional<uint32_t>
RoceIcrc(const uint8_t* packet, size_t size)
{
    const uint8_t version = size > 0 ? packet[0] >> 4 : 0;
    const size_t ipBytes = version == 4   ? (packet[0] & 0xf) * 4U
                           : version == 6 ? wire::IPV6_BYTES
                                          : 0;
    const size_t headBytes = ipBytes + wire::UDP_BYTES + wire::BTH_BYTES;
    if (ipBytes < wire::IPV4_BYTES || size < headBytes)
    {
        return std::nullopt;
    }
    // An IPv4 header has 60 bytes at most.
    std::array<uint8_t, 60 + wire::UDP_BYTES + wire::BTH_BYTES> head;
    std::copy_n(packet, headBytes, head.begin());
    if (version == 4)
    {
        head[1] = 0xff;
        head[8] = 0xff;
        head[10] = 0xff;
        head[11] = 0xff;
    }
    else
    {
        head[0] |= 0x0f;
        head[1] = 0xff;
        head[2] = 0xff;
        head[3] = 0xff;
        head[7] = 0xff;
    }
    head[ipBytes + 6] = 0xff;
    head[ipBytes + 7] = 0xff;
    head[ipBytes + wire::UDP_BYTES + 4] = 0xff;
    boost::crc_32_type crc;
    // In place of the local route header.
    constexpr std::array<uint8_t, 8> ones{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    crc.process_bytes(ones.data(), ones.size());
    crc.process_bytes(head.data(), headBytes);
    crc.process_bytes(packet + headBytes, size - headBytes);
    return crc.checksum();
}

} // namespace aifabric
} // namespace ns3
