/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NSCC_CONGESTION_CONTROL_H
#define NSCC_CONGESTION_CONTROL_H

#include "credit-congestion-control.h"
#include "nscc-law.h"

#include "ns3/huge-arena.h"
#include "ns3/idle-attributes.h"
#include "ns3/nstime.h"
#include "ns3/pair-groups.h"

#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * NSCC, the congestion control of Ultra Ethernet that the network signals by marks, delay and
 * trimmed packets (NsccLaw): a window per queue pair, at line rate. A round-trip time is that of
 * the very transmission that an ACK answers, which echoes its time.
 *
 * With Credits a packet needs credit of the receiver as well (CreditCongestionControl): the window
 * answers to the fabric, and the credit to the last hop. Packets that were trimmed at the last hop
 * make the window no smaller then, as far as the switch tells the hop (its LastHopDscp).
 */
class NsccCongestionControl : public CreditCongestionControl,
                              public IdleAttributes,
                              public InArena<NsccCongestionControl, SendingHalf>
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    NsccCongestionControl();
    /**
     * Take over attributes, and nothing else.
     * @param other whose
     */
    NsccCongestionControl(const NsccCongestionControl& other);
    ~NsccCongestionControl() override;

    /** @return the window and what it depends on. */
    const NsccLaw& GetLaw() const
    {
        return m_law;
    }

  private:
    Ptr<CongestionControl> DoCopy() const override;
    std::string CheckConfig() const override;
    std::vector<IdleAttribute> DoListIdle(const PlaceOfUse& place) const override;
    void DoStart() override;
    void DoAcknowledged(const Frame& ack, uint64_t bytes) override;
    void DoTrimmed(const Frame& nak) override;
    void DoPacketLost(LossCause cause) override;
    void DoLost() override;
    void DoTimedOut() override;
    uint64_t GetAskLimit() const override;
    std::unique_ptr<CongestionReceiver> DoMakeReceiver() const override;
    NetworkNeeds DoGetNeeds() const override;
    NsccSignal MakeSignal(const Frame& answer, uint64_t bytes) const;
    void TakeLosses();
    void Publish();

    bool m_trimming;
    bool m_credits;
    Time m_target;
    double m_gamma;
    double m_weight;
    uint32_t m_gate;
    double m_threshold;
    uint64_t m_lostBytes{0}; ///< that the window has not heard of
    NsccLaw m_law;
};

} // namespace aifabric
} // namespace ns3

#endif // NSCC_CONGESTION_CONTROL_H
