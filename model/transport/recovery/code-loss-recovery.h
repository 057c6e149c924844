/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CODE_LOSS_RECOVERY_H
#define CODE_LOSS_RECOVERY_H

#include "code-blocks.h"
#include "sequence-bitmap.h"

#include "ns3/fabric-event.h"
#include "ns3/growing-ring.h"
#include "ns3/loss-recovery.h"

#include <deque>
#include <map>
#include <set>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * An erasure code of fixed overhead: a message is cut into blocks of Data packets, each block is
 * followed by Parity packets made of it, and is complete when any Data of them have come (a maximum
 * distance separable code, such as that of I. S. Reed and G. Solomon, 1960). Up to Parity losses of
 * a block cost no time, and all blocks cost the bytes of their parity. The last block of a message
 * is shorter, and its parity in proportion, rounded up.
 *
 * Each packet carries a RETH, so that it tells its place by itself, parity too. ACKs tell the
 * number below which nothing is wanted any more, and the packet that caused them. When Threshold
 * packets above one have been acknowledged, it is taken for lost; packets of a block are sent again
 * only when so many are lost that the others cannot complete it, and no more than are missing. At
 * the end, where nothing more is to be sent, a packet below one that was acknowledged is lost when
 * Threshold packets could have been sent since. A packet that a switch trims is lost when the
 * receiver tells of it, if its block wants it still. The timer covers what nothing came after.
 */
class CodeLossRecovery : public LossRecovery
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    CodeLossRecovery();
    ~CodeLossRecovery() override;

    bool ToleratesReordering() const override;
    bool IsRateless() const override;
    std::unique_ptr<PacketTracker> MakeTracker(uint32_t mtu) const override;
    Tolerance GetTolerance() const override;

  private:
    std::string CheckConfig() const override;
    void DoStart(const RecoveryPlace& place) override;
    void DoExtend(uint64_t packets) override;
    void DoResume(uint64_t packets, uint64_t messages) override;
    bool DoHasWork() const override;
    NextPacket DoNext() override;
    void DoWriteHeader(Frame& frame, uint64_t sequence) const override;
    uint64_t DoAcknowledged(const Frame& frame) override;
    void DoTimedOut() override;
    uint64_t DoGetUnacknowledged() const override;
    uint64_t DoGetInFlight() const override;
    uint64_t DoGetBacklog() const override;

    /// A block, from its first packet on until nothing of it is wanted.
    struct Block
    {
        uint64_t first;      ///< number of its first packet
        uint64_t begin;      ///< number of the first packet of its message
        uint64_t message;    ///< number of its message
        uint64_t offset;     ///< data packets of its message before it
        uint32_t data;       ///< packets that complete it
        uint32_t size;       ///< packets in all
        uint32_t arrived{0}; ///< packets that are acknowledged
        uint32_t lost{0};    ///< packets that are lost, and not to be sent again

        /// @return whether the others are not wanted any more
        bool IsComplete() const
        {
            return arrived >= data;
        }
    };

    /// What became of a packet that is not simply under way.
    enum class Fate : uint8_t
    {
        LOST,   ///< lost, and not needed
        QUEUED, ///< is to be sent again
        RESENT, ///< is under way again
    };

    /// A packet that was sent again.
    struct Resent
    {
        uint64_t sequence; ///< its number
        uint64_t next;     ///< the next new packet when it was sent again
        uint64_t sentAt;   ///< when it was sent again, ps
    };

    uint64_t GetFirstThreshold() const;
    const Block& Find(uint64_t sequence) const;
    Block& Find(uint64_t sequence);
    void Begin();
    uint64_t Settle(Block& block, uint64_t sequence);
    uint64_t Arrive(Block& block, uint64_t sequence);
    void Finish(Block& block);
    void Retire();
    void FindLosses();
    bool IsUnderWay(uint64_t sequence) const;
    void Lose(uint64_t sequence, LossCause cause);
    void LoseTrimmed(uint64_t sequence);
    void WatchTail();
    void TailWaited();
    void Ask(Block& block);

    /// @return how messages are cut
    BlockShape GetShape() const
    {
        return {m_data, m_parity};
    }

    uint32_t m_data;          ///< an attribute
    uint32_t m_parity;        ///< an attribute
    uint64_t m_given;         ///< an attribute: Threshold
    uint64_t m_threshold{0};  ///< packets
    uint64_t m_baseRtt{0};    ///< ps
    uint64_t m_packetTime{1}; ///< ps

    std::deque<uint64_t> m_messages; ///< data packets of those that have a block to come
    uint64_t m_sentData{0};          ///< of the first of them, in blocks that have begun
    uint64_t m_begin{0};             ///< of the first of them: number of its first packet
    uint64_t m_message{0};           ///< of the first of them: its number
    uint64_t m_pending{0};           ///< data packets in blocks that have not begun
    std::deque<Block> m_blocks;      ///< ascending; the last may not be sent completely
    uint64_t m_next{0};              ///< next packet never sent
    uint64_t m_end{0};               ///< one above the last packet of the last block
    uint64_t m_finished{0};          ///< data packets of blocks that are gone
    uint64_t m_flying{0};            ///< packets under way
    uint64_t m_highest{0};           ///< one above the highest packet acknowledged
    uint64_t m_scanned{0};           ///< packets below were looked at for losses
    SequenceBitmap m_settled;        ///< packets that came, or are not wanted any more
    std::map<uint64_t, Fate> m_odd;  ///< packets that were lost once, and are not settled
    std::set<uint64_t> m_queue;      ///< of them, those that are to be sent again
    GrowingRing<Resent> m_resent;    ///< sent again, in that order
    FabricEvent m_tailEvent;         ///< nothing more is to be sent, and something is missing
    uint64_t m_tailMark{0};          ///< what was below when it was scheduled has been overtaken
    uint64_t m_tailBegan{0};         ///< when that was, ps
};

} // namespace aifabric
} // namespace ns3

#endif // CODE_LOSS_RECOVERY_H
