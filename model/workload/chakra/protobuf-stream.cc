/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "protobuf-stream.h"

#ifdef AI_FABRIC_PROTOBUF

#include "ns3/config-error.h"

#include <climits>

namespace ns3
{
namespace aifabric
{

namespace
{

[[noreturn]] void
RefuseEnd(const std::string& what)
{
    throw ConfigError(what + " is cut off, or no number of protobuf");
}

std::string
NameField(uint32_t tag)
{
    return "field " + std::to_string(ProtobufStream::Wire::GetTagFieldNumber(tag));
}

} // namespace

ProtobufStream::ProtobufStream(const std::string& data)
    : m_stream(reinterpret_cast<const uint8_t*>(data.data()), static_cast<int>(data.size())),
      m_size(static_cast<int>(data.size()))
{
    m_stream.SetTotalBytesLimit(INT_MAX);
}

bool
ProtobufStream::IsOver() const
{
    return m_stream.CurrentPosition() >= m_size;
}

void
ProtobufStream::Enter(const std::string& what)
{
    uint32_t length = 0;
    if (!m_stream.ReadVarint32(&length))
    {
        RefuseEnd("the length of " + what);
    }
    const int end = m_ends.empty() ? m_size : m_ends.back();
    const int left = end - m_stream.CurrentPosition();
    if (left < 0 || length > static_cast<uint32_t>(left))
    {
        throw ConfigError(what + " is cut off: " + std::to_string(length) +
                          " bytes are to follow, and there are " + std::to_string(left));
    }
    m_ends.push_back(m_stream.CurrentPosition() + static_cast<int>(length));
    m_limits.push_back(m_stream.PushLimit(static_cast<int>(length)));
}

void
ProtobufStream::Leave()
{
    m_stream.PopLimit(m_limits.back());
    m_limits.pop_back();
    m_ends.pop_back();
}

bool
ProtobufStream::HasMore()
{
    return m_stream.CurrentPosition() < m_ends.back();
}

uint32_t
ProtobufStream::ReadTag()
{
    if (!HasMore())
    {
        return 0;
    }
    const uint32_t tag = m_stream.ReadTag();
    if (Wire::GetTagFieldNumber(tag) == 0)
    {
        throw ConfigError("there is no field at byte " +
                          std::to_string(m_stream.CurrentPosition()));
    }
    return tag;
}

void
ProtobufStream::Expect(uint32_t tag, Wire::WireType type)
{
    if (Wire::GetTagWireType(tag) != type)
    {
        throw ConfigError(NameField(tag) + " has wire type " +
                          std::to_string(Wire::GetTagWireType(tag)) + " instead of " +
                          std::to_string(type));
    }
}

uint64_t
ProtobufStream::ReadNumber(uint32_t tag)
{
    Expect(tag, Wire::WIRETYPE_VARINT);
    uint64_t number = 0;
    if (!m_stream.ReadVarint64(&number))
    {
        RefuseEnd(NameField(tag));
    }
    return number;
}

uint32_t
ProtobufStream::ReadFixed32(uint32_t tag)
{
    Expect(tag, Wire::WIRETYPE_FIXED32);
    uint32_t number = 0;
    if (!m_stream.ReadLittleEndian32(&number))
    {
        RefuseEnd(NameField(tag));
    }
    return number;
}

uint64_t
ProtobufStream::ReadFixed64(uint32_t tag)
{
    Expect(tag, Wire::WIRETYPE_FIXED64);
    uint64_t number = 0;
    if (!m_stream.ReadLittleEndian64(&number))
    {
        RefuseEnd(NameField(tag));
    }
    return number;
}

std::string
ProtobufStream::ReadText(uint32_t tag)
{
    Expect(tag, Wire::WIRETYPE_LENGTH_DELIMITED);
    Enter(NameField(tag));
    std::string text;
    m_stream.ReadString(&text, m_ends.back() - m_stream.CurrentPosition());
    Leave();
    return text;
}

void
ProtobufStream::ReadNumbers(uint32_t tag, std::vector<uint64_t>& numbers)
{
    if (Wire::GetTagWireType(tag) == Wire::WIRETYPE_VARINT)
    {
        numbers.push_back(ReadNumber(tag));
        return;
    }
    Expect(tag, Wire::WIRETYPE_LENGTH_DELIMITED);
    Enter(NameField(tag));
    while (HasMore())
    {
        uint64_t number = 0;
        if (!m_stream.ReadVarint64(&number))
        {
            RefuseEnd(NameField(tag));
        }
        numbers.push_back(number);
    }
    Leave();
}

void
ProtobufStream::Skip(uint32_t tag)
{
    if (!Wire::SkipField(&m_stream, tag))
    {
        throw ConfigError(NameField(tag) + " is cut off, or no field of protobuf");
    }
}

} // namespace aifabric
} // namespace ns3

#endif // AI_FABRIC_PROTOBUF
