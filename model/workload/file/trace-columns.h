/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRACE_COLUMNS_H
#define TRACE_COLUMNS_H

#include "file-lines.h"

#include "ns3/config-error.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace ns3
{
namespace aifabric
{

/** Columns of the module's own format of tasks, in the order in which they are written. */
enum class TraceColumn : uint8_t
{
    ID,
    START,
    SOURCE,
    DESTINATION,
    BYTES,
    DURATION,
    WAITS_FOR,
    JOB,
    CLASS,
    STREAM,
    TURN,
    ACTIVITY,
    NAME,
    KIND,
    ITERATION,
};

/** Names of the columns. */
inline constexpr std::array<const char*, 15> TRACE_COLUMNS{"id",
                                                           "start_ps",
                                                           "source",
                                                           "destination",
                                                           "bytes",
                                                           "duration_ps",
                                                           "waits_for",
                                                           "job",
                                                           "class",
                                                           "stream",
                                                           "turn",
                                                           "activity",
                                                           "name",
                                                           "kind",
                                                           "iteration"};

/** What a computation does to its stream, by TaskGraph::StreamUse. */
inline constexpr std::array<const char*, 4> TRACE_TURNS{"none", "whole", "takes", "frees"};

/** Kinds of activities, by TaskGraph::ActivityKind. */
inline constexpr std::array<const char*, 3> TRACE_KINDS{"collective", "computation", "waiting"};

/**
 * Find a name in one of these lists.
 * @param list the list
 * @param word the name
 * @param what what has such a name, for the message
 * @return its place in the list
 * @throws ConfigError with the names that there are
 */
template <size_t N>
size_t
FindTraceName(const std::array<const char*, N>& list,
              const std::string& word,
              const std::string& what)
{
    std::string known;
    for (size_t i = 0; i < N; i++)
    {
        if (word == list[i])
        {
            return i;
        }
        known += (i > 0 ? ", " : "") + std::string(list[i]);
    }
    throw ConfigError("there is no " + what + " " + QuoteWord(word) + "; known: " + known);
}

} // namespace aifabric
} // namespace ns3

#endif // TRACE_COLUMNS_H
