/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef QUEUE_LIMIT_H
#define QUEUE_LIMIT_H

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The levels of `queue-limit dynamic` of NX-OS: 0 to 10, each a factor alpha of dynamic thresholds.
 * Which one depends on the ASIC: "generic" is 2^(level - 7), "cloud-scale" is the row of Cisco's
 * Cloud Scale ASICs (recalled, and consistent with the shares of the buffer that are told of it).
 */
class QueueLimit
{
  public:
    /** The highest level. */
    static constexpr uint64_t MOST = 10;

    /** @return the names of the rows. */
    static std::vector<std::string> ListRows();

    /**
     * Throws ConfigError if there is no such row or level.
     * @param row its name
     * @param level 0 to 10
     * @return alpha
     */
    static double GetAlpha(const std::string& row, uint64_t level);
};

} // namespace aifabric
} // namespace ns3

#endif // QUEUE_LIMIT_H
