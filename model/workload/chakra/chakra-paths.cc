/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "chakra-paths.h"

#include "ns3/config-error.h"
#include "ns3/fabric-numbers.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>

namespace ns3
{
namespace aifabric
{

namespace
{

namespace fs = std::filesystem;

const std::string ENDING = ".et";

/// The rank in a file name PREFIX.RANK.et, if it is one.
std::optional<uint64_t>
GetRank(const std::string& name, const std::string& prefix)
{
    const size_t begin = prefix.size() + 1;
    if (name.size() <= begin + ENDING.size() || name.compare(0, begin, prefix + ".") != 0 ||
        name.compare(name.size() - ENDING.size(), ENDING.size(), ENDING) != 0)
    {
        return {};
    }
    const std::string digits = name.substr(begin, name.size() - ENDING.size() - begin);
    const auto rank = ReadWhole(digits, {0, UINT32_MAX});
    return rank && std::to_string(*rank) == digits ? rank : std::nullopt;
}

} // namespace

std::vector<std::string>
FindChakraFiles(const std::string& prefix)
{
    const fs::path path(prefix);
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    std::vector<uint64_t> ranks;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error))
    {
        if (const auto rank = GetRank(entry->path().filename().string(), path.filename().string()))
        {
            ranks.push_back(*rank);
        }
    }
    std::sort(ranks.begin(), ranks.end());
    if (ranks.empty())
    {
        throw ConfigError("there is no file " + prefix +
                          ".0.et: a trace is a file for each rank, "
                          "PREFIX.RANK.et, and Path is their PREFIX");
    }
    std::vector<std::string> paths;
    for (const uint64_t rank : ranks)
    {
        if (rank != paths.size())
        {
            throw ConfigError("the file " + prefix + "." + std::to_string(paths.size()) + ENDING +
                              " is missing: there is one of rank " + std::to_string(rank));
        }
        paths.push_back(prefix + "." + std::to_string(rank) + ENDING);
    }
    return paths;
}

std::string
FindChakraPrefix(const std::string& file)
{
    const std::string name = fs::path(file).filename().string();
    const size_t end = name.size() - std::min(name.size(), ENDING.size());
    const size_t dot = name.rfind('.', end == 0 ? 0 : end - 1);
    if (dot == std::string::npos || dot == 0 || !GetRank(name, name.substr(0, dot)))
    {
        return "";
    }
    return file.substr(0, file.size() - name.size() + dot);
}

} // namespace aifabric
} // namespace ns3
