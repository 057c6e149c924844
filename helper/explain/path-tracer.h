/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PATH_TRACER_H
#define PATH_TRACER_H

#include "critical-path.h"
#include "message-track.h"
#include "time-slice.h"

#include "ns3/fabric-container.h"
#include "ns3/message-listener.h"

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Follows the critical path of a run while the run is made again, by the trace sources of ports and
 * NICs. As each of its steps begins where the one before it ends, few messages are followed at a
 * time.
 */
class PathTracer
{
  public:
    /**
     * @param path the critical path, which the first run has found
     */
    explicit PathTracer(const CriticalPath& path);
    ~PathTracer();
    PathTracer(const PathTracer&) = delete;
    PathTracer& operator=(const PathTracer&) = delete;

    /**
     * Listen to a fabric on which nothing has run. This object must outlive the run.
     * @param fabric the fabric
     */
    void Connect(const FabricContainer& fabric);

    /**
     * Tell where the time of the run went. The run is over.
     * @return parts of its time, by step; they add up to that of the path
     */
    std::vector<TimeSlice> Finish();

  private:
    class PortWatch;
    class NicWatch;

    template <typename Action>
    void ForActive(uint64_t from, uint64_t to, const Action& action);
    void Advance(uint64_t now);
    void Close(size_t step);
    std::vector<SendLog::Mask> GetMasks(const PathPort& port) const;

    CriticalPath m_path;
    uint64_t m_slack{0}; ///< domains of a fabric are at most this far from each other in time, ps
    size_t m_first{0};   ///< the first step that is not over
    std::map<size_t, std::unique_ptr<MessageTrack>> m_tracks; ///< by step: messages under way
    std::vector<TimeSlice> m_slices;
    std::vector<std::unique_ptr<PortWatch>> m_ports;
    std::vector<std::unique_ptr<NicWatch>> m_nics;
    std::map<std::pair<uint32_t, uint32_t>, PortWatch*> m_byPlace; ///< by vertex and port
};

} // namespace aifabric
} // namespace ns3

#endif // PATH_TRACER_H
