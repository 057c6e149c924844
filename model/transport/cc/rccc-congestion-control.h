/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RCCC_CONGESTION_CONTROL_H
#define RCCC_CONGESTION_CONTROL_H

#include "credit-congestion-control.h"

#include "ns3/huge-arena.h"
#include "ns3/pair-groups.h"

#include <memory>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * RCCC, the receiver-credit congestion control of Ultra Ethernet: packets leave at line rate as
 * long as there is credit (CreditCongestionControl), which the receiver paces (CreditPacer). The
 * last hop is shared without a queue that way; the fabric before it is not looked at.
 */
class RcccCongestionControl : public CreditCongestionControl,
                              public InArena<RcccCongestionControl, SendingHalf>
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    RcccCongestionControl();
    /**
     * Take over attributes, and nothing else.
     * @param other whose
     */
    RcccCongestionControl(const RcccCongestionControl& other);
    ~RcccCongestionControl() override;

  private:
    Ptr<CongestionControl> DoCopy() const override;
    void DoStart() override;
    void DoAcknowledged(const Frame& ack, uint64_t bytes) override;
    void DoTrimmed(const Frame& nak) override;
    std::unique_ptr<CongestionReceiver> DoMakeReceiver() const override;
};

} // namespace aifabric
} // namespace ns3

#endif // RCCC_CONGESTION_CONTROL_H
