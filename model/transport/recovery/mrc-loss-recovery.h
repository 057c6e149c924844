/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MRC_LOSS_RECOVERY_H
#define MRC_LOSS_RECOVERY_H

#include "answer-bitmap.h"
#include "bitmap-loss-recovery.h"

#include "ns3/huge-arena.h"
#include "ns3/pair-groups.h"

#include <memory>

namespace ns3
{
namespace aifabric
{

/**
 * The receiver of the multipath reliable connection: it remembers a bounded number of packets above
 * the one expected, and refuses what is above them by a NAK that names packet and reason.
 */
class MrcTracker final : public AnswerBitmap, public InArena<MrcTracker, ReceivingHalf>
{
  public:
    /** @param room packets that it can remember, the one expected included */
    explicit MrcTracker(uint64_t room);

    PacketVerdict Receive(const Frame& frame, uint64_t sequence) override;
    PacketVerdict Trimmed(const Frame& frame, uint64_t sequence) override;

  private:
    uint64_t PickBase(const Frame& data, uint64_t sequence) const override;

    uint64_t m_room;
};

/**
 * @ingroup ai-fabric
 *
 * The loss recovery of the multipath reliable connection (Open Compute Project, MRC 1.0, 2026;
 * arXiv:2605.04333), as far as it has been described in public. The receiver remembers Bitmap
 * packets, answers with the next packet expected and 64 bits above it, and names the packets that
 * it refuses: trimmed, trimmed at the last hop, or out of its window. The sender keeps to a window
 * of Window packet numbers from the lowest one that is missing, whatever the congestion window
 * allows; what is refused goes again when that window has moved.
 *
 * How a sender tells a loss from an overtaken packet on many paths is not public. Here time tells
 * it, as in TCP's RACK (RFC 8985): a packet is lost when one that was sent Reorder later has come.
 * No count of packets does, and the timer of each packet covers the tail.
 */
class MrcLossRecovery : public BitmapLossRecovery, public InArena<MrcLossRecovery, SendingHalf>
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    MrcLossRecovery();
    /**
     * Take over attributes, and nothing else.
     * @param other whose
     */
    MrcLossRecovery(const MrcLossRecovery& other);
    ~MrcLossRecovery() override;

    std::unique_ptr<PacketTracker> MakeTracker(uint32_t mtu) const override;

    /** @return packets that were refused because they were out of the window of the receiver. */
    uint64_t GetRefused() const
    {
        return m_refused;
    }

  private:
    Ptr<LossRecovery> DoCopy() const override;
    void DoStart(const RecoveryPlace& place) override;
    bool DoHasWork() const override;
    void DoDelivered(uint64_t sentAt) override;
    void DoFindLosses(const Frame& frame) override;

    uint32_t m_window;
    uint32_t m_bitmap;
    Time m_givenReorder;
    uint64_t m_reorder{0}; ///< ps
    uint64_t m_newest{0};  ///< when the packet was sent that was sent last of those that came, ps
    uint64_t m_refused{0};
    uint64_t m_refusedAt{UINT64_MAX}; ///< the lowest packet missing when one was refused
};

} // namespace aifabric
} // namespace ns3

#endif // MRC_LOSS_RECOVERY_H
