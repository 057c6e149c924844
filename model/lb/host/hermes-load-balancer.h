/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HERMES_LOAD_BALANCER_H
#define HERMES_LOAD_BALANCER_H

#include "hermes-paths.h"

#include "ns3/fabric-domain.h"
#include "ns3/host-load-balancer.h"
#include "ns3/idle-attributes.h"
#include "ns3/nstime.h"
#include "ns3/number-table.h"
#include "ns3/path-catalog.h"

#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Hermes (H. Zhang et al., "Resilient datacenter load balancing in the wild", SIGCOMM 2017). A
 * host classes the paths to each edge switch by marks, round-trip time, timeouts and losses. New
 * flows, and those hit by a timeout or a failed path, take a good path. Other flows are moved with
 * caution: off a congested path only, only after much was sent over it, only if they are slow, and
 * only to a path that is notably better. While data flows, two random paths and the best one are
 * probed at intervals.
 *
 * A flow is a queue pair from idle to idle. Hosts do not share what they know, as those of a rack
 * do in the paper.
 */
class HermesLoadBalancer : public HostLoadBalancer, public IdleAttributes
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    HermesLoadBalancer();
    ~HermesLoadBalancer() override;

    /** @return how often a flow was moved off a congested path. */
    uint64_t GetMoves() const
    {
        return m_moves;
    }

  private:
    /// The paths to one edge switch.
    struct Rack
    {
        explicit Rack(const HermesPaths& some)
            : paths(some)
        {
        }

        HermesPaths paths;
        uint64_t epoch{0};  ///< of the routes
        uint32_t host{0};   ///< to which data was sent last
        bool active{false}; ///< data was sent since the last probes
    };

    /// A queue pair.
    struct Flow
    {
        Rack* rack{nullptr};
        uint32_t path{0};                ///< index
        uint32_t next{0};                ///< one above the highest packet sent
        uint64_t epoch{0};               ///< of the routes, when it took its path
        bool fresh{true};                ///< idle: what follows is a new flow
        bool timedOut{false};            ///< the timer ran out
        uint64_t timedOutAt{UINT64_MAX}; ///< ps
        uint64_t sent{0};                ///< bytes since it took its path
        FadingRate rate;
    };

    void DoSelect(Frame& frame) override;
    void DoStart() override;
    std::string CheckConfig() const override;
    void DoAcknowledged(const Frame& ack) override;
    void DoLost(const LostPacket& packet) override;
    void DoProbeAnswered(const Frame& reply) override;
    NetworkNeeds DoGetNeeds() const override;
    std::vector<IdleAttribute> DoListIdle(const PlaceOfUse& place) const override;
    void DoDispose() override;
    Rack* GetRack(uint32_t dst);
    void Place(Flow& flow, uint64_t now);
    void Reconsider(Flow& flow, uint64_t now);
    void Probe();
    void ProbePath(const Rack& rack, uint32_t index);

    double m_ecn;
    double m_rttLow;
    double m_rttHigh;
    double m_betterEcn;
    double m_betterRtt;
    Time m_hopDelay;
    double m_rate;
    uint64_t m_bytes;
    Time m_interval;
    uint32_t m_timeouts;
    double m_losses;
    Time m_lossWindow;
    Time m_failureTime;
    Time m_rateWindow;
    double m_gain;
    uint64_t m_moves{0};
    HermesThresholds m_thresholds;
    PathCatalog m_catalog;
    NumberTable<Rack> m_racks; ///< by edge switch
    NumberTable<Flow> m_flows; ///< by queue pair
    FabricEvent m_probeEvent;
};

} // namespace aifabric
} // namespace ns3

#endif // HERMES_LOAD_BALANCER_H
