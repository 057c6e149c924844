/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WHACK_A_MOLE_LOAD_BALANCER_H
#define WHACK_A_MOLE_LOAD_BALANCER_H

#include "ns3/host-load-balancer.h"
#include "ns3/nstime.h"
#include "ns3/number-table.h"
#include "ns3/path-catalog.h"
#include "ns3/path-ledger.h"

#include <cstddef>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Spraying after Whack-a-Mole (arXiv:2509.18519): m selection units are dealt out to the paths,
 * each path holding consecutive ones. A counter whose bits are reversed picks the unit of each
 * packet, so that in any window of packets the number that a path gets differs from its share by
 * O(log m), whatever the shares are. Congestion takes units away from a path.
 *
 * Our readings, since the parameters are not published: m is a power of two; the counter starts at
 * a random value and the paths stand in a random order, so that queue pairs differ; a marked
 * packet takes a quarter of its fair share from a path and a loss all of it; units go to the paths
 * that are not short of any, evenly; in every RestoreTime each path gets back a quarter of its
 * fair share from those that hold more than theirs.
 *
 * Packets are steered. ACKs and other control frames take the path of the packet that they answer,
 * so that a path is judged both ways.
 */
class WhackAMoleLoadBalancer : public HostLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    WhackAMoleLoadBalancer();
    ~WhackAMoleLoadBalancer() override;

    /**
     * @param qp number of a queue pair
     * @param entropy what stands for the path (Route::GetEntropy())
     * @return units that the path holds
     */
    uint32_t GetUnits(uint32_t qp, uint16_t entropy) const;

  private:
    /// A path of a queue pair.
    struct Path
    {
        uint16_t number; ///< of the path
        uint32_t units;  ///< that it holds
        uint32_t fair;   ///< units that it is due
    };

    /// What is known of one queue pair.
    struct State
    {
        std::vector<Path> paths;       ///< in the order of their units
        std::vector<uint16_t> indexOf; ///< by number of a path: its place in the order
        std::vector<uint32_t> ends;    ///< first unit behind those of each path
        uint32_t bits{0};              ///< binary logarithm of the number of units
        uint32_t counter{0};           ///< packets so far, from a random start
        size_t turn{0};                ///< who gets the next odd unit
        uint32_t shortOf{0};           ///< paths that hold fewer units than they are due
        uint64_t period{0};            ///< between restorations, ps
        uint64_t restoreAt{0};         ///< time of the next, ps
        uint64_t epoch{0};             ///< of the routes
    };

    std::string CheckConfig() const override;
    NetworkNeeds DoGetNeeds() const override;
    void DoSelect(Frame& frame) override;
    void DoStart() override;
    void DoAcknowledged(const Frame& ack) override;
    void DoLost(const LostPacket& packet) override;

    State& MakeState(const Frame& frame);
    void Whack(uint32_t qp, uint16_t entropy, double share);
    void Restore(State& state);
    static void Deal(State& state, size_t from, uint32_t units);
    static void Settle(State& state);

    uint32_t m_units;
    double m_markShare;
    double m_lossShare;
    double m_restoreShare;
    Time m_restoreTime;
    PathCatalog m_catalog;
    NumberTable<State> m_states; ///< by queue pair
    PathLedger m_ledger;
};

} // namespace aifabric
} // namespace ns3

#endif // WHACK_A_MOLE_LOAD_BALANCER_H
