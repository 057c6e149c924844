/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WORKLOAD_TEST_HELPER_H
#define WORKLOAD_TEST_HELPER_H

#include "ns3/collective-workload.h"
#include "ns3/fabric-random.h"
#include "ns3/object-factory.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/workload.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{
namespace workload_test
{

/// Make a workload by the name of its class, with values of its attributes.
inline Ptr<Workload>
Make(const std::string& type, const std::map<std::string, uint64_t>& values)
{
    ObjectFactory factory;
    factory.SetTypeId("ns3::aifabric::" + type);
    for (const auto& [name, value] : values)
    {
        factory.Set(name, UintegerValue(value));
    }
    return factory.Create<Workload>();
}

/// Attributes with their values as text.
using Values = std::vector<std::pair<std::string, std::string>>;

/// Make a collective by the name of its class.
inline Ptr<CollectiveWorkload>
MakeCollective(const std::string& type, const Values& values)
{
    ObjectFactory factory;
    factory.SetTypeId("ns3::aifabric::" + type);
    for (const auto& [name, value] : values)
    {
        factory.Set(name, StringValue(value));
    }
    return factory.Create<CollectiveWorkload>();
}

/// The messages of a workload in one run.
inline Ptr<TaskGraph>
Build(Ptr<Workload> workload, uint32_t hosts, uint64_t run = 1)
{
    RngSeedManager::SetRun(run);
    FabricRandom random;
    random.Seed(FabricRandom::WORKLOAD, 0);
    return workload->Build(hosts, random);
}

} // namespace workload_test
} // namespace aifabric
} // namespace ns3

#endif // WORKLOAD_TEST_HELPER_H
