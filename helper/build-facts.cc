/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "build-facts.h"

#include "module-version.h"

namespace ns3
{
namespace aifabric
{

// Written at every build by write-build.cmake, if they have changed.
extern const char* const BUILD_MODULE_STATE;
extern const char* const BUILD_NS3_STATE;
extern const char* const BUILD_NS3_VERSION;
extern const char* const BUILD_COMPILER;
extern const char* const BUILD_FLAGS;

BuildFacts::Tree
BuildFacts::Tree::Parse(const std::string& state)
{
    const size_t blank = state.find(' ');
    const std::string rest = blank == std::string::npos ? "" : state.substr(blank + 1);
    if (rest != "clean" && rest != "dirty")
    {
        return {"unknown", std::nullopt};
    }
    return {state.substr(0, blank), rest == "dirty" ? 1 : 0};
}

const BuildFacts&
BuildFacts::Get()
{
    static const BuildFacts facts{MODULE_VERSION,
                                  Tree::Parse(BUILD_MODULE_STATE),
                                  BUILD_NS3_VERSION,
                                  Tree::Parse(BUILD_NS3_STATE),
                                  BUILD_COMPILER,
                                  BUILD_FLAGS};
    return facts;
}

void
BuildFacts::Fill(RunRecord& run) const
{
    run.moduleVersion = version;
    run.moduleCommit = module.commit;
    run.isModuleDirty = module.dirty;
    run.ns3Version = ns3Version;
    run.ns3Commit = ns3.commit;
    run.compiler = compiler;
    run.buildFlags = flags;
}

std::string
BuildFacts::ToText() const
{
    return "ai-fabric " + version + " (commit " + module.commit +
           (module.dirty.value_or(0) ? ", changed since" : "") + "), ns-3 " + ns3Version + ", " +
           compiler;
}

} // namespace aifabric
} // namespace ns3
