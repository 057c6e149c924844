/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MRC_LOAD_BALANCER_H
#define MRC_LOAD_BALANCER_H

#include "mrc-path-set.h"

#include "ns3/fabric-domain.h"
#include "ns3/host-load-balancer.h"
#include "ns3/nstime.h"
#include "ns3/number-table.h"
#include "ns3/path-catalog.h"
#include "ns3/path-ledger.h"

#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The path states of MRC, multipath reliable connection (arXiv:2605.04333, arXiv:2606.18170): a
 * connection sprays its packets over a set of entropy values (EVs). Each is GOOD, SKIP (a packet
 * came in marked: left out for a short time), DENIED (by the operator, never used) or ASSUMED_BAD:
 * a packet was lost on it. That takes it out at once; an EV of the backup set takes its place. It
 * is probed in the background, and after enough answers in a row it is GOOD again.
 *
 * Where the fabric has at most 16,384 paths between two hosts, an EV is an explicit path, as the
 * static source routes of MRC are; else, or if Steered is false, it is hashed.
 *
 * Our readings: EVs take turns in a random order that is fixed per destination; connections
 * between the same two hosts share their EVs; if the fabric has fewer paths than EVs, each path is
 * one EV and there is no backup; if no EV is GOOD, those in SKIP take turns, then all. Times and
 * thresholds are not published. Probing ends a few rounds after the last data packet, since nobody
 * asks any more.
 *
 * Every loss that recovery reports counts: with trimming or a sufficient reordering threshold
 * these are true losses. ACKs and other control frames take the
 * path of the packet that they answer, so that an EV is good or bad both ways.
 */
class MrcLoadBalancer : public HostLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    MrcLoadBalancer();
    ~MrcLoadBalancer() override;

    PairCost GetPairCost(const PairUse& use) const override;

    /**
     * @param dst a host that was sent to
     * @param entropy that of a route (Route::GetEntropy())
     * @return its state; DENIED also if it is none of the EVs towards this host
     */
    MrcPathState GetPathState(uint32_t dst, uint16_t entropy) const;

    /** @return times that an EV went out of use. */
    uint64_t GetFailures() const
    {
        return m_failures;
    }

    /** @return times that an EV came back. */
    uint64_t GetResurrections() const
    {
        return m_resurrections;
    }

  private:
    std::string CheckConfig() const override;
    NetworkNeeds DoGetNeeds() const override;
    void DoStart() override;
    void DoSelect(Frame& frame) override;
    void DoAcknowledged(const Frame& ack) override;
    void DoLost(const LostPacket& packet) override;
    void DoProbeAnswered(const Frame& reply) override;

    std::string ParseDenied(std::vector<bool>& denied) const;
    MrcPathSet MakePaths(uint32_t dst);
    std::vector<Route> ListAllowed(uint32_t dst);
    void TakeUp(MrcPathSet& paths);
    void ProbeAll();
    void ArmProbes(const MrcPathSet& paths);
    uint64_t GetProbeInterval(const MrcPathSet& paths) const;

    uint32_t m_paths;
    uint32_t m_backup;
    bool m_steered;
    std::string m_deniedList;
    Time m_skipTime;
    Time m_probeInterval;
    uint32_t m_probeSuccesses;
    std::vector<bool> m_denied; ///< by path
    PathCatalog m_catalog;
    uint64_t m_interval{0}; ///< between probes of an EV, ps
    uint64_t m_failures{0};
    uint64_t m_resurrections{0};
    NumberTable<MrcPathSet> m_sets; ///< by destination host
    std::vector<Route> m_bad;       ///< scratch of ProbeAll()
    PathLedger m_ledger;
    FabricEvent m_probeEvent;
};

} // namespace aifabric
} // namespace ns3

#endif // MRC_LOAD_BALANCER_H
