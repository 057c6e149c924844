/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CREDIT_PACER_H
#define CREDIT_PACER_H

#include "ns3/congestion-receiver.h"
#include "ns3/fabric-event.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_map>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The receiving half of the receiver-credit congestion control of Ultra Ethernet
 * (CreditCongestionControl): it grants credit to the connections of a NIC, one after another, no
 * faster than its link brings what is granted.
 *
 * Connections that have asked for more than they were granted stand in one line. A turn grants what
 * is open, at most the payload of four full packets, and takes the time that this many bytes take
 * at Share of the line rate. Connections that have been granted all that they asked for are served
 * when nobody stands in that line, with credit that they did not ask for: up to the most that they
 * ever asked for at once. So a sender that starts again finds credit in hand.
 */
class CreditPacer : public CongestionReceiver
{
  public:
    static constexpr double SHARE = 0.99; ///< of the line rate, by default

    /**
     * @param share fraction of the line rate that is granted
     */
    explicit CreditPacer(double share);

    /** @return the fraction of the line rate that is granted now. */
    double GetShare() const
    {
        return m_share;
    }

    /** @return bytes granted in all. */
    uint64_t GetGranted() const
    {
        return m_grantedBytes;
    }

    /** @return connections that have asked for more than they were granted. */
    size_t CountWaiting() const
    {
        return m_waiting.size();
    }

  protected:
    /** Take up work: nobody waits. */
    void DoStart() override;

    /**
     * Note what the sender of a packet asks for.
     * @param data the packet, or its headers
     * @param isNew whether its payload was not here before
     */
    void DoReceived(const Frame& data, bool isNew) override;

    /**
     * Change the rate.
     * @param share fraction of the line rate that is granted from the next turn on
     */
    void SetShare(double share)
    {
        m_share = share;
    }

    static constexpr uint32_t PART = 0xfffffe; ///< of event keys: the pacer of the NIC

  private:
    /// A connection.
    struct Connection
    {
        Frame sample{};        ///< the packet that came last, to address credits
        uint64_t asked{0};     ///< in all
        uint64_t granted{0};   ///< in all
        uint64_t most{0};      ///< asked for at once
        bool isWaiting{false}; ///< stands in the line of those that asked
        bool isIdle{false};    ///< stands in the other one
    };

    void Turn();
    void Schedule(uint64_t bytes);
    Connection* TakeWaiting();
    Connection* TakeIdle();
    void Grant(Connection& connection, uint64_t bytes);

    double m_share;
    uint64_t m_pull{0}; ///< bytes that a turn grants at most
    uint64_t m_grantedBytes{0};
    uint64_t m_freeAt{0}; ///< no turn before this time, ps
    FabricEvent m_turnEvent;
    std::unordered_map<uint64_t, Connection> m_connections; ///< by queue pair and host of the peer
    std::deque<Connection*> m_waiting;
    std::deque<Connection*> m_idle;
};

} // namespace aifabric
} // namespace ns3

#endif // CREDIT_PACER_H
