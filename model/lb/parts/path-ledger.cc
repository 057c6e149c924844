/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "path-ledger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

namespace
{
/// Entries of the ring of a new queue pair.
constexpr uint32_t FIRST_CAPACITY = 64;
} // namespace

PathLedger::PathLedger(uint32_t capacity)
    : m_capacity(FIRST_CAPACITY)
{
    while (m_capacity < capacity)
    {
        m_capacity *= 2;
    }
}

PathLedger::Log::Log(uint32_t first)
    : base(first),
      limit(first),
      entries(FIRST_CAPACITY),
      latest(FIRST_CAPACITY)
{
}

void
PathLedger::Log::Append(const Entry& entry)
{
    latest[entry.psn & (latest.size() - 1)] = static_cast<uint32_t>(next);
    At(next) = entry;
    next++;
    if (PsnDistance(entry.psn, limit) >= 0)
    {
        limit = (entry.psn + 1) & PSN_MASK;
    }
}

void
PathLedger::Log::Grow()
{
    std::vector<Entry> old(entries.size() * 2);
    old.swap(entries);
    latest.assign(entries.size(), 0);
    const uint64_t held = std::min<uint64_t>(next, old.size());
    for (uint64_t position = next - held; position < next; position++)
    {
        At(position) = old[position & (old.size() - 1)];
        latest[At(position).psn & (latest.size() - 1)] = static_cast<uint32_t>(position);
    }
}

const PathLedger::Entry*
PathLedger::Find(uint32_t qp, uint32_t psn) const
{
    Log* log = m_logs.Find(qp);
    return log ? log->Find(psn) : nullptr;
}

const PathLedger::Entry*
PathLedger::FindSentAt(uint32_t qp, uint64_t sentAt) const
{
    const Log* log = m_logs.Find(qp);
    if (!log)
    {
        return nullptr;
    }
    uint64_t low = log->next - std::min<uint64_t>(log->next, log->entries.size());
    uint64_t high = log->next;
    while (low < high)
    {
        const uint64_t middle = low + (high - low) / 2;
        if (log->At(middle).sentAt < sentAt)
        {
            low = middle + 1;
        }
        else
        {
            high = middle;
        }
    }
    return low < log->next && log->At(low).sentAt == sentAt ? &log->At(low) : nullptr;
}

} // namespace aifabric
} // namespace ns3
