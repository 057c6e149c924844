/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAILURE_CAUSE_H
#define FAILURE_CAUSE_H

#include <cstdint>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Why a queue pair gave up: a text, and a time that belongs behind it.
 */
struct FailureCause
{
    std::string text; ///< such as "no route to host 3" or "paused for"
    uint64_t time{0}; ///< ps; 0: the text stands alone
};

/**
 * Write a time for people.
 * @param ps the time, ps
 * @return three digits with a unit, such as "1.05 ms"
 */
std::string WriteTime(uint64_t ps);

} // namespace aifabric
} // namespace ns3

#endif // FAILURE_CAUSE_H
