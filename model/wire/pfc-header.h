/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PFC_HEADER_H
#define PFC_HEADER_H

#include "ns3/header.h"
#include "ns3/mac48-address.h"

#include <array>
#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Priority flow control frame of IEEE 802.1Qbb after its Ethernet header: opcode, class-enable
 * vector and eight pause times. The pad to the shortest Ethernet frame is not part of it.
 */
class PfcHeader : public Header
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    static constexpr uint16_t OPCODE = 0x0101;     ///< MAC control opcode of PFC
    static constexpr uint16_t ETHER_TYPE = 0x8808; ///< Ethernet type of MAC control

    /** @return the destination address of every PFC frame: 01-80-C2-00-00-01, never forwarded. */
    static Mac48Address GetDestination();

    /**
     * Set the opcode.
     * @param opcode the value; anything but OPCODE is not PFC
     */
    void SetOpcode(uint16_t opcode);
    /** @return the opcode. */
    uint16_t GetOpcode() const;

    /**
     * Set the class-enable vector.
     * @param classes bit c: the pause time of class c is valid
     */
    void SetClasses(uint16_t classes);
    /** @return the class-enable vector. */
    uint16_t GetClasses() const;

    /**
     * Set the pause times.
     * @param quanta one per class, in quanta of 512 bit times; 0 ends a pause
     */
    void SetQuanta(const std::array<uint16_t, 8>& quanta);
    /** @return the pause times. */
    const std::array<uint16_t, 8>& GetQuanta() const;

    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

  private:
    uint16_t m_opcode{OPCODE};          ///< MAC control opcode
    uint16_t m_classes{0};              ///< class-enable vector
    std::array<uint16_t, 8> m_quanta{}; ///< pause times
};

} // namespace aifabric
} // namespace ns3

#endif // PFC_HEADER_H
