/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-helper.h"

#include "fabric-watch.h"
#include "given-checks.h"

#include "ns3/boolean.h"
#include "ns3/clock-range.h"
#include "ns3/fabric-engine.h"
#include "ns3/fabric-partition.h"
#include "ns3/fabric-units.h"
#include "ns3/frame-codec.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4.h"
#include "ns3/log.h"
#include "ns3/per-port-admission.h"
#include "ns3/pointer.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

namespace
{
/// Buffers larger than those of any switch are meant not to fill.
constexpr uint64_t LARGEST_BUFFER = 64000000;
/// Room per port of what never drops.
constexpr uint64_t CROSSBAR_BUFFER = uint64_t{1} << 40;

/**
 * The longest time that a frame may wait in one buffer.
 * @param fabric a fabric with its switches
 * @return ps
 */
uint64_t
GetQueueWait(const FabricContainer& fabric)
{
    double wait = 0;
    for (uint32_t i = 0; i < fabric.GetSwitches().GetN(); i++)
    {
        const Ptr<FabricSwitch> fabricSwitch = fabric.GetSwitch(i);
        const FabricTopology& topology = *fabric.GetTopology();
        if (topology.GetSwitch(topology.GetHostCount() + i).isScaleUp)
        {
            continue;
        }
        const auto buffer = static_cast<double>(
            std::min(LARGEST_BUFFER, fabricSwitch->GetAdmission()->GetBufferPerPort()));
        for (const FabricPort* port : fabricSwitch->GetPorts())
        {
            wait = std::max(wait, buffer * port->GetPsPerByte());
        }
    }
    return static_cast<uint64_t>(wait);
}

/**
 * Make the crossbar of a server of a switch: it has room for whatever comes, and tells nobody how
 * much.
 * @param one the switch
 */
void
OpenUp(FabricSwitch& one)
{
    auto admission = CreateObject<PerPortAdmission>();
    admission->SetAttribute("BufferPerPort", UintegerValue(CROSSBAR_BUFFER));
    one.SetAttribute("Admission", PointerValue(admission));
    auto marker = CreateObject<RedMarker>();
    marker->SetAttribute("Enabled", BooleanValue(false));
    one.SetAttribute("Marker", PointerValue(marker));
    one.SetAttribute("Pfc", PointerValue(CreateObject<PfcController>()));
}
} // namespace

NS_LOG_COMPONENT_DEFINE("FabricHelper");

FabricHelper::FabricHelper()
    : m_layout(MakeTypeFactory("ns3::aifabric::FatTreeFabric")),
      m_balancer(MakeTypeFactory("ns3::aifabric::OfanLoadBalancer")),
      m_device(MakeTypeFactory("ns3::aifabric::FabricNetDevice")),
      m_nic(MakeTypeFactory("ns3::aifabric::RoceNic"))
{
    FabricEngine::Prepare();
    m_rate = DataRate("400Gbps");
    m_delay = NanoSeconds(500);
}

FabricHelper::~FabricHelper() = default;

void
FabricHelper::SetLayout(const ObjectFactory& layout)
{
    CheckFactory(layout, FabricLayout::GetTypeId());
    m_layout = layout;
}

void
FabricHelper::SetLoadBalancer(const ObjectFactory& balancer)
{
    CheckFactory(balancer, SwitchLoadBalancer::GetTypeId());
    m_balancer = balancer;
}

void
FabricHelper::SetHostLoadBalancer(const ObjectFactory& balancer)
{
    CheckFactory(balancer, HostLoadBalancer::GetTypeId());
    m_hostBalancer = balancer;
    m_hasHostBalancer = true;
}

void
FabricHelper::SetDeviceAttribute(const std::string& name, const AttributeValue& value)
{
    SetFactoryAttribute(m_device, name, value);
}

void
FabricHelper::SetNicAttribute(const std::string& name, const AttributeValue& value)
{
    SetFactoryAttribute(m_nic, name, value);
}

void
FabricHelper::SetLinks(DataRate rate, Time delay)
{
    m_rate = rate;
    m_delay = delay;
}

Ptr<FabricTopology>
FabricHelper::MakeTopology() const
{
    const auto layout = m_layout.Create<FabricLayout>();
    const auto topology = layout->Build(m_rate, m_delay);
    for (const FabricTopology::Link& link : topology->GetLinks())
    {
        if (link.rate < ClockRange::SLOWEST || link.rate > ClockRange::FASTEST)
        {
            throw ConfigError("a link of " + FormatRate(DataRate(link.rate)) +
                              " is not within 10kbps to 100Tbps, which the clock of picoseconds "
                              "bears");
        }
        if (link.delay > ClockRange::LONGEST_HOP)
        {
            throw ConfigError("a link has a delay of more than 1d, a dozen of which the clock of "
                              "picoseconds would not bear");
        }
    }
    return topology;
}

FabricContainer
FabricHelper::Install() const
{
    return Install(NodeContainer());
}

FabricContainer
FabricHelper::Install(NodeContainer hosts) const
{
    Check();
    const FabricEngine& engine = FabricEngine::Get();
    if (engine.GetExecuted() > 0 || engine.Now() > 0)
    {
        throw ConfigError("the simulation has run: a fabric is installed before Simulator::Run(), "
                          "or after Simulator::Destroy()");
    }
    FabricContainer fabric;
    fabric.m_layout = m_layout.Create<FabricLayout>();
    fabric.m_topology = MakeTopology();
    CheckTopology(*fabric.m_topology);
    const uint32_t count = fabric.m_topology->GetHostCount();
    if (hosts.GetN() == 0)
    {
        hosts.Create(count);
    }
    if (hosts.GetN() != count)
    {
        throw ConfigError("the layout has " + std::to_string(count) + " hosts, but " +
                          std::to_string(hosts.GetN()) + " nodes were given");
    }
    CheckNodes(hosts);
    fabric.m_hosts = hosts;
    fabric.m_switches.Create(fabric.m_topology->GetSwitchCount());
    fabric.m_routes = Create<FabricRoutes>(fabric.m_topology);
    MakeDomains(fabric);
    ConnectLinks(fabric);
    StartSwitches(fabric);
    StartNics(fabric);
    fabric.m_watch = std::make_shared<FabricWatch>(fabric);
    FabricEngine::Get().AddGuard(fabric.m_watch);
    return fabric;
}

void
FabricHelper::MakeDomains(FabricContainer& fabric) const
{
    FabricEngine& engine = FabricEngine::Get();
    const uint32_t vertices =
        fabric.m_topology->GetHostCount() + fabric.m_topology->GetSwitchCount();
    fabric.m_domains.assign(vertices, 0);
    for (const FabricTopology::Link& link : fabric.m_topology->GetLinks())
    {
        engine.CoverDelay(link.delay);
    }
    const uint32_t most =
        engine.IsNative() ? FabricEngine::MOST_DOMAINS - engine.GetDomainCount() : 1;
    // A sender that is told of losses at once would hear of the future of another domain.
    const bool isTold = m_nic.Create<RoceNic>()->KnowsLosses();
    const FabricPartition partition(*fabric.m_topology, isTold ? 1 : m_domains, most);
    if (partition.GetCount() < 2)
    {
        return;
    }
    const uint32_t first = engine.AddDomains(partition.GetCount(), partition.GetWindow());
    for (uint32_t vertex = 0; vertex < vertices; vertex++)
    {
        fabric.m_domains[vertex] = first + partition.GetDomain(vertex);
    }
}

void
FabricHelper::ConnectLinks(FabricContainer& fabric) const
{
    const auto& links = fabric.m_topology->GetLinks();
    fabric.m_channels.reserve(links.size());
    for (const FabricTopology::Link& link : links)
    {
        auto channel = CreateObject<FabricChannel>();
        channel->SetAttribute("Delay", TimeValue(TimeStep(link.delay)));
        Ptr<FabricNetDevice> ends[2];
        for (int end = 0; end < 2; end++)
        {
            const uint32_t vertex = end == 0 ? link.lower : link.upper;
            ends[end] = m_device.Create<FabricNetDevice>();
            ends[end]->SetDomain(FabricEngine::Get().GetDomain(fabric.m_domains[vertex]));
            ends[end]->SetDataRate(DataRate(link.rate));
            Ptr<Node> node = fabric.GetNode(vertex);
            ends[end]->SetNode(node);
            ends[end]->SetFabricAddress(vertex);
            node->AddDevice(ends[end]);
        }
        channel->Connect(ends[0], ends[1]);
        fabric.m_channels.push_back(channel);
    }
}

void
FabricHelper::StartSwitches(FabricContainer& fabric) const
{
    FabricTopology& topology = *fabric.m_topology;
    const uint32_t hosts = topology.GetHostCount();
    const auto nic = m_nic.Create<RoceNic>();
    const uint32_t largest =
        wire::ROCE_BYTES + wire::RETH_BYTES + nic->GetIpExtra() + nic->GetMtu();
    const uint32_t growth = FrameExtra::MAX_RECORDS * GetGrowth();
    const bool wantsTelemetry = WantsTelemetry();
    uint64_t trimClasses = 0;
    uint64_t losslessClasses = 0;
    for (uint32_t i = 0; i < topology.GetSwitchCount(); i++)
    {
        const auto fabricSwitch = GetModel(topology.GetTierName(hosts + i)).Make(largest + growth);
        BooleanValue trims;
        UintegerValue trimClass;
        UintegerValue lossless;
        fabricSwitch->GetAttribute("Trim", trims);
        fabricSwitch->GetAttribute("TrimClass", trimClass);
        fabricSwitch->GetPfc()->GetAttribute("LosslessClasses", lossless);
        trimClasses |= uint64_t{trims.Get()} << trimClass.Get();
        losslessClasses |= lossless.Get();
        fabricSwitch->TellTimes(topology, hosts + i);
        fabricSwitch->SetAttribute("LoadBalancer",
                                   PointerValue(m_balancer.Create<SwitchLoadBalancer>()));
        if (topology.GetSwitch(hosts + i).isScaleUp)
        {
            OpenUp(*fabricSwitch);
        }
        if (wantsTelemetry)
        {
            AddTelemetry(*fabricSwitch);
        }
        fabric.m_fabricSwitches.push_back(fabricSwitch);
    }
    if (trimClasses & losslessClasses)
    {
        throw ConfigError("trimmed packets of one tier go on in a class that PFC protects in "
                          "another, and may be lost: choose another trim-class, or "
                          "lossless-classes without it");
    }
    // Strategies may ask for the latencies of others when they start.
    for (uint32_t i = 0; i < topology.GetSwitchCount(); i++)
    {
        const Ptr<Node> node = fabric.m_switches.Get(i);
        const auto& fabricSwitch = fabric.m_fabricSwitches[i];
        node->AggregateObject(fabricSwitch);
        const std::string problem = fabricSwitch->Start(node, hosts + i, fabric.m_routes);
        if (!problem.empty())
        {
            throw ConfigError(problem);
        }
    }
}

void
FabricHelper::StartNics(FabricContainer& fabric) const
{
    const uint64_t queueWait = GetQueueWait(fabric);
    const bool mayReorder = MayReorder(fabric.m_topology->GetPlaneCount());
    for (uint32_t host = 0; host < fabric.m_topology->GetHostCount(); host++)
    {
        auto nic = m_nic.Create<RoceNic>();
        std::vector<Ptr<FabricNetDevice>> devices;
        for (uint32_t plane = 0; plane < fabric.m_topology->GetPlaneCount(); plane++)
        {
            devices.push_back(fabric.GetDevice(host, plane));
            if (m_hasHostBalancer)
            {
                nic->SetLoadBalancer(plane, m_hostBalancer.Create<HostLoadBalancer>());
            }
        }
        nic->SetMayReorder(mayReorder);
        fabric.m_hosts.Get(host)->AggregateObject(nic);
        const std::string problem = nic->Start(devices, host, fabric.m_routes);
        if (!problem.empty())
        {
            throw ConfigError(problem);
        }
        nic->GetTimes().SetQueueWait(queueWait);
        fabric.m_nics.push_back(nic);
    }
}

Ipv4InterfaceContainer
FabricHelper::AssignIpv4Addresses(const FabricContainer& fabric)
{
    CheckThere(fabric);
    const uint32_t planes = fabric.GetTopology()->GetPlaneCount();
    // Each plane is a network of its own.
    const Ipv4Mask mask(planes > 1 ? "255.252.0.0" : "255.0.0.0");
    Ipv4InterfaceContainer interfaces;
    for (uint32_t host = 0; host < fabric.GetTopology()->GetHostCount(); host++)
    {
        auto ipv4 = fabric.GetHosts().Get(host)->GetObject<Ipv4>();
        if (!ipv4)
        {
            throw ConfigError("host " + std::to_string(host) +
                              " has no internet stack: install one first");
        }
        for (uint32_t plane = 0; plane < planes; plane++)
        {
            const uint32_t interface = ipv4->AddInterface(fabric.GetDevice(host, plane));
            const uint32_t number = FrameCodec::AddressNumber(host, plane);
            ipv4->AddAddress(interface, Ipv4InterfaceAddress(FrameCodec::HostIpv4(number), mask));
            ipv4->SetUp(interface);
            interfaces.Add(ipv4, interface);
        }
    }
    return interfaces;
}

int64_t
FabricHelper::AssignStreams(const FabricContainer& fabric, int64_t stream)
{
    int64_t next = stream;
    for (uint32_t i = 0; i < fabric.GetSwitches().GetN(); i++)
    {
        next += fabric.GetSwitch(i)->GetLoadBalancer()->AssignStreams(next);
        next += fabric.GetSwitch(i)->GetMarker()->AssignStreams(next);
        for (const auto& stage : fabric.GetSwitch(i)->GetStages())
        {
            next += stage->AssignStreams(next);
        }
    }
    for (uint32_t host = 0; host < fabric.GetHosts().GetN(); host++)
    {
        for (uint32_t plane = 0; plane < fabric.GetTopology()->GetPlaneCount(); plane++)
        {
            if (auto balancer = fabric.GetNic(host)->GetLoadBalancer(plane))
            {
                next += balancer->AssignStreams(next);
            }
        }
    }
    return next - stream;
}

} // namespace aifabric
} // namespace ns3
