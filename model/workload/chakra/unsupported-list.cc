/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "unsupported-list.h"

#include "ns3/config-error.h"

namespace ns3
{
namespace aifabric
{

void
UnsupportedList::Add(const std::string& reason, const std::string& place)
{
    Entry& entry = m_entries[reason];
    if (entry.count++ == 0)
    {
        entry.first = place;
    }
}

void
UnsupportedList::Refuse(const std::string& what) const
{
    if (m_entries.empty())
    {
        return;
    }
    std::string list;
    for (const auto& [reason, entry] : m_entries)
    {
        list += (list.empty() ? "" : "; ") + std::to_string(entry.count) + " " + reason +
                " (first: " + entry.first + ")";
    }
    throw ConfigError("there are " + what + " that cannot be carried out: " + list +
                      "; AllowUnsupported leaves what they wait for and exchange out");
}

} // namespace aifabric
} // namespace ns3
