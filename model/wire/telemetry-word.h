/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TELEMETRY_WORD_H
#define TELEMETRY_WORD_H

#include "frame-extra.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

struct Frame;
class FramePool;

/**
 * @ingroup ai-fabric
 *
 * A telemetry record as it is on the wire: 64 bits per hop, as in Y. Li et al., "HPCC: high
 * precision congestion control", SIGCOMM 2019. From the most significant bit on:
 *
 * | bits | field | unit |
 * |---|---|---|
 * | 3 | code of the link rate | 0 to 6: 25, 50, 100, 200, 400, 800, 1600 Gb/s; 7: another |
 * | 24 | time at which the frame left the queue | ns, modulo 2^24 (16.8 ms) |
 * | 20 | bytes that the port had sent | 128 B x m, modulo 2^20 |
 * | 17 | bytes that waited at the port | 80 B x m, at most 2^17 - 1 of them |
 *
 * m is the link rate in units of 25 Gb/s, rounded up. Codes above 4 are ours: the published format
 * ends at 400 Gb/s. Who reads code 7 knows the rate from elsewhere (HopRecord).
 *
 * The records of a frame follow its packet as an Ethernet trailer, which neither the lengths of IP
 * and UDP nor the ICRC cover, so that a hop changes nothing but it: two bytes, the upper four bits
 * the number of records and the lower twelve a number that tells paths apart (GetPath()), and the
 * words in network order, that of the first hop first. Five hops make 42 bytes.
 */
struct TelemetryWord
{
    static constexpr uint32_t BYTES = 8;               ///< of a word
    static constexpr uint32_t HEADER_BYTES = 2;        ///< in front of the first word
    static constexpr uint8_t OTHER_RATE = 7;           ///< code of rates that have none
    static constexpr uint32_t TIME_MASK = 0xffffff;    ///< 24 bits
    static constexpr uint32_t BYTES_MASK = 0xfffff;    ///< 20 bits
    static constexpr uint32_t QUEUE_MOST = 0x1ffff;    ///< 17 bits
    static constexpr uint32_t TIME_UNIT = 1000;        ///< ps
    static constexpr uint32_t BYTES_UNIT = 128;        ///< bytes, times m
    static constexpr uint32_t QUEUE_UNIT = 80;         ///< bytes, times m
    static constexpr uint64_t UNIT_RATE = 25000000000; ///< the rate at which m is 1, bit/s

    uint8_t rate;   ///< code of the rate
    uint32_t time;  ///< in units
    uint32_t bytes; ///< in units
    uint32_t queue; ///< in units

    /**
     * Write a record down.
     * @param record the record
     * @return what of it is on the wire
     */
    static TelemetryWord Of(const HopRecord& record);

    /**
     * Take a word apart.
     * @param bits the 64 bits
     * @return its fields
     */
    static TelemetryWord FromBits(uint64_t bits);

    /** @return the 64 bits. */
    uint64_t ToBits() const;

    /**
     * @param rate of a link, bits per second
     * @return m, by which units are multiplied there
     */
    static uint64_t GetMultiple(uint64_t rate);

    /**
     * @param earlier another word of the same port
     * @return the time between them, ps
     */
    uint64_t GetElapsed(const TelemetryWord& earlier) const
    {
        return uint64_t{(time - earlier.time) & TIME_MASK} * TIME_UNIT;
    }

    /**
     * @param earlier another word of the same port
     * @param multiple m of the port
     * @return the bytes that the port has sent in between
     */
    uint64_t GetSent(const TelemetryWord& earlier, uint64_t multiple) const
    {
        return ((bytes - earlier.bytes) & BYTES_MASK) * BYTES_UNIT * multiple;
    }

    /**
     * @param multiple m of the port
     * @return bytes that waited there
     */
    uint64_t GetQueue(uint64_t multiple) const
    {
        return queue * QUEUE_UNIT * multiple;
    }

    /**
     * A number of twelve bits that tells paths apart: those of all egress ports, exclusive or.
     * @param extra what has the records
     * @return the number
     */
    static uint16_t GetPath(const FrameExtra& extra);

    /**
     * Send the records of a data packet back on an answer, which grows as the packet has grown.
     * @param extra what the data packet carries
     * @param answer the answer
     * @param pool its pool
     */
    static void Return(const FrameExtra& extra, Frame& answer, FramePool& pool);

    /**
     * The Ethernet trailer of a frame: FrameExtra::grown bytes. Where hops have added another
     * number of bytes than records take, zeros fill up each of them, or there is nothing but zeros.
     * @param extra what the frame carries
     * @return the bytes
     */
    static std::vector<uint8_t> MakeTrailer(const FrameExtra& extra);

    /**
     * Read what MakeTrailer() makes. Of a record there is what a word tells: times and bytes modulo
     * what the fields hold, in units, and a rate of 0 if its code is another one. Which ports they
     * were is not told: the node of the first one is a number of which GetPath() makes the path.
     * @param bytes the trailer
     * @param size how many, above 0
     * @param extra where grown and the records go
     * @return false if this is no trailer of ours
     */
    static bool ReadTrailer(const uint8_t* bytes, uint32_t size, FrameExtra& extra);
};

} // namespace aifabric
} // namespace ns3

#endif // TELEMETRY_WORD_H
