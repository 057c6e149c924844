/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CONGESTION_RECEIVER_H
#define CONGESTION_RECEIVER_H

#include "ns3/fabric-domain.h"
#include "ns3/fabric-frame.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/** Who sends what a CongestionReceiver grants: the NIC. */
class CreditSender
{
  public:
    virtual ~CreditSender() = default;

    /**
     * Send a credit to the sender of a connection, before all other control frames.
     * @param data a data packet of the connection: its src, srcQp and qp tell which one it is
     * @param credit what FrameExtra::credit of the frame is to tell
     */
    virtual void SendCredit(const Frame& data, uint64_t credit) = 0;
};

/** What a CongestionReceiver is told of its NIC before the first packet. */
struct ReceiverPlace
{
    uint32_t node{0};              ///< node number of the host, for event keys
    double lineRate{0};            ///< rate of all ports together, bits per second
    uint32_t mtu{0};               ///< payload bytes of a full packet
    uint32_t packet{0};            ///< bytes that a full packet occupies on the wire, gap included
    FabricDomain* domain{nullptr}; ///< clock and calendar
    CreditSender* sender{nullptr}; ///< sends what is granted
};

/**
 * @ingroup ai-fabric
 *
 * The receiving half of a congestion control that works at receivers too: one object hears of all
 * data that comes to a NIC and grants credit (CongestionState::MakeReceiver()).
 */
class CongestionReceiver
{
  public:
    virtual ~CongestionReceiver() = default;

    /**
     * Take up work.
     * @param place the NIC
     */
    void Start(const ReceiverPlace& place)
    {
        m_place = place;
        DoStart();
    }

    /**
     * A data packet has come.
     * @param data the frame; FRAME_TRIMMED: its headers only
     * @param isNew whether its payload was not here before
     */
    void Received(const Frame& data, bool isNew)
    {
        DoReceived(data, isNew);
    }

  protected:
    /** @return the NIC. */
    const ReceiverPlace& GetPlace() const
    {
        return m_place;
    }

  private:
    virtual void DoStart() = 0;
    virtual void DoReceived(const Frame& data, bool isNew) = 0;

    ReceiverPlace m_place;
};

} // namespace aifabric
} // namespace ns3

#endif // CONGESTION_RECEIVER_H
