/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "text-file.h"

#include "config-error.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Read a file, or refuse it as soon as it is known that it is not what it should be.
std::string
ReadAll(const std::string& path, bool isText)
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
        if (isText && (text.size() > MOST || text.find('\0', before) != std::string::npos))
        {
            throw ConfigError("the file '" + path + "' is no text");
        }
        if (text.size() > MOST)
        {
            throw ConfigError("the file '" + path + "' has more than 1 GiB");
        }
    }
    return text;
}

} // namespace

std::string
ReadBinaryFile(const std::string& path)
{
    return ReadAll(path, false);
}

std::string
ReadTextFile(const std::string& path)
{
    const std::string text = ReadAll(path, true);
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

std::vector<std::string>
SplitWords(const std::string& text, const std::string& comment)
{
    const size_t end = comment.empty() ? text.size() : std::min(text.find(comment), text.size());
    std::vector<std::string> words;
    const char* const blanks = " \t\v\f\r";
    for (size_t begin = text.find_first_not_of(blanks); begin < end;
         begin = text.find_first_not_of(blanks, begin))
    {
        const size_t past = std::min(text.find_first_of(blanks, begin), end);
        words.push_back(text.substr(begin, past - begin));
        begin = past;
    }
    return words;
}

std::string
QuoteWord(const std::string& word)
{
    constexpr size_t MOST = 40;
    std::string text = word.substr(0, MOST);
    std::replace_if(
        text.begin(),
        text.end(),
        [](char c) { return c < ' ' || c > '~'; },
        '?');
    return word.size() > MOST ? "'" + text + "...' (" + std::to_string(word.size()) + " characters)"
                              : "'" + text + "'";
}

} // namespace aifabric
} // namespace ns3
