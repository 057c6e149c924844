/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NIC_FAILURES_H
#define NIC_FAILURES_H

#include "ns3/failure-cause.h"

#include <cstdint>
#include <map>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The messages that a NIC has given up.
 */
class NicFailures
{
  public:
    /** What is known of messages given up for one reason. */
    struct Failure
    {
        uint64_t messages{0}; ///< their number
        uint64_t time{0};     ///< largest time that belongs to the reason, ps; 0: none
    };

    /** @return messages given up, by reason. */
    const std::map<std::string, Failure>& GetFailures() const
    {
        return m_failures;
    }

  protected:
    std::map<std::string, Failure> m_failures; ///< messages given up, by reason
    FailureCause m_lastFailure;                ///< why the last queue pair gave up
};

} // namespace aifabric
} // namespace ns3

#endif // NIC_FAILURES_H
