/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NIC_IDENTITY_H
#define NIC_IDENTITY_H

#include "ns3/fabric-domain.h"
#include "ns3/fabric-frame.h"
#include "ns3/frame-pool.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Who a NIC is and how it writes its packets: what everything in it reads, and nothing changes once
 * it has started. The attributes of RoceNic say what each value means.
 */
class NicIdentity
{
  public:
    /** @return payload bytes of a full packet. */
    uint32_t GetMtu() const
    {
        return m_mtu;
    }

    /** @return bytes by which headers exceed those of IPv4. */
    uint32_t GetIpExtra() const
    {
        return m_ipVersion == 6 ? wire::IPV6_EXTRA_BYTES : 0;
    }

    /** @return the flag that frames of this host carry for their IP version. */
    uint16_t GetIpFlag() const
    {
        return m_ipVersion == 6 ? FRAME_IPV6 : 0;
    }

    /** @return flags that data packets of this host carry, whatever they are. */
    uint16_t GetDataFlags() const
    {
        return static_cast<uint16_t>(GetIpFlag() | (m_telemetry ? FRAME_TELEMETRY : 0) |
                                     (m_rethEverywhere ? FRAME_RETH : 0));
    }

    /** @return fabric host number. */
    uint32_t GetHost() const
    {
        return m_host;
    }

    /** @return number of the node. */
    uint32_t GetNodeId() const
    {
        return m_node;
    }

    /** @return clock and calendar of the host. */
    FabricDomain& GetDomain() const
    {
        return *m_domain;
    }

    /** @return where frames are made. */
    FramePool& GetPool() const
    {
        return *m_pool;
    }

    /** @return traffic class of data packets. */
    uint8_t GetDataClass() const
    {
        return m_dataClass;
    }

    /** @return traffic class of ACKs and NAKs. */
    uint8_t GetAckClass() const
    {
        return m_ackClass;
    }

    /** @return traffic class of CNPs. */
    uint8_t GetCnpClass() const
    {
        return m_cnpClass;
    }

    /** @return whether ACKs tell entropy and time of the packet that they answer. */
    bool HasPathEcho() const
    {
        return m_pathEcho;
    }

    /** @return whether data packets can be marked. */
    bool IsEcnCapable() const
    {
        return m_ecnCapable;
    }

    /** @return packets that one ACK may cover. */
    uint32_t GetAckInterval() const
    {
        return m_ackInterval;
    }

  protected:
    FabricDomain* m_domain{nullptr}; ///< its part of the simulation
    FramePool* m_pool{nullptr};      ///< where its frames come from
    uint32_t m_host{0};              ///< fabric host number
    uint32_t m_node{0};              ///< id of its node
    uint32_t m_mtu;                  ///< path MTU, payload bytes
    uint32_t m_ackInterval;          ///< packets that one ACK may cover
    uint8_t m_dataClass;             ///< traffic class of data
    uint8_t m_ackClass;              ///< traffic class of ACKs
    uint8_t m_cnpClass;              ///< traffic class of CNPs
    uint8_t m_ipVersion;             ///< 4 or 6
    bool m_ecnCapable;               ///< whether data packets can be marked
    bool m_pathEcho;                 ///< whether ACKs tell the path that they answer
    bool m_rethEverywhere;           ///< whether all packets of a WRITE have a RETH
    bool m_telemetry;                ///< whether data packets collect telemetry
};

} // namespace aifabric
} // namespace ns3

#endif // NIC_IDENTITY_H
