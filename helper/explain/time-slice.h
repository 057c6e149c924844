/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TIME_SLICE_H
#define TIME_SLICE_H

#include <array>
#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace aifabric
{

/** What time goes into. */
enum class TimePart : uint8_t
{
    START,
    COMPUTING,
    HELD,
    HOST_QUEUE,
    PACING,
    WINDOW,
    LINK_DOWN,
    PAUSED,
    DETECTION,
    TIMEOUT,
    RETRANSMISSION,
    SERIALISATION,
    PROPAGATION,
    QUEUEING,
    TCP,
    OTHER,
    COUNT,
};

/** What a part is called, and what it means. */
struct TimePartRow
{
    const char* name;    ///< as the table `critical_path` and the report have it
    const char* meaning; ///< half a sentence
};

/** The parts, in the order of TimePart. */
inline constexpr std::array<TimePartRow, static_cast<size_t>(TimePart::COUNT)> TIME_PARTS{{
    {"start", "hosts start later than the first one"},
    {"computing", "a computation runs"},
    {"held", "a message or a round is not due yet"},
    {"host-queue", "the port of the host is busy with other messages, or with answers"},
    {"pacing", "the congestion control spaces packets"},
    {"window", "the window of the congestion control is closed"},
    {"link-down", "the link of the host is down"},
    {"pfc", "a port is paused by PFC"},
    {"loss-detection", "everything is sent, and nobody knows yet what is lost"},
    {"timeout", "the same, ended by a retransmission timer"},
    {"retransmission", "the host sends packets of the message again"},
    {"serialisation", "bits of the message go onto links"},
    {"propagation", "bits are on cables, and in the pipelines of switches"},
    {"queueing", "the last packet, or its ACK, waits behind others in a switch"},
    {"tcp", "a message goes by TCP, whose packets are not followed"},
    {"other", "not told apart"},
}};

/** No node or no port. */
inline constexpr uint32_t NOWHERE = UINT32_MAX;

/** A part of the time of a step of the critical path. */
struct TimeSlice
{
    size_t step{0};                 ///< number of the step
    TimePart part{TimePart::OTHER}; ///< what it goes into
    uint32_t vertex{NOWHERE};       ///< where: vertex of the topology
    uint32_t port{NOWHERE};         ///< port there, through which frames leave
    uint64_t time{0};               ///< how long, ps
};

} // namespace aifabric
} // namespace ns3

#endif // TIME_SLICE_H
