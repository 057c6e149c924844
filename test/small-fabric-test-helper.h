/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SMALL_FABRIC_TEST_HELPER_H
#define SMALL_FABRIC_TEST_HELPER_H

#include "ns3/config-error.h"
#include "ns3/fabric-helper.h"
#include "ns3/uinteger.h"
#include "ns3/workload-helper.h"

#include <functional>
#include <string>

/**
 * @file
 * @ingroup ai-fabric-tests
 *
 * What the tests of programs on the helpers share.
 */

namespace ns3
{
namespace aifabric
{
namespace tests
{

/**
 * @param action something that may be refused
 * @return what it is refused with; empty: it is not
 */
inline std::string
Refusal(const std::function<void()>& action)
{
    try
    {
        action();
    }
    catch (const ConfigError& error)
    {
        return error.what();
    }
    return "";
}

/** A fabric of two leaves with two hosts each, and a permutation of 100 KiB on it. */
struct SmallFabric
{
    /** @param configure what is done to the helper before */
    explicit SmallFabric(const std::function<void(FabricHelper&)>& configure = [](FabricHelper&) {})
    {
        FabricHelper helper;
        helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                         "Leaves",
                         UintegerValue(2),
                         "Spines",
                         UintegerValue(2),
                         "Hosts",
                         UintegerValue(2));
        configure(helper);
        fabric = helper.Install();
        const WorkloadHelper workload("ns3::aifabric::PermutationWorkload",
                                      "Bytes",
                                      UintegerValue(100 << 10));
        applications = workload.Install(fabric);
    }

    FabricContainer fabric;            ///< the fabric
    ApplicationContainer applications; ///< the workload
};

} // namespace tests
} // namespace aifabric
} // namespace ns3

#endif // SMALL_FABRIC_TEST_HELPER_H
