/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FLOW_PLACE_H
#define FLOW_PLACE_H

#include "ns3/fabric-domain.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/** What a congestion control is told about its queue pair before the first packet. */
struct FlowPlace
{
    uint32_t node{0};    ///< node number of the host
    uint32_t part{0};    ///< number of the queue pair within the node, for event keys
    double lineRate{0};  ///< rate of the ports that it may use, all together, bits per second
    uint64_t baseRtt{0}; ///< round-trip time of a full packet and its ACK in an idle fabric, ps
    uint32_t mtu{0};     ///< payload bytes of a full packet
    uint32_t packet{0};  ///< bytes that a full packet occupies on the wire, gap included
    uint32_t hops{0};    ///< links of the longest way to the peer, those of both hosts included
    double feasible{1}; ///< fraction of the line rate at which all flows can send at once, if known
    FabricDomain* domain{nullptr}; ///< clock and calendar; null: those of the first domain
};

/** Who is told when rate or window changed: the queue pair. */
class CongestionListener
{
  public:
    virtual ~CongestionListener() = default;
    /** Rate, window or block is another now. */
    virtual void CongestionStateChanged() = 0;
    /** @return payload bytes sent, and neither acknowledged nor known to be lost. */
    virtual uint64_t GetBytesInFlight() const = 0;
    /** @return payload bytes of posted messages that still have to leave, again or first. */
    virtual uint64_t GetBacklog() const = 0;

    /** @return queue pairs of the NIC that have a packet to send now, the own one included. */
    virtual uint32_t CountSenders() const
    {
        return 1;
    }
};

} // namespace aifabric
} // namespace ns3

#endif // FLOW_PLACE_H
