/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRACE_REFERENCE_H
#define TRACE_REFERENCE_H

#include "ns3/callback.h"
#include "ns3/type-id.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** What is known of a trace source of the module. */
struct TraceSource
{
    TypeId type;           ///< the class that declares it
    std::string name;      ///< its name
    std::string help;      ///< what it tells
    std::string callback;  ///< name of the type of its sinks
    std::string arguments; ///< arguments of its sinks, as in C++
    std::string path;      ///< by which Config connects it; empty: there is none

    /**
     * Make a sink of the right signature.
     * @param calls counts its calls, and outlives it
     * @return the sink
     */
    std::function<CallbackBase(uint64_t* calls)> makeSink;
};

/**
 * @ingroup ai-fabric
 *
 * List the trace sources of the module's classes, sorted by class.
 * @return all of them
 * @throws ConfigError if one has a signature that the table of signatures does not know
 */
std::vector<TraceSource> ListTraceSources();

/** @return doc/traces.rst. */
std::string GetTraceReference();

} // namespace aifabric
} // namespace ns3

#endif // TRACE_REFERENCE_H
