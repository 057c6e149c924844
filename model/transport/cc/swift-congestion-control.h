/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWIFT_CONGESTION_CONTROL_H
#define SWIFT_CONGESTION_CONTROL_H

#include "ns3/congestion-control.h"
#include "ns3/nstime.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What Swift and MSwift have in common: a window in packets, which aims at a delay. After G. Kumar
 * et al., "Swift: Delay is Simple and Effective for Congestion Control in the Datacenter",
 * SIGCOMM 2020, without its part for the delay within hosts (hosts here have none).
 *
 *     target = BaseTarget + HopScale x switches + clip(a / sqrt(window) + b, 0, FlowRange)
 *
 * a and b are such that the last term is FlowRange at FlowMin packets and 0 at FlowMax. Where the
 * idle round trip is longer than BaseTarget and the term of switches, it takes their place, and one
 * HopScale is added: a target that cannot be met would stop the flow.
 *
 * Below the target, an ACK adds AdditivePackets x acknowledged / window; above it, and once per
 * round trip, the window shrinks by Beta (delay - target) / delay, at most by MaxCut. What is found
 * lost, or a timeout, takes MaxCut, once per round trip. A window below one packet is a packet per
 * round-trip time / window.
 */
class DelayTargetCongestionControl : public CongestionControl
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /** @return the window, packets. */
    double GetPackets() const
    {
        return m_packets;
    }

    /** @return the delay at which it aims with the window that it has, ps. */
    double GetTarget() const;

  protected:
    DelayTargetCongestionControl();
    ~DelayTargetCongestionControl() override;

    void DoStart() override;
    /** @return an empty string, or one line that names the attribute and what is allowed. */
    std::string CheckConfig() const override;

  private:
    void DoAcknowledged(const Frame& ack, uint64_t bytes) override;
    void DoLost() override;
    void DoTimedOut() override;
    NetworkNeeds DoGetNeeds() const override;

    /**
     * Find the delay to react to.
     * @param delay that of an ACK, ps
     * @return the delay, ps
     */
    virtual uint64_t Judge(uint64_t delay) = 0;

    /** Find the parts of the target. */
    void FindTarget();
    /** Shrink the window if a round trip has passed since it shrank. */
    void Shrink(double factor, bool mayShrink);
    void SetPackets(double packets);

    Time m_baseTarget;
    Time m_hopScale;
    Time m_flowRange;
    double m_flowMin;
    double m_flowMax;
    double m_additive;
    double m_beta;
    double m_maxCut;
    double m_initial;
    double m_minWindow;

    double m_fixed{0};    ///< part of the target that is always there, ps
    double m_range{0};    ///< most of the part by window, ps
    double m_slope{0};    ///< a, ps
    double m_offset{0};   ///< b, ps
    double m_packets{1};  ///< the window
    uint64_t m_delay{0};  ///< of the last ACK, ps
    uint64_t m_shrunk{0}; ///< when the window shrank, ps
};

/**
 * @ingroup ai-fabric
 *
 * Swift: it reacts to the delay of each ACK.
 */
class SwiftCongestionControl : public DelayTargetCongestionControl
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

  private:
    uint64_t Judge(uint64_t delay) override;
};

/**
 * @ingroup ai-fabric
 *
 * MSwift (B. Gerstein, M. Silberstein, I. Keslassy, "Congestion Control for Spraying with Congested
 * Paths", arXiv:2509.07907): Swift that reacts to the median of the last delays, so that a few
 * congested paths of many do not stop a sprayed flow.
 */
class MswiftCongestionControl : public DelayTargetCongestionControl
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    MswiftCongestionControl();
    ~MswiftCongestionControl() override;

  private:
    void DoStart() override;
    std::string CheckConfig() const override;
    uint64_t Judge(uint64_t delay) override;

    uint32_t m_samples;
    std::vector<uint64_t> m_delays; ///< the last ones, ps
    std::vector<uint64_t> m_sorted; ///< the same in order
    size_t m_oldest{0};             ///< where the oldest one is in m_delays
};

} // namespace aifabric
} // namespace ns3

#endif // SWIFT_CONGESTION_CONTROL_H
