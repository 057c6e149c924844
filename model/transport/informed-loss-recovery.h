/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef INFORMED_LOSS_RECOVERY_H
#define INFORMED_LOSS_RECOVERY_H

#include "loss-recovery.h"

#include <deque>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * An ideal recovery that is told of every loss of its packets, one round trip of the idle fabric
 * after it happened.
 */
class InformedLossRecovery : public LossRecovery
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    InformedLossRecovery();
    ~InformedLossRecovery() override;

    bool KnowsLosses() const override;

  private:
    /// A loss that will become known.
    struct Loss
    {
        uint64_t time;     ///< when, ps
        uint64_t sequence; ///< which packet
    };

    /**
     * A loss is known now.
     * @param sequence number of the packet
     */
    virtual void DoLossKnown(uint64_t sequence) = 0;

    void DoStart(const RecoveryPlace& place) override;
    void DoDropped(uint64_t sequence) override;
    void TellLosses();

    FabricEngine* m_engine{nullptr};
    FabricEvent m_event;
    uint64_t m_delay{0};
    std::deque<Loss> m_pending; ///< lost, not yet known
};

} // namespace aifabric
} // namespace ns3

#endif // INFORMED_LOSS_RECOVERY_H
