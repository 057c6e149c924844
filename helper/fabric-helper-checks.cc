/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-helper.h"

#include "ns3/loss-recovery.h"
#include "ns3/roce-nic.h"
#include "ns3/uinteger.h"
#include "ns3/way-check.h"

namespace ns3
{
namespace aifabric
{

// What a fabric refuses before it is built.

void
FabricHelper::Check() const
{
    CheckLayout(*m_layout.Create<FabricLayout>());
    CheckCombination();
}

void
FabricHelper::CheckLayout(const FabricLayout& layout) const
{
    const std::string problem = layout.Check();
    if (!problem.empty())
    {
        throw ConfigError(problem);
    }
    if (layout.CountHosts() > RoceNic::MAX_HOSTS)
    {
        throw ConfigError("the fabric has " + std::to_string(layout.CountHosts()) +
                          " hosts; queue pair numbers tell " + std::to_string(RoceNic::MAX_HOSTS) +
                          " apart at most");
    }
    for (const auto& [tier, model] : m_tierModels)
    {
        const std::string unknown = CheckTier(tier, layout);
        if (!unknown.empty())
        {
            throw ConfigError(unknown);
        }
    }
    if (m_rate.GetBitRate() == 0)
    {
        throw ConfigError("the link rate must be positive");
    }
    if (m_delay.IsStrictlyNegative())
    {
        throw ConfigError("the link delay must not be negative");
    }
}

void
FabricHelper::CheckNeeds(const RoceNic& nic) const
{
    const bool marking = nic.IsEcnCapable() && HasMarks();
    const std::string remedy = " needs switches that mark: --switch=generic:ecn=true and the "
                               "attribute EcnCapable of ns3::aifabric::RoceNic, or insist with "
                               "--force";
    if (m_balancer.Create<SwitchLoadBalancer>()->GetNeeds().Has(NEED_ECN) && !marking)
    {
        throw ConfigError(m_balancer.GetTypeId().GetName() + remedy);
    }
    if (!m_hasHostBalancer)
    {
        return;
    }
    const NetworkNeeds needs = m_hostBalancer.Create<HostLoadBalancer>()->GetNeeds();
    const std::string name = m_hostBalancer.GetTypeId().GetName();
    if (needs.Has(NEED_PATH_ECHO) && !nic.HasPathEcho())
    {
        throw ConfigError(name + " needs ACKs that echo paths: leave the attribute PathEcho of "
                                 "ns3::aifabric::RoceNic at true, or insist with --force");
    }
    UintegerValue interval;
    nic.GetAttribute("AckInterval", interval);
    if (needs.Has(NEED_EACH_ACK) && interval.Get() != 1)
    {
        throw ConfigError(name + " needs an ACK for each packet: --ack-interval=1, or insist with "
                                 "--force");
    }
    if (needs.Has(NEED_ECN) && !marking)
    {
        throw ConfigError(name + remedy);
    }
}

void
FabricHelper::CheckTopology(const FabricTopology& topology) const
{
    // The layouts of the module know that they are whole.
    if (topology.HasNextHops() || !topology.IsTiered())
    {
        const std::string problem =
            CheckWays(topology, [&](uint32_t vertex) { return topology.GetName(vertex); });
        if (!problem.empty())
        {
            throw ConfigError(problem);
        }
    }
    if (topology.IsTiered())
    {
        return;
    }
    const auto wants = [](const NetworkNeeds& needs) {
        return needs.Has(NEED_TIERS) || needs.Has(NEED_TWO_TIERS);
    };
    std::string culprit;
    if (wants(m_balancer.Create<SwitchLoadBalancer>()->GetNeeds()))
    {
        culprit = m_balancer.GetTypeId().GetName();
    }
    else if (m_hasHostBalancer && wants(m_hostBalancer.Create<HostLoadBalancer>()->GetNeeds()))
    {
        culprit = m_hostBalancer.GetTypeId().GetName();
    }
    if (!culprit.empty())
    {
        throw ConfigError(culprit +
                          " needs a fabric of tiers, where each link of a switch leads one tier up "
                          "or down and routes are those with the fewest links: choose such a "
                          "fabric, or another strategy (ofan, spray, ecmp)");
    }
}

bool
FabricHelper::MayReorder(uint32_t planes) const
{
    const auto nic = m_nic.Create<RoceNic>();
    ObjectFactoryValue recovery;
    nic->GetAttribute("LossRecovery", recovery);
    const bool isTolerated = recovery.Get().Create<LossRecovery>()->ToleratesReordering();
    if (planes > 1 && !isTolerated && nic->GetPlaneChoice() == PLANE_PACKET && !m_force)
    {
        throw ConfigError(recovery.Get().GetTypeId().GetName() +
                          " takes reordering for loss, and packets of several planes overtake each "
                          "other: choose another recovery (sack), the attribute PlaneChoice of "
                          "ns3::aifabric::RoceNic as Stripe or Flow, or insist with --force");
    }
    return isTolerated &&
           (m_balancer.Create<SwitchLoadBalancer>()->GetNeeds().Has(NEED_REORDERING) ||
            (m_hasHostBalancer &&
             m_hostBalancer.Create<HostLoadBalancer>()->GetNeeds().Has(NEED_REORDERING)));
}

void
FabricHelper::CheckCombination() const
{
    if (m_force)
    {
        return;
    }
    const auto nic = m_nic.Create<RoceNic>();
    CheckNeeds(*nic);
    ObjectFactoryValue recovery;
    nic->GetAttribute("LossRecovery", recovery);
    auto prototype = recovery.Get().Create<LossRecovery>();
    if (prototype->ToleratesReordering())
    {
        return;
    }
    std::string culprit;
    if (m_balancer.Create<SwitchLoadBalancer>()->GetNeeds().Has(NEED_REORDERING))
    {
        culprit = m_balancer.GetTypeId().GetName();
    }
    else if (m_hasHostBalancer &&
             m_hostBalancer.Create<HostLoadBalancer>()->GetNeeds().Has(NEED_REORDERING))
    {
        culprit = m_hostBalancer.GetTypeId().GetName();
    }
    if (!culprit.empty())
    {
        throw ConfigError(prototype->GetInstanceTypeId().GetName() +
                          " takes reordering for loss, and " + culprit +
                          " reorders packets: choose another recovery (sack), a strategy per flow "
                          "(ecmp), or insist with --force");
    }
}

} // namespace aifabric
} // namespace ns3
