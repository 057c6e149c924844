/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SERIES_RECORDER_H
#define SERIES_RECORDER_H

#include "job-set.h"

#include "ns3/fabric-container.h"
#include "ns3/fabric-engine.h"
#include "ns3/run-record.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Samples a fabric while it runs: queues, rates and pauses of each tier and direction, messages
 * done and frames dropped; of every port on request. Of the pauses of ports only those are listed
 * that there were.
 *
 * One event per sample reads everything; nothing is connected to trace sources and nothing of the
 * simulation changes. Memory is bounded: when a series has MOST samples, neighbours are merged
 * (the largest of two queues, the mean of two rates) and the interval doubles.
 */
class SeriesRecorder
{
  public:
    static constexpr size_t MOST = 512; ///< samples of a series

    /**
     * @param fabric the fabric, which must outlive this object's activity
     * @param jobs its workloads; sampling ends with the last of them
     * @param interval ps between two samples, positive
     * @param everyPort whether to record each port too
     */
    SeriesRecorder(const FabricContainer& fabric,
                   const JobSet& jobs,
                   uint64_t interval,
                   bool everyPort);

    /** Begin; the first sample is due after one interval. */
    void Start();

    /** @return ps between two samples by now. */
    uint64_t GetInterval() const
    {
        return m_interval;
    }

    /**
     * List what was sampled.
     * @param details where to
     */
    void List(RunDetails& details) const;

  private:
    /// How two samples become one.
    enum class Merge
    {
        LARGEST, ///< a queue
        MEAN,    ///< a rate
        LAST,    ///< a count since the start
    };

    /// One quantity of one subject.
    struct Series
    {
        std::string name;
        std::string subject;
        std::string unit;
        Merge merge;
        std::vector<float> values;
        bool rare{false}; ///< not listed if it is 0 all the time
    };

    /// Ports whose quantities go into one set of series.
    struct Group
    {
        std::vector<const FabricPort*> ports;
        uint64_t bytes{0};  ///< that they had sent at the last sample
        size_t first{0};    ///< number of the first of its series
        bool isPort{false}; ///< one port: no mean, and paused classes in place of ports
    };

    void AddGroups(const FabricContainer& fabric, bool everyPort);
    void AddSeries(const std::string& subject, bool isPort);
    void Sample();
    void SampleGroup(Group& group);
    void Halve();
    uint64_t GetEnd(size_t sample) const;

    JobSet m_jobs;
    uint64_t m_interval;
    uint64_t m_begin{0};
    std::vector<Group> m_groups;
    std::vector<Series> m_series; ///< the counts first, then group by group
    FabricEvent m_event;
};

} // namespace aifabric
} // namespace ns3

#endif // SERIES_RECORDER_H
