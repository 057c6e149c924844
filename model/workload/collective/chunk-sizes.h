/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CHUNK_SIZES_H
#define CHUNK_SIZES_H

#include "collective-shape.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** How NCCL writes data, which decides what goes over the wire. */
enum class CollectiveProtocol
{
    SIMPLE, ///< data, and flags apart from it
    LL,     ///< lines of 8 bytes, half of each a flag: twice the data
    LL128,  ///< lines of 128 bytes with 120 of data
};

/**
 * @param protocol a protocol
 * @param bytes of data
 * @return payload of the message that carries them: whole lines
 */
uint64_t GetWireBytes(CollectiveProtocol protocol, uint64_t bytes);

/**
 * @param protocol a protocol
 * @return its name
 */
const char* GetProtocolName(CollectiveProtocol protocol);

/**
 * @ingroup ai-fabric
 *
 * How large the chunks of a collective are, and the slices into which each of them is cut.
 */
class ChunkSizes
{
  public:
    /**
     * A vector in parts as equal as whole bytes allow: the first ones are a byte larger.
     * @param bytes the vector
     * @param chunks number of parts
     * @return their sizes
     */
    static ChunkSizes Split(uint64_t bytes, uint64_t chunks);

    /**
     * Chunks of any size, also of none.
     * @param sizes by chunk, bytes
     * @return their sizes
     */
    static ChunkSizes Given(std::vector<uint64_t> sizes);

    /**
     * Messages that are all as long, whatever they tell.
     * @param bytes of a message
     * @return their sizes
     */
    static ChunkSizes Signal(uint64_t bytes);

    /**
     * @param chunks some chunks
     * @param slice number of a slice
     * @param slices into how many slices each chunk is cut, as equal as whole bytes allow
     * @return bytes of this slice of all these chunks
     */
    uint64_t GetBytes(const ChunkSet& chunks, uint64_t slice, uint64_t slices) const;

  private:
    uint64_t m_base{0};            ///< size of most chunks
    uint64_t m_larger{0};          ///< the first ones are a byte larger: how many
    bool m_signal{false};          ///< whether m_base is the size of a message
    std::vector<uint64_t> m_sizes; ///< by chunk if they are given
};

} // namespace aifabric
} // namespace ns3

#endif // CHUNK_SIZES_H
