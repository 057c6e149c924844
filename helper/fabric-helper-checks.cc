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

namespace
{

/// @return whether a class is none of the module's
bool
IsOwn(TypeId type)
{
    return type.GetName().rfind("ns3::aifabric::", 0) != 0;
}

/// What the author of a part may do that is refused for a need.
std::string
Advise(TypeId type, const std::string& need)
{
    return IsOwn(type) ? "; if it does not, leave " + need + " out of what its DoGetNeeds() returns"
                       : "";
}

} // namespace

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
        throw ConfigError(m_balancer.GetTypeId().GetName() + remedy +
                          Advise(m_balancer.GetTypeId(), "NEED_ECN"));
    }
    if (!m_hasHostBalancer)
    {
        return;
    }
    const NetworkNeeds needs = m_hostBalancer.Create<HostLoadBalancer>()->GetNeeds();
    const TypeId type = m_hostBalancer.GetTypeId();
    const std::string name = type.GetName();
    if (needs.Has(NEED_PATH_ECHO) && !nic.HasPathEcho())
    {
        throw ConfigError(name +
                          " needs ACKs that echo paths: leave the attribute PathEcho of "
                          "ns3::aifabric::RoceNic at true, or insist with --force" +
                          Advise(type, "NEED_PATH_ECHO"));
    }
    UintegerValue interval;
    nic.GetAttribute("AckInterval", interval);
    if (needs.Has(NEED_EACH_ACK) && interval.Get() != 1)
    {
        throw ConfigError(name +
                          " needs an ACK for each packet: --ack-interval=1, or insist with "
                          "--force" +
                          Advise(type, "NEED_EACH_ACK"));
    }
    if (needs.Has(NEED_ECN) && !marking)
    {
        throw ConfigError(name + remedy + Advise(type, "NEED_ECN"));
    }
}

void
FabricHelper::CheckTopology(const FabricTopology& topology) const
{
    // The layouts of the module know that they are whole where they have tiers.
    const TypeId layout = m_layout.GetTypeId();
    if (topology.HasNextHops() || !topology.IsTiered() || IsOwn(layout))
    {
        const std::string problem =
            CheckWays(topology, [&](uint32_t vertex) { return topology.GetName(vertex); });
        if (!problem.empty())
        {
            throw ConfigError(problem + (IsOwn(layout)
                                             ? ": DoBuild() of " + layout.GetName() +
                                                   " joins all hosts by its AddLink(), and says "
                                                   "ways, if it does, by SetNextHops()"
                                             : ""));
        }
    }
    CheckPanels(topology);
    if (topology.IsTiered())
    {
        return;
    }
    const auto wants = [](const NetworkNeeds& needs) {
        return needs.Has(NEED_TIERS) || needs.Has(NEED_TWO_TIERS);
    };
    const bool isOfSwitch = wants(m_balancer.Create<SwitchLoadBalancer>()->GetNeeds());
    if (isOfSwitch ||
        (m_hasHostBalancer && wants(m_hostBalancer.Create<HostLoadBalancer>()->GetNeeds())))
    {
        const TypeId culprit = (isOfSwitch ? m_balancer : m_hostBalancer).GetTypeId();
        throw ConfigError(culprit.GetName() +
                          " needs a fabric of tiers, where each link of a switch leads one tier up "
                          "or down and routes are those with the fewest links: choose such a "
                          "fabric, or another strategy (ofan, spray, ecmp)" +
                          Advise(culprit, "NEED_TIERS and NEED_TWO_TIERS"));
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
    const bool isOfSwitch =
        m_balancer.Create<SwitchLoadBalancer>()->GetNeeds().Has(NEED_REORDERING);
    if (isOfSwitch || (m_hasHostBalancer &&
                       m_hostBalancer.Create<HostLoadBalancer>()->GetNeeds().Has(NEED_REORDERING)))
    {
        const TypeId culprit = (isOfSwitch ? m_balancer : m_hostBalancer).GetTypeId();
        const TypeId type = prototype->GetInstanceTypeId();
        throw ConfigError(
            type.GetName() + " takes reordering for loss, and " + culprit.GetName() +
            " reorders packets: choose another recovery (sack), a strategy per flow (ecmp), or "
            "insist with --force" +
            (IsOwn(culprit) ? "; if it keeps the packets of a flow in order, its DoGetNeeds() "
                              "returns needs without NEED_REORDERING, such as {}"
                            : "") +
            (IsOwn(type) ? "; if " + type.GetName() +
                               " bears reordering, its ToleratesReordering() returns true"
                         : ""));
    }
}

} // namespace aifabric
} // namespace ns3
