/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "astra-topology.h"

#include "ns3/config-error.h"
#include "ns3/fabric-numbers.h"
#include "ns3/text-file.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace ns3
{
namespace aifabric
{

namespace
{

const std::vector<std::string> KEYS{"topology", "npus_count", "bandwidth", "latency"};
const std::vector<std::string> BLOCKS{"Ring", "FullyConnected", "Switch"};

/// Without blanks and quotes around it.
std::string
Trim(const std::string& text)
{
    const char* const blanks = " \t\"'";
    const size_t first = text.find_first_not_of(blanks);
    return first == std::string::npos
               ? ""
               : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// A number from 0 on, up to a limit.
double
ReadNumber(const std::string& text, const std::string& what, double most)
{
    double number = -1;
    try
    {
        number = ParseNumber(text);
    }
    catch (const ConfigError&)
    {
        number = -1;
    }
    if (!(number >= 0 && number <= most))
    {
        throw ConfigError(what + " " + QuoteWord(text) + " is no number from 0 to " +
                          FormatNumber(most));
    }
    return number;
}

} // namespace

AstraTopology::AstraTopology(const std::string& path)
    : m_path(path)
{
    for (const std::string& text : ReadTextLines(path))
    {
        m_line++;
        try
        {
            Take(text.substr(0, text.find('#')));
        }
        catch (const ConfigError& error)
        {
            Refuse(m_line, error.what());
        }
    }
    for (const std::string& key : KEYS)
    {
        if (m_lists[key].items.empty())
        {
            throw ConfigError(m_path + " does not say '" + key + ": [ ... ]'");
        }
    }
    MakeDimensions();
    CheckSize();
}

void
AstraTopology::Refuse(uint32_t line, const std::string& problem) const
{
    throw ConfigError(m_path + ", line " + std::to_string(line) + ": " + problem);
}

void
AstraTopology::Take(const std::string& text)
{
    const std::string line = Trim(text);
    if (line.empty() || line == "---")
    {
        return;
    }
    if (line.front() == '-')
    {
        if (m_open.empty())
        {
            throw ConfigError("'-' goes on with no list");
        }
        m_lists[m_open].items.push_back(Trim(line.substr(1)));
        return;
    }
    const size_t colon = line.find(':');
    const std::string key = Trim(line.substr(0, colon));
    if (colon == std::string::npos || std::find(KEYS.begin(), KEYS.end(), key) == KEYS.end())
    {
        throw ConfigError(QuoteWord(key) +
                          " is no key; known: topology, npus_count, bandwidth, latency");
    }
    List& list = m_lists[key];
    if (list.line != 0)
    {
        throw ConfigError(key + " is that of line " + std::to_string(list.line) + " already");
    }
    list.line = m_line;
    m_open = key;
    const std::string value = Trim(line.substr(colon + 1));
    if (!value.empty())
    {
        m_open.clear();
        TakeList(list, value);
    }
}

void
AstraTopology::TakeList(List& list, const std::string& text)
{
    if (text.front() != '[' || text.back() != ']' || text.size() < 2)
    {
        throw ConfigError("a list stands in brackets: [ 8, 4 ], not " + QuoteWord(text));
    }
    std::istringstream items(text.substr(1, text.size() - 2));
    for (std::string item; std::getline(items, item, ',');)
    {
        list.items.push_back(Trim(item));
    }
}

void
AstraTopology::MakeDimensions()
{
    const List& blocks = m_lists["topology"];
    for (const std::string& key : KEYS)
    {
        const List& list = m_lists[key];
        if (list.items.size() != blocks.items.size())
        {
            Refuse(list.line,
                   key + " has " + std::to_string(list.items.size()) + " items, and topology " +
                       std::to_string(blocks.items.size()));
        }
    }
    for (size_t i = 0; i < blocks.items.size(); i++)
    {
        std::string key = "topology";
        try
        {
            Dimension dimension;
            const auto block = std::find(BLOCKS.begin(), BLOCKS.end(), blocks.items[i]);
            if (block == BLOCKS.end())
            {
                throw ConfigError("there is no " + QuoteWord(blocks.items[i]) +
                                  "; known: Ring, FullyConnected, Switch");
            }
            dimension.block = static_cast<Block>(block - BLOCKS.begin());
            key = "npus_count";
            const std::string& size = m_lists[key].items[i];
            dimension.size = ParseWhole(size, {2, 1U << 20}, "the count " + QuoteWord(size));
            key = "bandwidth";
            // Of 2^30 bytes a second, as its reader has it; a link has 10 kb/s at least.
            const double gigabytes = ReadNumber(m_lists[key].items[i], "the bandwidth", 10000);
            dimension.rate = static_cast<uint64_t>(std::llround(gigabytes * 8 * (1 << 30)));
            if (dimension.rate < 10000)
            {
                throw ConfigError("the bandwidth " + QuoteWord(m_lists[key].items[i]) +
                                  " is too low");
            }
            key = "latency";
            const double latency = ReadNumber(m_lists[key].items[i], "the latency", 1e9);
            dimension.delay = static_cast<uint64_t>(std::llround(latency * 1000));
            m_dimensions.push_back(dimension);
        }
        catch (const ConfigError& error)
        {
            Refuse(m_lists[key].line, error.what());
        }
    }
}

uint64_t
AstraTopology::CountLinks(const Dimension& dimension) const
{
    // Of an NPU.
    return dimension.block == Block::SWITCH ? 1
           : dimension.block == Block::RING ? (dimension.size > 2 ? 2 : 1)
                                            : dimension.size - 1;
}

void
AstraTopology::CheckSize() const
{
    constexpr uint64_t MOST_LINKS = 10000000;
    uint64_t npus = 1;
    uint64_t links = 1;
    for (const Dimension& dimension : m_dimensions)
    {
        npus *= dimension.size;
        links += CountLinks(dimension);
        if (npus > (1U << 20) || npus * links > MOST_LINKS)
        {
            Refuse(m_lists.at("npus_count").line,
                   "more than 1048576 NPUs, or " + std::to_string(MOST_LINKS) + " links");
        }
    }
}

uint64_t
AstraTopology::GetRouterRate() const
{
    constexpr uint64_t MOST = 100000000000000; // of a link
    uint64_t rate = 0;
    for (const Dimension& dimension : m_dimensions)
    {
        const uint64_t links = CountLinks(dimension);
        rate += std::min(MOST, dimension.rate * std::min<uint64_t>(links, 10000));
    }
    return std::min(rate, MOST);
}

void
AstraTopology::Join(std::vector<FabricFile::Line>& lines, size_t number, uint64_t stride) const
{
    const Dimension& dimension = m_dimensions[number];
    const uint32_t line = m_lists.at("topology").line;
    const bool hasRouters = m_dimensions.size() > 1 || dimension.block != Block::SWITCH;
    const std::string node = hasRouters ? "r" : "h";
    const std::string what = " rate=" + std::to_string(dimension.rate) +
                             "bps delay=" + std::to_string(dimension.delay) + "ps";
    uint64_t npus = 1;
    for (const Dimension& each : m_dimensions)
    {
        npus *= each.size;
    }
    const std::string hub = "s" + std::to_string(number) + ".";
    for (uint64_t npu = 0; npu < npus; npu++)
    {
        const uint64_t place = npu / stride % dimension.size;
        const uint64_t first = npu - place * stride;
        const std::string name = "link " + node + std::to_string(npu) + " ";
        const auto join = [&](const std::string& other) {
            lines.push_back({line, name + other + what});
        };
        if (dimension.block == Block::SWITCH)
        {
            join(hub + std::to_string(first));
        }
        else if (dimension.block == Block::RING && (place + 1 < dimension.size || place > 1))
        {
            join(node + std::to_string(first + (place + 1) % dimension.size * stride));
        }
        for (uint64_t other = place + 1;
             dimension.block == Block::FULLY_CONNECTED && other < dimension.size;
             other++)
        {
            join(node + std::to_string(first + other * stride));
        }
    }
}

std::vector<FabricFile::Line>
AstraTopology::Translate() const
{
    std::vector<FabricFile::Line> lines;
    uint64_t npus = 1;
    for (const Dimension& dimension : m_dimensions)
    {
        npus *= dimension.size;
    }
    const uint32_t line = m_lists.at("topology").line;
    const bool hasRouters = m_dimensions.size() > 1 || m_dimensions[0].block != Block::SWITCH;
    for (uint64_t npu = 0; npu < npus; npu++)
    {
        lines.push_back({line, "host h" + std::to_string(npu)});
    }
    for (uint64_t npu = 0; hasRouters && npu < npus; npu++)
    {
        const std::string number = std::to_string(npu);
        lines.push_back({line, "switch r" + number + " tier=router"});
    }
    uint64_t stride = 1;
    for (size_t i = 0; i < m_dimensions.size(); i++)
    {
        // A switch for all NPUs that differ in this dimension only, called by the first of them.
        for (uint64_t npu = 0; m_dimensions[i].block == Block::SWITCH && npu < npus; npu++)
        {
            if (npu / stride % m_dimensions[i].size == 0)
            {
                lines.push_back(
                    {line,
                     "switch s" + std::to_string(i) + "." + std::to_string(npu) + " tier=dim" +
                         std::string(1, static_cast<char>('a' + std::min<size_t>(i, 25)))});
            }
        }
        stride *= m_dimensions[i].size;
    }
    for (uint64_t npu = 0; hasRouters && npu < npus; npu++)
    {
        const std::string number = std::to_string(npu);
        lines.push_back({line,
                         "link h" + number + " r" + number +
                             " rate=" + std::to_string(GetRouterRate()) + "bps delay=0ps"});
    }
    stride = 1;
    for (size_t i = 0; i < m_dimensions.size(); i++)
    {
        Join(lines, i, stride);
        stride *= m_dimensions[i].size;
    }
    return lines;
}

bool
AstraTopology::Recognises(const std::string& beginning)
{
    std::istringstream text(beginning);
    size_t found = 0;
    for (std::string line; std::getline(text, line);)
    {
        const std::string key = Trim(line.substr(0, std::min(line.find(':'), line.find('#'))));
        found += std::find(KEYS.begin(), KEYS.end(), key) != KEYS.end() ? 1 : 0;
    }
    return found == KEYS.size();
}

} // namespace aifabric
} // namespace ns3
