/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PATH_LEDGER_H
#define PATH_LEDGER_H

#include "ns3/fabric-frame.h"
#include "ns3/number-table.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Which path each packet of a host took, and which packets are outstanding: what a strategy that
 * learns from losses must know, since a loss is reported by its packet sequence number only.
 *
 * Per queue pair there is a ring of entries in the order of sending. It starts small and doubles
 * while packets that would leave it are outstanding, up to a capacity; nothing is allocated per
 * packet. A packet is found by its PSN (its latest copy) or by the time at which it was sent
 * (exactly that copy: a NIC sends one packet at a time).
 *
 * An entry is open from Record() until it is closed by an ACK, by a loss, by a later copy of the
 * same packet, or because the full ring needs its place. Each is closed once, and whoever counts
 * what is outstanding per path is told of each by a functor.
 */
class PathLedger
{
  public:
    /** A packet that was sent. */
    struct Entry
    {
        uint64_t sentAt{0}; ///< ps
        uint32_t psn{0};    ///< packet sequence number
        uint16_t path{0};   ///< entropy, or number of the path
        bool used{false};   ///< whether there is such a packet
        bool open{false};   ///< neither answered nor taken for lost
    };

    /** A functor for those who do not count. */
    struct Ignore
    {
        /** Do nothing. */
        void operator()(const Entry&) const
        {
        }
    };

    /** @param capacity packets remembered per queue pair, rounded up to a power of two */
    explicit PathLedger(uint32_t capacity = 1U << 14);

    /**
     * A packet is sent.
     * @param qp its queue pair, Frame::srcQp
     * @param psn its packet sequence number
     * @param path entropy, or number of its path
     * @param now the time, ps; later than that of the packet before
     * @param closed called with entries that are closed by it: const Entry&
     */
    template <typename Closed = Ignore>
    void Record(uint32_t qp, uint32_t psn, uint16_t path, uint64_t now, Closed&& closed = {})
    {
        Log* log = m_logs.Find(qp);
        if (!log)
        {
            log = &m_logs.Make(qp, psn);
        }
        if (Entry* before = log->Find(psn))
        {
            Close(*before, closed);
        }
        while ((log->At(log->next).open || log->Indexed(psn).open) &&
               log->entries.size() < m_capacity)
        {
            log->Grow();
        }
        // Both are open only in a ring that may not grow.
        Close(log->At(log->next), closed);
        Close(log->Indexed(psn), closed);
        log->Append({now, psn, path, true, true});
    }

    /**
     * The latest copy of a packet.
     * @param qp its queue pair
     * @param psn its packet sequence number
     * @return its entry, or null if it is forgotten
     */
    const Entry* Find(uint32_t qp, uint32_t psn) const;

    /**
     * The packet that was sent at a time, as an ACK echoes it (Frame::echoTime).
     * @param qp its queue pair
     * @param sentAt ps
     * @return its entry, or null if it is forgotten
     */
    const Entry* FindSentAt(uint32_t qp, uint64_t sentAt) const;

    /**
     * An ACK or NAK came in: close the packet that it answers and all that it covers.
     * @param ack the frame
     * @param closed called with each entry that it closes: const Entry&
     */
    template <typename Closed = Ignore>
    void Answered(const Frame& ack, Closed&& closed = {})
    {
        Log* log = m_logs.Find(ack.qp);
        if (!log)
        {
            return;
        }
        while (PsnDistance(ack.psn, log->base) > 0 && PsnDistance(log->limit, log->base) > 0)
        {
            if (Entry* entry = log->Find(log->base))
            {
                Close(*entry, closed);
            }
            log->base = (log->base + 1) & PSN_MASK;
        }
        if (ack.kind == FrameKind::ACK)
        {
            if (Entry* entry = log->Find(ack.sackPsn))
            {
                Close(*entry, closed);
            }
        }
    }

    /**
     * A packet is taken for lost: close it.
     * @param qp its queue pair
     * @param psn its packet sequence number
     * @param closed called with its entry if it was open: const Entry&
     * @return its entry, or null if it is forgotten
     */
    template <typename Closed = Ignore>
    const Entry* Lost(uint32_t qp, uint32_t psn, Closed&& closed = {})
    {
        Log* log = m_logs.Find(qp);
        Entry* entry = log ? log->Find(psn) : nullptr;
        if (entry)
        {
            Close(*entry, closed);
        }
        return entry;
    }

  private:
    /// What was sent over one queue pair.
    struct Log
    {
        explicit Log(uint32_t first);

        Entry& At(uint64_t position)
        {
            return entries[position & (entries.size() - 1)];
        }

        const Entry& At(uint64_t position) const
        {
            return entries[position & (entries.size() - 1)];
        }

        /// The entry where that of a PSN would be found.
        Entry& Indexed(uint32_t psn)
        {
            return At(latest[psn & (latest.size() - 1)]);
        }

        Entry* Find(uint32_t psn)
        {
            Entry& entry = Indexed(psn);
            return entry.psn == psn && entry.used ? &entry : nullptr;
        }

        void Append(const Entry& entry);
        void Grow();

        uint64_t next{0};             ///< entries made so far
        uint32_t base;                ///< all PSNs below it were acknowledged
        uint32_t limit;               ///< highest PSN sent, plus 1
        std::vector<Entry> entries;   ///< ring by order of sending; a power of two
        std::vector<uint32_t> latest; ///< by low bits of the PSN: position of its latest copy
    };

    template <typename Closed>
    static void Close(Entry& entry, Closed&& closed)
    {
        if (entry.open)
        {
            entry.open = false;
            closed(static_cast<const Entry&>(entry));
        }
    }

    uint32_t m_capacity;
    NumberTable<Log> m_logs; ///< by queue pair
};

} // namespace aifabric
} // namespace ns3

#endif // PATH_LEDGER_H
