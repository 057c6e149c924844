/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PATH_TELEMETRY_H
#define PATH_TELEMETRY_H

#include "ns3/fabric-frame.h"
#include "ns3/frame-extra.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** What happened at a port between two packets of a flow. */
struct HopChange
{
    double rate;        ///< of the link, bits per second
    double interval;    ///< time between the two packets, ps, above 0
    double sent;        ///< bytes that the port sent in between
    double queue;       ///< bytes that waited when the later one left
    double queueBefore; ///< bytes that waited when the earlier one left
};

/**
 * @ingroup ai-fabric
 *
 * Compares the telemetry records that ACKs return with those before them on the same path.
 *
 * By default it reads what is on the wire (TelemetryWord), where time and bytes wrap around. A path
 * that was silent for half a turn of the 24-bit clock begins anew. An ACK that another one has
 * overtaken tells nothing. Paths are told apart by their ports, not by the twelve bits for them on
 * the wire alone: of a hundred pairs with 16 paths, a few would take one for another.
 */
class PathTelemetry
{
  public:
    /**
     * Begin, and forget whatever is known.
     * @param exact whether to use times and bytes as they are, not as they are on the wire
     * @param paths most paths to remember, at least 1; the one unused for longest is forgotten
     */
    void Start(bool exact, size_t paths);

    /**
     * Take the records of an ACK.
     * @param ack the ACK
     * @param now present time, ps
     * @return the changes since the ACK before of its path, the first hop first; empty if there is
     * none to compare with
     */
    const std::vector<HopChange>& Take(const Frame& ack, uint64_t now);

    /** @return whether the last ACK came by another path than the one before it. */
    bool HasSwitched() const
    {
        return m_switched;
    }

  private:
    /** What is known of a path. */
    struct Path
    {
        uint16_t number;                ///< TelemetryWord::GetPath()
        uint64_t at;                    ///< when its last ACK came
        std::vector<HopRecord> records; ///< what that one told
    };

    /**
     * @param now the later record
     * @param before the earlier one of the same port
     * @param change what to fill
     * @return whether the later one is later indeed
     */
    bool Compare(const HopRecord& now, const HopRecord& before, HopChange& change) const;

    bool m_exact{false};
    bool m_switched{false};
    size_t m_most{1};
    std::vector<Path> m_paths; ///< the last used one first
    std::vector<HopChange> m_changes;
};

} // namespace aifabric
} // namespace ns3

#endif // PATH_TELEMETRY_H
