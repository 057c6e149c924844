/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "network-need.h"

#include <array>
#include <utility>

namespace ns3
{
namespace aifabric
{

std::string
NetworkNeeds::ToText() const
{
    static constexpr std::array<std::pair<NetworkNeed, const char*>, 10> WORDS{{
        {NEED_REORDERING, "reordering"},
        {NEED_EACH_ACK, "ACK per packet"},
        {NEED_PATH_ECHO, "path echo"},
        {NEED_ECN, "ECN"},
        {NEED_STEERING, "path steering"},
        {NEED_TWO_TIERS, "two tiers"},
        {NEED_PLAN, "a plan of the workload"},
        {NEED_TIERS, "tiers"},
        {NEED_TELEMETRY, "telemetry"},
        {NEED_TRIMMING, "trimming"},
    }};
    std::string text;
    for (const auto& [need, word] : WORDS)
    {
        if (Has(need))
        {
            text += (text.empty() ? "" : ", ") + std::string(word);
        }
    }
    if (*m_also)
    {
        text += (text.empty() ? "" : ", ") + std::string(m_also);
    }
    return text.empty() ? "none" : text;
}

} // namespace aifabric
} // namespace ns3
