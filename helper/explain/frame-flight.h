/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAME_FLIGHT_H
#define FRAME_FLIGHT_H

#include "send-log.h"
#include "time-slice.h"

#include <cstdint>
#include <functional>
#include <tuple>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** A port on the way of a frame. */
struct PathPort
{
    uint32_t vertex{NOWHERE}; ///< vertex of the topology
    uint32_t port{NOWHERE};   ///< number of the port there
};

/** A frame on its way from host to host, each time that it is sent another one. */
struct FrameFlight
{
    /// A link that it has passed.
    struct Hop
    {
        PathPort port;          ///< where it left
        uint64_t sent;          ///< when its first bit was on the link, ps
        uint64_t serialisation; ///< until its last bit was, ps
        uint64_t received;      ///< when it had come in, ps; 0: not yet
    };

    /// Queue pair, when it left its host, PSN.
    using Key = std::tuple<uint32_t, uint64_t, uint32_t>;

    std::vector<Hop> hops; ///< in the order in which they were taken
    uint32_t pair{0};      ///< number of the queue pair at the sender of the payload
    uint8_t priority{0};   ///< its class
    Key answers{};         ///< of an ACK: the packet whose arrival caused it
    bool isByTimer{false}; ///< of a request: a timeout has sent it
};

/**
 * @ingroup ai-fabric
 *
 * The parts that the time of a message went into so far, and up to when: what is added begins where
 * the one before ended.
 */
class PartSum
{
  public:
    /**
     * Tells since when which classes of a port were paused.
     * @param port the port
     * @return the changes, the one before the start of the message included
     */
    using Pauses = std::function<std::vector<SendLog::Mask>(const PathPort& port)>;

    /**
     * @param from where the first part begins, ps
     */
    explicit PartSum(uint64_t from)
        : m_until(from)
    {
    }

    /**
     * Add a part.
     * @param part what it is
     * @param port where
     * @param time how long, ps
     */
    void Add(TimePart part, const PathPort& port, uint64_t time);

    /**
     * Add what a sender tells of the time until a frame left.
     * @param flight the frame
     * @param log what happened there
     * @param pauses tells of pauses of ports
     * @param idle what stands for pacing, where nothing else was in the way
     */
    void AddSender(const FrameFlight& flight,
                   const SendLog& log,
                   const Pauses& pauses,
                   TimePart idle = TimePart::PACING);

    /**
     * Add a wait at a port.
     * @param flight the frame that waits
     * @param port where
     * @param to until when, ps
     * @param part what it is as long as the port is not paused
     * @param pauses tells of pauses of ports
     */
    void AddWait(const FrameFlight& flight,
                 const PathPort& port,
                 uint64_t to,
                 TimePart part,
                 const Pauses& pauses);

    /**
     * Add the links of a frame, and its waits at switches.
     * @param flight the frame
     * @param pauses tells of pauses of ports
     */
    void AddWay(const FrameFlight& flight, const Pauses& pauses);

    /** @return where the next part begins, ps. */
    uint64_t GetUntil() const
    {
        return m_until;
    }

    /** @return the parts. */
    const std::vector<TimeSlice>& GetSlices() const
    {
        return m_slices;
    }

  private:
    std::vector<TimeSlice> m_slices;
    uint64_t m_until;
};

} // namespace aifabric
} // namespace ns3

#endif // FRAME_FLIGHT_H
