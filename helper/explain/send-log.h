/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SEND_LOG_H
#define SEND_LOG_H

#include "time-slice.h"

#include "ns3/nic-traces.h"

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What happened at the sender of a message from its start on, to tell what its packets waited for.
 */
class SendLog
{
  public:
    /** The port of the host sends a frame. */
    struct Frame
    {
        uint64_t from;     ///< first bit, ps
        uint64_t to;       ///< until the next frame may begin, ps
        uint32_t port;     ///< number of the port
        bool isOwn;        ///< whether it is one of the message
        bool isRetransmit; ///< whether it was sent before
    };

    /** A queue pair is held up by something else. */
    struct State
    {
        uint64_t time;   ///< from when on, ps
        uint32_t pair;   ///< number of the queue pair
        SendState state; ///< by what
    };

    /** Classes of a port are paused, or the link goes up or down. */
    struct Mask
    {
        uint64_t time; ///< from when on, ps
        uint8_t mask;  ///< the classes that are paused
        bool isUp;     ///< whether the link is up
    };

    /** The queue pair, the port and the class of the packet that counts. */
    struct Packet
    {
        uint32_t pair;    ///< number of its queue pair
        uint32_t port;    ///< number of the port through which it left
        uint8_t priority; ///< its class
    };

    /**
     * A frame begins.
     * @param frame the frame
     */
    void Add(const Frame& frame)
    {
        m_frames.push_back(frame);
    }

    /**
     * A queue pair is held up by something else.
     * @param state by what
     */
    void Add(const State& state)
    {
        m_states.push_back(state);
    }

    /**
     * A retransmission timer ran out.
     * @param time when, ps
     * @param pair number of the queue pair
     */
    void AddTimeout(uint64_t time, uint32_t pair)
    {
        m_timeouts.insert({time, pair});
    }

    /**
     * Tell where time went.
     * @param from the start of the message, ps
     * @param to when the packet that counts was sent for the last time, ps
     * @param packet that packet
     * @param masks what is paused at its port, from before the start on
     * @return the time of each part, without remainder
     */
    std::vector<uint64_t> Split(uint64_t from,
                                uint64_t to,
                                const Packet& packet,
                                const std::vector<Mask>& masks) const;

  private:
    struct Change;
    class Situation;

    void AddStates(uint32_t pair, std::vector<Change>& changes) const;

    std::vector<Frame> m_frames;
    std::vector<State> m_states;
    std::set<std::pair<uint64_t, uint32_t>> m_timeouts; ///< times and queue pairs
};

} // namespace aifabric
} // namespace ns3

#endif // SEND_LOG_H
