/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BITMAP_LOSS_RECOVERY_H
#define BITMAP_LOSS_RECOVERY_H

#include "timed-loss-recovery.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The sending half of recoveries whose answers carry a bitmap (AnswerBitmap): one answer may
 * acknowledge 64 packets, so that lost answers cost nothing. Trimmed packets are sent again at
 * once. What else tells a loss is up to the classes that derive from it.
 */
class BitmapLossRecovery : public TimedLossRecovery
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    BitmapLossRecovery();
    ~BitmapLossRecovery() override;

  protected:
    /**
     * Take over attributes, and nothing else.
     * @param other whose
     */
    BitmapLossRecovery(const BitmapLossRecovery& other);

  private:
    /**
     * An answer was read: look for losses that it tells between its lines.
     * @param frame the answer, which acknowledges nothing that was never sent
     */
    virtual void DoFindLosses(const Frame& frame) = 0;
    /**
     * A packet was acknowledged.
     * @param sentAt when it was sent last, ps
     */
    virtual void DoDelivered(uint64_t sentAt);
    uint64_t DoAnswered(const Frame& frame) final;
    uint64_t Take(uint64_t sequence);
};

} // namespace aifabric
} // namespace ns3

#endif // BITMAP_LOSS_RECOVERY_H
