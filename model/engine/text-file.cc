/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "text-file.h"

#include "config-error.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace ns3
{
namespace aifabric
{

std::string
ReadTextFile(const std::string& path)
{
    constexpr size_t MOST = size_t{1} << 30;
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored))
    {
        throw ConfigError("the file '" + path + "' is a directory");
    }
    std::ifstream file(path, std::ios::binary);
    if (!file)
    {
        throw ConfigError("the file '" + path + "' cannot be opened");
    }
    std::string text;
    std::array<char, 65536> part{};
    // Part by part: what has no end must not fill the memory first.
    while (file.read(part.data(), part.size()) || file.gcount() > 0)
    {
        const size_t before = text.size();
        text.append(part.data(), static_cast<size_t>(file.gcount()));
        if (text.size() > MOST || text.find('\0', before) != std::string::npos)
        {
            throw ConfigError("the file '" + path + "' is no text");
        }
    }
    const std::string mark = "\xef\xbb\xbf";
    return text.compare(0, mark.size(), mark) == 0 ? text.substr(mark.size()) : text;
}

std::vector<std::string>
ReadTextLines(const std::string& path)
{
    std::istringstream text(ReadTextFile(path));
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);)
    {
        if (!line.empty() && line.back() == '\r')
        {
            line.pop_back();
        }
        lines.push_back(line);
    }
    return lines;
}

} // namespace aifabric
} // namespace ns3
