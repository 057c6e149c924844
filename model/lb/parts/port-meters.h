/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PORT_METERS_H
#define PORT_METERS_H

#include "rate-estimator.h"

#include "ns3/switch-load-balancer.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A rate estimator for every port of a switch, fed by what leaves the queues. Utilisation refers to
 * the rate that a port has at the moment.
 */
class PortMeters
{
  public:
    /**
     * Begin.
     * @param ports number of ports
     * @param services the switch
     * @param period time between two decays
     * @param alpha share that a decay takes away, above 0 and at most 1
     */
    void Start(uint32_t ports, SwitchServices* services, Time period, double alpha)
    {
        m_meters.assign(ports, {});
        m_services = services;
        m_period = period;
        m_alpha = alpha;
    }

    /**
     * Count a frame that leaves a queue.
     * @param bytes its size
     * @param port number of the port
     * @param now the time, ps
     */
    void Sent(uint32_t bytes, uint16_t port, uint64_t now)
    {
        Get(port).Add(bytes + WIRE_OVERHEAD_BYTES, now);
    }

    /**
     * @param port number of a port
     * @param now the time, ps
     * @return its utilisation, 1 for a busy link
     */
    double GetUtilisation(uint16_t port, uint64_t now)
    {
        RateEstimator& meter = Get(port);
        meter.SetRate(m_services->GetPortViews()[port].GetDataRate().GetBitRate());
        return meter.GetUtilisation(now);
    }

  private:
    /// The estimator of a port.
    struct Meter
    {
        RateEstimator estimator;
        bool started{false};
    };

    RateEstimator& Get(uint16_t port)
    {
        Meter& meter = m_meters[port];
        if (!meter.started)
        {
            meter.started = true;
            meter.estimator.Start(m_period,
                                  m_alpha,
                                  m_services->GetPortViews()[port].GetDataRate().GetBitRate());
        }
        return meter.estimator;
    }

    std::vector<Meter> m_meters;
    SwitchServices* m_services{nullptr};
    Time m_period;
    double m_alpha{0};
};

} // namespace aifabric
} // namespace ns3

#endif // PORT_METERS_H
