/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CHAKRA_ENCODER_H
#define CHAKRA_ENCODER_H

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{
namespace chakra_test
{

/// Types of nodes.
enum Type : uint32_t
{
    METADATA = 1,
    LOAD = 2,
    COMP = 4,
    SEND = 5,
    RECV = 6,
    COLL = 7,
};

inline std::string
Varint(uint64_t value)
{
    std::string bytes;
    while (value > 0x7f)
    {
        bytes += static_cast<char>((value & 0x7f) | 0x80);
        value >>= 7;
    }
    return bytes + static_cast<char>(value);
}

/// A field that is a number.
inline std::string
Number(uint32_t field, uint64_t value)
{
    return Varint(field << 3) + Varint(value);
}

/// A field that is a text or a message.
inline std::string
Bytes(uint32_t field, const std::string& value)
{
    return Varint(field << 3 | 2) + Varint(value.size()) + value;
}

/// An attribute: its name and its value, a field.
inline std::string
Property(const std::string& name, const std::string& value)
{
    return Bytes(10, Bytes(1, name) + value);
}

/// An attribute with a number of type int64.
inline std::string
Property(const std::string& name, uint64_t value)
{
    return Property(name, Number(7, value));
}

/// A node.
struct TraceNode
{
    uint64_t id;
    std::string name;
    Type type;
    std::vector<uint64_t> parents;
    uint64_t micros{0};
    std::string more; ///< further fields

    std::string Encode() const
    {
        std::string parentList;
        for (const uint64_t parent : parents)
        {
            parentList += Varint(parent);
        }
        return (id == 0 ? "" : Number(1, id)) + Bytes(2, name) + Number(3, type) +
               (parents.empty() ? "" : Bytes(5, parentList)) +
               (micros == 0 ? "" : Number(7, micros)) + more;
    }
};

/// A record: its length, and what it is.
inline std::string
Record(const std::string& message)
{
    return Varint(message.size()) + message;
}

/// A file.
inline std::string
Encode(const std::vector<TraceNode>& nodes)
{
    std::string file = Record(Bytes(1, "0.0.4"));
    for (const TraceNode& node : nodes)
    {
        file += Record(node.Encode());
    }
    return file;
}

/// Computing of the accelerator, or of the CPU.
inline TraceNode
Compute(uint64_t id, uint64_t micros, std::vector<uint64_t> parents = {}, bool isCpu = false)
{
    return {id,
            "compute " + std::to_string(id),
            COMP,
            std::move(parents),
            micros,
            Property("is_cpu_op", Number(27, isCpu ? 1 : 0))};
}

/// A collective.
inline TraceNode
Collect(uint64_t id,
        uint64_t type,
        uint64_t bytes,
        std::vector<uint64_t> parents = {},
        const std::string& group = "")
{
    return {id,
            "collective " + std::to_string(id),
            COLL,
            std::move(parents),
            0,
            Property("comm_type", type) + Property("comm_size", Number(11, bytes)) +
                (group.empty() ? "" : Property("pg_name", Bytes(29, group)))};
}

/// A send to a rank, or a receive from it.
inline TraceNode
Exchange(uint64_t id,
         Type type,
         uint64_t peer,
         uint64_t bytes,
         std::vector<uint64_t> parents = {},
         uint64_t tag = 0)
{
    return {id,
            (type == SEND ? "send " : "receive ") + std::to_string(id),
            type,
            std::move(parents),
            0,
            Property(type == SEND ? "comm_dst" : "comm_src", Number(5, peer)) +
                Property("comm_size", bytes) + Property("comm_tag", Number(9, tag))};
}

/// Pack with gzip, without making anything smaller (RFC 1951, 3.2.4; RFC 1952).
inline std::string
Pack(const std::string& data)
{
    const auto little = [](uint32_t value, int bytes) {
        std::string text;
        for (int i = 0; i < bytes; i++)
        {
            text += static_cast<char>(value >> (8 * i));
        }
        return text;
    };
    uint32_t crc = 0xffffffff;
    for (const char c : data)
    {
        crc ^= static_cast<uint8_t>(c);
        for (int bit = 0; bit < 8; bit++)
        {
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320 : 0);
        }
    }
    const auto size = static_cast<uint32_t>(data.size());
    return std::string("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10) + '\x01' + little(size, 2) +
           little(~size, 2) + data + little(~crc, 4) + little(size, 4);
}

} // namespace chakra_test
} // namespace aifabric
} // namespace ns3

#endif // CHAKRA_ENCODER_H
