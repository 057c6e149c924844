/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef AETH_HEADER_H
#define AETH_HEADER_H

#include "ns3/header.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * ACK extended transport header: 4 bytes after the BTH of an acknowledgement.
 */
class AethHeader : public Header
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /// Syndrome of an acknowledgement without end-to-end credits.
    static constexpr uint8_t ACK_UNLIMITED = 0x1f;
    /// Syndrome of a negative acknowledgement: PSN sequence error.
    static constexpr uint8_t NAK_SEQUENCE_ERROR = 0x60;
    /// Syndrome of a negative acknowledgement: receiver not ready, plus a timer code below 32.
    static constexpr uint8_t NAK_NOT_READY = 0x20;
    /// Syndrome of a negative acknowledgement: invalid request.
    static constexpr uint8_t NAK_INVALID_REQUEST = 0x61;
    /// Syndrome of a negative acknowledgement: remote access error.
    static constexpr uint8_t NAK_REMOTE_ACCESS = 0x62;
    /// Syndrome of a negative acknowledgement: remote operational error.
    static constexpr uint8_t NAK_REMOTE_OPERATIONAL = 0x63;

    /**
     * Set the syndrome: what kind of answer this is.
     * @param syndrome the value
     */
    void SetSyndrome(uint8_t syndrome);
    /** @return the syndrome: what kind of answer this is. */
    uint8_t GetSyndrome() const;

    /**
     * Set the message sequence number (24 bits).
     * @param msn the value
     */
    void SetMsn(uint32_t msn);
    /** @return the message sequence number (24 bits). */
    uint32_t GetMsn() const;

    /** @return true for an acknowledgement, with any credit code. */
    bool IsAck() const;

    /**
     * @param syndrome of an AETH
     * @return true if it says that the receiver is not ready, and when to come again
     */
    static constexpr bool IsNotReady(uint8_t syndrome)
    {
        return (syndrome & 0xe0) == NAK_NOT_READY;
    }

    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

  private:
    uint8_t m_syndrome{ACK_UNLIMITED}; ///< the syndrome: what kind of answer this is
    uint32_t m_msn{0};                 ///< the message sequence number (24 bits)
};

} // namespace aifabric
} // namespace ns3

#endif // AETH_HEADER_H
