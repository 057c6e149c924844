/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "component-families.h"

#include "ns3/congestion-control.h"
#include "ns3/egress-stage.h"
#include "ns3/fabric-layout.h"
#include "ns3/fault.h"
#include "ns3/headroom-rule.h"
#include "ns3/host-load-balancer.h"
#include "ns3/loss-recovery.h"
#include "ns3/placement-policy.h"
#include "ns3/qos-profile.h"
#include "ns3/shared-memory-admission.h"
#include "ns3/storm-rule.h"
#include "ns3/switch-load-balancer.h"
#include "ns3/switch-preset.h"
#include "ns3/workload.h"

#include <algorithm>
#include <cctype>

namespace ns3
{
namespace aifabric
{
namespace families
{

const ComponentFamily&
LoadBalancers()
{
    static const ComponentFamily family(
        "load balancer",
        "LoadBalancer",
        {SwitchLoadBalancer::GetTypeId(), HostLoadBalancer::GetTypeId()});
    return family;
}

const ComponentFamily&
CongestionControls()
{
    static const ComponentFamily family("congestion control",
                                        "CongestionControl",
                                        {CongestionControl::GetTypeId()});
    return family;
}

const ComponentFamily&
LossRecoveries()
{
    static const ComponentFamily family("loss recovery",
                                        "LossRecovery",
                                        {LossRecovery::GetTypeId()});
    return family;
}

const ComponentFamily&
SwitchPresets()
{
    return SwitchPreset::GetFamily();
}

const ComponentFamily&
QosProfiles()
{
    return QosProfile::GetFamily();
}

const ComponentFamily&
HeadroomRules()
{
    return HeadroomRule::GetFamily();
}

const ComponentFamily&
Watchdogs()
{
    return StormRule::GetFamily();
}

const ComponentFamily&
EgressStages()
{
    return EgressStage::GetFamily();
}

const ComponentFamily&
BufferPolicies()
{
    return SharedMemoryAdmission::GetFamily();
}

const ComponentFamily&
Fabrics()
{
    static const ComponentFamily family("fabric", "Fabric", {FabricLayout::GetTypeId()});
    return family;
}

const ComponentFamily&
Workloads()
{
    static const ComponentFamily family("workload", "Workload", {Workload::GetTypeId()});
    return family;
}

const ComponentFamily&
Placements()
{
    return PlacementPolicy::GetFamily();
}

const ComponentFamily&
Faults()
{
    static const ComponentFamily family("fault", "Fault", {Fault::GetTypeId()});
    return family;
}

std::vector<std::pair<std::string, const ComponentFamily*>>
All()
{
    return {{"lb", &LoadBalancers()},
            {"cc", &CongestionControls()},
            {"recovery", &LossRecoveries()},
            {"switch", &SwitchPresets()},
            {"qos", &QosProfiles()},
            {"headroom", &HeadroomRules()},
            {"watchdog", &Watchdogs()},
            {"stage", &EgressStages()},
            {"buffer", &BufferPolicies()},
            {"fabric", &Fabrics()},
            {"workload", &Workloads()},
            {"placement", &Placements()},
            {"fault", &Faults()}};
}

std::string
ShortenNames(const std::string& message)
{
    static const std::string space = "ns3::aifabric::";
    static const auto isOfName = [](char c) {
        return std::isalnum(c) != 0 || c == '_' || c == ':';
    };
    std::string text;
    size_t done = 0;
    for (size_t at = message.find(space); at != std::string::npos; at = message.find(space, done))
    {
        size_t end = at + space.size();
        end = std::find_if_not(message.begin() + end, message.end(), isOfName) - message.begin();
        // A colon behind it is none of the name; one within is that of an attribute.
        end -= message[end - 1] == ':' ? 1 : 0;
        const std::string name = message.substr(at, end - at);
        std::string alias = name;
        for (const auto& [option, family] : All())
        {
            for (const ComponentInfo& info : family->List())
            {
                const bool isOurs = !info.isRow && info.type.GetGroupName() == "AiFabric";
                alias = isOurs && info.type.GetName() == name ? info.alias : alias;
            }
        }
        text += message.substr(done, at - done) + alias;
        done = end;
    }
    return text + message.substr(done);
}

} // namespace families
} // namespace aifabric
} // namespace ns3
