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
    FabricTrace<const Frame&> m_frameSentTrace;
    FabricTrace<const Frame&> m_frameReceivedTrace;
    FabricTrace<Ptr<const Packet>> m_phyTxBeginTrace;
    FabricTrace<Ptr<const Packet>> m_phyRxEndTrace;
    FabricTrace<Ptr<const Packet>> m_snifferTrace;
    FabricTrace<Ptr<const Packet>> m_promiscSnifferTrace;
    FabricTrace<uint64_t, uint64_t> m_backlogTrace;
    FabricTrace<const Frame&> m_frameEnqueuedTrace;
    FabricTrace<Ptr<const Packet>> m_enqueueTrace;
    FabricTrace<Ptr<const Packet>> m_dequeueTrace;
    FabricTrace<Ptr<const Packet>> m_dropTrace;
    FabricTrace<const Frame&, DropReason> m_frameDroppedTrace;
    FabricTrace<const Frame&> m_frameTrimmedTrace;
    FabricTrace<uint8_t, uint8_t> m_pausedTrace;
    FabricTrace<> m_linkChange;
};

} // namespace aifabric
} // namespace ns3

#endif // PORT_TRACES_H
