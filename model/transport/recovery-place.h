/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RECOVERY_PLACE_H
#define RECOVERY_PLACE_H

#include "ns3/fabric-domain.h"
#include "ns3/lost-packet.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/** By how many packets one may be overtaken before it is taken for lost. */
struct ReorderingTolerance
{
    uint64_t first{0};     ///< at the beginning, packets; 0: order does not matter
    uint64_t now{0};       ///< at present, packets
    bool automatic{false}; ///< chosen by the fabric, not by hand
};

/** Who sends the packets that a recovery wants sent: the queue pair. */
class RecoveryListener
{
  public:
    virtual ~RecoveryListener() = default;
    /** There may be work again (a loss became known without a frame coming in). */
    virtual void RecoveryStateChanged() = 0;

    /**
     * A packet is taken for lost.
     * @param sequence its number
     * @param cause why
     */
    virtual void PacketLost(uint64_t sequence, LossCause cause) = 0;

    /** @return packets that the congestion window allows in flight; UINT64_MAX: any number. */
    virtual uint64_t GetWindowPackets() const
    {
        return UINT64_MAX;
    }

    /**
     * Ask the receiver which packets have come, by a control frame that no data holds up. The
     * answer is an ACK that names no packet, of PROBE_ANSWER.
     * @param sequence number of a packet that the question tells
     */
    virtual void SendProbe([[maybe_unused]] uint64_t sequence)
    {
    }

    /// Frame::reason of an ACK that answers SendProbe()
    static constexpr uint8_t PROBE_ANSWER = 255;
};

/** Where a recovery works, and what it may know of the fabric. */
struct RecoveryPlace
{
    uint32_t node{0};              ///< node number, for event keys
    uint32_t part{0};              ///< number of the queue pair within the node, for event keys
    uint64_t baseRtt{0};           ///< round-trip time of a full packet in an idle fabric, ps
    uint64_t packetTime{1};        ///< time of a full packet at the rate of FlowPlace, ps
    FabricDomain* domain{nullptr}; ///< clock and calendar; null: those of the first domain
};

} // namespace aifabric
} // namespace ns3

#endif // RECOVERY_PLACE_H
