/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HPCC_CONGESTION_CONTROL_H
#define HPCC_CONGESTION_CONTROL_H

#include "path-telemetry.h"
#include "round-trip-congestion-control.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * HPCC, after Y. Li et al., "HPCC: High Precision Congestion Control", SIGCOMM 2019. ACKs return
 * what each hop tells of time, bytes sent and queue. The load of a hop is
 *
 *     u = min(queue, queue before) / (C T) + rate sent / C
 *
 * with the link rate C and the idle round-trip time T; that of the most loaded hop, averaged over
 * T, is U. Once per round trip, the reference rate becomes R = R / (U / eta) + AI if U >= eta or
 * after MaxStage additive steps, and R + AI otherwise. In between, each ACK does the same to the
 * sending rate, starting from the reference. The window is the rate times T.
 *
 * The first ACK of a path is only remembered. Packets of several paths (which the paper does not
 * treat) are compared with those before them on the same path, and one that follows a packet of
 * another path weighs in U by the time since that one.
 */
class HpccCongestionControl : public RoundTripCongestionControl
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    HpccCongestionControl();
    ~HpccCongestionControl() override;

    /** @return U, the averaged load of the most loaded hop. */
    double GetLoad() const
    {
        return m_load;
    }

    /**
     * Signature of sinks of loads.
     * @param oldLoad U before
     * @param newLoad U after
     */
    using LoadTracedCallback = void (*)(double oldLoad, double newLoad);

  private:
    void DoStart() override;
    std::string CheckConfig() const override;
    void DoAcknowledged(const Frame& ack, uint64_t bytes) override;
    NetworkNeeds DoGetNeeds() const override;
    std::vector<ScaledRate> ListRates() const override;

    /** Bring U up to date. */
    void Measure(const std::vector<HopChange>& hops);

    double m_target;
    uint32_t m_maxStage;
    DataRate m_additiveRate;
    bool m_exact;
    uint32_t m_mostPaths;

    PathTelemetry m_paths;
    double m_additive{0};   ///< AI, bits per second
    double m_load{1};       ///< U
    uint64_t m_measured{0}; ///< when U was brought up to date, ps
    uint32_t m_stage{0};    ///< additive steps in a row
    FabricTrace<double, double> m_loadTrace;
};

} // namespace aifabric
} // namespace ns3

#endif // HPCC_CONGESTION_CONTROL_H
