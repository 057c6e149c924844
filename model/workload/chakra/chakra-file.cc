/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "chakra-file.h"

#include "chakra-bytes.h"
#include "protobuf-stream.h"

#include "ns3/config-error.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

#ifndef AI_FABRIC_PROTOBUF

std::string
GetChakraProblem()
{
    return "Chakra traces are files of protobuf, which was not found when ai-fabric was "
           "configured: install it (Debian: apt-get install libprotobuf-dev) and run ./aifabric "
           "setup";
}

ChakraFile
ReadChakraFile(const std::string&)
{
    throw ConfigError(GetChakraProblem());
}

#else

std::string
GetChakraProblem()
{
    return "";
}

namespace
{

using Wire = ProtobufStream::Wire;

/// An attribute of a node, as far as one of those that matter may need it.
struct Attribute
{
    std::string name;
    bool isInteger{false};
    bool isNegative{false};
    bool isText{false};
    bool isBooleans{false};
    bool hasFalse{false}; ///< of booleans
    uint64_t integer{0};
    std::string text;
};

/// Reads the messages of a file. Field numbers are those of Chakra's et_def.proto.
class Reader
{
  public:
    explicit Reader(const std::string& data)
        : m_stream(data)
    {
    }

    /// Whether nothing is left.
    bool IsOver() const
    {
        return m_stream.IsOver();
    }

    /// Read the first message.
    void ReadHead(ChakraFile& file)
    {
        m_stream.Enter("the record");
        for (uint32_t tag = m_stream.ReadTag(); tag != 0; tag = m_stream.ReadTag())
        {
            const int field = Wire::GetTagFieldNumber(tag);
            const bool isBytes = Wire::GetTagWireType(tag) == Wire::WIRETYPE_LENGTH_DELIMITED;
            if ((field != 1 && field != 2) || !isBytes)
            {
                throw ConfigError("it is not about the file, as the first record has to be: a "
                                  "version (field 1) and attributes (field 2)");
            }
            const std::string text = m_stream.ReadText(tag);
            file.version = field == 1 ? text : file.version;
        }
        m_stream.Leave();
    }

    /// Read a further message.
    ChakraNode ReadNode();

  private:
    Attribute ReadAttribute(uint32_t tag);
    void ReadValue(uint32_t tag, Attribute& attribute);
    std::string ReadInputs(uint32_t tag);
    static void Take(const Attribute& attribute, ChakraNode& node);

    ProtobufStream m_stream;
};

void
Reader::ReadValue(uint32_t tag, Attribute& attribute)
{
    const auto take = [&attribute](int64_t value) {
        attribute.isInteger = true;
        attribute.isNegative = value < 0;
        attribute.integer = static_cast<uint64_t>(value);
    };
    uint32_t small = 0;
    uint64_t large = 0;
    const int field = Wire::GetTagFieldNumber(tag);
    switch (field)
    {
    case 5: // int32
    case 7: // int64
        take(static_cast<int64_t>(m_stream.ReadNumber(tag)));
        break;
    case 9:  // uint32
    case 11: // uint64
    case 27: // bool
        attribute.isInteger = true;
        attribute.integer = m_stream.ReadNumber(tag);
        break;
    case 15: // sint32
    case 17: // sint64
        take(Wire::ZigZagDecode64(m_stream.ReadNumber(tag)));
        break;
    case 19: // fixed32
    case 23: // sfixed32
        small = m_stream.ReadFixed32(tag);
        take(field == 23 ? static_cast<int32_t>(small) : static_cast<int64_t>(small));
        break;
    case 21: // fixed64
    case 25: // sfixed64
        large = m_stream.ReadFixed64(tag);
        attribute.isInteger = true;
        attribute.isNegative = field == 25 && (large >> 63) != 0;
        attribute.integer = large;
        break;
    case 29: // string
    case 31: // bytes
        attribute.isText = true;
        attribute.text = m_stream.ReadText(tag);
        break;
    case 28: { // booleans
        ProtobufStream::Expect(tag, Wire::WIRETYPE_LENGTH_DELIMITED);
        attribute.isBooleans = true;
        std::vector<uint64_t> values;
        m_stream.Enter("a list of booleans");
        for (uint32_t item = m_stream.ReadTag(); item != 0; item = m_stream.ReadTag())
        {
            m_stream.ReadNumbers(item, values);
        }
        m_stream.Leave();
        attribute.hasFalse = std::find(values.begin(), values.end(), 0) != values.end();
        break;
    }
    default: // a value of a kind that no attribute that matters has
        m_stream.Skip(tag);
    }
}

Attribute
Reader::ReadAttribute(uint32_t tag)
{
    ProtobufStream::Expect(tag, Wire::WIRETYPE_LENGTH_DELIMITED);
    Attribute attribute;
    m_stream.Enter("an attribute");
    for (uint32_t item = m_stream.ReadTag(); item != 0; item = m_stream.ReadTag())
    {
        if (Wire::GetTagFieldNumber(item) == 1)
        {
            attribute.name = m_stream.ReadText(item);
        }
        else
        {
            ReadValue(item, attribute);
        }
    }
    m_stream.Leave();
    return attribute;
}

std::string
Reader::ReadInputs(uint32_t tag)
{
    ProtobufStream::Expect(tag, Wire::WIRETYPE_LENGTH_DELIMITED);
    std::string values;
    m_stream.Enter("the list of inputs");
    for (uint32_t item = m_stream.ReadTag(); item != 0; item = m_stream.ReadTag())
    {
        if (Wire::GetTagFieldNumber(item) == 1)
        {
            values = m_stream.ReadText(item);
        }
        else
        {
            m_stream.Skip(item);
        }
    }
    m_stream.Leave();
    return values;
}

void
Reader::Take(const Attribute& attribute, ChakraNode& node)
{
    const std::string& name = attribute.name;
    const auto expect = [&name](bool isRight, const std::string& what) {
        if (!isRight)
        {
            throw ConfigError("attribute " + name + " is no " + what);
        }
    };
    const auto whole = [&] {
        expect(attribute.isInteger && !attribute.isNegative, "whole number from 0 on");
        return attribute.integer;
    };
    if (name == "is_cpu_op")
    {
        node.isCpu = whole() != 0;
    }
    else if (name == "comm_type")
    {
        node.collective = whole();
    }
    else if (name == "comm_size")
    {
        node.bytes = whole();
    }
    else if (name == "comm_src")
    {
        node.src = whole();
    }
    else if (name == "comm_dst")
    {
        node.dst = whole();
    }
    else if (name == "comm_tag")
    {
        node.tag = whole();
    }
    else if (name == "involved_dim")
    {
        expect(attribute.isBooleans, "list of booleans");
        node.leavesOutDimensions = attribute.hasFalse;
    }
    else if (name == "pg_name")
    {
        expect(attribute.isText || (attribute.isInteger && !attribute.isNegative), "text");
        node.group = attribute.isText ? attribute.text : std::to_string(attribute.integer);
    }
}

ChakraNode
Reader::ReadNode()
{
    ChakraNode node;
    bool hasId = false;
    uint64_t kind = 0;
    m_stream.Enter("the record");
    for (uint32_t tag = m_stream.ReadTag(); tag != 0; tag = m_stream.ReadTag())
    {
        switch (Wire::GetTagFieldNumber(tag))
        {
        case 1:
            node.id = m_stream.ReadNumber(tag);
            hasId = true;
            break;
        case 2:
            node.name = m_stream.ReadText(tag);
            break;
        case 3:
            kind = m_stream.ReadNumber(tag);
            break;
        case 4:
        case 5:
            m_stream.ReadNumbers(tag, node.parents);
            break;
        case 7:
            node.micros = m_stream.ReadNumber(tag);
            break;
        case 8:
            node.inputs = ReadInputs(tag);
            break;
        case 10:
            Take(ReadAttribute(tag), node);
            break;
        default: // start time, outputs, and what later versions may add
            m_stream.Skip(tag);
        }
    }
    m_stream.Leave();
    // The number 0 is not written.
    if (!hasId && node.name.empty() && kind == 0)
    {
        throw ConfigError("it is no node: it has neither number, name nor type");
    }
    if (kind > static_cast<uint64_t>(ChakraKind::COLLECTIVE))
    {
        throw ConfigError("node " + std::to_string(node.id) + " has the type " +
                          std::to_string(kind) + ", types are 0 to 7");
    }
    node.kind = static_cast<ChakraKind>(kind);
    if (node.kind != ChakraKind::METADATA)
    {
        node.inputs.clear();
    }
    return node;
}

} // namespace

ChakraFile
ReadChakraFile(const std::string& path)
{
    const std::string data = ReadChakraBytes(path);
    ChakraFile file;
    Reader reader(data);
    uint64_t record = 0;
    try
    {
        do
        {
            record++;
            if (record == 1)
            {
                reader.ReadHead(file);
            }
            else
            {
                file.nodes.push_back(reader.ReadNode());
            }
        } while (!reader.IsOver());
    }
    catch (const ConfigError& error)
    {
        throw ConfigError(path + ", record " + std::to_string(record) + ": " + error.what());
    }
    std::stable_sort(file.nodes.begin(), file.nodes.end(), [](const auto& a, const auto& b) {
        return a.id < b.id;
    });
    const auto twice =
        std::adjacent_find(file.nodes.begin(), file.nodes.end(), [](const auto& a, const auto& b) {
            return a.id == b.id;
        });
    if (twice != file.nodes.end())
    {
        throw ConfigError(path + " has node " + std::to_string(twice->id) + " twice");
    }
    return file;
}

#endif // AI_FABRIC_PROTOBUF

} // namespace aifabric
} // namespace ns3
