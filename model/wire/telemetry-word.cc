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
/// Odd, so that it spreads the numbers of nodes over the upper bits; and what undoes it.
constexpr uint32_t NODE_FACTOR = 0x9e3779b1;
constexpr uint32_t NODE_INVERSE = 0x0e8b2f51;
static_assert(NODE_FACTOR * NODE_INVERSE == 1, "one undoes the other, modulo 2^32");
/// The same for numbers of ports.
constexpr uint32_t PORT_FACTOR = 0x85ebca6b;
constexpr uint32_t PATH_SHIFT = 20;
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
        const HopRecord& record = extra.records[i];
        path ^= (record.node * NODE_FACTOR + record.port * PORT_FACTOR) >> PATH_SHIFT;
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

bool
TelemetryWord::ReadTrailer(const uint8_t* bytes, uint32_t size, FrameExtra& extra)
{
    const auto areZeros = [bytes](uint32_t from, uint32_t to) {
        return std::all_of(bytes + from, bytes + to, [](uint8_t byte) { return byte == 0; });
    };
    extra.grown = size;
    extra.recordCount = 0;
    if (areZeros(0, size))
    {
        return true;
    }
    const uint32_t count = bytes[0] >> 4;
    const uint32_t each = count > 0 && size > HEADER_BYTES ? (size - HEADER_BYTES) / count : 0;
    if (each < BYTES || each * count != size - HEADER_BYTES || count > FrameExtra::MAX_RECORDS)
    {
        return false;
    }
    for (uint32_t i = 0; i < count; i++)
    {
        uint64_t bits = 0;
        const uint32_t from = HEADER_BYTES + i * each;
        for (uint32_t j = 0; j < BYTES; j++)
        {
            bits = bits << 8 | bytes[from + j];
        }
        if (!areZeros(from + BYTES, from + each))
        {
            return false;
        }
        const TelemetryWord word = FromBits(bits);
        HopRecord record{};
        record.rate = word.rate < RATES.size() ? RATES[word.rate] : 0;
        const uint64_t multiple = GetMultiple(record.rate);
        record.time = uint64_t{word.time} * TIME_UNIT;
        record.sentBytes = uint64_t{word.bytes} * BYTES_UNIT * multiple;
        record.queue =
            static_cast<uint32_t>(std::min<uint64_t>(word.GetQueue(multiple), UINT32_MAX));
        extra.Push(record);
    }
    const uint32_t path = (static_cast<uint32_t>(bytes[0]) << 8 | bytes[1]) & PATH_MASK;
    extra.records[0].node = (path << PATH_SHIFT) * NODE_INVERSE;
    return true;
}

} // namespace aifabric
} // namespace ns3
