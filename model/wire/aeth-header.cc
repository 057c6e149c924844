/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "aeth-header.h"

#include "fabric-frame.h"

#include <ostream>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(AethHeader);

TypeId
AethHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::aifabric::AethHeader")
                            .SetParent<Header>()
                            .SetGroupName("AiFabric")
                            .AddConstructor<AethHeader>();
    return tid;
}

TypeId
AethHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
AethHeader::GetSerializedSize() const
{
    return wire::AETH_BYTES;
}

void
AethHeader::Serialize(Buffer::Iterator start) const
{
    start.WriteHtonU32(static_cast<uint32_t>(m_syndrome) << 24 | m_msn);
}

uint32_t
AethHeader::Deserialize(Buffer::Iterator start)
{
    const uint32_t word = start.ReadNtohU32();
    m_syndrome = static_cast<uint8_t>(word >> 24);
    m_msn = word & 0xffffff;
    return wire::AETH_BYTES;
}

void
AethHeader::Print(std::ostream& os) const
{
    os << (IsAck() ? "ack" : "nak") << " syndrome=0x" << std::hex << +m_syndrome << std::dec
       << " msn=" << m_msn;
}

void
AethHeader::SetSyndrome(uint8_t syndrome)
{
    m_syndrome = syndrome;
}

uint8_t
AethHeader::GetSyndrome() const
{
    return m_syndrome;
}

void
AethHeader::SetMsn(uint32_t msn)
{
    m_msn = msn & 0xffffff;
}

uint32_t
AethHeader::GetMsn() const
{
    return m_msn;
}

bool
AethHeader::IsAck() const
{
    return m_syndrome <= ACK_UNLIMITED;
}

} // namespace aifabric
} // namespace ns3
