/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PORT_TRACES_H
#define PORT_TRACES_H

#include "ns3/fabric-trace.h"
#include "ns3/frame-pool.h"
#include "ns3/packet.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The trace sources of a port, named by FabricNetDevice.
 */
class PortTraces
{
  protected:
    FabricTrace<const Frame&> m_frameSentTrace;       ///< the first bit of a frame is on the link
    FabricTrace<const Frame&> m_frameReceivedTrace;   ///< a frame came in
    FabricTrace<Ptr<const Packet>> m_phyTxBeginTrace; ///< as m_frameSentTrace, a packet
    FabricTrace<Ptr<const Packet>> m_phyRxEndTrace;   ///< as m_frameReceivedTrace, a packet
    FabricTrace<Ptr<const Packet>> m_snifferTrace;    ///< all packets sent and received
    FabricTrace<Ptr<const Packet>> m_promiscSnifferTrace; ///< as m_snifferTrace
    FabricTrace<uint64_t, uint64_t> m_backlogTrace;       ///< bytes waiting, before and after
    FabricTrace<const Frame&> m_frameEnqueuedTrace;       ///< a frame entered a class queue
    FabricTrace<Ptr<const Packet>> m_enqueueTrace;        ///< as m_frameEnqueuedTrace, a packet
    FabricTrace<Ptr<const Packet>> m_dequeueTrace;        ///< a packet left a class queue
    FabricTrace<Ptr<const Packet>> m_dropTrace;           ///< as m_frameDroppedTrace, a packet
    FabricTrace<const Frame&, DropReason> m_frameDroppedTrace; ///< a frame is lost here
    FabricTrace<const Frame&> m_frameTrimmedTrace;             ///< a frame lost its payload
    FabricTrace<uint8_t, uint8_t> m_pausedTrace;               ///< paused classes, before and after
    FabricTrace<> m_linkChange;                                ///< the link went up or down
};

} // namespace aifabric
} // namespace ns3

#endif // PORT_TRACES_H
