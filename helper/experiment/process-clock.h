/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PROCESS_CLOCK_H
#define PROCESS_CLOCK_H

#include <chrono>
#include <cstdint>
#include <ctime>
#include <sys/resource.h>

namespace ns3
{
namespace aifabric
{

/** @return CPU time of this process so far, s. */
inline double
GetCpuSeconds()
{
    timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/** @return time on a clock that only goes forward, s. */
inline double
GetWallSeconds()
{
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double>(now).count();
}

/** @return the largest resident set of this process so far, bytes. */
inline uint64_t
GetPeakMemory()
{
    rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}

} // namespace aifabric
} // namespace ns3

#endif // PROCESS_CLOCK_H
