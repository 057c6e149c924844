/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "chakra-bytes.h"

#include "ns3/config-error.h"
#include "ns3/text-file.h"

#include <array>
#include <climits>

#ifdef AI_FABRIC_ZLIB
#include <zlib.h>
#endif

namespace ns3
{
namespace aifabric
{

namespace
{

#ifdef AI_FABRIC_ZLIB

/// Whatever happens, zlib gets its memory back.
struct Unpacker
{
    z_stream stream{};

    Unpacker()
    {
        constexpr int GZIP_ONLY = 16;
        if (inflateInit2(&stream, GZIP_ONLY + MAX_WBITS) != Z_OK)
        {
            throw ConfigError("zlib has no memory left");
        }
    }

    Unpacker(const Unpacker&) = delete;
    Unpacker& operator=(const Unpacker&) = delete;

    ~Unpacker()
    {
        inflateEnd(&stream);
    }
};

std::string
Unpack(const std::string& packed, const std::string& path)
{
    constexpr size_t MOST = INT_MAX; // protobuf counts the bytes of a stream in an int
    Unpacker unpacker;
    z_stream& stream = unpacker.stream;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    std::string data;
    std::array<char, 65536> part{};
    for (int state = Z_OK; stream.avail_in > 0 || state != Z_STREAM_END;)
    {
        if (state == Z_STREAM_END && inflateReset(&stream) != Z_OK) // a further member
        {
            throw ConfigError(path + " cannot be unpacked");
        }
        stream.next_out = reinterpret_cast<Bytef*>(part.data());
        stream.avail_out = part.size();
        state = inflate(&stream, Z_NO_FLUSH);
        const size_t got = part.size() - stream.avail_out;
        data.append(part.data(), got);
        if (data.size() > MOST)
        {
            throw ConfigError(path + " holds more than 2 GiB, and protobuf reads no more");
        }
        if (state == Z_BUF_ERROR || (state == Z_OK && got == 0 && stream.avail_in == 0))
        {
            throw ConfigError(path + " is cut off: what gzip has packed ends early");
        }
        if (state != Z_OK && state != Z_STREAM_END)
        {
            throw ConfigError(path + " cannot be unpacked with gzip: " +
                              (stream.msg ? stream.msg : "it is damaged"));
        }
    }
    return data;
}

#else

std::string
Unpack(const std::string&, const std::string& path)
{
    throw ConfigError(path + " is packed with gzip, and zlib was not found when ai-fabric was "
                             "configured: install it (Debian: apt-get install zlib1g-dev) and run "
                             "./aifabric setup, or unpack the file");
}

#endif

} // namespace

std::string
ReadChakraBytes(const std::string& path)
{
    const std::string data = ReadBinaryFile(path);
    if (data.empty())
    {
        throw ConfigError(path + " is empty");
    }
    return data.compare(0, 2, "\x1f\x8b") == 0 ? Unpack(data, path) : data;
}

} // namespace aifabric
} // namespace ns3
