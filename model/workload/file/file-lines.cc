/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "file-lines.h"

#include "ns3/config-error.h"
#include "ns3/fabric-simulator-impl.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

ReadingInterrupted::ReadingInterrupted()
    : std::runtime_error("interrupted while a file was read")
{
}

void
HeedInterruption()
{
    if (FabricSimulatorImpl::IsInterrupted())
    {
        throw ReadingInterrupted();
    }
}

void
ReadLines(const std::string& path,
          const std::function<void(const std::string& text, uint32_t line)>& take)
{
    constexpr uint32_t BETWEEN_LOOKS = 1024;
    const std::string all = ReadTextFile(path);
    std::string text;
    uint32_t line = 0;
    for (size_t begin = 0; begin < all.size();)
    {
        const size_t end = std::min(all.find('\n', begin), all.size());
        text.assign(all, begin, end - begin);
        begin = end + 1;
        if (!text.empty() && text.back() == '\r')
        {
            text.pop_back();
        }
        if (line++ % BETWEEN_LOOKS == 0)
        {
            HeedInterruption();
        }
        try
        {
            take(text, line);
        }
        catch (const ConfigError& error)
        {
            throw ConfigError(path + ", line " + std::to_string(line) + ": " + error.what());
        }
    }
}

} // namespace aifabric
} // namespace ns3
