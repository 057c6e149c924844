/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef QUEUE_HISTOGRAM_H
#define QUEUE_HISTOGRAM_H

#include "ns3/fabric-container.h"
#include "ns3/run-record.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Measures how long the backlog of each port is in which range: 0, below 1024 bytes, below 2048,
 * 4096, and so on. The backlog is FabricPort::GetBacklog(): what waits, and the frame in service as
 * a whole until its gap is over.
 *
 * Nothing is sampled: every change is seen, to the picosecond. The frames of ports that are watched
 * cost more; those of other fabrics cost nothing.
 */
class QueueHistogram
{
  public:
    /**
     * Watch all ports from now on.
     * @param fabric the fabric
     */
    explicit QueueHistogram(const FabricContainer& fabric);

    /// Watches no more.
    ~QueueHistogram();
    QueueHistogram(const QueueHistogram&) = delete;
    QueueHistogram& operator=(const QueueHistogram&) = delete;

    /**
     * List the times of all ports, from range 0 to the highest that the port has reached.
     * @param end until when, ps
     * @param details where to
     */
    void List(uint64_t end, RunDetails& details);

    /**
     * Find the range of a backlog.
     * @param backlog bytes
     * @return its number, from 0
     */
    static size_t GetRange(uint64_t backlog);

    /**
     * @param range number of a range
     * @return the least backlog in it, bytes
     */
    static uint64_t GetLowerBound(size_t range);

  private:
    class Watched;

    std::vector<std::unique_ptr<Watched>> m_ports;
};

} // namespace aifabric
} // namespace ns3

#endif // QUEUE_HISTOGRAM_H
