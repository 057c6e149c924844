/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FLOWLET_TABLE_H
#define FLOWLET_TABLE_H

#include "ns3/flow-hash.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The last flowlet of every flow, by hash: flows of one entry share their flowlets. A flowlet ends
 * with a pause that is longer than the timeout.
 */
class FlowletTable
{
  public:
    static constexpr uint16_t NONE = UINT16_MAX; ///< no port

    /** The last flowlet of an entry. */
    struct Entry
    {
        uint64_t last{0};    ///< time of its last packet, ps
        uint16_t port{NONE}; ///< number of its port
        bool fresh{true};    ///< the packet at hand begins a flowlet
    };

    /**
     * Begin.
     * @param entries size of the table
     * @param timeout pause after which a new flowlet begins
     * @param salt of the hash
     */
    void Start(uint32_t entries, Time timeout, uint64_t salt)
    {
        m_table.assign(entries, {});
        m_timeout = static_cast<uint64_t>(timeout.GetPicoSeconds());
        m_salt = salt;
    }

    /**
     * Look a packet up.
     * @param frame the packet
     * @param now the time, ps
     * @return its entry: fresh and the port to be set if it begins a flowlet
     */
    Entry& Find(const Frame& frame, uint64_t now)
    {
        const uint64_t hash = HashFlow(frame, m_salt);
        Entry& entry = m_table[(hash * m_table.size()) >> 32];
        entry.fresh = entry.port == NONE || now - entry.last > m_timeout;
        entry.last = now;
        return entry;
    }

  private:
    std::vector<Entry> m_table;
    uint64_t m_timeout{0};
    uint64_t m_salt{0};
};

} // namespace aifabric
} // namespace ns3

#endif // FLOWLET_TABLE_H
