/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "bth-header.h"

#include "fabric-frame.h"

#include <ostream>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(BthHeader);

namespace
{

constexpr uint32_t FECN_BIT = 0x80000000;
constexpr uint32_t BECN_BIT = 0x40000000;
constexpr uint32_t ACK_REQUEST_BIT = 0x80000000;

} // namespace

TypeId
BthHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::aifabric::BthHeader")
                            .SetParent<Header>()
                            .SetGroupName("AiFabric")
                            .AddConstructor<BthHeader>();
    return tid;
}

TypeId
BthHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
BthHeader::GetSerializedSize() const
{
    return wire::BTH_BYTES;
}

void
BthHeader::Serialize(Buffer::Iterator start) const
{
    start.WriteU8(m_opcode);
    start.WriteU8(static_cast<uint8_t>(m_padCount << 4 | m_version));
    start.WriteHtonU16(m_partitionKey);
    start.WriteHtonU32((m_fecn ? FECN_BIT : 0) | (m_becn ? BECN_BIT : 0) | m_destinationQp);
    start.WriteHtonU32((m_ackRequest ? ACK_REQUEST_BIT : 0) | m_psn);
}

uint32_t
BthHeader::Deserialize(Buffer::Iterator start)
{
    m_opcode = start.ReadU8();
    const uint8_t flags = start.ReadU8();
    m_padCount = flags >> 4 & 0x3;
    m_version = flags & 0xf;
    m_partitionKey = start.ReadNtohU16();
    const uint32_t third = start.ReadNtohU32();
    m_fecn = third & FECN_BIT;
    m_becn = third & BECN_BIT;
    m_destinationQp = third & 0xffffff;
    const uint32_t fourth = start.ReadNtohU32();
    m_ackRequest = fourth & ACK_REQUEST_BIT;
    m_psn = fourth & PSN_MASK;
    return wire::BTH_BYTES;
}

void
BthHeader::Print(std::ostream& os) const
{
    os << "opcode=0x" << std::hex << +m_opcode << std::dec << " qp=" << m_destinationQp
       << " psn=" << m_psn << (m_ackRequest ? " ack-request" : "") << (m_fecn ? " fecn" : "")
       << (m_becn ? " becn" : "") << " pad=" << +m_padCount;
}

void
BthHeader::SetOpcode(uint8_t opcode)
{
    m_opcode = opcode;
}

uint8_t
BthHeader::GetOpcode() const
{
    return m_opcode;
}

void
BthHeader::SetPadCount(uint8_t padCount)
{
    m_padCount = padCount & 0x3;
}

uint8_t
BthHeader::GetPadCount() const
{
    return m_padCount;
}

void
BthHeader::SetVersion(uint8_t version)
{
    m_version = version & 0xf;
}

uint8_t
BthHeader::GetVersion() const
{
    return m_version;
}

void
BthHeader::SetPartitionKey(uint16_t partitionKey)
{
    m_partitionKey = partitionKey;
}

uint16_t
BthHeader::GetPartitionKey() const
{
    return m_partitionKey;
}

void
BthHeader::SetFecn(bool fecn)
{
    m_fecn = fecn;
}

bool
BthHeader::GetFecn() const
{
    return m_fecn;
}

void
BthHeader::SetBecn(bool becn)
{
    m_becn = becn;
}

bool
BthHeader::GetBecn() const
{
    return m_becn;
}

void
BthHeader::SetDestinationQp(uint32_t destinationQp)
{
    m_destinationQp = destinationQp & 0xffffff;
}

uint32_t
BthHeader::GetDestinationQp() const
{
    return m_destinationQp;
}

void
BthHeader::SetAckRequest(bool ackRequest)
{
    m_ackRequest = ackRequest;
}

bool
BthHeader::GetAckRequest() const
{
    return m_ackRequest;
}

void
BthHeader::SetPsn(uint32_t psn)
{
    m_psn = psn & 0xffffff;
}

uint32_t
BthHeader::GetPsn() const
{
    return m_psn;
}

} // namespace aifabric
} // namespace ns3
