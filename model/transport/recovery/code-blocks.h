/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CODE_BLOCKS_H
#define CODE_BLOCKS_H

#include "sequence-bitmap.h"

#include "ns3/packet-tracker.h"

#include <cstdint>
#include <map>

namespace ns3
{
namespace aifabric
{

/** How messages are cut into blocks of an erasure code; both halves know it. */
struct BlockShape
{
    uint32_t data{1};   ///< packets that complete a full block
    uint32_t parity{0}; ///< packets that follow them

    /**
     * @param packets data packets of a block
     * @return its packets in all
     */
    uint32_t GetSize(uint32_t packets) const
    {
        return packets + (parity * packets + data - 1) / data;
    }
};

/**
 * @ingroup ai-fabric
 *
 * The receiving half of an erasure code in blocks: a block is there when as many of its packets
 * have come as it has data packets, whichever they are; the rest of it is not wanted any more.
 */
class BlockTracker final : public PacketTracker
{
  public:
    /**
     * @param shape the blocks
     * @param mtu payload bytes of a full packet
     */
    BlockTracker(const BlockShape& shape, uint32_t mtu);

    PacketVerdict Receive(const Frame& frame, uint64_t sequence) override;
    PacketVerdict Trimmed(const Frame& frame, uint64_t sequence) override;
    uint64_t GetExpected() const override;
    uint64_t GetHeld() const override;
    uint64_t CountMessages() const override;
    bool IsPlain() const override;
    void Resume(uint64_t expected, uint64_t messages) override;

  private:
    /// A message of which something has come.
    struct Message
    {
        uint64_t begin;                        ///< number of its first packet
        uint64_t packets;                      ///< data packets
        uint64_t missing;                      ///< blocks that are not complete
        std::map<uint64_t, uint32_t> arrivals; ///< packets that are here, by block not complete
    };

    void Finish(uint64_t first, uint32_t size);

    BlockShape m_shape;
    uint32_t m_mtu;
    uint64_t m_complete{0};   ///< messages that are complete, up to the first that is not
    SequenceBitmap m_settled; ///< packets that came, or are not wanted any more
    std::map<uint64_t, Message> m_known; ///< from the first on that is not complete
};

} // namespace aifabric
} // namespace ns3

#endif // CODE_BLOCKS_H
