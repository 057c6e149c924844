/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "given-checks.h"

#include "ns3/config-error.h"
#include "ns3/make-factory.h"
#include "ns3/roce-nic.h"

#include <algorithm>
#include <string>

namespace ns3
{
namespace aifabric
{

void
CheckFactory(const ObjectFactory& factory, TypeId base)
{
    if (!factory.IsTypeIdSet())
    {
        throw ConfigError("a factory that makes nothing is given where " + base.GetName() +
                          " is to be made: call SetTypeId() first");
    }
    FindClass(factory.GetTypeId().GetName(), base);
}

void
CheckNodes(const NodeContainer& hosts)
{
    for (uint32_t i = 0; i < hosts.GetN(); i++)
    {
        const Ptr<Node> node = hosts.Get(i);
        const auto end = hosts.Begin() + i;
        const std::string problem = !node                        ? "is none"
                                    : node->GetObject<RoceNic>() ? "is a host of a fabric already"
                                    : std::find(hosts.Begin(), end, node) != end ? "is given twice"
                                                                                 : "";
        if (!problem.empty())
        {
            throw ConfigError("the node given for host " + std::to_string(i) + " " + problem);
        }
    }
}

void
CheckThere(const FabricContainer& fabric)
{
    // A NIC that was taken apart has no recovery any more.
    if (!fabric.GetNic(0)->GetRecoveryPrototype())
    {
        throw ConfigError("Simulator::Destroy() has taken this fabric apart: install another one");
    }
}

} // namespace aifabric
} // namespace ns3
