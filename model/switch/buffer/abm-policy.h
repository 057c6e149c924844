/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ABM_POLICY_H
#define ABM_POLICY_H

#include "alpha-policy.h"
#include "flow-table.h"

#include "ns3/nstime.h"

#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Active buffer management (V. Addanki et al., "ABM: active buffer management in datacenters",
 * SIGCOMM'22): a queue may take of the pool while it has less of it than
 *
 *   T = alpha_p (B - Q) / n_p * mu / b
 *
 * where B is the pool and Q what is taken of it, n_p is the number of congested queues of its class
 * in the domain, and mu / b is the part of the rate of its port at which it was drained. So the
 * buffer that a class has is bounded, and so is the time that a queue takes to drain.
 *
 * A queue is congested above Congested. n_p and mu are those of the last update; updates are at
 * least Update apart, at the arrival of a frame. mu / b is 1 of queues that were not congested at
 * both ends of that time, for what they could have had is not known. The first packets of a flow,
 * as many as the egress can send in Unscheduled, have UnscheduledAlpha in place of alpha.
 */
class AbmPolicy final : public AlphaPolicy
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    AbmPolicy();
    ~AbmPolicy() override;

    /**
     * @param port number of a port
     * @param priority a class
     * @return mu / b of its queue
     */
    double GetDrain(uint32_t port, uint8_t priority) const
    {
        return m_queues[port * CLASS_COUNT + priority].drain;
    }

    /**
     * @param domain number of a domain
     * @param priority a class
     * @return congested queues of the class in it
     */
    uint32_t GetCongested(uint32_t domain, uint8_t priority) const
    {
        return m_congested[domain * CLASS_COUNT + priority];
    }

    /**
     * @param port number of a port
     * @param priority a class
     * @return the threshold of its queue for packets that are not the first of a flow, cells
     */
    double GetThreshold(uint32_t port, uint8_t priority) const;

  private:
    /// A class queue of a port.
    struct Queue
    {
        double factor{1};   ///< of alpha and what is free: mu / b / n
        double drain{1};    ///< mu / b
        uint64_t taken{0};  ///< bytes admitted since the last update
        uint64_t before{0}; ///< bytes that it had then
    };

    /// A flow.
    struct Flow
    {
        uint64_t bytes{0}; ///< since it began, or began again
        uint64_t last{0};  ///< when its last packet came, ps
    };

    AdmissionVerdict DoAdmit(AdmissionRequest request) override;
    std::string CheckConfig() override;
    double DoGetLargestShare() const override;
    void Refresh(uint64_t now);
    void Measure(PortView port, uint8_t priority, uint64_t elapsed);
    bool IsUnscheduled(AdmissionRequest request, uint64_t now);

    std::vector<Queue> m_queues;       ///< by port and class
    std::vector<uint32_t> m_congested; ///< queues by domain and class
    FlowTable<Flow> m_flows;
    uint64_t m_last{0};   ///< time of the last update, ps
    uint64_t m_due{0};    ///< time of the next, ps
    uint64_t m_threshold; ///< bytes above which a queue is congested
    double m_unscheduledAlpha;
    Time m_update;
    Time m_unscheduled;
    Time m_flowGap;
};

} // namespace aifabric
} // namespace ns3

#endif // ABM_POLICY_H
