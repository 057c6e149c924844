/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "htsim-topology.h"

#include "ns3/config-error.h"
#include "ns3/fabric-numbers.h"
#include "ns3/text-file.h"

#include <algorithm>
#include <cctype>
#include <sstream>

namespace ns3
{
namespace aifabric
{

namespace
{

const std::vector<std::string> HEADER{"nodes", "tiers", "podsize"};
const std::vector<std::string> KEYS{"downlink_speed_gbps",
                                    "radix_down",
                                    "radix_up",
                                    "downlink_latency_ns",
                                    "switch_latency_ns",
                                    "oversubscribed",
                                    "bundle",
                                    "queue_up",
                                    "queue_down"};

bool
Has(const std::vector<std::string>& list, const std::string& word)
{
    return std::find(list.begin(), list.end(), word) != list.end();
}

std::string
ToLower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    return text;
}

} // namespace

HtsimTopology::HtsimTopology(const std::string& path, bool ignoreQueues)
    : m_path(path),
      m_ignoreQueues(ignoreQueues)
{
    for (const std::string& text : ReadTextLines(path))
    {
        m_line++;
        const auto words = SplitWords(text, "#");
        try
        {
            if (!words.empty())
            {
                Take(words);
            }
        }
        catch (const ConfigError& error)
        {
            Refuse(m_line, error.what());
        }
    }
    CheckEnd();
}

void
HtsimTopology::Refuse(uint32_t line, const std::string& problem) const
{
    throw ConfigError(m_path + ", line " + std::to_string(line) + ": " + problem);
}

void
HtsimTopology::Take(const std::vector<std::string>& words)
{
    const std::string key = ToLower(words[0]);
    const bool isTier = key == "tier";
    if (!isTier && !Has(HEADER, key) && !Has(KEYS, key))
    {
        throw ConfigError(QuoteWord(words[0]) +
                          " begins no line; known: Nodes, Tiers, Podsize, Tier, "
                          "Downlink_speed_Gbps, Radix_Down, Radix_Up, Downlink_Latency_ns, "
                          "Switch_Latency_ns, Oversubscribed, Bundle, Queue_Up, Queue_Down");
    }
    if (words.size() != 2)
    {
        throw ConfigError(words[0] + " has one number behind it");
    }
    const uint64_t most = isTier                                         ? 2
                          : Has(KEYS, key) && key.rfind("queue", 0) != 0 ? 1000000
                                                                         : 1000000000;
    const bool isZero = isTier || key == "switch_latency_ns" || key == "downlink_latency_ns";
    const uint64_t value =
        ParseWhole(words[1], {isZero ? 0U : 1U, most}, words[0] + " " + QuoteWord(words[1]));
    if (isTier)
    {
        m_tier = static_cast<uint32_t>(value);
        if (m_tiers[m_tier].line != 0)
        {
            throw ConfigError("tier " + words[1] + " is that of line " +
                              std::to_string(m_tiers[m_tier].line) + " already");
        }
        m_tiers[m_tier].line = m_line;
    }
    else if (Has(HEADER, key))
    {
        TakeHeader(key, value);
    }
    else
    {
        TakeTier(key, value);
    }
}

void
HtsimTopology::TakeHeader(const std::string& key, uint64_t value)
{
    if (m_tier != UINT32_MAX)
    {
        throw ConfigError(key + " stands above the first tier");
    }
    if (!m_header.emplace(key, value).second)
    {
        throw ConfigError(key + " is there twice");
    }
    m_lines[key] = m_line;
}

void
HtsimTopology::TakeTier(const std::string& key, uint64_t value)
{
    if (m_tier == UINT32_MAX)
    {
        throw ConfigError(key + " belongs to a tier: a line 'Tier 0' comes first");
    }
    if (!m_tiers[m_tier].values.emplace(key, value).second)
    {
        throw ConfigError(key + " is there twice for tier " + std::to_string(m_tier));
    }
    if ((key == "queue_up" || key == "queue_down") && !m_ignoreQueues)
    {
        throw ConfigError(key +
                          ": sizes of queues are those of --switch, such as "
                          "generic:buffer-per-port=" +
                          std::to_string(value) + "; ignore-queues=true reads the rest");
    }
}

uint64_t
HtsimTopology::Get(uint32_t tier, const std::string& key, uint64_t unset) const
{
    const auto found = m_tiers[tier].values.find(key);
    return found == m_tiers[tier].values.end() ? unset : found->second;
}

void
HtsimTopology::CheckEnd()
{
    for (const std::string& key : HEADER)
    {
        if (m_header.count(key) == 0)
        {
            throw ConfigError(m_path + " does not say " +
                              (key == "nodes"   ? "Nodes, how many hosts there are"
                               : key == "tiers" ? "Tiers, of which there are 2 or 3"
                                                : "Podsize, the hosts of a pod"));
        }
    }
    if (m_header["tiers"] < 2 || m_header["tiers"] > 3)
    {
        Refuse(m_lines["tiers"], "there are 2 or 3 tiers");
    }
    if (m_header["nodes"] > (1U << 20))
    {
        Refuse(m_lines["nodes"], "more than 1048576 hosts");
    }
    if (m_header["nodes"] % m_header["podsize"] != 0)
    {
        Refuse(m_lines["podsize"], "the hosts are no multiple of the hosts of a pod");
    }
    m_pods = m_header["nodes"] / m_header["podsize"];
    if (m_header["tiers"] == 2 && m_pods != 1)
    {
        Refuse(m_lines["podsize"], "with two tiers all hosts are of one pod");
    }
    CheckTiers();
    CountSwitches();
}

void
HtsimTopology::CheckTiers() const
{
    const auto tiers = static_cast<uint32_t>(m_header.at("tiers"));
    for (uint32_t tier = 0; tier < 3; tier++)
    {
        const Tier& what = m_tiers[tier];
        if (tier >= tiers && what.line != 0)
        {
            Refuse(what.line, "there are " + std::to_string(tiers) + " tiers, numbered from 0 on");
        }
        if (tier >= tiers)
        {
            continue;
        }
        if (what.line == 0)
        {
            throw ConfigError(m_path + " does not say what tier " + std::to_string(tier) + " is");
        }
        for (const char* key : {"downlink_speed_gbps", "radix_down", "downlink_latency_ns"})
        {
            if (what.values.count(key) == 0)
            {
                Refuse(what.line, std::string(key) + " is missing");
            }
        }
        const bool isTop = tier + 1 == tiers;
        if (isTop == (what.values.count("radix_up") > 0))
        {
            Refuse(what.line,
                   isTop ? "radix_up: the highest tier has no links up" : "radix_up is missing");
        }
        if (isTop && Get(tier, "oversubscribed", 1) != 1)
        {
            Refuse(what.line, "oversubscribed: the highest tier has no links up");
        }
        if (Get(tier, "radix_down") % Get(tier, "bundle", 1) != 0 ||
            (!isTop && Get(tier, "radix_up") % Get(tier + 1, "bundle", 1) != 0))
        {
            Refuse(what.line, "ports are no multiple of the links of a bundle");
        }
    }
    if (Get(0, "bundle", 1) != 1)
    {
        Refuse(m_tiers[0].line, "a host has one link: the bundle of tier 0 is 1");
    }
}

void
HtsimTopology::CountSwitches()
{
    const uint64_t down = Get(0, "radix_down");
    const uint64_t up = Get(0, "radix_up");
    if (m_header["podsize"] % down != 0)
    {
        Refuse(m_tiers[0].line, "the hosts of a pod are no multiple of radix_down");
    }
    m_torsPerPod = m_header["podsize"] / down;
    if (down / up != Get(0, "oversubscribed", 1))
    {
        Refuse(m_tiers[0].line,
               std::to_string(down) + " ports down and " + std::to_string(up) +
                   " up are not oversubscribed " + std::to_string(Get(0, "oversubscribed", 1)) +
                   " times");
    }
    const uint64_t bundle = Get(1, "bundle", 1);
    const uint64_t upLinks = m_torsPerPod * up;
    const uint64_t aggDown = Get(1, "radix_down");
    m_aggsPerPod = upLinks / aggDown;
    if (upLinks % aggDown != 0 || m_aggsPerPod * bundle != up)
    {
        Refuse(m_tiers[1].line,
               std::to_string(m_torsPerPod) + " lowest switches of a pod with " +
                   std::to_string(up) + " ports up do not fill switches with " +
                   std::to_string(aggDown) + " ports down in bundles of " + std::to_string(bundle));
    }
    constexpr uint64_t MOST_LINKS = 10000000;
    const bool isTop = m_header["tiers"] == 2;
    if (m_pods * (upLinks + (isTop ? 0 : m_aggsPerPod * Get(1, "radix_up"))) > MOST_LINKS)
    {
        Refuse(m_tiers[1].line, "more than " + std::to_string(MOST_LINKS) + " links");
    }
    if (isTop)
    {
        return;
    }
    const uint64_t aggUp = Get(1, "radix_up");
    const uint64_t coreBundle = Get(2, "bundle", 1);
    const uint64_t coreLinks = m_pods * m_aggsPerPod * aggUp;
    const uint64_t coreDown = Get(2, "radix_down");
    m_cores = coreLinks / coreDown;
    if (coreLinks % coreDown != 0 || m_cores % m_aggsPerPod != 0 ||
        m_cores / m_aggsPerPod * coreBundle != aggUp)
    {
        Refuse(m_tiers[2].line,
               std::to_string(m_pods) + " pods of " + std::to_string(m_aggsPerPod) +
                   " switches with " + std::to_string(aggUp) +
                   " ports up do not fill switches with " + std::to_string(coreDown) +
                   " ports down in bundles of " + std::to_string(coreBundle));
    }
    // The oversubscription of the middle is one of rates.
    const uint64_t wanted = Get(1, "oversubscribed", 1);
    const uint64_t rateDown = aggDown * Get(1, "downlink_speed_gbps");
    const uint64_t rateUp = aggUp * Get(2, "downlink_speed_gbps");
    if (rateDown != rateUp * wanted)
    {
        Refuse(m_tiers[1].line,
               std::to_string(rateDown) + " Gbps down and " + std::to_string(rateUp) +
                   " Gbps up are not oversubscribed " + std::to_string(wanted) + " times");
    }
}

bool
HtsimTopology::Recognises(const std::string& beginning)
{
    std::istringstream text(beginning);
    bool hasPods = false;
    for (std::string line; std::getline(text, line);)
    {
        const auto words = SplitWords(line, "#");
        if (words.empty())
        {
            continue;
        }
        const std::string key = ToLower(words[0]);
        hasPods = hasPods || key == "podsize" || key == "tiers";
        if (!Has(HEADER, key))
        {
            return hasPods && key == "tier";
        }
    }
    return hasPods;
}

} // namespace aifabric
} // namespace ns3
