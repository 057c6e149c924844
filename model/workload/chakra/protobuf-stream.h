/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PROTOBUF_STREAM_H
#define PROTOBUF_STREAM_H

// Defined for the files that need it, where protobuf was found when the module was configured.
#ifdef AI_FABRIC_PROTOBUF

#include <cstdint>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Messages of protobuf, each after its length, field by field. What is cut off or damaged is
 * refused by a ConfigError that says what was to be read.
 */
class ProtobufStream
{
  public:
    /** Types of fields on the wire. */
    using Wire = google::protobuf::internal::WireFormatLite;

    /** @param data what is read; it has to outlive this object, and is at most 2 GiB */
    explicit ProtobufStream(const std::string& data);

    /** @return whether nothing is left. */
    bool IsOver() const;

    /**
     * Begin with a message, text or list, after its length.
     * @param what it is
     */
    void Enter(const std::string& what);

    /** End with it. */
    void Leave();

    /** @return the next tag of the message, or 0 at its end. */
    uint32_t ReadTag();

    /** @return whether something is left of what was begun. */
    bool HasMore();

    /**
     * Refuse a field of another type.
     * @param tag its tag
     * @param type what it has to be
     */
    static void Expect(uint32_t tag, Wire::WireType type);

    /**
     * @param tag tag of a varint
     * @return its value
     */
    uint64_t ReadNumber(uint32_t tag);

    /**
     * @param tag tag of a number of 32 bits
     * @return its value
     */
    uint32_t ReadFixed32(uint32_t tag);

    /**
     * @param tag tag of a number of 64 bits
     * @return its value
     */
    uint64_t ReadFixed64(uint32_t tag);

    /**
     * @param tag tag of a text
     * @return the text
     */
    std::string ReadText(uint32_t tag);

    /**
     * Read a varint, or a list of them.
     * @param tag tag of the field
     * @param numbers where its values are added
     */
    void ReadNumbers(uint32_t tag, std::vector<uint64_t>& numbers);

    /**
     * Read over a field.
     * @param tag its tag
     */
    void Skip(uint32_t tag);

  private:
    google::protobuf::io::CodedInputStream m_stream;
    int m_size;                                                          ///< bytes of all
    std::vector<google::protobuf::io::CodedInputStream::Limit> m_limits; ///< of what was begun
    std::vector<int> m_ends;                                             ///< where it ends
};

} // namespace aifabric
} // namespace ns3

#endif // AI_FABRIC_PROTOBUF

#endif // PROTOBUF_STREAM_H
