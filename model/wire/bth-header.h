/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BTH_HEADER_H
#define BTH_HEADER_H

#include "ns3/header.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Base transport header of InfiniBand and RoCEv2: 12 bytes at the start of the UDP payload.
 *
 * The solicited event and migration bits are sent as 0 and not looked at.
 */
class BthHeader : public Header
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /**
     * Set the operation code.
     * @param opcode the value
     */
    void SetOpcode(uint8_t opcode);
    /** @return the operation code. */
    uint8_t GetOpcode() const;

    /**
     * Set the number of pad bytes after the payload, 0 to 3.
     * @param padCount the value
     */
    void SetPadCount(uint8_t padCount);
    /** @return the number of pad bytes after the payload, 0 to 3. */
    uint8_t GetPadCount() const;

    /**
     * Set the transport header version, which is 0.
     * @param version the value
     */
    void SetVersion(uint8_t version);
    /** @return the transport header version, which is 0. */
    uint8_t GetVersion() const;

    /**
     * Set the partition key.
     * @param partitionKey the value
     */
    void SetPartitionKey(uint16_t partitionKey);
    /** @return the partition key. */
    uint16_t GetPartitionKey() const;

    /**
     * Set the forward congestion notification bit.
     * @param fecn the value
     */
    void SetFecn(bool fecn);
    /** @return the forward congestion notification bit. */
    bool GetFecn() const;

    /**
     * Set the backward congestion notification bit.
     * @param becn the value
     */
    void SetBecn(bool becn);
    /** @return the backward congestion notification bit. */
    bool GetBecn() const;

    /**
     * Set the destination queue pair number (24 bits).
     * @param destinationQp the value
     */
    void SetDestinationQp(uint32_t destinationQp);
    /** @return the destination queue pair number (24 bits). */
    uint32_t GetDestinationQp() const;

    /**
     * Set whether the responder is asked to acknowledge at once.
     * @param ackRequest the value
     */
    void SetAckRequest(bool ackRequest);
    /** @return whether the responder is asked to acknowledge at once. */
    bool GetAckRequest() const;

    /**
     * Set the packet sequence number (24 bits).
     * @param psn the value
     */
    void SetPsn(uint32_t psn);
    /** @return the packet sequence number (24 bits). */
    uint32_t GetPsn() const;

    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

  private:
    uint8_t m_opcode{0};             ///< operation code
    uint8_t m_padCount{0};           ///< the number of pad bytes after the payload
    uint8_t m_version{0};            ///< the transport header version
    uint16_t m_partitionKey{0xffff}; ///< the partition key
    bool m_fecn{false};              ///< the forward congestion notification bit
    bool m_becn{false};              ///< the backward congestion notification bit
    uint32_t m_destinationQp{0};     ///< the destination queue pair number (24 bits)
    bool m_ackRequest{false};        ///< whether the responder is asked to acknowledge at once
    uint32_t m_psn{0};               ///< the packet sequence number (24 bits)
};

} // namespace aifabric
} // namespace ns3

#endif // BTH_HEADER_H
