/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OVERSUBSCRIBED_CONGESTION_CONTROL_H
#define OVERSUBSCRIBED_CONGESTION_CONTROL_H

#include "credit-congestion-control.h"
#include "credit-pacer.h"

#include "ns3/fabric-random.h"
#include "ns3/huge-arena.h"
#include "ns3/nstime.h"
#include "ns3/pair-groups.h"

#include <memory>
#include <string>

namespace ns3
{
namespace aifabric
{

/** How an OversubscribedPacer answers to the load of the fabric. */
struct OversubscribedSettings
{
    double most{1};     ///< largest share of the line rate that is granted
    double least{0.01}; ///< smallest share
    double step{0.01};  ///< a share is raised by
    double limit{0.3};  ///< average of marked packets that is borne (fraction)
    double cut{0.5};    ///< weight of what exceeds it
    uint64_t period{0}; ///< of updates, ps
};

/**
 * @ingroup ai-fabric
 *
 * A CreditPacer that grants less when packets come marked, or were trimmed before the last hop: the
 * fabric is oversubscribed then, and no sender by itself knows. About once in one and a half round
 * trips it looks at what came in the meantime. What many marks or trimmed packets take away comes
 * back in steps, which double as long as there are no marks.
 */
class OversubscribedPacer : public CreditPacer
{
  public:
    /** @param settings how it answers */
    explicit OversubscribedPacer(const OversubscribedSettings& settings);

    /** @return the average of the fraction of marked packets. */
    double GetMarked() const
    {
        return m_average;
    }

  private:
    void DoStart() override;
    void DoReceived(const Frame& data, bool isNew) override;
    void Update();
    void Wait();

    OversubscribedSettings m_settings;
    FabricEvent m_updateEvent;
    FabricRandom m_random;
    double m_average{0};     ///< of the fraction of marked packets
    uint64_t m_whole{0};     ///< packets in this period that came with their payload
    uint64_t m_marked{0};    ///< of them, those with a mark
    uint64_t m_trimmed{0};   ///< packets in this period that came without
    uint64_t m_elsewhere{0}; ///< of them, those trimmed before the last hop
    uint32_t m_increases{0}; ///< in a row
};

/**
 * @ingroup ai-fabric
 *
 * RCCC in an oversubscribed fabric: senders as there, but receivers grant less when the fabric
 * before the last hop is full (OversubscribedPacer).
 */
class OversubscribedCongestionControl : public CreditCongestionControl,
                                        public InArena<OversubscribedCongestionControl, SendingHalf>
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    OversubscribedCongestionControl();
    /**
     * Take over attributes, and nothing else.
     * @param other whose
     */
    OversubscribedCongestionControl(const OversubscribedCongestionControl& other);
    ~OversubscribedCongestionControl() override;

  private:
    Ptr<CongestionControl> DoCopy() const override;
    std::string CheckConfig() const override;
    void DoStart() override;
    void DoAcknowledged(const Frame& ack, uint64_t bytes) override;
    void DoTrimmed(const Frame& nak) override;
    std::unique_ptr<CongestionReceiver> DoMakeReceiver() const override;
    NetworkNeeds DoGetNeeds() const override;

    double m_oversubscription;
    double m_limit;
    double m_step;
    double m_cut;
    Time m_roundTrip;
};

} // namespace aifabric
} // namespace ns3

#endif // OVERSUBSCRIBED_CONGESTION_CONTROL_H
