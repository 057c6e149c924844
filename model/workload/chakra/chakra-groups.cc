/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "chakra-groups.h"

#include "ns3/config-error.h"
#include "ns3/file-lines.h"
#include "ns3/text-file.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

namespace ns3
{
namespace aifabric
{

namespace
{

using Json = nlohmann::json;

/// The ranks of a list.
std::vector<uint32_t>
ReadRanks(const Json& list, const std::string& name, size_t most)
{
    if (!list.is_array())
    {
        throw ConfigError("the group " + QuoteWord(name) + " has no list of ranks");
    }
    std::vector<uint32_t> ranks;
    for (const Json& item : list)
    {
        const bool isRank = item.is_number_unsigned() && item.get<uint64_t>() < most;
        if (!isRank)
        {
            throw ConfigError("the group " + QuoteWord(name) + " has " +
                              QuoteWord(item.dump(-1, ' ', true, Json::error_handler_t::replace)) +
                              " in it, ranks are 0 to " + std::to_string(most - 1));
        }
        ranks.push_back(item.get<uint32_t>());
    }
    return ranks;
}

/// What JSON of a text there is; discarded if it is none.
Json
Parse(const std::string& text)
{
    return Json::parse(text, nullptr, false);
}

} // namespace

ChakraGroups::ChakraGroups(uint32_t ranks)
    : m_all(ranks),
      m_ofNodes(ranks)
{
    std::iota(m_all.begin(), m_all.end(), 0);
}

void
ChakraGroups::Check(const std::string& name, const std::vector<uint32_t>& ranks) const
{
    std::vector<uint32_t> sorted = ranks;
    std::sort(sorted.begin(), sorted.end());
    if (ranks.empty() || std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
    {
        throw ConfigError("the group " + QuoteWord(name) +
                          (ranks.empty() ? " has no ranks" : " has a rank twice"));
    }
    if ((name.empty() || name == "0") && sorted != m_all)
    {
        throw ConfigError("the group '0' has other ranks than all of them, which its number stands "
                          "for");
    }
}

void
ChakraGroups::ReadFile(const std::string& path)
{
    const Json json = Parse(ReadTextFile(path));
    try
    {
        if (!json.is_object())
        {
            throw ConfigError("it is no JSON object of names and lists of ranks, as in {\"1\": [0, "
                              "1]}");
        }
        for (const auto& [name, list] : json.items())
        {
            const std::vector<uint32_t> ranks = ReadRanks(list, name, m_all.size());
            Check(name, ranks);
            m_ofFile[name] = ranks;
        }
    }
    catch (const ConfigError& error)
    {
        throw ConfigError(path + ": " + error.what());
    }
}

bool
ChakraGroups::ReadNode(uint32_t rank, const std::string& inputs)
{
    constexpr size_t EDGE = 2;
    if (inputs.size() < 2 * EDGE + 2)
    {
        return false;
    }
    const Json json = Parse(inputs.substr(EDGE, inputs.size() - 2 * EDGE));
    if (!json.is_array() || json.empty() || !json[0].is_object() || !json[0].contains("pg_name"))
    {
        return false;
    }
    for (const Json& item : json)
    {
        if (!item.is_object() || !item.contains("pg_name") || !item.contains("ranks"))
        {
            throw ConfigError("a group of its inputs has no pg_name, or no ranks");
        }
        const Json& key = item["pg_name"];
        if (!key.is_string() && !key.is_number_unsigned())
        {
            throw ConfigError("a pg_name of its inputs is no text");
        }
        const std::string name =
            key.is_string() ? key.get<std::string>() : std::to_string(key.get<uint64_t>());
        std::vector<uint32_t> ranks = ReadRanks(item["ranks"], name, m_all.size());
        ranks = ranks.empty() ? m_all : ranks;
        Check(name, ranks);
        m_ofNodes[rank][name] = ranks;
    }
    return true;
}

const std::vector<uint32_t>&
ChakraGroups::Find(uint32_t rank, const std::string& name) const
{
    if (name.empty() || name == "0")
    {
        return m_all;
    }
    auto found = m_ofNodes[rank].find(name);
    bool isThere = found != m_ofNodes[rank].end();
    if (!isThere)
    {
        found = m_ofFile.find(name);
        isThere = found != m_ofFile.end();
    }
    if (!isThere)
    {
        throw ConfigError("there is no group " + QuoteWord(name) +
                          ": neither the file of Groups nor a metadata node of rank " +
                          std::to_string(rank) + " has it");
    }
    const std::vector<uint32_t>& ranks = found->second;
    if (std::find(ranks.begin(), ranks.end(), rank) == ranks.end())
    {
        throw ConfigError("rank " + std::to_string(rank) + " is not in the group " +
                          QuoteWord(name));
    }
    return ranks;
}

} // namespace aifabric
} // namespace ns3
