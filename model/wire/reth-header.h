/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RETH_HEADER_H
#define RETH_HEADER_H

#include "ns3/header.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * RDMA extended transport header: 16 bytes after the BTH of the first packet of a WRITE.
 */
class RethHeader : public Header
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /**
     * Set the virtual address at the responder.
     * @param virtualAddress the value
     */
    void SetVirtualAddress(uint64_t virtualAddress);
    /** @return the virtual address at the responder. */
    uint64_t GetVirtualAddress() const;

    /**
     * Set the remote key.
     * @param remoteKey the value
     */
    void SetRemoteKey(uint32_t remoteKey);
    /** @return the remote key. */
    uint32_t GetRemoteKey() const;

    /**
     * Set the length of the whole message in bytes.
     * @param dmaLength the value
     */
    void SetDmaLength(uint32_t dmaLength);
    /** @return the length of the whole message in bytes. */
    uint32_t GetDmaLength() const;

    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

  private:
    uint64_t m_virtualAddress{0}; ///< the virtual address at the responder
    uint32_t m_remoteKey{0};      ///< the remote key
    uint32_t m_dmaLength{0};      ///< the length of the whole message in bytes
};

} // namespace aifabric
} // namespace ns3

#endif // RETH_HEADER_H
