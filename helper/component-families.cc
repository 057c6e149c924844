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
#include "ns3/host-load-balancer.h"
#include "ns3/loss-recovery.h"
#include "ns3/placement-policy.h"
#include "ns3/switch-load-balancer.h"
#include "ns3/switch-preset.h"
#include "ns3/workload.h"

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
EgressStages()
{
    return EgressStage::GetFamily();
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
            {"stage", &EgressStages()},
            {"fabric", &Fabrics()},
            {"workload", &Workloads()},
            {"placement", &Placements()},
            {"fault", &Faults()}};
}

} // namespace families
} // namespace aifabric
} // namespace ns3
