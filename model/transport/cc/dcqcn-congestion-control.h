/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DCQCN_CONGESTION_CONTROL_H
#define DCQCN_CONGESTION_CONTROL_H

#include "dcqcn-parameters.h"

#include "ns3/congestion-control.h"
#include "ns3/data-rate.h"
#include "ns3/idle-attributes.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The reaction point of DCQCN, after Y. Zhu et al., "Congestion Control for Large-Scale RDMA
 * Deployments", SIGCOMM 2015. The notification point is the responder, which takes the interval
 * between CNPs from here; the congestion point is the ECN marker of the switches.
 *
 * A queue pair starts at line rate. CNPs cut its rate R_C by alpha/2, where alpha estimates how
 * steadily they come; a timer and a byte counter raise R_C halfway to the target R_T and, once
 * fast recovery is over, R_T itself. The timer runs, and bytes are counted, only while R_C is below
 * line rate. Alpha has no timer at all: as it matters at a cut only, the periods that passed since
 * the last look are applied then, one by one, with the same result to the last bit. A rate within
 * a millionth of line rate counts as line rate.
 *
 * The attribute Profile chooses a set of parameters, and each other attribute overrides one of
 * them:
 * - paper: the values of the paper for 40 Gb/s links, with the rate cut at each CNP;
 * - firmware: the defaults of ConnectX adapters, where a monitor period sets the pace of cuts;
 * - hpcc: the vendor's settings in the simulator of the HPCC paper (Y. Li et al., SIGCOMM 2019),
 *   which have no byte counter and whose increases are proportional to the line rate.
 */
class DcqcnCongestionControl : public CongestionControl,
                               public IdleAttributes,
                               public ResolvedAttributes
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    DcqcnCongestionControl();
    ~DcqcnCongestionControl() override;

    /** @return alpha now, all periods that ended by now included. */
    double GetAlpha() const;

    /** @return the target rate R_T, bits per second. */
    double GetTargetRate() const
    {
        return m_target;
    }

    /** @return true while the increase timer runs. */
    bool IsRecovering() const
    {
        return m_increaseEvent.IsPending();
    }

    /**
     * Add the attributes of increases and of the least rate.
     * @param tid the type
     * @return the same type
     */
    static TypeId AddIncreases(TypeId tid);

    /**
     * Profile and overrides put together. The configuration must have passed Check().
     * @param lineRate rate of the link in bits per second, which some profiles scale with
     * @return the parameters in force on such a link
     */
    DcqcnParameters Resolve(double lineRate) const;

    /**
     * Signature of sinks of alpha.
     * @param oldAlpha alpha before
     * @param newAlpha alpha after
     */
    using AlphaTracedCallback = void (*)(double oldAlpha, double newAlpha);

  private:
    void DoStart() override;
    bool DoIsInitial() const override;
    std::string CheckConfig() const override;
    void DoSent(uint32_t bytes) override;
    void DoNotified() override;
    uint64_t DoGetNotificationInterval() const override;
    NetworkNeeds DoGetNeeds() const override;
    std::vector<IdleAttribute> DoListIdle(const PlaceOfUse& place) const override;
    std::vector<ResolvedAttribute> DoListResolved(const PlaceOfUse& place) const override;

    /** Bring alpha up to date. */
    void UpdateAlpha();
    /** A CNP came, or now ends a monitor period in which one came. */
    void Cut();
    void IncreaseTimerFired();
    /**
     * Raise the rate.
     * @param stage the increases of the cause at hand since the last cut, to be counted up
     */
    void Increase(uint64_t& stage);
    void SetTarget(double target);

    std::string m_profile;
    std::string m_clamp;
    std::string m_hyperStep;
    Time m_cnpInterval;
    Time m_alphaPeriod;
    Time m_cutPeriod;
    Time m_increasePeriod;
    double m_alphaGain;
    double m_initialAlpha;
    double m_maxCut;
    double m_firstFactor;
    int64_t m_byteCounter;
    int64_t m_recoverySteps;
    DataRate m_additiveRate;
    DataRate m_hyperRate;
    DataRate m_minRate;

    DcqcnParameters m_set{};
    double m_target{0};
    double m_alpha{0};        ///< alpha at m_alphaFrom
    uint64_t m_origin{0};     ///< the first CNP, from which periods count
    uint64_t m_alphaFrom{0};  ///< start of the alpha period up to which m_alpha is computed
    uint64_t m_timeStage{0};  ///< increases by the timer since the last cut
    uint64_t m_byteStage{0};  ///< increases by the byte counter since the last cut
    uint64_t m_hyperSteps{0}; ///< hyper increases since the last cut
    uint64_t m_bytes{0};      ///< sent since the byte counter last ran full
    bool m_started{false};    ///< the first CNP came
    bool m_notified{false};   ///< a CNP came in the alpha period that starts at m_alphaFrom
    FabricEvent m_increaseEvent;
    FabricEvent m_cutEvent;
    FabricTrace<double, double> m_alphaTrace;
    FabricTrace<double, double> m_targetTrace;
};

} // namespace aifabric
} // namespace ns3

#endif // DCQCN_CONGESTION_CONTROL_H
