/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PRIME_LOAD_BALANCER_H
#define PRIME_LOAD_BALANCER_H

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
 * Spraying after PRIME (arXiv:2507.23012): pseudo-random round robin that knows the topology. The
 * entropy has one field per tier of the fabric with a choice; signs of congestion are weighted by
 * severity and decay with time.
 *
 * Published are these principles only. Our reading: packets are steered, and the fields are the
 * digits of the path number. Per queue pair, each field steps through a random permutation of its
 * values; the lowest with every packet, each other when the one below has gone round (an odometer).
 * So every window as long as a permutation uses each next hop of the edge switch once, and the
 * packets through one next hop use each of its next hops in turn. A mark, a loss or a timeout adds
 * its severity to the penalty of every value on the path; penalties decay exponentially; values
 * with a penalty of Threshold or more are skipped if at least half of the field has smaller ones.
 * However bad all are, half of the next hops remain in use, lest all packets meet on the best.
 *
 * ACKs and other control frames take the path of the packet that they answer, so that a path is
 * judged both ways.
 */
class PrimeLoadBalancer : public HostLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    PrimeLoadBalancer();
    ~PrimeLoadBalancer() override;

    /**
     * @param qp number of a queue pair
     * @return the number of values of each field, the edge switch's first
     */
    std::vector<uint32_t> GetFields(uint32_t qp) const;

  private:
    /// A value of a field: the number of a next hop.
    struct Value
    {
        double penalty{0};
        uint64_t penaltyAt{0}; ///< when the penalty was this, ps
        uint64_t clearAt{0};   ///< when it falls below the threshold, ps
    };

    /// A tier with a choice.
    struct Field
    {
        uint32_t divisor{1};         ///< of the path number
        size_t position{0};          ///< in the order
        std::vector<uint16_t> order; ///< permutation of the values
        std::vector<Value> values;   ///< by value
    };

    /// What is known of one queue pair.
    struct State
    {
        std::vector<Field> fields; ///< the edge switch's first
        uint64_t decay{0};         ///< time constant, ps
        uint64_t epoch{0};         ///< of the routes
    };

    std::string CheckConfig() const override;
    NetworkNeeds DoGetNeeds() const override;
    void DoSelect(Frame& frame) override;
    void DoStart() override;
    void DoAcknowledged(const Frame& ack) override;
    void DoLost(const LostPacket& packet) override;

    State& MakeState(const Frame& frame);
    static bool Step(Field& field);
    static bool IsSkipped(const Field& field, uint16_t value, uint64_t now);
    static uint32_t Pick(Field& field, uint64_t now, bool& carry);
    void Punish(uint32_t qp, uint16_t entropy, double severity);

    double m_markSeverity;
    double m_lossSeverity;
    double m_timeoutSeverity;
    double m_threshold;
    Time m_decayTime;
    PathCatalog m_catalog;
    NumberTable<State> m_states; ///< by queue pair
    PathLedger m_ledger;
};

} // namespace aifabric
} // namespace ns3

#endif // PRIME_LOAD_BALANCER_H
