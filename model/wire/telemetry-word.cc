/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "telemetry-word.h"

#include "fabric-frame.h"
#include "frame-pool.h"

#include <algorithm>
#include <array>

namespace ns3
{
namespace aifabric
{

namespace
{
/// Link rates that have a code of their own, bits per second.
constexpr std::array<uint64_t, 7> RATES{25000000000,
                                        50000000000,
                                        100000000000,
                                        200000000000,
                                        400000000000,
                                        800000000000,
                                        1600000000000};
constexpr uint32_t QUEUE_BITS = 17;
constexpr uint32_t BYTES_BITS = 20;
constexpr uint32_t TIME_BITS = 24;
constexpr uint32_t PATH_MASK = 0xfff;
} // namespace

TelemetryWord
TelemetryWord::Of(const HopRecord& record)
{
    const auto* code = std::find(RATES.begin(), RATES.end(), record.rate);
    const uint64_t multiple = GetMultiple(record.rate);
    const uint64_t queue = record.queue / (QUEUE_UNIT * multiple);
    return {static_cast<uint8_t>(code == RATES.end() ? OTHER_RATE : code - RATES.begin()),
            static_cast<uint32_t>(record.time / TIME_UNIT) & TIME_MASK,
            static_cast<uint32_t>(record.sentBytes / (BYTES_UNIT * multiple)) & BYTES_MASK,
            static_cast<uint32_t>(std::min<uint64_t>(queue, QUEUE_MOST))};
}

TelemetryWord
TelemetryWord::FromBits(uint64_t bits)
{
    return {static_cast<uint8_t>(bits >> (TIME_BITS + BYTES_BITS + QUEUE_BITS)),
            static_cast<uint32_t>(bits >> (BYTES_BITS + QUEUE_BITS)) & TIME_MASK,
            static_cast<uint32_t>(bits >> QUEUE_BITS) & BYTES_MASK,
            static_cast<uint32_t>(bits) & QUEUE_MOST};
}

uint64_t
TelemetryWord::ToBits() const
{
    return uint64_t{rate} << (TIME_BITS + BYTES_BITS + QUEUE_BITS) |
           uint64_t{time} << (BYTES_BITS + QUEUE_BITS) | uint64_t{bytes} << QUEUE_BITS | queue;
}

uint64_t
TelemetryWord::GetMultiple(uint64_t rate)
{
    return std::max<uint64_t>(1, (rate + UNIT_RATE - 1) / UNIT_RATE);
}

uint16_t
TelemetryWord::GetPath(const FrameExtra& extra)
{
    uint32_t path = 0;
    for (uint32_t i = 0; i < extra.recordCount; i++)
    {
        // Odd constants spread the numbers of nodes and ports over the upper bits.
        const HopRecord& record = extra.records[i];
        path ^= (record.node * 0x9e3779b1U + record.port * 0x85ebca6bU) >> 20;
    }
    return static_cast<uint16_t>(path & PATH_MASK);
}

void
TelemetryWord::Return(const FrameExtra& extra, Frame& answer, FramePool& pool)
{
    FrameExtra& own = pool.GetExtra(answer);
    std::copy_n(extra.records.begin(), extra.recordCount, own.records.begin());
    own.recordCount = extra.recordCount;
    answer.flags |= FRAME_TELEMETRY;
    pool.Grow(answer, extra.grown);
}

std::vector<uint8_t>
TelemetryWord::MakeTrailer(const FrameExtra& extra)
{
    std::vector<uint8_t> bytes(extra.grown);
    const uint32_t count = extra.recordCount;
    const uint32_t each = count > 0 ? (extra.grown - HEADER_BYTES) / count : 0;
    if (extra.grown < HEADER_BYTES || each < BYTES || each * count != extra.grown - HEADER_BYTES)
    {
        return bytes;
    }
    const uint32_t header = count << 12 | GetPath(extra);
    bytes[0] = static_cast<uint8_t>(header >> 8);
    bytes[1] = static_cast<uint8_t>(header);
    for (uint32_t i = 0; i < count; i++)
    {
        const uint64_t bits = Of(extra.records[i]).ToBits();
        for (uint32_t j = 0; j < BYTES; j++)
        {
            bytes[HEADER_BYTES + i * each + j] = static_cast<uint8_t>(bits >> (56 - 8 * j));
        }
    }
    return bytes;
}

} // namespace aifabric
} // namespace ns3
