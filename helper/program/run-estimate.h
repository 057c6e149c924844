/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RUN_ESTIMATE_H
#define RUN_ESTIMATE_H

#include "ns3/experiment.h"

#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What an experiment that is built will take: a guess, from the messages and the lengths of their
 * ways alone. Losses, computations between messages and small packets make a run longer; how many
 * frames a second a machine can do differs by the strategy and the size of the fabric, too.
 */
struct RunEstimate
{
    /// What a core does in a second: between the slow and the fast of `aifabric bench`.
    static constexpr double PACKET_HOPS_PER_SECOND = 4e6;
    /// A run is called long from this time on, s.
    static constexpr double LONG_SECONDS = 10;
    /// Memory is called much from this amount on.
    static constexpr double MUCH_BYTES = 1 << 30;

    double packetHops{0}; ///< frames times links crossed
    double seconds{0};    ///< CPU time of the simulation, s

    /**
     * Estimate.
     * @param experiment an experiment after Build()
     * @return the estimate; of one with --stop, the part of its ideal time that is simulated
     */
    static RunEstimate Of(const Experiment& experiment);

    /**
     * Say beforehand that a run is long.
     * @param experiment an experiment after Build()
     * @return a line; empty if it is short
     */
    static std::string Announce(const Experiment& experiment);

    /**
     * Say before it is built that an experiment takes much memory.
     * @param experiment an experiment
     * @return a line; empty if it takes little
     */
    static std::string AnnounceMemory(const Experiment& experiment);

    /**
     * @param seconds a time
     * @return for example "2.5 min"
     */
    static std::string WriteSeconds(double seconds);
};

} // namespace aifabric
} // namespace ns3

#endif // RUN_ESTIMATE_H
