/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef AVOID_LOAD_BALANCER_H
#define AVOID_LOAD_BALANCER_H

#include "ns3/fabric-domain.h"
#include "ns3/host-load-balancer.h"
#include "ns3/nstime.h"
#include "ns3/path-catalog.h"
#include "ns3/path-doubt.h"

#include <memory>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Path avoidance at the host, to be joined with a strategy of switches (ofan+avoid). It is an idea
 * of this project; doc/ofan-avoid.rst has its reasons and invariants.
 *
 * As long as nothing is lost it does nothing: switches rotate. A packet whose ACK is overtaken by
 * that of a packet sent much later is taken for lost; then the host probes every path to the edge
 * switch of that destination with one small packet. Paths that do not answer are avoided: until
 * they answer again, or routes have been computed anew, packets to that edge switch are steered in
 * rotation over the others. A host that is probed doubts its own paths back, since its ACKs take
 * them.
 */
class AvoidLoadBalancer : public HostLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    AvoidLoadBalancer();
    ~AvoidLoadBalancer() override;

    /** @return the number of packets that were steered. */
    uint64_t GetSteered() const
    {
        return m_steered;
    }

    /** @return the number of rounds in which all paths to an edge switch were probed. */
    uint64_t GetRounds() const
    {
        return m_rounds;
    }

    /**
     * @param dst fabric host number
     * @return the number of paths towards it that are avoided now
     */
    uint32_t CountAvoided(uint32_t dst) const;

    /**
     * Signature of sinks of paths.
     * @param edge number of the edge switch
     * @param path number of the path to it
     */
    using PathTracedCallback = void (*)(uint32_t edge, uint32_t path);

  private:
    void DoSelect(Frame& frame) override;
    void DoStart() override;
    void DoAcknowledged(const Frame& ack) override;
    void DoLost(const LostPacket& packet) override;
    void DoProbeAnswered(const Frame& reply) override;
    void DoProbed(const Frame& probe) override;
    NetworkNeeds DoGetNeeds() const override;
    std::string CheckConfig() const override;

    bool IsNeighbour(uint32_t host) const;
    PathDoubt& GetDoubt(uint32_t dst);
    void Await(PathDoubt& doubt, uint64_t time);
    void Doubt(PathDoubt& doubt, uint32_t dst);
    void Ask(PathDoubt& doubt, bool avoidedOnly);
    void Judge(PathDoubt& doubt);
    uint64_t Attend(PathDoubt& doubt, uint64_t now);
    void TimerFired();

    double m_tolerance;
    Time m_probeInterval;
    uint32_t m_probeSuccesses;
    FabricEvent m_timer;
    PathCatalog m_catalog;
    uint32_t m_ownEdge{0};
    std::vector<std::unique_ptr<PathDoubt>> m_doubts; ///< by edge switch, made on first use
    std::vector<PathDoubt*> m_active;                 ///< those with something to wait for
    uint64_t m_steered{0};
    uint64_t m_rounds{0};
    FabricTrace<uint32_t, uint32_t> m_avoidedTrace;
    FabricTrace<uint32_t, uint32_t> m_restoredTrace;
};

} // namespace aifabric
} // namespace ns3

#endif // AVOID_LOAD_BALANCER_H
