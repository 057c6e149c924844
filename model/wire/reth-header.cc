/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "reth-header.h"

#include "fabric-frame.h"

#include <ostream>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(RethHeader);

TypeId
RethHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::aifabric::RethHeader")
                            .SetParent<Header>()
                            .SetGroupName("AiFabric")
                            .AddConstructor<RethHeader>();
    return tid;
}

TypeId
RethHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
RethHeader::GetSerializedSize() const
{
    return wire::RETH_BYTES;
}

void
RethHeader::Serialize(Buffer::Iterator start) const
{
    start.WriteHtonU64(m_virtualAddress);
    start.WriteHtonU32(m_remoteKey);
    start.WriteHtonU32(m_dmaLength);
}

uint32_t
RethHeader::Deserialize(Buffer::Iterator start)
{
    m_virtualAddress = start.ReadNtohU64();
    m_remoteKey = start.ReadNtohU32();
    m_dmaLength = start.ReadNtohU32();
    return wire::RETH_BYTES;
}

void
RethHeader::Print(std::ostream& os) const
{
    os << "va=0x" << std::hex << m_virtualAddress << " rkey=0x" << m_remoteKey << std::dec
       << " length=" << m_dmaLength;
}

void
RethHeader::SetVirtualAddress(uint64_t virtualAddress)
{
    m_virtualAddress = virtualAddress;
}

uint64_t
RethHeader::GetVirtualAddress() const
{
    return m_virtualAddress;
}

void
RethHeader::SetRemoteKey(uint32_t remoteKey)
{
    m_remoteKey = remoteKey;
}

uint32_t
RethHeader::GetRemoteKey() const
{
    return m_remoteKey;
}

void
RethHeader::SetDmaLength(uint32_t dmaLength)
{
    m_dmaLength = dmaLength;
}

uint32_t
RethHeader::GetDmaLength() const
{
    return m_dmaLength;
}

} // namespace aifabric
} // namespace ns3
