/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "pfc-header.h"

#include <ostream>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(PfcHeader);

TypeId
PfcHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::aifabric::PfcHeader")
                            .SetParent<Header>()
                            .SetGroupName("AiFabric")
                            .AddConstructor<PfcHeader>();
    return tid;
}

TypeId
PfcHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
PfcHeader::GetSerializedSize() const
{
    return 2 + 2 + 2 * static_cast<uint32_t>(m_quanta.size());
}

void
PfcHeader::Serialize(Buffer::Iterator start) const
{
    start.WriteHtonU16(m_opcode);
    start.WriteHtonU16(m_classes);
    for (const uint16_t quanta : m_quanta)
    {
        start.WriteHtonU16(quanta);
    }
}

uint32_t
PfcHeader::Deserialize(Buffer::Iterator start)
{
    m_opcode = start.ReadNtohU16();
    m_classes = start.ReadNtohU16();
    for (uint16_t& quanta : m_quanta)
    {
        quanta = start.ReadNtohU16();
    }
    return GetSerializedSize();
}

void
PfcHeader::Print(std::ostream& os) const
{
    os << "pfc";
    for (size_t c = 0; c < m_quanta.size(); c++)
    {
        if (m_classes >> c & 1)
        {
            os << " class" << c << "=" << m_quanta[c];
        }
    }
}

Mac48Address
PfcHeader::GetDestination()
{
    constexpr std::array<uint8_t, 6> BYTES = {0x01, 0x80, 0xc2, 0x00, 0x00, 0x01};
    Mac48Address address;
    address.CopyFrom(BYTES.data());
    return address;
}

void
PfcHeader::SetOpcode(uint16_t opcode)
{
    m_opcode = opcode;
}

uint16_t
PfcHeader::GetOpcode() const
{
    return m_opcode;
}

void
PfcHeader::SetClasses(uint16_t classes)
{
    m_classes = classes;
}

uint16_t
PfcHeader::GetClasses() const
{
    return m_classes;
}

void
PfcHeader::SetQuanta(const std::array<uint16_t, 8>& quanta)
{
    m_quanta = quanta;
}

const std::array<uint16_t, 8>&
PfcHeader::GetQuanta() const
{
    return m_quanta;
}

} // namespace aifabric
} // namespace ns3
