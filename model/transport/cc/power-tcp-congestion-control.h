/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef POWER_TCP_CONGESTION_CONTROL_H
#define POWER_TCP_CONGESTION_CONTROL_H

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
 * What PowerTCP and theta-PowerTCP have in common (V. Addanki et al., "PowerTCP: Pushing the
 * Performance Limits of Datacenter Networks", NSDI 2022): the power of the bottleneck, 1 where it
 * is in balance, averaged over a round trip, divides the rate:
 *
 *     R = gamma (R / power + AI) + (1 - gamma) R
 *
 * R on the right is the reference, which changes once per round trip; in between each ACK sets the
 * sending rate from it. (The paper has the window of one round trip ago there.) AI is added inside
 * the blend, as in the authors' program.
 */
class PowerCongestionControl : public RoundTripCongestionControl
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /** @return the averaged power. */
    double GetPower() const
    {
        return m_power;
    }

    /**
     * Signature of sinks of powers.
     * @param oldPower before
     * @param newPower after
     */
    using PowerTracedCallback = void (*)(double oldPower, double newPower);

  protected:
    PowerCongestionControl();
    ~PowerCongestionControl() override;

    /**
     * Add the attribute Gamma, the trace source Power, and attributes of
     * RoundTripCongestionControl.
     * @param tid the type
     * @param gamma its default
     * @return the type
     */
    static TypeId AddGamma(TypeId tid, double gamma);

    void DoStart() override;
    /** @return an empty string, or one line that names the attribute and what is allowed. */
    std::string CheckConfig() const override;
    std::vector<ScaledRate> ListRates() const override;

    /**
     * Average a power, and set the rate by it.
     * @param power a sample
     * @param interval the time for which it stands, ps
     * @param base the round-trip time over which to average, ps
     * @param ends whether the ACK ends a round trip
     * @param goal power at which the rate stays as it is
     */
    void React(double power, double interval, double base, bool ends, double goal);

  private:
    double m_gamma;
    DataRate m_additiveRate;
    double m_additive{0}; ///< bits per second
    double m_power{1};    ///< averaged
    FabricTrace<double, double> m_powerTrace;
};

/**
 * @ingroup ai-fabric
 *
 * PowerTCP with telemetry. The power of a hop is (bytes sent and queue growth per time) x
 * (queue + C T) / (C C T); the first factor counts as at least half of C, and the power is divided
 * by the load that is aimed at.
 */
class PowerTcpCongestionControl : public PowerCongestionControl
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    PowerTcpCongestionControl();
    ~PowerTcpCongestionControl() override;

  private:
    void DoStart() override;
    std::string CheckConfig() const override;
    void DoAcknowledged(const Frame& ack, uint64_t bytes) override;
    NetworkNeeds DoGetNeeds() const override;

    double m_target;
    bool m_exact;
    uint32_t m_mostPaths;
    PathTelemetry m_paths;
    uint64_t m_measured{0}; ///< when the last sample came, ps
};

/**
 * @ingroup ai-fabric
 *
 * theta-PowerTCP: the same from round-trip times alone. The power is (1 + growth of the round-trip
 * time per time) x round-trip time / (Slack x least round-trip time); the first factor counts as at
 * least a half.
 */
class ThetaPowerTcpCongestionControl : public PowerCongestionControl
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    ThetaPowerTcpCongestionControl();
    ~ThetaPowerTcpCongestionControl() override;

  private:
    void DoStart() override;
    std::string CheckConfig() const override;
    void DoAcknowledged(const Frame& ack, uint64_t bytes) override;
    NetworkNeeds DoGetNeeds() const override;

    double m_slack;
    uint64_t m_least{0}; ///< round-trip time, ps
    uint64_t m_last{0};  ///< round-trip time before, ps
    uint64_t m_at{0};    ///< when it was measured, ps
};

} // namespace aifabric
} // namespace ns3

#endif // POWER_TCP_CONGESTION_CONTROL_H
