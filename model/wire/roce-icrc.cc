/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "roce-icrc.h"

#include "fabric-frame.h"

#include <algorithm>
#include <array>

namespace ns3
{
namespace aifabric
{

namespace
{

/// @return the CRC-32 of each byte value.
constexpr std::array<uint32_t, 256>
MakeCrcTable()
{
    std::array<uint32_t, 256> table{};
    for (uint32_t i = 0; i < table.size(); i++)
    {
        uint32_t crc = i;
        for (int bit = 0; bit < 8; bit++)
        {
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
        }
        table[i] = crc;
    }
    return table;
}

constexpr std::array<uint32_t, 256> CRC_TABLE = MakeCrcTable();

/// CRC-32 of the eight bytes of ones that stand for the local route header.
constexpr uint32_t ICRC_SEED = ~0xdebb20e3;

} // namespace

uint32_t
Crc32(const uint8_t* data, size_t size, uint32_t crc)
{
    crc = ~crc;
    for (size_t i = 0; i < size; i++)
    {
        crc = crc >> 8 ^ CRC_TABLE[(crc ^ data[i]) & 0xff];
    }
    return ~crc;
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
    const uint32_t crc = Crc32(head.data(), headBytes, ICRC_SEED);
    return Crc32(packet + headBytes, size - headBytes, crc);
}

} // namespace aifabric
} // namespace ns3
