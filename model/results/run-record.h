/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RUN_RECORD_H
#define RUN_RECORD_H

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @file
 * @ingroup ai-fabric
 *
 * What is stored of a run: one struct for each table. Units and definitions are those of the
 * schema (results-schema.cc); values that are not known are left unset and stored as NULL.
 */

/**
 * @ingroup ai-fabric
 * One iteration of a job. Times of hosts are means over those of the job.
 */
struct IterationRecord
{
    uint32_t job{0};                     ///< number of its job in the run
    uint32_t iteration{0};               ///< its number, from 1
    double startNs{0};                   ///< first start of a task, ns
    std::optional<double> endNs;         ///< last end, ns; unset if it is not complete
    std::optional<double> timeNs;        ///< since the end of the one before, ns
    double computeNs{0};                 ///< a host computes, ns
    double exposedNs{0};                 ///< it does not, and has messages under way, ns
    std::optional<double> idleNs;        ///< it has neither, ns
    std::optional<double> utilisation;   ///< of the accelerators
    std::optional<uint64_t> slowestHost; ///< the host that computed longest
    std::optional<double> slowestNs;     ///< for how long, ns
    double factor{1};                    ///< by how much larger the job is than what is simulated
};

/**
 * @ingroup ai-fabric
 * One of the workloads of a run, which share the fabric.
 */
struct JobRecord
{
    std::string workload;                         ///< component of the workload
    std::optional<double> startNs;                ///< first start of a task, ns
    std::optional<double> endNs;                  ///< last end, ns; unset if it is not complete
    std::optional<double> cctNs;                  ///< completion time, ns
    std::optional<double> boundNs;                ///< its ideal time alone on the fabric, ns
    uint64_t flows{0};                            ///< messages
    uint64_t flowsEnded{0};                       ///< of them, ended
    uint64_t bytes{0};                            ///< payload of all its messages
    std::optional<double> fctP50Ns;               ///< median flow completion time, ns
    std::optional<double> fctP99Ns;               ///< 99th percentile, ns
    std::optional<double> fctMaxNs;               ///< longest, ns
    std::optional<uint64_t> retransmittedPackets; ///< of messages that ended or failed
    uint64_t failedMessages{0};                   ///< given up
    double factor{1};    ///< by how much larger the job is than what is simulated of it
    std::string scaling; ///< what was left out, in words; not stored
    std::vector<IterationRecord> iterations; ///< table iteration

    /**
     * The completion time in multiples of its bound.
     * @return the slowdown, if both are known
     */
    std::optional<double> GetSlowdown() const
    {
        return cctNs && boundNs && *boundNs != 0 ? std::optional<double>(*cctNs / *boundNs)
                                                 : std::nullopt;
    }
};

/**
 * @ingroup ai-fabric
 * Messages of a job within a range of sizes, against their times on an idle fabric.
 */
struct FlowBinRecord
{
    uint32_t job{0};                    ///< number of the job in the run
    uint64_t aboveBytes{0};             ///< payload is above this
    std::optional<uint64_t> upToBytes;  ///< and up to this; unset: any
    uint64_t flows{0};                  ///< messages
    uint64_t flowsEnded{0};             ///< of them, ended
    std::optional<double> meanBytes;    ///< mean payload
    std::optional<double> slowdownMean; ///< mean of completion time over that on an idle fabric
    std::optional<double> slowdownP50;  ///< its median
    std::optional<double> slowdownP95;  ///< its 95th percentile
    std::optional<double> slowdownP99;  ///< its 99th percentile
    std::optional<double> slowdownMax;  ///< the largest
};

/// Value of a column that a program has added: nothing, a number or a text.
using ResultValue = std::variant<std::monostate, uint64_t, double, std::string>;

/**
 * @ingroup ai-fabric
 * One experiment: what was asked for and what came out.
 */
struct RunRecord
{
    std::string label;         ///< the user's name for the run
    std::string started;       ///< UTC, ISO 8601
    std::string status{"ok"};  ///< 'ok', 'stopped' or 'failed'
    std::string error;         ///< why it failed or stopped, one line; empty: NULL
    std::string moduleVersion; ///< version of this module
    std::string ns3Version;    ///< version of ns-3

    std::string fabric;              ///< component of the fabric
    std::optional<uint64_t> hosts;   ///< number of hosts
    std::optional<uint64_t> rateBps; ///< rate of host links, bit/s
    std::string switchModel;         ///< component of the switches
    std::string lb;                  ///< load-balancing strategy
    std::string cc;                  ///< congestion control
    std::string recovery;            ///< loss recovery
    std::string workload;            ///< workloads, joined by +
    std::string fault;               ///< faults, empty if none
    uint64_t seed{1};                ///< RngSeed
    uint64_t run{1};                 ///< RngRun
    std::string parameters{"{}"};    ///< JSON of every option and non-default attribute

    std::optional<double> cctNs;                     ///< first start to last end of all jobs, ns
    std::optional<double> boundNs;                   ///< ideal bound of the slowest job, ns
    std::optional<uint64_t> flows;                   ///< number of flows
    std::optional<double> fctP50Ns;                  ///< median flow completion time, ns
    std::optional<double> fctP99Ns;                  ///< 99th percentile, ns
    std::optional<double> fctMaxNs;                  ///< longest, ns
    std::optional<uint64_t> maxFabricQueueBytes;     ///< largest switch-to-switch queue
    std::optional<uint64_t> maxHostQueueBytes;       ///< largest switch-to-host queue
    std::optional<uint64_t> drops;                   ///< frames dropped, all reasons
    std::optional<uint64_t> trims;                   ///< frames trimmed
    std::optional<uint64_t> ecnMarks;                ///< frames marked
    std::optional<uint64_t> cnps;                    ///< CNPs sent
    std::optional<uint64_t> pfcPauses;               ///< pause frames sent (xoff)
    std::optional<uint64_t> retransmittedPackets;    ///< data packets sent again
    std::optional<uint64_t> maxReorderPackets;       ///< largest PSN distance of overtaking
    std::optional<uint64_t> maxReorderBufferPackets; ///< most packets waiting for a gap
    std::optional<double> simNs;                     ///< simulated time, ns
    std::optional<double> setupCpuS;                 ///< CPU time of building the fabric, s
    std::optional<double> wallS;                     ///< wall time of the simulation, s
    std::optional<double> cpuS;                      ///< CPU time of the simulation, s
    std::optional<uint64_t> peakRssBytes;            ///< largest resident set
    std::optional<uint64_t> packetHops;              ///< frames of any kind x links crossed
    std::optional<uint64_t> events;                  ///< events executed
    std::string resultDigest;                        ///< 16 hexadecimal digits; empty: NULL
    std::optional<uint64_t> timeouts;                ///< retransmission timers that ran out
    std::optional<uint64_t> spuriousRetransmissions; ///< packets sent again although received
    std::optional<uint64_t> flowsEnded;              ///< number of flows that ended
    std::string experiment; ///< what tells experiments apart, JSON; empty: made of the above
    std::optional<uint64_t> losslessDrops; ///< lossless frames lost for want of room
    std::vector<std::string> notes;     ///< sentences on what a reader should know; stored as lines
    std::optional<uint64_t> slowestJob; ///< number of the job with the largest slowdown
    std::optional<double> slowestCctNs; ///< its completion time, ns; unset: it is cctNs
    std::string moduleCommit;           ///< git commit of this module's sources
    std::optional<uint64_t> isModuleDirty;  ///< 1 if the sources differ from it, else 0
    std::string ns3Commit;                  ///< git commit of ns-3's sources
    std::string compiler;                   ///< compiler and its version
    std::string buildFlags;                 ///< build profile and flags
    std::vector<JobRecord> jobs;            ///< table job, in the order of the option
    std::vector<FlowBinRecord> flowBins;    ///< table flow_bin, by job, then by size
    std::map<std::string, ResultValue> own; ///< columns that a program has added, by name

    /**
     * Fill in slowestJob, slowestCctNs and boundNs from the jobs: the one with the largest
     * slowdown, if all are complete; otherwise only the largest bound.
     */
    void FindSlowestJob();

    /**
     * The completion time of the slowest job in multiples of its bound, as the view `summary` has
     * it.
     * @return the slowdown, if both are known
     */
    std::optional<double> GetSlowdown() const
    {
        const std::optional<double>& cct = slowestCctNs ? slowestCctNs : cctNs;
        return cct && boundNs && *boundNs != 0 ? std::optional<double>(*cct / *boundNs)
                                               : std::nullopt;
    }
};

/**
 * @ingroup ai-fabric
 * One message from host to host.
 */
struct FlowRecord
{
    uint32_t src{0};                  ///< index of the sending host
    uint32_t dst{0};                  ///< index of the receiving host
    uint64_t bytes{0};                ///< payload
    double startNs{0};                ///< when it was handed to the sender, ns
    std::optional<double> endNs;      ///< when it was complete, ns; unset if it never was
    std::optional<double> fctNs;      ///< completion time, ns
    uint64_t packetsSent{0};          ///< data packets sent, with retransmissions
    uint64_t retransmittedPackets{0}; ///< of these, sent again
    uint32_t job{0};                  ///< number of its job in the run
};

/**
 * @ingroup ai-fabric
 * One collective operation or other group of flows that ends together.
 */
struct CollectiveRecord
{
    std::string name;            ///< e.g. 'permutation'
    double startNs{0};           ///< start, ns
    std::optional<double> endNs; ///< end, ns; unset if it never was complete
    uint64_t bytes{0};           ///< payload of all its flows
    uint32_t job{0};             ///< number of its job in the run
    uint32_t iteration{0};       ///< of its job, from 1; 0: of none
};

/**
 * @ingroup ai-fabric
 * A stretch of time in which a host of a job computed, or messages of one activity were under way.
 */
struct TaskSpanRecord
{
    uint32_t job{0};       ///< number of its job in the run
    uint32_t host{0};      ///< index of the host
    double startNs{0};     ///< start, ns
    double endNs{0};       ///< end, ns
    std::string kind;      ///< 'computing' or 'communicating'
    std::string name;      ///< of its activity
    uint32_t iteration{0}; ///< of its job, from 1; 0: of none
};

/**
 * @ingroup ai-fabric
 * The sending side of one port.
 */
struct PortRecord
{
    uint32_t node{0};            ///< id of the node
    uint32_t port{0};            ///< port number at the node
    std::string name;            ///< e.g. 'edge0:3->agg1'
    std::string tier;            ///< of the node, as the fabric names it
    std::string direction;       ///< 'up' or 'down'
    uint64_t frames{0};          ///< frames sent
    uint64_t bytes{0};           ///< bytes sent
    uint64_t maxBacklogBytes{0}; ///< largest queue
    uint64_t drops{0};           ///< frames dropped
    uint64_t pausesSent{0};      ///< pause frames sent (xoff)
    uint64_t pausesReceived{0};  ///< pause frames received (xoff)
    double pausedNs{0};          ///< time for which classes were paused, summed over them, ns
    uint64_t rateBps{0};         ///< rate of the link, bit/s
    uint64_t trims{0};           ///< frames that lost their payload
    uint64_t trimsDropped{0};    ///< of them, those whose headers had no room either
    uint64_t trimsSent{0};       ///< frames without payload that left, wherever they lost it
};

/**
 * @ingroup ai-fabric
 * A named count of the whole run, e.g. drops by reason.
 */
struct CounterRecord
{
    std::string name;  ///< e.g. 'drop.buffer-full'
    uint64_t value{0}; ///< the count
};

/**
 * @ingroup ai-fabric
 * How long a port's queue was in one range of lengths.
 */
struct QueueHistogramRecord
{
    uint32_t node{0};         ///< id of the node
    uint32_t port{0};         ///< port number at the node
    uint64_t backlogBytes{0}; ///< lower bound of the range
    double timeNs{0};         ///< time spent in it, ns
};

/**
 * @ingroup ai-fabric
 * Samples of one quantity over time.
 */
struct TimeSeriesRecord
{
    std::string name;                               ///< e.g. 'backlog'
    std::string subject;                            ///< of what, e.g. 'edge0:3->agg1'
    std::string unit;                               ///< e.g. 'B'
    std::vector<std::pair<double, double>> samples; ///< time (ns) and value
};

/**
 * @ingroup ai-fabric
 * Something that happened once, e.g. a link failure.
 */
struct EventRecord
{
    double timeNs{0};    ///< when, ns
    std::string kind;    ///< e.g. 'link-down'
    std::string subject; ///< to what, e.g. 'edge0:3->agg1'
    std::string detail;  ///< more, free text
};

/**
 * @ingroup ai-fabric
 * What makes a run part of a sweep.
 */
struct SweepRecord
{
    std::string key;                 ///< hash of the options
    std::string options;             ///< JSON of all that tells runs apart
    std::string sweep;               ///< name of the sweep
    std::string grid;                ///< name of the grid in it, empty if it has none
    std::string output;              ///< last lines that a failed run printed
    std::optional<int64_t> replaces; ///< run_id of a failed run that gives way to this one
};

/**
 * @ingroup ai-fabric
 * Everything about a run beyond its RunRecord. Rows are numbered in the order given here.
 */
struct RunDetails
{
    std::vector<FlowRecord> flows;                     ///< table flow
    std::vector<CollectiveRecord> collectives;         ///< table collective
    std::vector<TaskSpanRecord> taskSpans;             ///< table task_span
    std::vector<PortRecord> ports;                     ///< table port
    std::vector<CounterRecord> counters;               ///< table counter
    std::vector<QueueHistogramRecord> queueHistograms; ///< table queue_histogram
    std::vector<TimeSeriesRecord> series;              ///< tables series and time_series
    std::vector<EventRecord> events;                   ///< table event
};

} // namespace aifabric
} // namespace ns3

#endif // RUN_RECORD_H
