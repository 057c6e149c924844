/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BUILD_FACTS_H
#define BUILD_FACTS_H

#include "ns3/run-record.h"

#include <cstdint>
#include <optional>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What was built, and how: stored with every run, so that a reader of its figures can build the
 * same. No digest contains it.
 */
struct BuildFacts
{
    /**
     * The state of a source tree.
     */
    struct Tree
    {
        std::string commit;            ///< git commit, or "unknown"
        std::optional<uint64_t> dirty; ///< 1 if the sources differ from it, else 0; unset: unknown

        /**
         * Read what tree-state.sh has printed.
         * @param state "COMMIT clean", "COMMIT dirty", or anything else for unknown
         * @return the state
         */
        static Tree Parse(const std::string& state);
    };

    std::string version;    ///< version of this module
    Tree module;            ///< its sources
    std::string ns3Version; ///< version of ns-3
    Tree ns3;               ///< the sources of ns-3
    std::string compiler;   ///< compiler and its version
    std::string flags;      ///< build profile and flags

    /** @return what is known of this build. */
    static const BuildFacts& Get();

    /**
     * Fill in the columns of a run.
     * @param run the run
     */
    void Fill(RunRecord& run) const;

    /** @return one line: version, commit, ns-3 and compiler. */
    std::string ToText() const;
};

} // namespace aifabric
} // namespace ns3

#endif // BUILD_FACTS_H
