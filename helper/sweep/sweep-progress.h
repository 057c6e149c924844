/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWEEP_PROGRESS_H
#define SWEEP_PROGRESS_H

#include "sweep-runner.h"

#include <chrono>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Tells on standard error how far a sweep is: one line that is written over and over, and only if
 * a terminal shows it.
 */
class SweepProgress
{
  public:
    SweepProgress();

    /// Removes the line.
    ~SweepProgress();
    SweepProgress(const SweepProgress&) = delete;
    SweepProgress& operator=(const SweepProgress&) = delete;

    /**
     * Show how far the sweep is.
     * @param tally how far it is
     * @param workers the processes at work
     */
    void Show(const SweepTally& tally, const SweepRunner::Workers& workers);

    /**
     * Compose the line.
     * @param tally how far the sweep is
     * @param workers the processes at work
     * @param seconds how long it has been going on
     * @return the line
     */
    static std::string Compose(const SweepTally& tally,
                               const SweepRunner::Workers& workers,
                               double seconds);

  private:
    bool m_shown{false};
    bool m_terminal;
    std::chrono::steady_clock::time_point m_started;
    std::chrono::steady_clock::time_point m_last;
};

} // namespace aifabric
} // namespace ns3

#endif // SWEEP_PROGRESS_H
