/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAME_EXTRA_H
#define FRAME_EXTRA_H

#include <array>
#include <cstddef>
#include <cstdint>

namespace ns3
{

class Packet;

namespace aifabric
{

/** What a hop writes about itself on a frame that passes: an entry of an INT stack. */
struct HopRecord
{
    uint64_t time;      ///< when the frame left the queue, ps
    uint64_t sentBytes; ///< bytes that the port had put on its link by then
    uint64_t rate;      ///< of the link, bits per second
    uint32_t queue;     ///< bytes that waited at the port, the frame left out
    uint32_t node;      ///< number of the node
    uint16_t port;      ///< number of its egress port
};

/**
 * @ingroup ai-fabric
 *
 * What few frames carry beside the fields of Frame. FramePool makes it when somebody asks for it,
 * from a pool of its own, and takes it back with its frame.
 *
 * Of the lists, only the entries that the counts beside them tell are valid.
 */
struct FrameExtra
{
    static constexpr size_t MAX_RECORDS = 12;  ///< room of the INT stack, hops
    static constexpr size_t MAX_SEGMENTS = 12; ///< room of the segment list

    void* next{nullptr};      ///< bookkeeping of FramePool: those that are free
    Packet* foreign{nullptr}; ///< FOREIGN: the packet with its Ethernet header, one
                              ///< reference held
    uint32_t originalSize{0}; ///< Frame::size before the frame was trimmed; 0: it was not
    uint32_t grown{0};        ///< bytes of Frame::size that hops have added
    uint8_t recordCount{0};   ///< valid entries of records
    uint8_t segmentCount{0};  ///< valid entries of segments
    uint8_t segmentsLeft{0};  ///< segments still to be visited, the current one included
    uint32_t bitmapBase{0};   ///< FRAME_BITMAP: packet number (24 bits) of the lowest bit
    uint64_t bitmap{0};       ///< FRAME_BITMAP: packets that have come, lowest bit first
    uint64_t credit{0};       ///< DATA: what the sender asks for; CREDIT: what it is granted, bytes
    uint64_t received{0};     ///< ACK: payload bytes of the connection that have come in all
    uint32_t overtaken{0};    ///< ACK: packets held above the one expected
    uint32_t immediate{0};    ///< immediate data of a message
    uint64_t operand{0};      ///< atomic: what to add or to put there; answer: what was there
    uint64_t compare{0};      ///< atomic: what must be there

    std::array<HopRecord, MAX_RECORDS> records;  ///< INT stack, the first hop first
    std::array<uint32_t, MAX_SEGMENTS> segments; ///< segment list, the first to visit first

    /**
     * Add a record to the INT stack.
     * @param record the record
     * @return false if there is no room: the stack stays as it is
     */
    bool Push(const HopRecord& record)
    {
        if (recordCount == MAX_RECORDS)
        {
            return false;
        }
        records[recordCount++] = record;
        return true;
    }
};

} // namespace aifabric
} // namespace ns3

#endif // FRAME_EXTRA_H
